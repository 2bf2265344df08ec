"""Checks of what is asked: facts, scales, record tables, derived facts, topic cards, and the values set for facts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from diagnostics.content.checks.checker import Checker
from diagnostics.content.language.expression_checking import BUILT_IN_FIELDS, ExpressionChecker
from diagnostics.content.library.card_groups import group_names
from diagnostics.model.content.facts import Card, Derived, Fact, FactTable, Field, Option, Rung, in_range
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import name_of
from diagnostics.words.numbers import number
from diagnostics.words.problems import Place, Problem

NUMERIC = frozenset({"number", "percent"})
CHOOSING = frozenset({"choice", "multi"})
_ROW_KEYS = ("subject", "evidence", *BUILT_IN_FIELDS)  # every row has these already

# A setting → the types of facts and fields that it means something for.
_SETTINGS: dict[str, frozenset[str]] = {
    "options": CHOOSING,
    "scale": CHOOSING,
    "anchors": CHOOSING,
    "unit": NUMERIC,
    "min": NUMERIC,
    "max": NUMERIC,
    "integer": NUMERIC,
    "within": NUMERIC,
}


class FactChecker(Checker):
    """Checks everything under questionnaires/, one function per rule; each adds problems."""

    def __init__(self, library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.library = library
        self.expressions = expressions

    def check(self) -> None:
        """Check all facts, tables, derived facts, cards and contradictions of the library."""
        for fact in self.library.facts.values():
            self._fact(fact)
        for scale in self.library.scales.values():
            self._option_values(scale.id, scale.options, "none", scale.place)
        for table in self.library.tables.values():
            self._table(table)
        for derived in self.library.derived.values():
            self._derived(derived)
        for card in self.library.cards.values():
            self._card(card)
        for plausibility in self.library.plausibility.values():
            self.expressions.check_condition(plausibility.when, plausibility.subject)
        self._one_name_one_thing()

    def check_value(self, fact_id: str, value: Any, place: Place) -> None:
        """Check that a value written in the content (suggested, implied, an effect) can be the answer to a fact."""
        fact = self.library.facts.get(fact_id) or self.library.derived.get(fact_id)
        if fact is None:
            return
        given = value if isinstance(value, tuple) else (value,)
        several, single = fact.type == "multi", fact.type in {"choice", "judgement"}
        if (several and isinstance(value, tuple)) or (single and isinstance(value, str)):
            self.expressions.check_options(fact_id, given, place)
        elif not _fits(fact, value):
            shown = "、".join(_shown(each) for each in given)
            kind = name_of("fact_types", fact.type)
            self._report("FACT-05", place, id=fact_id, value=shown, type=kind)

    # ---- facts and fields ----

    def _fact(self, fact: Fact) -> None:
        if fact.ask_when is not None:
            self.expressions.check_condition(fact.ask_when, fact.subject)
        elif fact.implies is not None:
            self._report("FACT-06", fact.place, id=fact.id)
        if fact.implies is not None:
            self.check_value(fact.id, fact.implies, fact.place)
        if fact.anchors and not fact.scale:
            self._misplaced(fact.id, "anchors", fact.type, fact.place)
        if fact.question is None and not fact.profile:
            self._report("COH-04", fact.place, id=fact.id)
        self._settings(fact.id, fact, fact.place)
        scale = self.library.scales.get(fact.scale)
        self._option_values(
            scale.id if scale else fact.id, fact.options, fact.better, scale.place if scale else fact.place
        )

    def _settings(self, name: str, item: Fact | Field, place: Place) -> None:
        """Only settings that mean something for the type; limits that leave room."""
        if item.type in CHOOSING and not item.options and not getattr(item, "scale", ""):
            self._report("FACT-01", place, id=name)
        for setting, types in _SETTINGS.items():
            if item.type not in types and getattr(item, setting, None):
                self._misplaced(name, setting, item.type, place)
        for option in item.options:
            if option.none and not _may_say_none(item):
                self._misplaced(name, "none", item.type, option.place)
        self._limits(name, item.min, item.max, place)

    def _misplaced(self, name: str, setting: str, kind: str, place: Place) -> None:
        self._report("FACT-02", place, id=name, key=setting, type=name_of("fact_types", kind))

    def _limits(self, name: str, low: Fraction | None, high: Fraction | None, place: Place) -> None:
        if low is not None and high is not None and low > high:
            self._report("FACT-03", place, id=name, low=number(low, 6), high=number(high, 6))

    def _option_values(self, name: str, options: Sequence[Option], better: str, place: Place) -> None:
        """Either all options have a number or none; the numbers go the way that `better` says."""
        without = [option.id for option in options if option.value is None]
        if without:
            if len(without) < len(options):
                self._report("FACT-04", place, id=name, missing="、".join(without))
            return
        values = [option.value for option in options if option.value is not None]
        if better != "none" and values != sorted(values, reverse=better == "down"):
            self._report("FACT-07", place, id=name, better=better)

    def _table(self, table: FactTable) -> None:
        known = {field.id: field for field in table.fields}
        self._check_known("field", (*table.key, *table.known_by), known, table.place)
        for field in table.fields:
            name = f"{table.id}.{field.id}"
            self._settings(name, field, field.place)
            if field.id in _ROW_KEYS:
                self._report("TABLE-01", field.place, id=field.id)
            whole = known.get(field.within)
            if field.within and whole is None:
                self._unknown("field", field.within, known, field.place)
            elif whole is not None and (whole is field or whole.type != field.type):
                self._report("TABLE-02", field.place, id=field.id, whole=whole.id)

    # ---- derived facts ----

    def _derived(self, derived: Derived) -> None:
        self.expressions.check_derived(derived)
        self._limits(derived.id, derived.min, derived.max, derived.place)
        self._option_values(derived.id, derived.options, derived.better, derived.place)
        if (derived.value is None) == (not derived.cases):
            return  # reported as DERIVED-01
        if bool(derived.cases) != (derived.type == "choice") or bool(derived.options) != (derived.type == "choice"):
            kind = name_of("fact_types", derived.type)
            self._report("DERIVED-02", derived.place, id=derived.id, type=kind)
        if derived.cases and not derived.otherwise:
            self._report("DERIVED-03", derived.place, id=derived.id)
        if derived.question is not None and derived.direct == "none":
            self._report("DERIVED-04", derived.place, id=derived.id)
        if derived.direct == "pair" and derived.type not in NUMERIC:
            self._misplaced(derived.id, "direct: pair", derived.type, derived.place)

    # ---- cards ----

    def _card(self, card: Card) -> None:
        """Prefixes are expanded by now: what is left of them stands for nothing."""
        facts = (*self.library.facts, *self.library.derived)
        suggested = dict.fromkeys(fact for rung in card.ladder for fact in rung.suggests)
        for name in dict.fromkeys((*suggested, *card.confirms)):
            if name not in facts:
                place = next((rung.place for rung in card.ladder if name in rung.suggests), card.place)
                self._unknown("fact", name, (*facts, *group_names(facts)), place)
            elif name not in card.confirms:
                self._report("CARD-01", card.place, id=card.id, fact=name)
        if len(card.ladder) < 2:
            self._report("CARD-02", card.place, id=card.id)
        for rung in card.ladder:
            self._rung_values(rung)
            self._rung_words(card, rung)

    def _rung_values(self, rung: Rung) -> None:
        """Check what a rung suggests; a prefix whose facts all refuse a value is one problem, not one per fact."""
        seen: set[tuple[str, str]] = set()
        for name, value in rung.suggests.items():
            before = len(self.problems)
            self.check_value(name, value, rung.place)
            group = (name.rpartition(".")[0], str(value))
            if len(self.problems) > before and group[0] and group in seen:
                del self.problems[before:]
            elif len(self.problems) > before:
                seen.add(group)

    def _rung_words(self, card: Card, rung: Rung) -> None:
        """Check that every suggestion above the lowest rung names the words of the anchor that say it."""
        for words in rung.says:
            if words not in f"{rung.name}：{rung.anchor}":
                self._report("CARD-04", rung.place, id=rung.id, words=words)
        said = {name for values in rung.says.values() for name in values}
        unsaid = {name: value for name, value in rung.suggests.items() if name in card.confirms and name not in said}
        above = [name for name, value in unsaid.items() if not card.decides(name) and self._above_lowest(name, value)]
        if above:
            self._report("CARD-05", rung.place, id=rung.id, facts="、".join(above))

    def _above_lowest(self, name: str, value: Any) -> bool:
        """Whether a suggestion is more than “nothing”: than the first option of a choice, none of several, no."""
        fact = self.library.facts.get(name) or self.library.derived.get(name)
        if fact is None or not fact.options:
            return fact is not None and value not in {False, "fails"}
        nothing = {option.id for option in fact.options if option.none} or {fact.options[0].id}
        return not nothing.issuperset(value if isinstance(value, tuple) else (value,))

    def _one_name_one_thing(self) -> None:
        """Sections name facts, derived facts, tables and cards alike: each id stands for one of them."""
        first: dict[str, Place] = {}
        library = self.library
        for store in (library.facts, library.derived, library.tables, library.cards):
            for name, item in store.items():
                if name in first:
                    self._report("ID-01", item.place, id=name, first=first[name])
                first.setdefault(name, item.place)


def _may_say_none(item: Fact | Field) -> bool:
    """Whether an option may be marked as a “no”; the lowest option of a ladder is one by itself."""
    if item.type == "choice":
        return isinstance(item, Fact) and item.better == "none" and not item.given
    return item.type == "multi"


def _fits(fact: Fact | Derived, value: Any) -> bool:
    if fact.type == "bool":
        return isinstance(value, bool)
    if fact.type in NUMERIC:
        return isinstance(value, Fraction) and in_range(fact, value)
    return fact.type == "text" and isinstance(value, str)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return number(value, 6) if isinstance(value, Fraction) else str(value)
