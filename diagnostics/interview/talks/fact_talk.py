"""One question: shown, answered, kept; with evidence, notes, sites that differ, a second person who says otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.answers.limits import may_be_na
from diagnostics.answers.typed.spoken import answer_words
from diagnostics.answers.typed.value import read_value
from diagnostics.interview.screen.layout import wrap
from diagnostics.interview.screen.words import option_lines
from diagnostics.interview.talks.contradiction_talk import settle_contradictions
from diagnostics.interview.talks.orders import Order
from diagnostics.interview.talks.session import BACK, NEXT, Attached, NextItem, Session, may_be_called_off
from diagnostics.interview.talks.side_talk import asked_later, lead_away, side_talk, take_second
from diagnostics.model.content.facts import Derived, Fact, Question, Section
from diagnostics.model.content.marks import State, SubjectKind
from diagnostics.model.firm.answers import Answer, AnswerValue, How
from diagnostics.words.catalogue import name_of, say


class FactTalk:
    """The conversation about one fact."""

    def __init__(self, session: Session, section: Section, fact_id: str) -> None:
        self.session = session
        self.section = section
        self.fact: Fact | Derived = session.library.named(fact_id)
        self.attached = Attached()
        firm = session.journal.answers()
        self.kind: SubjectKind = self.fact.subject if isinstance(self.fact, Fact) else "firm"
        of_kind = [subject.id for subject in firm.subjects if subject.kind == self.kind]
        still_open = session.course.subjects_to_ask(fact_id, firm)
        partly = still_open and len(still_open) < len(of_kind)
        alone = bool(session.subject)  # one site is asked about by itself: it stands in the place of the firm
        self.targets = still_open if partly and not alone else [firm.firm_subject]
        own = any((each, fact_id) in firm.answers for each in of_kind if each != firm.firm_subject)
        self.apart = own and not alone
        self.of_kind = of_kind if len(of_kind) > 1 and not alone else []

    @property
    def question(self) -> Question:
        """How the fact is asked."""
        assert self.fact.question is not None
        return self.fact.question

    def hold(self) -> NextItem:
        """Ask until the fact is answered, left for later, or the consultant goes elsewhere."""
        if self.apart and self.of_kind:
            self._draw(self.of_kind[0])
            return self._ask_apart()
        return self._ask(self.targets)

    # ---- asking ----

    def _ask(self, targets: Sequence[str]) -> NextItem:
        session = self.session
        self._draw(targets[0])
        while True:
            old = self._old_value(targets[0])
            typed = session.ask(
                self._message(),
                lambda text: read_value(self.fact, text, today=session.today),
                may_be_empty=old is not None,
                bare_words=self.fact.type != "text",
            )
            if isinstance(typed, str):
                answer = old if not typed and old is not None else self._answer(typed)
                return self._keep(answer, targets)
            move = self._obey(typed, targets)
            if move is not None:
                return move

    def _ask_apart(self) -> NextItem:
        """Ask once per site or workshop, below each other on the page that shows the question."""
        names = {each.id: each.name for each in self.session.journal.answers().subjects}
        index = 0
        while index < len(self.of_kind):
            subject = self.of_kind[index]
            self.session.show(say("interview", "for_subject", name=names[subject]))
            move = self._ask_one(subject)
            if move is BACK and index:
                index -= 1
            elif move is not NEXT:
                return move
            else:
                self.attached = Attached()
                index += 1
        return self._after()

    def _ask_one(self, subject: str) -> NextItem:
        """Ask of one site or workshop; Enter keeps what there was, or leaves it open."""
        while True:
            old = self._old_value(subject)
            typed = self.session.ask(
                self._message(),
                lambda text: read_value(self.fact, text, today=self.session.today),
                may_be_empty=True,
                bare_words=self.fact.type != "text",
            )
            if isinstance(typed, Order):
                move = None if typed.name == "apart" else self._obey(typed, [subject])
                if move is not None:
                    return move
                continue
            if typed or old is not None:
                self._record(self._answer(typed) if typed or old is None else old, [subject])
            return NEXT

    def _draw(self, subject: str) -> None:
        lines = wrap(self.question.ask)
        if self.of_kind:
            names = {each.id: each.name for each in self.session.journal.answers().subjects}
            asked = say("words", "or_joint").join(names[each] for each in self.of_kind)
            kind = name_of("interview_kinds", self.kind)
            lines += wrap(say("interview", "subjects_here", kind=kind, names=asked))
        old, picked = self._old_answer(subject), ()
        value = old.value if old is not None and old.state == "known" else None
        if self.fact.type in {"choice", "multi", "judgement"} and value is not None:
            picked = (value,) if isinstance(value, str) else tuple(map(str, value))  # type: ignore[arg-type, assignment]
        if self.fact.options or self.fact.type == "judgement":
            lines += option_lines(self.fact, marked=picked)
        if old is not None:
            given = self.fact.id in {f for _, f in self.session.journal.answers().answers}
            lines += wrap(say("interview", "now_is" if given else "last_time", value=answer_words(self.fact, old)))
        self.session.draw(self.section.name, lines)

    def _message(self) -> str:
        kind = (
            f"pair_{self.fact.type}"
            if isinstance(self.fact, Derived) and self.fact.direct == "pair"
            else self.fact.type
        )
        return say("interview_prompts", kind, unit=getattr(self.fact, "unit", ""))

    # ---- what was there before ----

    def _old_answer(self, subject: str) -> Answer | None:
        given = self.session.journal.answers().answers.get((subject, self.fact.id))
        if given is not None:
            return given
        before = self.session.journal.suggestions()
        return None if before is None else before.answers.get((subject, self.fact.id))

    def _old_value(self, subject: str) -> Answer | None:
        """The answer that Enter confirms: the one on record, or the value of the last assessment, now dated today."""
        old = self._old_answer(subject)
        if old is None or self.attached.by:
            return None
        if (subject, self.fact.id) in self.session.journal.answers().answers:
            return self._with_attached(old)
        return self._made(old.state, old.value, old.note, "suggested_confirmed")

    # ---- answers ----

    def _answer(self, typed: str) -> Answer:
        value: AnswerValue = read_value(self.fact, typed, today=self.session.today)
        if self.fact.type == "judgement" and not self.attached.notes:
            self.attached.notes.append(self.session.ask_text(say("interview", "ask_judgement_reason")))
        return self._made("known", value)

    def _made(self, state: State, value: AnswerValue = None, note: str = "", how: How = "asked") -> Answer:
        by = self.attached.by or self.session.person
        notes = "\n".join(part for part in (note, self.attached.note) if part)
        return Answer(
            state=state,
            value=value,
            evidence=tuple(dict.fromkeys(self.attached.evidence)),
            by=by,
            date=self.session.today,
            note=notes,
            how=how,
        )

    def _with_attached(self, old: Answer) -> Answer:
        """The same answer with what was added to it just now."""
        evidence = tuple(dict.fromkeys((*old.evidence, *self.attached.evidence)))
        note = "\n".join(part for part in (old.note, self.attached.note) if part)
        return Answer(
            state=old.state,
            value=old.value,
            grade=old.grade,
            evidence=evidence,
            by=old.by or self.session.person,
            date=self.session.today,
            note=note,
        )

    def _record(self, answer: Answer, targets: Sequence[str]) -> None:
        for subject in targets:
            self.session.journal.testify(self.fact.id, answer, subject)

    def _keep(self, answer: Answer, targets: Sequence[str]) -> NextItem:
        self._record(answer, targets)
        for subject in targets:
            self._settle_disagreement(subject)
        return self._after()

    def _after(self) -> NextItem:
        return settle_contradictions(self.session, frozenset({self.fact.id}))

    # ---- orders ----

    @may_be_called_off
    def _obey(self, order: Order, targets: Sequence[str]) -> NextItem | None:
        """Return where to go, or None to go on asking."""
        if side_talk(self.session, order, self.attached, self.fact, self.question):
            return None
        match order.name:
            case "back" | "jump" | "review":
                return lead_away(self.session, order)
            case "later":
                ask = asked_later(self.session, order)
                self.session.journal.postpone(self.fact.id, ask, self.attached.note)
                return NEXT
            case "unknown" | "refused":
                self.attached.notes += [order.rest] if order.rest else []
                return self._keep(self._made("unknown" if order.name == "unknown" else "refused"), targets)
            case "na":
                return self._not_applicable(order.rest, targets)
            case "second":
                take_second(self.session, order, self.attached)
            case "apart" if self.of_kind:
                return self._ask_apart()
            case "apart":
                self.session.show(say("interview", "one_subject"))
        return None

    def _not_applicable(self, reason: str, targets: Sequence[str]) -> NextItem | None:
        if not may_be_na(self.fact):
            self.session.show(say("interview", "no_na"))
            return None
        self.attached.notes.append(reason or self.session.ask_text(say("interview", "ask_na_reason")))
        return self._keep(self._made("na"), targets)

    # ---- two people ----

    def _settle_disagreement(self, subject: str) -> None:
        """Show both answers where people disagree and ask which one is right; both stay on record."""
        said = self.session.journal.said(self.fact.id, subject)
        if len({(each.answer.state, each.answer.value) for each in said}) < 2:
            return
        lines = [say("interview", "disagree")]
        for index, each in enumerate(said, start=1):
            value = answer_words(self.fact, each.answer)
            lines.append(
                say("interview", "one_says", no=index, by=each.answer.by, value=value, grade=each.answer.grade.name)
            )
        self.session.screen.show(lines)
        keys = [str(index) for index in range(1, len(said) + 1)]
        chosen = self.session.ask_key(say("interview", "ask_who_is_right"), ["0", *keys], "0")
        if chosen != "0":
            reason = self.session.ask_text(say("interview", "ask_reason"))
            self.session.journal.adjudicate(self.fact.id, said[int(chosen) - 1].id, reason, subject)
