"""Checks of standards: the tree, its points and weights, the ladders, what the further parts refer to."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from diagnostics.content.checks.checker import Checker, unknown_option
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Ladder, Node, Standard, Weight
from diagnostics.words.catalogue import name_of, near_miss
from diagnostics.words.numbers import number
from diagnostics.words.problems import Place, Problem


class TreeChecker(Checker):
    """Checks one standard; expressions inside it are checked by `content.expression_checking`."""

    def __init__(self, standard: Standard, library: Library, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.standard = standard
        self.library = library
        self.nodes: dict[str, Node] = {}

    def check(self) -> None:
        """Check the whole standard."""
        self._check_period(self.standard)
        for node in self.standard.nodes:
            self._node(node)
            self.nodes[node.id] = node
        self._check_known("node", (self.standard.score,), self.nodes, self.standard.place)
        parents = {node.parent for node in self.nodes.values()}
        for node in self.nodes.values():
            if not node.is_leaf and node.id not in parents:
                self._report("TREE-04", node.place, id=node.id)
        for node in self.nodes.values():
            self._points(node)
        self._weights()
        for ladder in self.standard.ladders:
            self._ladder(ladder)
        self._statuses()
        self._uses()
        leaves = sum(node.is_leaf for node in self.nodes.values())
        if self.standard.min_answered > leaves:
            self._report("TREE-06", self.standard.place, got=self.standard.min_answered, leaves=leaves)

    # ---- nodes ----

    def _node(self, node: Node) -> None:
        seen = self.nodes
        if node.id in seen:
            self._report("ID-01", node.place, id=node.id, first=seen[node.id].place)
        if node.parent and node.parent not in seen:
            self._report("TREE-01", node.place, id=node.id, parent=node.parent, near=near_miss(node.parent, seen))
        if node.is_leaf == (node.roll_up is not None):
            self._report("TREE-02", node.place, id=node.id)
        elif node.is_leaf and node.max is None:
            self._report("KEY-02", node.place, key="max", what=f"{name_of('nouns', 'Node')}“{node.id}”")
        parent = seen.get(node.parent)
        if parent is not None and parent.is_leaf:
            self._report("TREE-07", node.place, id=node.id, parent=parent.id)
        elif parent is not None and parent.roll_up == "sum" and node.na in {"drop", "tailor"}:
            self._report("TREE-03", node.place, id=node.id, na=node.na)
        if (node.level is not None or node.anchors) and self.standard.by_level is None:
            self._report("TREE-08", node.place, id=node.id)

    def _points(self, node: Node) -> None:
        """Point tables cover every option, reach the stated maximum and fit the integer scale."""
        if node.max is not None and node.max <= 0:
            self._report("POINTS-04", node.place, id=node.id, got=number(node.max, 6))
            return
        if not isinstance(node.points, ex.Points | ex.Band) or node.max is None:
            return
        values = _point_values(node.points)
        if not values:
            return  # an empty table: POINTS-01 names the options
        if min(values) < 0:
            self._report("POINTS-04", node.place, id=node.id, got=number(min(values), 6))
            return
        reach = _highest(node.points, self.library)
        if reach != node.max:
            self._report("POINTS-02", node.place, id=node.id, got=number(reach, 6), expected=number(node.max, 6))
        for value in values:
            if (value * self.standard.scale).denominator != 1:
                self._report("POINTS-03", node.place, id=node.id, got=number(value, 6), scale=self.standard.scale)
                break

    # ---- weights ----

    def _weights(self) -> None:
        options = self._weight_options()
        for node in self.nodes.values():
            self._weight(node.origin or node.id, node.weight, options, node.place)
        self._sibling_weights({node.id: node.weight for node in self.nodes.values()})
        for weight_set in self.standard.weight_sets:
            for name, weight in weight_set.weights.items():
                if name not in self.nodes:
                    self._unknown("node", self._written(name), self._names(), weight_set.place)
                self._weight(self._written(name), weight, options, weight_set.place)
            self._complete(weight_set.id, weight_set.weights, weight_set.place)

    def _weight_options(self) -> list[str] | None:
        """Return the options that weights may differ by, None where the standard has one weight for all."""
        name = self.standard.weights_by
        if not name:
            return None
        fact = self.library.facts.get(name) or self.library.derived.get(name)
        if fact is not None and fact.type != "choice":
            do, kind = name_of("tests_of", "weights_by"), name_of("fact_types", fact.type)
            self._report("EXPR-07", self.standard.place, id=name, type=kind, do=do)
        return [option.id for option in fact.options] if fact is not None else None

    def _weight(self, name: str, weight: Weight, options: list[str] | None, place: Place) -> None:
        weights = weight.values() if isinstance(weight, Mapping) else (weight,)
        if any(each < 0 for each in weights):
            self._report("TREE-09", place, id=name)
        if not isinstance(weight, Mapping):
            return
        if not self.standard.weights_by:
            self._report("TREE-10", place, id=name)
        for option in weight if options is not None else ():
            if option not in (options or ()):
                self.problems.append(unknown_option(option, options or (), self.standard.weights_by, place))

    def _sibling_weights(self, weights: Mapping[str, Weight]) -> None:
        """Siblings under a mean have some weight between them."""
        for parent in self.nodes.values():
            children = [node for node in self.nodes.values() if node.parent == parent.id]
            if parent.roll_up == "mean" and children and all(_is_nothing(weights[node.id]) for node in children):
                self._report("TREE-11", children[0].place, id=parent.origin or parent.id)

    def _complete(self, name: str, weights: Mapping[str, Weight], place: Place) -> None:
        for parent in dict.fromkeys(self.nodes[weight].parent for weight in weights if weight in self.nodes):
            siblings = [node.id for node in self.nodes.values() if node.parent == parent]
            missing = [self._written(sibling) for sibling in siblings if sibling not in weights]
            if missing:
                self._report("TREE-12", place, id=name, missing="、".join(missing))

    def _written(self, name: str) -> str:
        """Return the id as the file has it, before the levels were unrolled."""
        return name.rpartition(".L")[0] if self.standard.by_level is not None else name

    def _names(self) -> list[str]:
        return list(dict.fromkeys(node.origin or node.id for node in self.nodes.values()))

    # ---- ladders and statuses ----

    def _ladder(self, ladder: Ladder) -> None:
        if bool(ladder.steps) == bool(ladder.lowest_of):
            self._report("TREE-13", ladder.place, id=ladder.id)
        for before, step in zip(ladder.steps, ladder.steps[1:], strict=False):
            if step.level <= before.level:
                self._report("TREE-14", step.place, id=step.id, got=step.level, before=before.level)

    def _uses(self) -> None:
        """Every use of a row is that of a derived fact that counts rows of the ledger's table."""
        ledger, derived = self.standard.ledger, self.library.derived
        if ledger is None:
            return
        if ledger.table not in self.library.tables:
            self._unknown("table", ledger.table, self.library.tables, ledger.place)
        counts = [(name, each.value) for name, each in derived.items()]
        known = [name for name, each in counts if isinstance(each, ex.RowCount) and each.table == ledger.table]
        for use in ledger.uses:
            if use.counted_by not in known:
                self._unknown("fact", use.counted_by, known, use.place)

    def _statuses(self) -> None:
        for rule in self.standard.first_match:
            known = list(rule.statuses)
            for case in rule.cases:
                self._check_known("status", case.better_than, known, case.place)


def _is_nothing(weight: Weight) -> bool:
    return all(each == 0 for each in weight.values()) if isinstance(weight, Mapping) else weight == 0


def _point_values(points: ex.Points | ex.Band) -> list[Fraction]:
    if isinstance(points, ex.Band):
        return [value for _, value in points.edges]
    return list(points.table.values())


def _highest(points: ex.Points | ex.Band, library: Library) -> Fraction:
    values = _point_values(points)
    if isinstance(points, ex.Band):
        return max(values)
    fact = library.facts.get(points.source.fact) if isinstance(points.source, ex.FactRef) else None
    total = sum(values, Fraction(0)) if fact is not None and fact.type == "multi" else max(values)
    return total if points.cap is None else min(total, points.cap)
