"""Firms of the workspace in words: the list, one firm, everything that was said about one fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.cli.text.firm_review import contradiction_lines, contradictions_json, resolved
from diagnostics.cli.text.tables import indented, table
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FINDING_KINDS, Answer, AnswerValue
from diagnostics.model.plain import plain
from diagnostics.model.results.owed import Owed, OwedList, open_questions, put_off, to_prove
from diagnostics.model.results.results import Contradiction
from diagnostics.store import Conflict, FirmFacts, FirmRecord, Testimony
from diagnostics.words.catalogue import counted, name_of, say
from diagnostics.words.clock import china_day
from diagnostics.words.numbers import number

MOST_OWED = 20


def list_lines(records: Sequence[FirmRecord]) -> list[str]:
    """Return the firms as a table."""
    if not records:
        return [say("cli", "firm_none")]
    heads = [say("cli", f"firm_head_{each}") for each in ("name", "code", "round", "answers", "evidence", "until")]
    rows = [
        (
            record.name,
            record.code,
            record.assessments[-1] if record.assessments else "—",
            str(record.n_answered),
            str(record.n_evidence),
            record.retain_until.isoformat() if record.retain_until else "—",
        )
        for record in records
    ]
    return table(heads, rows, ["left", "left", "left", "right", "right", "left"])


def record_json(record: FirmRecord) -> dict[str, Any]:
    """Return one line of the list as JSON."""
    found: dict[str, Any] = plain(
        record, "code", "name", "fictitious", "assessments", "answers=n_answered", "evidence=n_evidence",
        "findings=n_findings", "registered_at", "last_event_at", "retain_until",
    )  # fmt: skip
    return found


class FirmText:
    """One firm: what is known, where people disagree, what is owed."""

    def __init__(
        self,
        record: FirmRecord,
        facts: FirmFacts,
        library: Library,
        contradictions: Sequence[Contradiction] = (),
        owed: OwedList = (),
    ) -> None:
        self.contradictions = contradictions
        self.owed = owed
        self.record = record
        self.facts = facts
        self.library = library
        self.subjects = {subject.id: subject for subject in facts.subjects}

    def lines(self) -> list[str]:
        """Return everything worth a look, the open things last."""
        gone = resolved(self.contradictions, self.facts)
        doubtful = contradiction_lines(self.contradictions, gone, self.subjects, self.library)
        return [*self._head(), *self._conflicts(), *doubtful, *self._unfit(), *self._open(), *self._unproven()]

    def fact_lines(self, fact: str) -> list[str]:
        """Return all that was said to one fact, for every subject."""
        lines = [say("review", "fact", name=self._name(fact), id=fact)]
        for subject, each in dict.fromkeys((*self.facts.testimonies, *self.facts.decisions)):
            if each == fact:
                lines += self._subject_lines(subject, fact)
        lines += [line for text in self._tapped(fact) for line in indented(text, "· ")]
        return lines if len(lines) > 1 else [*lines, say("cli", "firm_nothing_said")]

    def _subject_lines(self, subject: str, fact: str) -> Iterator[str]:
        """Yield what counts, every testimony with the number that `firm decide` and `correct` take, the decision."""
        yield f"{self._where(subject)}{say('cli', 'firm_counts')}{self._counting(subject, fact)}"
        for number_, one in enumerate(self.facts.testimonies.get((subject, fact), ()), 1):
            yield from indented(self._testimony(one), f"{number_}. ")
            if one.corrected:
                yield from indented(say("review", "corrected", why=one.corrected), "   ")
        decision = self.facts.decisions.get((subject, fact))
        if decision:
            yield from indented(say("cli", "firm_reasoned", by=decision.author, why=decision.reason), "   ")

    def to_json(self, fact: str | None) -> dict[str, Any]:
        """Return the same as data; with a fact only what was said to it."""
        said = [each for every in self.facts.testimonies.values() for each in every if fact in {None, each.fact}]
        several = [each for each in said if fact or len(self.facts.testimonies[each.subject, each.fact]) > 1]
        found: dict[str, Any] = {
            **record_json(self.record),
            "assessment": self.facts.assessment.id if self.facts.assessment else None,
            "visit_mode": self.facts.visit_mode or None,
            "testimonies": [self._testimony_json(each) for each in several],
        }
        if fact is None:
            gone = resolved(self.contradictions, self.facts)
            found["conflicts"] = [self._conflict_json(conflict) for conflict in self.facts.conflicts]
            found["contradictions"] = contradictions_json(self.contradictions, gone)
            found["owed"] = [plain(each, "subject", "fact=item", "ask", "note") for each in put_off(self.owed)]
            found["open"] = [
                plain(question, "subject", "fact=item", "reason") for question in open_questions(self.owed)
            ]
            found["unproven"] = [
                {**plain(each, "subject", "fact=item"), "row": each.row or None} for each in to_prove(self.owed)
            ]
            found["unfit"] = [
                {**plain(each, "subject", "item"), **plain(each.problem, "code", "what")} for each in self.facts.unfit
            ]
        return found

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        yield say("cli", "firm_head", name=self.record.name, code=self.record.code)
        opened = self.facts.assessment
        if opened:
            yield say(
                "cli", "firm_round", round=opened.id, day=opened.opened_on, all="、".join(self.record.assessments)
            )
        counts = {"answers": len(self.facts.answers), "evidence": len(self.facts.evidence)}
        rows = sum(map(len, self.facts.rows.values()))
        findings = sum(finding.finding.kind in FINDING_KINDS for finding in self.facts.findings)
        yield say("cli", "firm_numbers", **counts, rows=rows, findings=findings)
        if self.facts.visit_mode:
            yield say("cli", "firm_visit_mode", mode=self.facts.visit_mode)
        consent = self.facts.consent
        if consent:
            key = "firm_consent" if consent.given else "firm_no_consent"
            yield say("cli", key, by=consent.by, until=consent.retain_until or "—")
        if self.facts.taps:
            yield self._cards()
        for off in self.facts.sign_offs:
            yield say("cli", "firm_signed", sheet=off.sheet, by=off.by, day=china_day(off.recorded_at))

    def _cards(self) -> str:
        """How much came from suggestions of topic cards: confirmed, asked, or only suggested."""
        hows = [answer.how for answer in self.facts.answers.values()]
        answered = {fact for _, fact in self.facts.answers}
        left = {fact for tap in self.facts.taps for fact in tap.suggested} - answered
        confirmed, asked = hows.count("suggested_confirmed"), hows.count("asked")
        n = len({tap.card for tap in self.facts.taps})
        counts = {"tapped": n, "confirmed": confirmed, "asked": asked, "left": len(left)}
        return say("cards", "firm_cards", counts=counted("cards_counts", counts))

    def _tapped(self, fact: str) -> Iterator[str]:
        """Return the values that topic cards suggested for a fact, confirmed or not."""
        answered = any(each == fact for _, each in self.facts.answers)
        for tap in self.facts.taps:
            if fact in tap.suggested:
                card = self.library.cards.get(tap.card)
                rung = next((each.name for each in card.ladder if each.id == tap.rung), tap.rung) if card else tap.rung
                said = self._value(self._item(fact), tap.suggested[fact])
                day = china_day(tap.recorded_at)
                values = {"day": day, "by": tap.by or tap.author, "card": card.name if card else tap.card}
                text = say("cards", "tapped", **values, rung=rung, said=said)
                yield text if answered else text + say("cards", "tapped_only")

    def _unfit(self) -> Iterator[str]:
        found = self.facts.unfit
        if found:
            yield ""
            yield say("cli", "firm_unfit", n=len(found))
        for each in found:
            yield from indented(f"{each.problem.code} {each.problem.what}", "· ")

    def _conflicts(self) -> Iterator[str]:
        found = self.facts.conflicts
        if found:
            yield ""
            yield say("cli", "firm_conflicts", n=len(found), open=sum(not each.settled for each in found))
        for each in found:
            key = "firm_settled" if each.settled else "firm_unsettled"
            name = say("review", "fact", name=self._name(each.fact), id=each.fact)
            yield from indented(f"{name}{self._where(each.subject)} {say('cli', key)}", "· ")
            counting = self._counting(each.subject, each.fact)
            yield from indented(f"{say('cli', 'firm_counts')}{counting}", "    ")
            for one in each.testimonies:
                yield from indented(self._testimony(one), "    ")
            if each.decision:
                yield from indented(
                    say("cli", "firm_reasoned", by=each.decision.author, why=each.decision.reason), "    "
                )
        if any(not each.settled for each in found):
            yield from indented(say("review", "how_to_decide"), "  ")

    def _open(self) -> Iterator[str]:
        yield from self._owed_lines("firm_open", open_questions(self.owed), self._question)

    def _unproven(self) -> Iterator[str]:
        yield from self._owed_lines("firm_unproven", to_prove(self.owed), self._statement)

    def _owed_lines(self, head: str, owed: OwedList, line: Callable[[Owed], str]) -> Iterator[str]:
        if owed:
            yield ""
            yield say("cli", head, n=len(owed))
        for each in owed[:MOST_OWED]:
            yield from indented(line(each), "· ")
        if len(owed) > MOST_OWED:
            yield say("cli", "firm_more", n=len(owed) - MOST_OWED)

    def _question(self, each: Owed) -> str:
        name = f"{each.name}{self._where(each.subject)}"
        note = say("cli", "firm_note", note=each.note) if each.note else ""
        by = each.by or name_of("interview_who", each.who)
        return say("cli", f"firm_{each.reason}", ask=each.ask, fact=name, by=by) + note

    def _statement(self, each: Owed) -> str:
        name = say("cli", "firm_row", name=each.name, n=each.row, value=each.value) if each.row else each.name
        wanted = say("cli", "firm_wanted", evidence="、".join(each.accepted)) if each.accepted else ""
        return f"{name}{self._where(each.subject)}{wanted}"

    # ---- words -------------------------------------------------------------------------------------------------------

    def said(self, fact: str, answer: Answer) -> str:
        """Return an answer to a fact in the words of the content."""
        return self._said(fact, answer)

    def fact_title(self, subject: str, fact: str) -> str:
        """Return the name of a fact with its id, and the site or workshop it is about."""
        return say("review", "fact", name=self._name(fact), id=fact) + self._where(subject)

    def _item(self, fact: str) -> Fact | Derived | None:
        return self.library.named(fact) if fact in self.library.facts or fact in self.library.derived else None

    def _name(self, fact: str) -> str:
        item = self._item(fact)
        return item.name if item else fact

    def _where(self, subject: str) -> str:
        """Name a site or workshop; the firm itself goes without saying."""
        found = self.subjects.get(subject)
        if found is None or found.kind == "firm":
            return ""
        return f"（{found.name}）"

    def _counting(self, subject: str, fact: str) -> str:
        answer = self.facts.answers.get((subject, fact))
        return self._said(fact, answer) if answer else "—"

    def _testimony(self, one: Testimony) -> str:
        by = one.answer.by or one.author or "—"
        day = one.answer.date or china_day(one.recorded_at)
        evidence = "、".join(one.answer.evidence) or say("cli", "firm_no_evidence")
        standing = "" if one.standing == "live" else name_of("standing", one.standing)
        said = self._said(one.fact, one.answer)
        grade = one.answer.grade.name
        standing += f"［{name_of('how', one.answer.how)}］" if one.answer.how == "suggested_confirmed" else ""
        note = f"；{one.answer.note}" if one.answer.note else ""
        line = {"by": by, "day": day, "said": said, "grade": grade, "evidence": evidence, "standing": standing}
        return say("cli", "firm_testimony", **line) + note

    def _said(self, fact: str, answer: Answer) -> str:
        if answer.state != "known":
            return name_of("states", answer.state)
        return self._value(self._item(fact), answer.value)

    def _value(self, item: Fact | Derived | None, value: AnswerValue) -> str:
        if isinstance(value, bool):
            return say("cli", "yes" if value else "no")
        if isinstance(value, Fraction):
            return f"{number(value, 6)}{item.unit if item else ''}"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, tuple):
            return "、".join(self._value(item, each) for each in value) or say("cli", "none_of_these")
        return self._option(item, value or "")

    def _option(self, item: Fact | Derived | None, value: str) -> str:
        if item is None:
            return value
        options = item.options
        if isinstance(item, Fact) and item.scale and item.scale in self.library.scales:
            options = options or self.library.scales[item.scale].options
        return next((option.name for option in options if option.id == value), name_of("judgements", value))

    # ---- data --------------------------------------------------------------------------------------------------------

    def _testimony_json(self, one: Testimony) -> dict[str, Any]:
        from diagnostics.store.journal.values import to_json

        return {
            **plain(one, "event", "subject", "fact"),
            **to_json(one.answer),
            **plain(one, "recorded_at", "author", "device", "standing"),
            "source": one.source or None,
        }

    def _conflict_json(self, one: Conflict) -> dict[str, Any]:
        return {
            **plain(one, "subject", "fact"),
            "events": [testimony.event for testimony in one.testimonies],
            "settled": one.settled,
            "reason": one.decision.reason if one.decision else None,
        }
