"""Conditions in Chinese words, without looking at any firm: what one asks for, what is asked where it must not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.asking import chosen_fact
from diagnostics.scoring.words.value_names import ValueNames
from diagnostics.words.catalogue import name_of, say

Group: TypeAlias = ex.AllOf | ex.AnyOf | ex.NoneOf

# What is asked for where a comparison must not hold.
_OPPOSITES = {
    "at_least": "less_than", "less_than": "at_least", "more_than": "at_most", "at_most": "more_than",
    "equals": "differs",
}  # fmt: skip
# The states that a condition may name, each with those it is made of.
_FACT_STATES = {
    "known": ("known",), "na": ("na",), "given": ("known", "na"), "unknown": ("unknown",), "refused": ("refused",),
    "open": ("unknown", "refused"),
}  # fmt: skip
_TABLE_STATES = {"filled": ("filled",), "empty": ("empty",), "known": ("filled", "empty"), "unknown": ("unknown",)}


def asks_every(group: Group, *, negated: bool) -> tuple[bool, bool]:
    """Return whether every part of a group is asked for, and whether its parts are asked for negated.

    None of several: the opposite of each. Not all of several: the opposite of one of them.
    """
    inner = negated != isinstance(group, ex.NoneOf)
    return isinstance(group, ex.AllOf) != inner, inner


def at_least_of(node: ex.Compare, *, negated: bool) -> tuple[int, bool] | None:
    """Return how many parts of a count have to hold, and whether it is their opposites that have to.

    At most 1 of 3 is at least 2 opposites of 3: what must not be is never asked for. None: another kind of comparison.
    """
    if not (isinstance(node.left, ex.CountOf) and isinstance(node.right, ex.Constant)):
        return None
    limit = node.right.value
    if not isinstance(limit, Fraction):
        return None
    of = len(node.left.conditions)
    match _OPPOSITES[node.comparison] if negated else node.comparison:
        case "at_least":
            return ceil(limit), False
        case "more_than":
            return floor(limit) + 1, False
        case "at_most":
            return of - floor(limit), True
        case "less_than":
            return of - ceil(limit) + 1, True
    return None


class Describer(ValueNames):
    """Puts expressions of one library into words."""

    def describe(
        self, condition: ex.Expression, table: str = "", *, negated: bool = False, nested: bool = False
    ) -> str:
        """Return what a condition asks for; negated: what is asked for where it must not hold.

        A group inside a group stands in brackets: what belongs together is not guessed.
        """
        if not isinstance(condition, Group):
            return _CONDITIONS[type(condition)](self, condition, table, negated)
        every, inner = asks_every(condition, negated=negated)
        if (wanted := _or_open(condition)) is not None:
            text = self.describe(wanted, table, negated=inner)
            return say("words", "or_open_not" if inner else "or_open", text=text)
        wanted_parts = list(_flat(condition, negated, every))
        if every:
            wanted_parts = _merged(wanted_parts)
        parts = [self.describe(part, table, negated=no, nested=True) for part, no in wanted_parts]
        if len(parts) == 1:
            return self.describe(wanted_parts[0][0], table, negated=wanted_parts[0][1], nested=nested)
        if not parts:
            return say("words", "always" if every else "never")
        key = "all" if every else "any"
        text = say("words", f"{key}_of", parts=say("words", f"{key}_joint").join(parts))
        return say("words", "nested", text=text) if nested else text

    def _compare(self, node: ex.Compare, table: str, negated: bool) -> str:
        left, comparison = node.left, node.comparison
        truth = isinstance(node.right, ex.Constant) and node.right.value in {Fraction(0), Fraction(1)}
        if comparison == "equals" and truth and self._is_bool(left, table):
            key = "yes" if (node.right.value == 1) != negated else "no"  # type: ignore[union-attr]
            return say("words", f"is_{key}", name=self.name(left, table))
        asked = _OPPOSITES[comparison] if negated else comparison
        if isinstance(left, ex.CountOf):
            return say(
                "words", "with_parts", need=self.count_need(node, negated), parts=self._parts(node, left, negated)
            )
        option, unit = self._option_of_value(left, node.right), self.unit(left, table)
        need = option or self.number(node.right, unit, table, self.scale(left))
        amount = not option and unit in self.counting
        key = "date" if self._is_date(node.right) else "amount" if amount else "compare"
        if option and asked in {"equals", "differs"}:
            key = "option"
        return say(
            "words", f"{key}_{asked}", name=self.name(left, table), need=need if key == "date" else _spaced(need)
        )

    @property
    def counting(self) -> frozenset[str]:
        """Units of what is counted: 项, 台, 人."""
        return frozenset(say("words", "counting_units").split())

    def count_need(self, node: ex.Compare, negated: bool) -> str:
        """Return how many parts of a count are asked for: “3 条里至少满足 2 条”."""
        assert isinstance(node.left, ex.CountOf)
        of, wanted = len(node.left.conditions), at_least_of(node, negated=negated)
        if wanted is None:
            asked = _OPPOSITES[node.comparison] if negated else node.comparison
            return say("words", f"count_{asked}", n=self.number(node.right, ""), of=of)
        key = "count_all" if wanted[0] >= of else "count_one" if wanted[0] == 1 else "count_at_least"
        return say("words", key, n=wanted[0], of=of)

    def _parts(self, node: ex.Compare, count: ex.CountOf, negated: bool) -> str:
        _, inner = at_least_of(node, negated=negated) or (0, False)
        texts = (self.describe(part, negated=inner, nested=True) for part in count.conditions)
        return say("words", "count_joint").join(texts)

    def _is_date(self, value: ex.Expression) -> bool:
        return isinstance(value, ex.AsOf) or (isinstance(value, ex.Constant) and isinstance(value.value, date))

    def _is_bool(self, value: ex.Expression, table: str) -> bool:
        if isinstance(value, ex.FactRef):
            return self.library.named(value.fact).type == "bool"
        if isinstance(value, ex.FieldRef):
            field = self._field(table, value.field)
            return field is not None and field.type == "bool"
        return False

    def _option_of_value(self, left: ex.Expression, right: ex.Expression) -> str:
        """A choice compared with a number is said with the name of its option."""
        chosen = chosen_fact(left, self.library)
        if chosen is None or not isinstance(right, ex.Constant):
            return ""
        item = self.library.named(chosen)
        found = (option.name for option in item.options if option.value == right.value)
        name = next(found, "")
        return say("words", "quoted", text=name) if name else ""

    def _among(self, node: ex.Among, table: str, negated: bool) -> str:
        if isinstance(node.source, ex.FactRef):
            item = self.library.named(node.source.fact)
            if item.type == "judgement":
                holds = ("holds" in node.options) != negated
                return say("words", "judged_holds" if holds else "judged_fails", name=item.name)
            options = self._fact_options(item, node.options, "either_joint")
        else:
            options = self._options(node.source.field, node.options, table)
        return say("words", "not_among" if negated else "among", name=self.name(node.source, table), options=options)

    def _has(self, node: ex.Has, _table: str, negated: bool) -> str:
        item = self.library.named(node.fact.fact)
        nothing = {option.id for option in item.options if option.none}
        if set(node.options) <= nothing:
            return say("words", "has_something" if negated else "has_nothing", name=item.name)
        every, one = node.at_least == len(node.options), node.at_least == 1
        key = "one" if every and one else "all" if every else "any" if one else "some"
        options = self._fact_options(item, node.options)
        if negated:
            return say("words", f"lacks_{key}", name=item.name, n=node.at_least - 1, options=options)
        return say("words", f"has_{key}", name=item.name, n=node.at_least, options=options)

    def _exists(self, node: ex.Exists, _table: str, negated: bool) -> str:
        table = self.library.tables[node.table].name
        return say("words", "exists_no" if negated else "exists", table=table, what=self.rows_like(node))

    def rows_like(self, node: ex.Exists) -> str:
        """Return which rows a condition looks for: “这样的记录：年费不低于 3 万元”."""
        wanted = [node.chained.of] if node.chained is not None and node.chained.of is not None else []
        wanted += [node.where] if node.where is not None else []
        where = self.describe(ex.AllOf(tuple(wanted)), node.table) if wanted else ""
        return say("words", "row_where", where=where) if where else say("words", "row")

    def _state(self, node: ex.StateTest, table: str, negated: bool) -> str:
        """Say in which state something must be; the opposite is said by the states that are left."""
        of_table = isinstance(node.target, ex.TableRef)
        parts, shared = (_TABLE_STATES, "known") if of_table else (_FACT_STATES, "given")
        given = {part for state in node.states for part in parts.get(state, (state,))}
        left = [state for state in parts if len(parts[state]) == 1 and (parts[state][0] in given) != negated]
        for both in (shared, "open"):
            if set(parts.get(both, ("",))) <= set(left):
                left = [both, *(state for state in left if state not in parts[both])]
        words = (name_of("table_states" if of_table else "answer_states", state) for state in left)
        name = self.library.tables[node.target.table].name if isinstance(node.target, ex.TableRef) else ""
        name = name or self.name(node.target, table)
        return say("words", "state", name=name, states=say("words", "either_joint").join(words))


def _flat(group: Group, negated: bool, every: bool) -> Iterator[tuple[ex.Condition, bool]]:
    """Yield the parts of a group and whether each must not hold; a group inside that asks alike is taken apart."""
    _, inner = asks_every(group, negated=negated)
    for part in group.conditions:
        alike = isinstance(part, Group) and (len(part.conditions) == 1 or asks_every(part, negated=inner)[0] == every)
        if isinstance(part, Group) and alike and _or_open(part) is None:
            yield from _flat(part, inner, every)
        else:
            yield part, inner


def _merged(parts: list[tuple[ex.Condition, bool]]) -> list[tuple[ex.Condition, bool]]:
    """Ask once for all options of a fact that must be there, and once for all that must not."""
    options: dict[tuple[ex.FactRef, bool], dict[str, None]] = {}
    for part, no in parts:
        if isinstance(part, ex.Has) and _joins(part, no):
            options.setdefault((part.fact, no), {}).update(dict.fromkeys(part.options))
    found: list[tuple[ex.Condition, bool]] = []
    for part, no in parts:
        if not (isinstance(part, ex.Has) and _joins(part, no)):
            found.append((part, no))
        elif names := tuple(options.pop((part.fact, no), ())):
            found.append((ex.Has(part.fact, names, 1 if no else len(names), place=part.place), no))
    return found


def _joins(part: ex.Has, negated: bool) -> bool:
    return part.at_least == (1 if negated else len(part.options))


def _or_open(group: Group) -> ex.Compare | None:
    """Return the comparison of a value that also counts where nobody filled the value in; None: another group."""
    if isinstance(group, ex.AllOf) or len(group.conditions) != 2:
        return None
    compares = [each for each in group.conditions if isinstance(each, ex.Compare)]
    tests = [each for each in group.conditions if isinstance(each, ex.StateTest) and "unknown" in each.states]
    return compares[0] if compares and tests and tests[0].target == compares[0].left else None


def _spaced(need: str) -> str:
    """A number stands apart from the word before it."""
    return f" {need}" if need[:1].isascii() else need


# What a form of condition asks for, or, negated, what is asked for where it must not hold.
_CONDITIONS: dict[type[ex.Expression], Callable[[Describer, Any, str, bool], str]] = {
    ex.Compare: Describer._compare,
    ex.Among: Describer._among,
    ex.Has: Describer._has,
    ex.Exists: Describer._exists,
    ex.StateTest: Describer._state,
}
