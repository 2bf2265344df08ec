"""Warnings that belong to a diagnosis: contradictions, two values for one indicator, 不适用 where it is not allowed."""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Plausibility
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Standard
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import EXPLAINED, FirmAnswers
from diagnostics.model.results.results import Contradiction, Notice
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.words.magnitudes import doubtful_figures
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number


def notices_of(claimed: Evaluator, contradictions: Sequence[Sequence[Contradiction]]) -> list[tuple[Notice, ...]]:
    """Return the warnings of every firm, in a stable order; a contradiction that somebody explained is none."""
    found: list[list[Notice]] = [[] for _ in claimed.frame.firms]
    _two_values(claimed, found)
    rejecting = _rejecting(claimed.library)
    for firm, notices, seen in zip(claimed.frame.firms, found, contradictions, strict=True):
        notices += [_notice(each) for each in seen if not each.reason]
        notices += _not_applicable(firm, claimed.library, rejecting)
    return [tuple(notices) for notices in found]


def _notice(found: Contradiction) -> Notice:
    """A figure in doubt is told with what confirms it."""
    text = f"{found.name}：{found.say}"
    if not found.figure:
        return Notice(found.rule, text)
    return Notice("magnitude", text, found.rule)


def contradictions_of(claimed: Evaluator) -> list[tuple[Contradiction, ...]]:
    """Return the contradictions of every firm in the order of the content, open ones and explained ones.

    Figures outside a soft range follow them.
    """
    found: list[list[Contradiction]] = [[] for _ in claimed.frame.firms]
    for rule in claimed.library.plausibility.values():
        subjects = claimed.frame.subjects[rule.subject]
        by_firm: dict[int, list[str]] = {}
        for row in np.flatnonzero(claimed.truth(rule.when, rule.subject).must):
            by_firm.setdefault(subjects[row].firm, []).append(subjects[row].id)
        for firm, where in by_firm.items():
            found[firm].append(_contradiction(rule, claimed.frame.firms[firm], where))
    frame = claimed.frame
    doubts = (doubtful_figures(firm, frame.library, frame.as_of) for firm in frame.firms)
    return [(*each, *figures) for each, figures in zip(found, doubts, strict=True)]


def _contradiction(rule: Plausibility, firm: FirmAnswers, where: list[str]) -> Contradiction:
    said = [finding for finding in firm.findings if finding.kind == EXPLAINED and finding.title == rule.id]
    if not said:
        return Contradiction(rule=rule.id, name=rule.name, say=rule.say, subjects=tuple(where))
    return Contradiction(
        rule=rule.id,
        name=rule.name,
        say=rule.say,
        subjects=tuple(where),
        reason=said[-1].text,
        by=said[-1].by,
        date=said[-1].date,
    )


def _two_values(claimed: Evaluator, found: list[list[Notice]]) -> None:
    """Name both values where the tables and a direct answer lead to different points."""
    _derive_what_was_given(claimed)
    both = {fact: sorted(firms) for fact, firms in claimed.deriver.both.items()}
    concerned = sorted({firm for firms in both.values() for firm in firms})
    if not concerned:
        return
    frame = claimed.frame
    direct = Evaluator(Frame([frame.firms[firm] for firm in concerned], frame.library, frame.as_of, prefer_direct=True))
    in_use = [each for each in claimed.library.standards.values() if in_force(each, frame.as_of)]
    for standard in in_use:
        for node in standard.nodes:
            facts = (
                {part.fact for part in ex.walk(node.points) if isinstance(part, ex.FactRef)} if node.points else set()
            )
            for fact in sorted(facts & both.keys()):
                _compare_points(claimed, direct, standard, node.id, fact, concerned, both[fact], found)


def _derive_what_was_given(claimed: Evaluator) -> None:
    """Facts are derived when something asks for them; here, those that a direct answer may contradict."""
    given = {fact for firm in claimed.frame.firms for _, fact in firm.answers}
    for fact in claimed.library.derived.keys() & given:
        for kind in {standard.judges for standard in claimed.library.standards.values()}:
            claimed.fact(fact, kind)


def _compare_points(
    claimed: Evaluator, direct: Evaluator, standard: Standard, node: str, fact: str,
    concerned: list[int], firms: list[int], found: list[list[Notice]],
) -> None:  # fmt: skip
    from_tables = claimed.scorer.score(standard.id).nodes[node].bounds.lo
    from_answer = direct.scorer.score(standard.id).nodes[node].bounds.lo
    rows = {(each.firm, each.id): row for row, each in enumerate(direct.frame.subjects[standard.judges])}
    for row, subject in enumerate(claimed.frame.subjects[standard.judges]):
        if subject.firm not in firms:
            continue
        other = rows[concerned.index(subject.firm), subject.id]
        if from_tables[row] != from_answer[other]:
            name = claimed.library.named(fact).name
            values = {"tables": number(from_tables[row], 3), "direct": number(from_answer[other], 3)}
            found[subject.firm].append(Notice("two_values", say("notices", "two_values", name=name, **values), fact))


def _rejecting(library: Library) -> set[str]:
    """Return the facts that an item rests on for which 不适用 is no answer."""
    return {
        part.fact
        for standard in library.standards.values()
        for node in standard.nodes
        if node.points is not None and node.na == "reject"
        for part in ex.walk(node.points)
        if isinstance(part, ex.FactRef)
    }


def _not_applicable(firm: FirmAnswers, library: Library, rejecting: Set[str]) -> list[Notice]:
    answered_na = sorted({fact for (_, fact), answer in firm.answers.items() if answer.state == "na"} & rejecting)
    return [
        Notice("na_rejected", say("notices", "na_rejected", name=library.named(fact).name), fact)
        for fact in answered_na
    ]
