"""What is missing for the verified levels and scores to reach the claimed ones: which proofs, of whom, by effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.doubts import Doubt, Doubts, Standing, level_name
from diagnostics.model.standards import Ladder, Standard
from diagnostics.model.ways import EvidenceGap, OwedProof, Shortfall
from diagnostics.planning.targets import main_ladder
from diagnostics.scoring.describe import Describer
from diagnostics.scoring.fact_words import FactWords
from diagnostics.wording import name_of, number, say

NOTHING_GAINED = 1e-9
Standings = Mapping[str, Standing]


def evidence_gap(diagnosis: Diagnosis, doubts: Doubts | None = None) -> EvidenceGap:
    """Return the gap between claimed and verified of one firm, and the proofs that would close it.

    Every unproved answer and row is tried twice: proved alone, and left unproved while everything else is proved. Those
    that change neither a level nor a score either way are left out. `doubts` are those of the same diagnosis, where
    somebody has looked at them before.
    """
    return _Gap(diagnosis, doubts or Doubts(diagnosis)).found()


class _Gap:
    def __init__(self, diagnosis: Diagnosis, doubts: Doubts) -> None:
        self.diagnosis = diagnosis
        self.doubts = doubts
        self.words = FactWords(diagnosis.claimed, Describer(diagnosis.library))

    def found(self) -> EvidenceGap:
        doubts = self.doubts.all
        if not doubts:
            return EvidenceGap()
        alone = self.doubts.standings([self.doubts.proved([each]) for each in doubts])
        now, claimed = self.doubts.standing_now(), self.doubts.standing_now(verified=False)
        owed = []
        for each, after in zip(doubts, alone, strict=True):
            found = self._owed(each, now, after)
            if found.levels or found.gains or found.last:
                owed.append(found)
        return EvidenceGap(
            tuple(self._shortfalls(now, claimed)), tuple(sorted(owed, key=lambda each: each.weight, reverse=True))
        )

    def _ladders(self) -> Iterator[tuple[Standard, Ladder | None]]:
        for standard in self.doubts.standards:
            yield standard, main_ladder(standard)

    def _shortfalls(self, now: Standings, claimed: Standings) -> Iterator[Shortfall]:
        for standard, ladder in self._ladders():
            own, told = now[standard.id], claimed[standard.id]
            if ladder is not None and own.level is not None and (told.level or 0) > own.level:
                names = [level_name(standard, ladder, each.level or 0) for each in (told, own)]
                yield Shortfall(standard.id, standard.title, ladder.id, ladder.name, *names)
            if own.score is not None and (told.score or 0.0) > own.score + NOTHING_GAINED:
                scores = [number(each.score or 0.0, standard.decimals) for each in (told, own)]
                yield Shortfall(standard.id, standard.title, "score", say("evidence_gap", "score"), *scores)

    def _owed(self, doubt: Doubt, now: Standings, alone: Standings) -> OwedProof:
        levels, gains, last = {}, {}, []
        others = self.doubts.without[doubt]
        for standard, ladder in self._ladders():
            before, after = now[standard.id], alone[standard.id]
            if ladder is not None and (after.level or 0) > (before.level or 0):
                levels[f"{standard.id}:{ladder.id}"] = level_name(standard, ladder, after.level or 0)
            alone_gain = (after.score or 0.0) - (before.score or 0.0)
            # what counts only once a lower level is proved brings nothing alone
            last_gain = (self.doubts.settled[standard.id].score or 0.0) - (others[standard.id].score or 0.0)
            gain = max(alone_gain, last_gain)
            if gain > NOTHING_GAINED:
                gains[standard.id] = gain
            if ladder is not None and (others[standard.id].level or 0) < (self.doubts.settled[standard.id].level or 0):
                last.append(f"{standard.id}:{ladder.id}")
        item = self.diagnosis.library.tables.get(doubt.item) or self.diagnosis.library.named(doubt.item)
        question = item.question
        return OwedProof(
            doubt.item,
            item.name,
            self._value(doubt),
            doubt.subject,
            doubt.row + 1,
            question.who if question else "",
            question.where if question else "",
            self._by(doubt),
            question.evidence if question else (),
            levels,
            gains,
            tuple(last),
        )

    def _by(self, doubt: Doubt) -> str:
        return self.diagnosis.firm.answers[doubt.subject, doubt.item].by if doubt.row < 0 else ""

    def _value(self, doubt: Doubt) -> str:
        """Return the answer in words; of a row its first field."""
        firm, library = self.diagnosis.firm, self.diagnosis.library
        if doubt.row >= 0:
            table, row = library.tables[doubt.item], firm.rows[doubt.item][doubt.row]
            shown = (self.words.describer.cell(table, each.id, row.values.get(each.id)) for each in table.fields)
            return next((each for each in shown if each), number(doubt.row + 1))
        kind = next(each.kind for each in firm.subjects if each.id == doubt.subject)
        place = self.diagnosis.claimed.frame.position(kind, self.diagnosis.row, doubt.subject)
        assert place is not None
        return self.words.fact(doubt.item, kind, place)


def gap_json(gap: EvidenceGap) -> dict[str, Any]:
    """Return the JSON of an evidence gap: what falls short, and what is owed, largest effect first."""
    return {
        "shortfalls": [
            {
                "standard": each.standard, "of": each.ladder, "name": each.name, "claimed": each.claimed,
                "verified": each.verified,
            }
            for each in gap.shortfalls
        ],
        "owed": [
            {
                "fact": each.fact, "name": each.name, "value": each.value, "subject": each.subject,
                "row": each.row or None, "who": each.who, "where": each.where, "by": each.by,
                "accepted": list(each.accepted), "levels": dict(each.levels), "gains": dict(each.gains),
                "last": list(each.last),
            }
            for each in gap.owed
        ],
    }  # fmt: skip


def gap_lines(gap: EvidenceGap) -> list[str]:
    """Return what is owed as lines, per interviewee; the one on whom most hangs comes first."""
    if not gap.shortfalls and not gap.owed:
        return [say("evidence_gap", "none")]
    lines = [say("evidence_gap", "heading")]
    for short in gap.shortfalls:
        shown = {"name": short.name, "claimed": short.claimed, "verified": short.verified}
        lines.append("  · " + say("evidence_gap", "shortfall", standard=short.title, **shown))
    by_person: dict[tuple[str, str], list[OwedProof]] = {}
    for each in gap.owed:
        by_person.setdefault((each.who, each.where), []).append(each)
    for (who, where), owed in by_person.items():
        lines += [
            "",
            say("evidence_gap", "person", who=name_of("interview_who", who), where=name_of("interview_where", where)),
        ]
        lines += [f"  · {owed_text(each)}" for each in owed]
    return lines


def owed_text(owed: OwedProof) -> str:
    """Return one line on a proof that is owed: what, with what, and what it changes."""
    what = say("evidence_gap", "row" if owed.row else "answer", name=owed.name, value=owed.value)
    if owed.accepted:
        what += say("evidence_gap", "accepted", accepted=say("explain", "joint").join(owed.accepted))
    effects = [say("evidence_gap", "level", level=level) for level in owed.levels.values()]
    effects += [say("evidence_gap", "gain", gain=number(each, 2)) for each in owed.gains.values()]
    if owed.last and not owed.levels:
        effects.append(say("evidence_gap", "last"))
    return what + say("evidence_gap", "effect", effects=say("evidence_gap", "joint").join(effects))
