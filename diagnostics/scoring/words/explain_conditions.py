"""Explains conditions of one subject, and aims: which facts would have to change, and how."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeGuard

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.asking import asked_for, chosen_fact
from diagnostics.model.content.criteria import Criterion, condition_of
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.results.results import Change, Reason
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import Truths
from diagnostics.scoring.engine.results import finite
from diagnostics.scoring.words.describe import Describer, Group, asks_every, at_least_of
from diagnostics.scoring.words.doing import instructions, quoted, told
from diagnostics.scoring.words.fact_words import FactWords
from diagnostics.scoring.words.fitting import Fitting
from diagnostics.words.catalogue import counted, name_of, say
from diagnostics.words.numbers import day, number, quantity

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


def state(truth: Truths, row: int) -> str:
    """Return met, not_met or unknown."""
    return MET if truth.must[row] else UNKNOWN if truth.may[row] else NOT_MET


class ConditionExplainer:
    """Explains the conditions of one evaluator."""

    def __init__(self, evaluator: Evaluator, describer: Describer) -> None:
        self.evaluator = evaluator
        self.describer = describer
        self.words = FactWords(evaluator, describer)
        self.fitting = Fitting(evaluator)

    # ---- conditions ----

    def condition(self, node: ex.Expression, kind: SubjectKind, row: int, *, negated: bool = False) -> Reason:
        """Return why a condition is met, not met or unknown: “…38%，要求不低于 50%，差 12 个百分点”.

        Negated: why it does not hold, as is asked. What a group rests on is told as the group asks for it: of what must
        not be there, that it must not.
        """
        found = self._state(node, kind, row, negated)
        parts, inner = getattr(node, "conditions", ()), negated
        if isinstance(node, ex.Compare) and isinstance(node.left, ex.CountOf):
            _, inner = at_least_of(node, negated=negated) or (0, False)
            parts = node.left.conditions
        elif isinstance(node, Group):
            _, inner = asks_every(node, negated=negated)
        if not parts:
            text, because = self._leaf_text(node, kind, row, found, negated), self._leaf_reasons(node, kind, row)
            return Reason(id="", name=name_of("states", found), text=text, state=found, because=because)
        because = tuple(self.condition(part, kind, row, negated=inner) for part in parts)
        if len(because) == 1 and not isinstance(node, ex.Compare):
            return because[0]
        text = say("explain", "group", need=self._group_need(node, len(because), negated), now=_tally(because))
        return Reason(id="", name=name_of("states", found), text=text, state=found, because=because)

    def _state(self, node: ex.Expression, kind: SubjectKind, row: int, negated: bool) -> str:
        found = state(self.evaluator.truth(node, kind), row)
        return {MET: NOT_MET, NOT_MET: MET}.get(found, found) if negated else found

    def _group_need(self, node: ex.Expression, of: int, negated: bool) -> str:
        if isinstance(node, ex.Compare):
            return self.describer.count_need(node, negated)
        every, _ = asks_every(node, negated=negated)  # type: ignore[arg-type]
        return say("explain", "every" if every else "one_of", of=of)

    def _leaf_text(self, node: ex.Expression, kind: SubjectKind, row: int, found: str, negated: bool) -> str:
        if isinstance(node, ex.Compare):
            return self._compare_text(node, kind, row, found, negated)
        if isinstance(node, ex.Among | ex.Has):
            source = node.source if isinstance(node, ex.Among) else node.fact
            assert isinstance(source, ex.FactRef)
            item = self.evaluator.library.named(source.fact)
            have = say("explain", "fact", name=item.name, value=self.words.fact(source.fact, kind, row))
            if found == MET:
                return have
            return say("explain", "have_need", have=have, need=self.need(node, item.name, negated=negated))
        if isinstance(node, ex.Exists):
            table, what = self.evaluator.library.tables[node.table].name, self.describer.rows_like(node)
            return say("explain", f"exists_{'no_' if negated else ''}{found}", table=table, what=what)
        need = self.describer.describe(node, negated=negated)
        return say("explain", "stated", need=need, state=name_of("states", found))

    def _compare_text(self, node: ex.Compare, kind: SubjectKind, row: int, found: str, negated: bool) -> str:
        left = self.words.counting(node.left, kind, row)
        name, unit = self.describer.name(left), self.describer.unit(left)
        nothing = self._nothing(left, unit, kind, row)
        have = say("explain", "fact", name=name, value=nothing or self.words.value(left, kind, row))
        if found == MET:
            return have
        need = self.need(node, self.describer.name(node.left), negated=negated) + self._right_side(node, kind, row)
        text = say("explain", "have_need", have=have, need=need)
        over, gap = self._gap(node, kind, row) if found == NOT_MET else (False, None)
        if (
            not gap
            or (nothing and not over)
            or chosen_fact(node.left, self.evaluator.library)
            or self._is_named(node.left)
        ):
            return text
        missing = quantity(gap, unit, self.describer.decimals(left))
        if unit == "%":
            missing = say("explain", "points_of_percent", gap=number(gap * self.describer.scale(left), 2))
        return say("explain", "over_by" if over else "short_of", text=text, gap=missing)

    def _nothing(self, left: ex.Expression, unit: str, kind: SubjectKind, row: int) -> str:
        """Return how a count of nothing is said, and a level that is not reached; empty: there is something."""
        found = self.evaluator.value(left, kind)
        if found.na[row] or found.lo[row] != 0 or found.hi[row] != 0:
            return ""
        if isinstance(left, ex.LadderLevel):
            return say("explain", "below_first")
        return say("explain", "none_counted", unit=unit) if unit in self.describer.counting else ""

    def need(self, node: ex.Expression, name: str, *, negated: bool = False) -> str:
        """Return what a condition asks of a value, without the name of the value: “不低于 50%”."""
        text = self.describer.describe(node, negated=negated)
        return text.removeprefix(name).removeprefix("：").strip()

    def _right_side(self, node: ex.Compare, kind: SubjectKind, row: int) -> str:
        """Return what stands behind the name of a value or a day on the right: “（7400 万元）”."""
        if isinstance(node.right, ex.AsOf):
            moved = bool(node.right.offset or node.right.months)
            return say("explain", "that_is", value=day(node.right.on(self.evaluator.frame.as_of))) if moved else ""
        if isinstance(node.right, ex.Constant | ex.StatisticRef):
            return ""
        na = self.evaluator.value(node.right, kind).na[row]
        value = name_of("states", "na") if na else self.words.value(node.right, kind, row)
        return say("explain", "that_is", value=value)

    def _gap(self, node: ex.Compare, kind: SubjectKind, row: int) -> tuple[bool, float | None]:
        """Return whether a value is above what is asked for, and by how much it differs."""
        left, right = self.evaluator.value(node.left, kind), self.evaluator.value(node.right, kind)
        below, above = right.lo[row] - left.hi[row], left.lo[row] - right.hi[row]
        return bool(above > below), finite(max(below, above))

    def _is_named(self, value: ex.Expression) -> bool:
        """Yes-or-no facts and dates are said by name; a difference in numbers would mean nothing."""
        return isinstance(value, ex.FactRef) and self.evaluator.library.named(value.fact).type in {"bool", "date"}

    def _leaf_reasons(self, node: ex.Expression, kind: SubjectKind, row: int) -> tuple[Reason, ...]:
        return tuple(self.words.reason(fact, kind, row) for fact in self.words.facts_below(node))

    # ---- aiming ----

    def changes(self, node: ex.Expression, kind: SubjectKind, row: int) -> list[Change]:
        """Return the facts that would have to change for a condition to hold, the easiest way of several."""
        if state(self.evaluator.truth(node, kind), row) == MET:
            return []
        if isinstance(node, ex.AllOf):
            parts = self._without_rows_to_come(_strictest(node.conditions), kind, row)
            return _once([change for part in parts for change in self.changes(part, kind, row)])
        if isinstance(node, ex.AnyOf):
            return min((self.changes(part, kind, row) for part in node.conditions), key=len)
        if isinstance(node, ex.Compare) and isinstance(node.left, ex.CountOf):
            return self._cheapest(node, node.left, kind, row)
        if isinstance(node, ex.NoneOf):
            return _once([change for part in node.conditions for change in self._undo(part, kind, row)])
        return [self._change(node, kind, row)]

    def criterion_changes(self, criterion: Criterion, kind: SubjectKind, row: int) -> list[Change]:
        """Return what would have to change for a criterion; what the content says of it as a whole comes first."""
        need = condition_of(criterion)
        changes = self.changes(need, kind, row)
        if criterion.do is None or state(self.evaluator.truth(need, kind), row) != NOT_MET:
            return changes
        fact = next((change.fact for change in changes if change.fact), "")
        return [Change(fact, told((criterion.do,)), do=(criterion.do,))]

    def _without_rows_to_come(self, parts: Sequence[ex.Expression], kind: SubjectKind, row: int) -> list[ex.Expression]:
        """Leave out what asks about rows of a table that has none yet: the row itself has to come first."""
        missing = {
            part.table
            for part in parts
            if isinstance(part, ex.Exists) and state(self.evaluator.truth(part, kind), row) == NOT_MET
        }
        return [
            part
            for part in parts
            if isinstance(part, ex.Exists) or not any(getattr(each, "table", "") in missing for each in ex.walk(part))
        ]

    def _cheapest(self, node: ex.Compare, count: ex.CountOf, kind: SubjectKind, row: int) -> list[Change]:
        met = sum(state(self.evaluator.truth(part, kind), row) == MET for part in count.conditions)
        need = int(np.ceil(float(self.evaluator.value(node.right, kind).hi[row])))
        open_parts = sorted((found for part in count.conditions if (found := self.changes(part, kind, row))), key=len)
        chosen = open_parts[: max(need - met, 0)]
        return _once([change for part in chosen for change in part])

    def _undo(self, part: ex.Expression, kind: SubjectKind, row: int) -> list[Change]:
        """Return what has to change for a condition not to hold."""
        found = self._state(part, kind, row, negated=True)
        if found == MET:
            return []
        return [self._find_out(part) if found == UNKNOWN else self._removal(part, kind, row)]

    def _removal(self, part: ex.Expression, kind: SubjectKind, row: int) -> Change:
        """Say what has to go: of options, those that are picked."""
        facts = self.words.facts_below(part)
        fact = facts[0] if facts else ""
        if not isinstance(part, ex.Has):
            return Change(fact, say("explain", "reach", need=self.describer.describe(part, negated=True)))
        item = self.evaluator.library.named(part.fact.fact)
        picked = self._picked(part.fact.fact, kind, row)
        taken = [option for option in item.options if option.id in picked and option.id in part.options]
        if taken and all(option.none for option in taken):
            return Change(fact, say("explain", "not_none", name=item.name))
        done, rest = instructions(item, [option.id for option in taken])
        names = quoted(option.name for option in taken if option.id in rest)
        left = say("explain", "remove_options", name=item.name, options=names) if rest else ""
        return Change(fact, told(done, left), do=done)

    def _picked(self, fact: str, kind: SubjectKind, row: int) -> set[str]:
        found = self.evaluator.choice(fact, kind)
        return {option for option, on in zip(found.options, found.must[row], strict=True) if on}

    def _find_out(self, node: ex.Expression) -> Change:
        facts = self.words.facts_below(node)
        if facts:
            item = self.evaluator.library.named(facts[0])
            done, _ = instructions(item, ("holds",)) if item.type == "judgement" else ((), ())
            return Change(facts[0], told(done, "" if done else say("explain", "find_out", what=item.name)), do=done)
        what = self.describer.name(node.left) if isinstance(node, ex.Compare) else self.describer.describe(node)
        return Change("", say("explain", "find_out", what=what))

    def _change(self, node: ex.Expression, kind: SubjectKind, row: int) -> Change:
        facts = self.words.facts_below(node)
        fact = facts[0] if facts else ""
        if state(self.evaluator.truth(node, kind), row) == UNKNOWN:
            return self._find_out(node)
        if isinstance(node, ex.Has):
            return self._missing_options(node, kind, row)
        name, keys = asked_for(node, self.evaluator.library)
        done = instructions(self.evaluator.library.named(name), keys)[0] if name else ()
        options = keys if isinstance(node, ex.Compare) and chosen_fact(node.left, self.evaluator.library) else ()
        if done:
            return Change(fact, told(done), options=options, do=done)
        if isinstance(node, ex.Compare):
            left = self.words.counting(node.left, kind, row)
            have, need = self.words.value(left, kind, row), self.need(node, self.describer.name(node.left))
            text = say("explain", "move", name=self.describer.name(left), have=have, need=need)
            return Change(fact, text, options=options)
        if isinstance(node, ex.Among) and fact:
            item = self.evaluator.library.named(fact)
            if item.type == "judgement":
                return Change(fact, say("explain", "judge_again", name=item.name))
            have = self.words.fact(fact, kind, row)
            return Change(fact, say("explain", "become", have=have, need=self.describer.describe(node)))
        if isinstance(node, ex.Exists):
            return Change(node.table, self._missing_row(node))
        return Change(fact, say("explain", "reach", need=self.describer.describe(node)))

    def _missing_row(self, node: ex.Exists) -> str:
        table = self.evaluator.library.tables[node.table].name
        where = "" if node.where is None else self.describer.describe(node.where, node.table)
        return say("explain", "add_row_where" if where else "add_row", table=table, where=where)

    def _missing_options(self, node: ex.Has, kind: SubjectKind, row: int) -> Change:
        item = self.evaluator.library.named(node.fact.fact)
        names = {option.id: option.name for option in item.options}
        picked = self._picked(item.id, kind, row)
        missing = self.fitting.in_order(item.id, [each for each in node.options if each not in picked], kind, row)
        need = node.at_least - (len(node.options) - len(missing))
        done, rest = instructions(item, missing)
        key = "add_all" if need == len(missing) else "add_some"
        options = quoted(names[option] for option in rest)
        left = say("explain", key, name=item.name, n=need, options=options) if rest else ""
        text = told(done, left)
        if need < len(missing) and done:
            text = say("explain", "do_some", n=need, text=text)
        return Change(item.id, text, options=missing, do=done)


def _tally(because: Sequence[Reason]) -> str:
    """Return how many parts are met, not met and unknown; what none of them is, is not said."""
    counts = {each: sum(reason.state == each for reason in because) for each in (MET, NOT_MET, UNKNOWN)}
    return counted("explain_counts", counts)


def _strictest(conditions: tuple[ex.Condition, ...]) -> list[ex.Condition]:
    """Leave out a threshold where another part asks more of the same value; ask once for all options of a fact."""
    found = [part for part in conditions if not any(_asks_more(other, part) for other in conditions)]
    wanted: dict[str, dict[str, None]] = {}
    for part in found:
        if _wants_all(part):
            wanted.setdefault(part.fact.fact, {}).update(dict.fromkeys(part.options))
    merged: list[ex.Condition] = []
    for part in found:
        if not _wants_all(part):
            merged.append(part)
        elif options := tuple(wanted.pop(part.fact.fact, {})):
            merged.append(ex.Has(part.fact, options, len(options), place=part.place))
    return merged


def _wants_all(part: ex.Condition) -> TypeGuard[ex.Has]:
    return isinstance(part, ex.Has) and part.at_least == len(part.options)


def _asks_more(other: ex.Condition, part: ex.Condition) -> bool:
    if not (isinstance(other, ex.Compare) and isinstance(part, ex.Compare)):
        return False
    if other.left != part.left or {other.comparison, part.comparison} != {"at_least"}:
        return False
    sides = (other.right, part.right)
    numbers = [side.value for side in sides if isinstance(side, ex.Constant) and isinstance(side.value, Fraction)]
    return len(numbers) == 2 and numbers[0] > numbers[1]


def _once(changes: list[Change]) -> list[Change]:
    return list({(change.fact, change.text): change for change in changes}.values())
