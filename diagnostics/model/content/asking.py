"""What the atoms of a condition ask of a fact: which option of it, or which way a number has to go."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact, instruction_keys, option_ids
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Standard

Asked = tuple[str, tuple[str, ...]]


def sources_of(derived: Derived) -> list[ex.Expression]:
    """Return the expressions that a derived fact is computed from."""
    return [*([derived.value] if derived.value is not None else []), *(case.when for case in derived.cases)]


def chosen_fact(value: ex.Expression, library: Library) -> str | None:
    """Return the choice fact that a value is the number of, directly or as a leaf of a standard."""
    if isinstance(value, ex.NodeScore):
        points = library.standards[value.standard].by_id[value.node].points
        return chosen_fact(points, library) if points is not None else None
    if isinstance(value, ex.FactRef) and library.named(value.fact).type == "choice":
        return value.fact
    return None


def options_reached(node: ex.Compare, library: Library) -> tuple[str, ...]:
    """Return the lowest option of a choice that is as high as a comparison asks; nothing for other facts."""
    chosen = chosen_fact(node.left, library)
    if chosen is None or node.comparison != "at_least" or not isinstance(node.right, ex.Constant):
        return ()
    need = node.right.value
    if not isinstance(need, Fraction):
        return ()
    options = library.named(chosen).options
    high = [(option.value, option.id) for option in options if option.value is not None and option.value >= need]
    return (min(high)[1],) if high else ()


def asked_for(node: ex.Expression, library: Library) -> Asked:
    """Return the fact that an atom asks something of, and for which of its keys; no name where it asks nothing."""
    match node:
        case ex.Has(fact=ex.FactRef(fact=name), options=options):
            return name, options
        case ex.Among(source=ex.FactRef(fact=name), options=options):
            accepted = [option for option in option_ids(library.named(name)) if option in options]
            return name, tuple(accepted[:1])
        case ex.Compare(left=left):
            chosen = chosen_fact(left, library)
            if chosen is not None:
                return chosen, options_reached(node, library)
            if isinstance(left, ex.FactRef):
                return left.fact, _way(node, library.named(left.fact))
    return "", ()


def _way(node: ex.Compare, item: Fact | Derived) -> tuple[str, ...]:
    """Return yes or no of a yes-or-no fact, of a number or a date the way that the comparison points."""
    if item.type == "bool":
        wanted = node.right.value if isinstance(node.right, ex.Constant) else None
        return () if wanted is None else ("true" if wanted else "false",)
    up = node.comparison in {"at_least", "more_than"}
    way = "at_least" if up else "at_most"
    return (way,) if way in instruction_keys(item) else ()


def asked_by(expression: ex.Expression, library: Library, seen: frozenset[str] = frozenset()) -> Iterator[Asked]:
    """Yield what a condition asks of facts that can be answered; of a derived choice what it is derived from.

    Facts that only select or say what firm it is are left out: nobody does anything about them.
    """
    for part in ex.walk(expression):
        name, keys = asked_for(part, library)
        if not name or not keys or name in seen:
            continue
        item = library.named(name)
        if isinstance(item, Derived) and not item.do and item.type in {"choice", "bool"}:
            for source in sources_of(item):
                yield from asked_by(source, library, seen | {name})
        elif not (isinstance(item, Fact) and (item.selects or item.profile)):
            nothing = {option.id for option in item.options if option.none}
            yield name, tuple(key for key in keys if key not in nothing)


def asked_by_leaf(points: ex.Expression, library: Library) -> Iterator[Asked]:
    """Yield what the points of a leaf can be raised by: every better option of its facts, a number that moves."""
    for part in ex.walk(points):
        if isinstance(part, ex.FactRef):
            yield from _better(part.fact, library, frozenset())


def _better(name: str, library: Library, seen: frozenset[str]) -> Iterator[Asked]:
    item = library.named(name)
    if name in seen:
        return
    if isinstance(item, Derived) and not item.do:
        for source in sources_of(item):
            for part in ex.walk(source):
                if isinstance(part, ex.FactRef):
                    yield from _better(part.fact, library, seen | {name})
    elif not (isinstance(item, Fact) and (item.selects or item.profile or item.info)):
        yield name, better_keys(item)


def better_keys(item: Fact | Derived) -> tuple[str, ...]:
    """Return the keys by which a fact gets better: the options above the worst, yes, a number the better way."""
    keys = instruction_keys(item)
    if item.type == "multi":
        return tuple(option.id for option in item.options if not option.none)
    if item.type == "judgement":
        return keys[:1]
    if item.type == "choice":
        return {"up": keys[1:], "down": keys[:-1]}.get(item.better, ())
    if item.type == "bool":
        return {"up": keys[:1], "down": keys[1:]}.get(item.better, ())
    return keys if item.type in {"number", "percent"} and item.better != "none" else ()


def leaves_of(standard: Standard) -> list[tuple[str, ex.Expression, int | None]]:
    """Return the leaves of a standard that facts give points for: id, points, level."""
    return [(node.id, node.points, node.level) for node in standard.nodes if node.points and "carried" not in node.tags]
