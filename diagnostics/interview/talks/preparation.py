"""Before question 1: the 保密筛查 with its modes and what each forbids, the consent, how long data may be kept."""

from __future__ import annotations

from datetime import date

from diagnostics.answers.typed.value import TypedWrongError, plain
from diagnostics.interview.course.screening import screen
from diagnostics.interview.screen.layout import ROWS, wrap
from diagnostics.interview.talks.session import CalledOffError, Session
from diagnostics.interview.talks.sites_talk import take_sites
from diagnostics.model.firm.answers import SECRECY_FACT, Answer
from diagnostics.words.catalogue import say

KEEP_YEARS = 3
_CONSENT_ROWS = 5  # an empty row, three prompts and the line below them


def prepare(session: Session) -> bool:
    """Settle mode, consent and sites, unless they were settled before; returns whether the interview may begin.

    Back leads to the beginning of the page.
    """
    while True:
        try:
            if not session.journal.mode():
                _screen(session)
            agreed = session.journal.consented()
            if agreed is None:
                agreed = _ask_consent(session)
            if agreed and not session.journal.declared():
                take_sites(session)
        except CalledOffError:
            continue
        return agreed


def _screen(session: Session) -> None:
    session.page([say("interview", "screening_head"), *wrap(say("interview", "screening_why"))])
    session.show(say("interview", "screening_secret"))
    secret = session.ask_key(say("interview", "ask_yes_no"), ["0", "1"]) == "1"
    apart = False
    if secret:
        session.show(say("interview", "screening_apart"))
        apart = session.ask_key(say("interview", "ask_yes_no"), ["0", "1"]) == "1"
    mode = screen(secret_work=secret, kept_apart=apart)
    session.show(say("interview_modes", mode.id))
    session.show(say("interview_modes", f"{mode.id}_forbids"))
    reason = session.ask_text(say("interview", "ask_mode_reason"), may_be_empty=True)
    session.journal.set_mode(mode.name, reason)
    firm = session.journal.answers()
    if SECRECY_FACT in session.library.facts and (firm.firm_subject, SECRECY_FACT) not in firm.answers:
        answer = Answer(
            state="known", value=secret, by=say("interview", "by_screening"), date=session.today, note=reason
        )
        session.journal.testify(SECRECY_FACT, answer, firm.firm_subject)


def _ask_consent(session: Session) -> bool:
    default = _years_later(session.today, KEEP_YEARS)
    text = say("interview", "consent_text", name=session.journal.answers().name, years=KEEP_YEARS)
    lines = [say("interview", "consent_head"), *wrap(text)]
    if session.screen.rows + len(lines) + _CONSENT_ROWS <= ROWS:  # below the screening, which is short as a rule
        session.screen.show(["", *lines])
    else:
        session.page(lines)
    agreed = session.ask_key(say("interview", "ask_consent"), ["0", "1"]) == "1"
    by = session.ask_text(say("interview", "ask_consent_by"))
    until = default

    def read(typed: str) -> None:
        if not plain(typed).isdigit() or not 1 <= int(plain(typed)) <= 30:
            raise TypedWrongError(say("interview", "years_range"))

    if agreed:
        typed = session.ask(say("interview", "ask_retention", years=KEEP_YEARS), read, may_be_empty=True, orders=False)
        until = _years_later(session.today, int(plain(str(typed)))) if typed else default
    session.journal.record_consent(agreed, by, text, until)
    return agreed


def _years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
