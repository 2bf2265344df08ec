"""The elementary tests below a value or condition, down to raw facts and tables: the places where something can change.

A lever is a name and an option: (`core_systems`, `mes`) of a choice or multi fact, (`site_area`, ``) of a number,
(`equipment.networked`, ``) of a field, (`systems`, ``) of the rows of a table as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Effect
from diagnostics.model.content.standards import Standard

YEARS_TABLE = "years"
Lever = tuple[str, str]
Levers = frozenset[Lever]
NOTHING: Levers = frozenset()


@dataclass(frozen=True)
class Test:
    """One elementary test: any of its levers moves it."""

    levers: Levers


class LeverFinder:
    """Follows references down to raw facts, once per derived fact and node."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._derived: dict[str, tuple[Test, ...]] = {}

    def tests(self, expression: ex.Expression | None) -> tuple[Test, ...]:
        """Return the elementary tests below a value or condition; references to levels and nodes are followed."""
        return tuple(dict.fromkeys(self._tests(expression))) if expression is not None else ()

    def _tests(self, node: ex.Expression) -> Iterator[Test]:
        match node:
            case ex.FactRef(fact=fact):
                yield from self._fact(fact, ())
            case ex.Among(source=ex.FactRef(fact=fact), options=options):
                yield from self._fact(fact, options)
            case ex.Has(fact=ex.FactRef(fact=fact), options=options):
                yield from self._fact(fact, options)
            case ex.Covered(fact=ex.FactRef(fact=fact), options=options):
                yield from self._fact(fact, options)
            case ex.Points(source=ex.FactRef(fact=fact), table=table):
                yield from self._fact(fact, tuple(name for name in table if table[name] > min(table.values())))
            case ex.StateTest(target=ex.FactRef(fact=fact)):
                yield from self._fact(fact, ())
            case ex.NodeScore(standard=standard, node=name):
                yield from self._node(self.library.standards[standard], name)
            case ex.LadderLevel(standard=standard, ladder=name):
                yield from self._ladder(self.library.standards[standard], name)
            case ex.AnsweredCount() | ex.StateTest(target=ex.TableRef()):
                return  # what is known is not changed by doing something
            case ex.Ratio(numerator=numerator, denominator=denominator):
                parts = (test.levers for each in (numerator, denominator) for test in self._tests(each))
                yield Test(frozenset().union(*parts))  # moving either side moves it
            case _:
                yield from self._rows_or_parts(node)

    def _rows_or_parts(self, node: ex.Expression) -> Iterator[Test]:
        table = _table_of(node)
        if table:
            yield Test(frozenset({(table, ""), *((f"{table}.{name}", "") for name in _fields_in(node))}))
            return
        for part in ex.children(node):
            yield from self._tests(part)

    def _fact(self, name: str, options: tuple[str, ...]) -> Iterator[Test]:
        if name in self.library.facts:
            yield Test(frozenset((name, option) for option in options or ("",)))
            return
        if name not in self._derived:
            self._derived[name] = ()  # content has no cycles; this only keeps a broken overlay from looping
            self._derived[name] = self._of_derived(self.library.derived[name])
        yield from self._derived[name]

    def _of_derived(self, derived: Derived) -> tuple[Test, ...]:
        below = [*([derived.value] if derived.value is not None else []), *(case.when for case in derived.cases)]
        own: Levers = frozenset({(derived.id, "")}) if derived.direct != "none" else NOTHING
        tests = dict.fromkeys(test for each in below for test in self.tests(each))
        return tuple(Test(test.levers | own) for test in tests)

    def _node(self, standard: Standard, name: str) -> Iterator[Test]:
        for node in standard.nodes:
            if node.id == name and node.points is not None:
                yield from self.tests(node.points)
            elif node.parent == name:
                yield from self._node(standard, node.id)

    def _ladder(self, standard: Standard, name: str) -> Iterator[Test]:
        ladder = standard.ladder(name)
        for step in ladder.steps if ladder is not None else ():
            yield from self.tests(step.need)
        for each in ladder.lowest_of if ladder is not None else ():
            yield from self._ladder(standard, each)


def _table_of(node: ex.Expression) -> str:
    if isinstance(node, ex.Yearly):
        return YEARS_TABLE
    return node.table if isinstance(node, ex.RowCount | ex.RowValue | ex.Latest | ex.Exists) else ""


def _fields_in(node: ex.Expression) -> Iterable[str]:
    if isinstance(node, ex.RowValue | ex.Latest | ex.Yearly):
        yield node.field
    for part in ex.walk(node):
        if isinstance(part, ex.FieldRef):
            yield part.field


def moved_by(effect: Effect, library: Library) -> Levers:
    """Return the levers that an effect moves."""
    if effect.form == "to":
        return frozenset(_moved_options(effect, library)) | {(effect.fact, "")}
    if effect.form == "row":
        names = [*effect.row, *([effect.since] if effect.since else [])]
        return frozenset({(effect.table, ""), *((f"{effect.table}.{name}", "") for name in names)})
    names = [name for name in (effect.column, effect.since, "grade" if effect.grade else "") if name]
    table = library.tables.get(effect.table)
    field = table.field_named(effect.column) if table is not None and effect.share is not None else None
    while table is not None and field is not None and field.within not in {"", *names}:
        names.append(field.within)
        field = table.field_named(field.within)
    return frozenset((f"{effect.table}.{name}", "") for name in names)


def _moved_options(effect: Effect, library: Library) -> Iterator[Lever]:
    item: Fact | Derived | None = library.facts.get(effect.fact) or library.derived.get(effect.fact)
    if isinstance(effect.to, tuple):
        yield from ((effect.fact, option) for option in effect.to)
        nothing = [option.id for option in item.options if option.none] if item is not None else []
        yield from ((effect.fact, option) for option in nothing)  # picking one unpicks "none of these"
    elif isinstance(effect.to, str) and item is not None:
        order = [option.id for option in item.options]
        upto = order.index(effect.to) + 1 if effect.to in order else 0
        reached = order[1:upto] if item.better == "up" else [effect.to]
        yield from ((effect.fact, option) for option in reached)
        yield (effect.fact, effect.to)
