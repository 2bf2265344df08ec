"""The effects of owed answers on verified levels, scores and conditions; the gap between claimed and verified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.model.plain import plain
from diagnostics.model.results.owed import (
    Effects,
    Owed,
    OwedList,
    by_weight,
    deciding,
    effects_of,
    open_questions,
    unproved,
)
from diagnostics.model.results.ways import EvidenceGap, VerificationGap
from diagnostics.planning.targets import main_ladder
from diagnostics.whatif.doubts import Doubts, Standing, VariantOutcome, level_name
from diagnostics.whatif.unsettled import ConditionKey
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number

NOTHING_GAINED = 1e-9
Standings = Mapping[str, Standing]


def evidence_gap(diagnosis: Diagnosis, doubts: Doubts | None = None) -> EvidenceGap:
    """Return the gap between claimed and verified of one firm, and the proofs that would close it.

    Proofs on which neither a level nor a condition nor a point hangs are left out. `doubts` are those of the same
    diagnosis, where somebody has looked at them before.
    """
    doubts = doubts or Doubts(diagnosis)
    return gap_of(doubts, effects_filled_in(doubts))


def gap_of(doubts: Doubts, owed: OwedList) -> EvidenceGap:
    """Return the gap of a firm with the list of what it owes, as `effects_filled_in` has filled it in."""
    proofs = by_weight(each for each in unproved(owed) if any(effects_of(each).weight))
    return EvidenceGap(tuple(_shortfalls(doubts)), proofs)


def effects_filled_in(doubts: Doubts) -> OwedList:
    """Return the list of what a firm owes, each entry with what hangs on it.

    Everything that nothing proves is tried twice: proved alone, and left unproved while everything else is proved. On
    an open question hang the unknown conditions that look at it.
    """
    now, alone = doubts.standing_now(), doubts.outcomes([doubts.proved([each]) for each in doubts.all])
    found = {each: _of_proof(doubts, each, now, after) for each, after in zip(doubts.all, alone, strict=True)}
    found |= {each: effects_of(each) for each in _open_with_effects(doubts)}
    return tuple(replace(each, effects=found.get(each, Effects())) for each in doubts.owed)


def deciding_questions(doubts: Doubts) -> OwedList:
    """Return the open questions on which a condition hangs, the one on which most hang first."""
    return deciding(_open_with_effects(doubts))


def _open_with_effects(doubts: Doubts) -> OwedList:
    found = open_questions(doubts.owed)
    return tuple(replace(each, effects=Effects(conditions=tuple(_of_answer(doubts, each)))) for each in found)


def _ladders(doubts: Doubts) -> Iterator[tuple[Standard, Ladder | None]]:
    for standard in doubts.standards:
        yield standard, main_ladder(standard)


def _of_proof(doubts: Doubts, doubt: Owed, now: Standings, alone: VariantOutcome) -> Effects:
    levels, gains, last = {}, {}, []
    settled, others = doubts.settled, doubts.without[doubt]
    for standard, ladder in _ladders(doubts):
        before, after = now[standard.id], alone.standings[standard.id]
        whole, left_out = settled.standings[standard.id], others.standings[standard.id]
        if ladder is not None and (after.level or 0) > (before.level or 0):
            levels[f"{standard.id}:{ladder.id}"] = level_name(standard, ladder, after.level or 0)
        alone_gain = (after.score or 0.0) - (before.score or 0.0)
        # what counts only once a lower level is proved brings nothing alone
        last_gain = (whole.score or 0.0) - (left_out.score or 0.0)
        gain = max(alone_gain, last_gain)
        if gain > NOTHING_GAINED:
            gains[standard.id] = gain
        if ladder is not None and (left_out.level or 0) < (whole.level or 0):
            last.append(f"{standard.id}:{ladder.id}")
    conditions = alone.met | (settled.met - others.met)
    in_order = tuple(condition.key for condition in doubts.conditions if condition.key in conditions)
    return Effects(levels=levels, last=tuple(last), conditions=in_order, gains=gains)


def _of_answer(doubts: Doubts, question: Owed) -> Iterator[ConditionKey]:
    frame, row = doubts.diagnosis.claimed.frame, doubts.diagnosis.row
    for condition in doubts.conditions:
        about = condition.key[2]
        own = question.subject in frame.chain(row, about) or about in frame.chain(row, question.subject)
        if condition.lacks == "answer" and question.item in condition.items and own:
            yield condition.key


def _shortfalls(doubts: Doubts) -> Iterator[VerificationGap]:
    now, claimed = doubts.standing_now(), doubts.standing_now(verified=False)
    for standard, ladder in _ladders(doubts):
        own, told = now[standard.id], claimed[standard.id]
        if ladder is not None and own.level is not None and (told.level or 0) > own.level:
            names = [level_name(standard, ladder, each.level or 0) for each in (told, own)]
            yield VerificationGap(
                standard=standard.id,
                title=standard.title,
                ladder=ladder.id,
                name=ladder.name,
                claimed=names[0],
                verified=names[1],
            )
        if own.score is not None and (told.score or 0.0) > own.score + NOTHING_GAINED:
            scores = [number(each.score or 0.0, standard.decimals) for each in (told, own)]
            yield VerificationGap(
                standard=standard.id,
                title=standard.title,
                ladder="score",
                name=say("evidence_gap", "score"),
                claimed=scores[0],
                verified=scores[1],
            )


def gap_json(gap: EvidenceGap) -> dict[str, Any]:
    """Return the JSON of an evidence gap: what falls short, and what is owed, largest effect first."""
    return {
        "shortfalls": [
            plain(shortfall, "standard", "of=ladder", "name", "claimed", "verified") for shortfall in gap.shortfalls
        ],
        "owed": [_owed_json(each, effects_of(each)) for each in gap.owed],
    }


def _owed_json(each: Owed, effects: Effects) -> dict[str, Any]:
    return {
        **plain(each, "fact=item", "name", "value", "subject", "row", "reason", "who", "where", "by", "accepted"),
        "row": each.row or None,
        **plain(effects, "levels", "gains", "last"),
        "conditions": [{"set": name, "condition": each, "subject": of} for name, each, of in effects.conditions],
    }


def gap_lines(gap: EvidenceGap) -> list[str]:
    """Return what is owed as lines, per interviewee; the one on whom most hangs comes first."""
    if not gap.shortfalls and not gap.owed:
        return [say("evidence_gap", "none")]
    lines = [say("evidence_gap", "heading")]
    for short in gap.shortfalls:
        shown = {"name": short.name, "claimed": short.claimed, "verified": short.verified}
        lines.append("  · " + say("evidence_gap", "shortfall", standard=short.title, **shown))
    by_person: dict[tuple[str, str], list[Owed]] = {}
    for each in gap.owed:
        by_person.setdefault((each.who, each.where), []).append(each)
    for (who, where), owed in by_person.items():
        lines += [
            "",
            say("evidence_gap", "person", who=name_of("interview_who", who), where=name_of("interview_where", where)),
        ]
        lines += [f"  · {owed_text(each)}" for each in owed]
    return lines


def owed_text(owed: Owed) -> str:
    """Return one line on a proof that is owed: what, with what, and what it changes."""
    of = effects_of(owed)
    what = say("evidence_gap", "row" if owed.row else "answer", name=owed.name, value=owed.value)
    if owed.accepted:
        what += say("evidence_gap", "accepted", accepted=say("explain", "joint").join(owed.accepted))
    effects = [say("evidence_gap", "level", level=level) for level in of.levels.values()]
    effects += [say("evidence_gap", "conditions", n=len(of.conditions))] if of.conditions else []
    effects += [say("evidence_gap", "gain", gain=number(gain, 2)) for gain in of.gains.values()]
    if of.last and not of.levels:
        effects.append(say("evidence_gap", "last"))
    return what + say("evidence_gap", "effect", effects=say("evidence_gap", "joint").join(effects))
