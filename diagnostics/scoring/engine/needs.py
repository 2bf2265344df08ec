"""The items of the questionnaire that a level, a status or a criteria set rests on.

In: content. Out: ids of facts and tables that have a question, however many derived facts and nodes lie between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.criteria import CriteriaSet, condition_of
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Ladder, Node, Standard
from diagnostics.scoring.memo.memory import Kept

YEARS_TABLE = "years"
Items = frozenset[str]
NOTHING: Items = frozenset()
_KEPT: Kept[Needs] = Kept(4)


def needs_of(library: Library) -> Needs:
    """Return the references of some content, followed once however many firms ask."""
    return _KEPT.of((library,), lambda: Needs(library))


class Needs:
    """Follows references down to what can be asked."""

    def __init__(
        self, library: Library, without: frozenset[tuple[str, str]] = frozenset(), *, with_direct: bool = False
    ) -> None:
        """Follow the references of some content.

        Args:
            library: the content.
            without: leaves (standard, node) that count for nothing.
            with_direct: name derived facts that may be given directly, too.
        """
        self.library = library
        self.without = without
        self.with_direct = with_direct
        self._facts: dict[str, Items] = {}
        self._known: dict[tuple[object, ...], Items] = {}

    def below(self, *expressions: ex.Expression | None, standard: str = "") -> Items:
        """Return the items below expressions; `standard` is the one whose own nodes they may name."""
        found: set[str] = set()
        for expression in expressions:
            for part in ex.walk(expression) if expression is not None else ():
                found |= self._of_part(part, standard)
        return frozenset(found)

    def fact(self, fact_id: str) -> Items:
        """Return the items below one raw or derived fact, itself included where it can be asked."""
        if fact_id not in self._facts:
            self._facts[fact_id] = NOTHING  # content has no cycles; this only keeps a broken overlay from looping
            self._facts[fact_id] = self._fact(fact_id)
        return self._facts[fact_id]

    def _fact(self, fact_id: str) -> Items:
        if fact_id in self.library.facts:
            return self.below(self.library.facts[fact_id].ask_when) | {fact_id}
        derived = self.library.derived.get(fact_id)
        if derived is None:
            return NOTHING
        is_asked = derived.question is not None or (self.with_direct and derived.direct != "none")
        own = {fact_id} if is_asked else set()
        return self.below(derived.value, *(case.when for case in derived.cases)) | own

    def _of_part(self, part: ex.Expression, standard: str) -> Items:
        match part:
            case ex.FactRef(fact=fact):
                return self.fact(fact)
            case ex.RowCount(table=table) | ex.RowValue(table=table) | ex.Latest(table=table):
                return frozenset({table})
            case ex.Exists(table=table) | ex.TableRef(table=table):
                return frozenset({table})
            case ex.Yearly():
                return frozenset({YEARS_TABLE})
            case ex.NodeScore(standard=other, node=node) | ex.AnsweredShare(standard=other, node=node):
                return self.node(self.library.standards[other or standard], node)
            case ex.LadderLevel(standard=other, ladder=ladder):
                home = self.library.standards[other or standard]
                found = home.ladder(ladder)
                return NOTHING if found is None else self.ladder(home, found)
            case ex.AnsweredCount(standard=other, nodes=nodes):
                return self._union(self.node(self.library.standards[other or standard], each) for each in nodes)
        return NOTHING

    def _once(self, key: tuple[object, ...], find: Callable[[], Items]) -> Items:
        """Content does not change while it is loaded, and the stop rule asks again after every interviewee."""
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]

    # ---- standards ----

    def node(self, standard: Standard, node_id: str, *, upto: float | None = None) -> Items:
        """Return the items below a node; `upto` leaves out points of higher levels."""
        return self._once(("node", standard.id, node_id, upto), lambda: self._node(standard, node_id, upto))

    def _node(self, standard: Standard, node_id: str, upto: float | None) -> Items:
        found: set[str] = set(self.fact(standard.weights_by)) if standard.weights_by else set()
        if standard.by_level is not None and standard.by_level.upto is not None:
            found |= self.below(standard.by_level.upto)
        for leaf in self._leaves(standard, node_id):
            if upto is None or leaf.level is None or leaf.level <= upto:
                found |= self.below(leaf.points, standard=standard.id)
        return frozenset(found)

    def _leaves(self, standard: Standard, node_id: str) -> Iterator[Node]:
        node = standard.by_id[node_id]
        if not node.is_leaf:
            for child in standard.below[node_id]:
                yield from self._leaves(standard, child.id)
        elif (standard.id, node_id) not in self.without:
            yield node

    def ladder(self, standard: Standard, ladder: Ladder, *, above: float = 0, upto: float | None = None) -> Items:
        """Return the items on which the steps of a ladder above one level, up to another, rest."""
        key = ("ladder", standard.id, ladder.id, above, upto)
        return self._once(key, lambda: self._ladder(standard, ladder, above, upto))

    def _ladder(self, standard: Standard, ladder: Ladder, above: float, upto: float | None) -> Items:
        if ladder.lowest_of:
            parts = [part for name in ladder.lowest_of if (part := standard.ladder(name)) is not None]
            return self._union(self.ladder(standard, part, above=above, upto=upto) for part in parts)
        steps = [each for each in ladder.steps if each.level > above and (upto is None or each.level <= upto)]
        return self.below(*(step.need for step in steps), standard=standard.id)

    def statuses(self, standard: Standard) -> Items:
        """Return the items on which the statuses of a standard rest."""
        cases = [case.when for rule in standard.first_match for case in rule.cases]
        return self._once(("statuses", standard.id), lambda: self.below(*cases, standard=standard.id))

    def standard(self, standard: Standard, *, upto: float | None = None) -> Items:
        """Return everything a standard rests on; `upto` leaves out points of higher levels."""
        return self._once(("standard", standard.id, upto), lambda: self._standard(standard, upto))

    def _standard(self, standard: Standard, upto: float | None) -> Items:
        found = set(self.statuses(standard))
        for node in standard.nodes:
            if node.is_leaf:
                found |= self.node(standard, node.id, upto=upto)
        for ladder in standard.ladders:
            found |= self.ladder(standard, ladder, upto=upto)
        for output in standard.outputs:
            found |= self.below(*output.values.values(), *output.figures.values(), output.figure, standard=standard.id)
        return frozenset(found)

    # ---- the rest ----

    def criteria(self, criteria: CriteriaSet) -> Items:
        """Return the items on which a criteria set rests, what it shows beside its conditions included."""
        return self._once(("criteria", criteria.id), lambda: self._criteria(criteria))

    def _criteria(self, criteria: CriteriaSet) -> Items:
        found: set[str] = set()
        for condition in criteria.conditions:
            found |= self.below(condition_of(condition), condition.applies)
            found |= self._union(self.fact(name) for name in condition.aux)
        return frozenset(found) | self.below(*(outcome.when for outcome in criteria.outcomes))

    @cached_property
    def elsewhere(self) -> Items:
        """Return the items that policies, remedies, statistics and the coverage of the city rest on."""
        library = self.library
        conditions: list[ex.Expression | None] = []
        for policy in library.policies.values():
            conditions += [condition.need for item in policy.items for condition in item.conditions]
        for coverage in library.coverages.values():
            conditions += [coverage.population, *(switch.drops for switch in coverage.switches)]
        return self.below(*conditions)

    def _union(self, parts: Iterable[Items]) -> Items:
        return frozenset(each for part in parts for each in part)
