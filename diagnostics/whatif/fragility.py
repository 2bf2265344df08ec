"""Fragile levels: what one doubtful answer, one set of weights or one unverified mark would change.

In: a diagnosis. A doubtful answer is one that nothing proves (what if only it did not hold?) or that nobody has given
(what if it were as good as it can be?); both are asked of the engine with variants of the firm as rows of one frame.
Content marked `uncertain` is tried as if it counted for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.marks import SUBJECT_KINDS, Mark
from diagnostics.model.content.standards import Ladder, Node, Standard
from diagnostics.model.results.ways import Fragile, FragileCause
from diagnostics.planning.goals import Atom
from diagnostics.planning.targets import main_ladder
from diagnostics.scoring.memo.memory import Kept
from diagnostics.whatif.doubts import Doubts, level_name, standing_of
from diagnostics.whatif.fact_steps import FactStep, StepFinder, apply_steps
from diagnostics.words.catalogue import name_of, say

_UNCOUNTED: Kept[dict[str, tuple[str, Standard]]] = Kept(64)


def fragile_levels(diagnosis: Diagnosis, doubts: Doubts | None = None) -> list[Fragile]:
    """Return every doubt that alone would change the level of a standard: of those that `doubts` look at, or of all."""
    return _Fragility(diagnosis, doubts or Doubts(diagnosis)).found()


class _Fragility:
    def __init__(self, diagnosis: Diagnosis, doubts: Doubts) -> None:
        self.diagnosis = diagnosis
        self.library = diagnosis.library
        self.doubts = doubts
        ladders = ((each, main_ladder(each)) for each in self.doubts.standards)
        self.ladders = [(standard, ladder) for standard, ladder in ladders if ladder is not None]

    def found(self) -> list[Fragile]:
        return [*self._unproved(), *self._unanswered(), *self._weights(), *self._marks()]

    def _now(self, standard: Standard, ladder: Ladder) -> int:
        return self.diagnosis.standards[standard.id].ladders[ladder.id].min

    def _fragile(
        self,
        standard: Standard,
        ladder: Ladder,
        cause: FragileCause,
        item: str,
        name: str,
        subject: str,
        what: str,
        then: int,
    ) -> Fragile:
        before, after = (level_name(standard, ladder, level) for level in (self._now(standard, ladder), then))
        key = what if what in {"stated", "unknown", "weight_set"} else "mark"
        shown = {"standard": standard.title, "ladder": ladder.name, "now": before, "then": after}
        text = say("fragile", key, name=name, what=name_of("marks", what), **shown)
        return Fragile(
            standard=standard.id,
            ladder=ladder.id,
            cause=cause,
            item=item,
            name=name,
            subject=subject,
            what=what,
            now=before,
            then=after,
            text=text,
        )

    # ---- answers ----

    def _unproved(self) -> Iterator[Fragile]:
        """Leave one answer unproved where everything else is proved: then the level must do without it."""
        settled = self.doubts.settled.standings
        for each, outcome in self.doubts.without.items():
            for standard, ladder in self.ladders:
                level, whole = outcome.standings[standard.id].level, settled[standard.id].level
                if level is None or whole != self._now(standard, ladder) or level >= whole:
                    continue  # (a rule that asks for proof gives the level only to what is proved)
                yield self._fragile(standard, ladder, "answer", each.item, each.name, each.subject, "stated", level)

    def _unanswered(self) -> Iterator[Fragile]:
        """Answer one open question as well as can be: then the level may be higher."""
        results = self.diagnosis.standards
        open_ladders = [
            (standard, ladder) for standard, ladder in self.ladders
            if results[standard.id].ladders[ladder.id].min < results[standard.id].ladders[ladder.id].max
        ]  # fmt: skip
        if not open_ladders:
            return
        best = list(self._best_answers([standard for standard, _ in open_ladders]))
        firms = [apply_steps(self.diagnosis.firm, [each], self.library, self.diagnosis.as_of) for each in best]
        standings = self.doubts.standings(firms) if firms else []
        for step, found in zip(best, standings, strict=True):
            for standard, ladder in open_ladders:
                level = found[standard.id].level
                if level is not None and level > self._now(standard, ladder):
                    name = self.library.named(step.target).name
                    yield self._fragile(standard, ladder, "answer", step.target, name, step.subject, "unknown", level)

    def _best_answers(self, standards: list[Standard]) -> Iterator[FactStep]:
        """Yield the best answer to every open question that a standard rests on, per subject."""
        frame = self.diagnosis.alone.frame
        finder = StepFinder(self.diagnosis.alone)
        names = frozenset[str]().union(*(self.doubts.below[standard.id] for standard in standards))
        finder.expressions = [
            node.points for standard in standards for node in standard.nodes if node.points is not None
        ]
        for name in sorted(names & self.library.facts.keys()):
            kind = self.library.facts[name].subject
            assert kind in SUBJECT_KINDS
            for place in range(len(frame.of_firm(kind, 0))):
                steps = finder.steps(
                    name, Atom(expression=ex.FactRef(name), kind=kind, position=place, is_condition=False)
                )
                own = [step for step in steps if step.open]
                if own:
                    yield max(own, key=lambda each: each.cost)

    # ---- content ----

    def _weights(self) -> Iterator[Fragile]:
        """Name the sets of weights under which the level is another one."""
        for standard, ladder in self.ladders:
            names = {each.id: each.name for each in standard.weight_sets}
            for weight_set, level in self.diagnosis.by_weight_set.get(standard.id, {}).items():
                if level is not None and level != self._now(standard, ladder):
                    yield self._fragile(
                        standard, ladder, "weights", weight_set, names[weight_set], "", "weight_set", level
                    )

    def _marks(self) -> Iterator[Fragile]:
        """Count nothing for one item that rests on an uncertain mark."""
        evaluator = self.diagnosis.alone
        for standard, ladder in self.ladders:
            for name, (shown, other) in _UNCOUNTED.of((standard,), partial(_uncounted, standard)).items():
                level = standing_of(evaluator.under(other), other, 0).level
                if level is not None and level != self._now(standard, ladder):
                    yield self._fragile(standard, ladder, "mark", name, shown, "", Mark.uncertain.name, level)


def _uncounted(standard: Standard) -> dict[str, tuple[str, Standard]]:
    """Return the standard without each of its uncertain items, with the name of the item."""
    found = _uncertain(standard)
    return {name: (standard.by_id[nodes[0]].name, _without(standard, nodes)) for name, nodes in found.items()}


def _uncertain(standard: Standard) -> dict[str, list[str]]:
    """Return the nodes with an uncertain mark below the root, those of one origin together."""
    found: dict[str, list[str]] = {}
    for node in standard.nodes:
        if node.mark == Mark.uncertain and node.parent and (node.origin or node.is_leaf or node.weight):
            found.setdefault(node.origin or node.id, []).append(node.id)
    return found


def _without(standard: Standard, names: list[str]) -> Standard:
    """Return a standard in which some nodes count for nothing: no weight under a mean, no points under a sum."""

    def changed(node: Node) -> Node:
        if node.id not in names:
            return node
        if standard.by_id[node.parent].roll_up == "mean":
            weight: Any = node.weight
            nothing = {key: Fraction(0) for key in weight} if not isinstance(weight, Fraction) else Fraction(0)
            return replace(node, weight=nothing)
        return replace(node, points=ex.Constant(Fraction(0))) if node.is_leaf else node

    return replace(standard, nodes=tuple(changed(each) for each in standard.nodes))
