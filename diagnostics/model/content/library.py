"""The library: all content of one installation plus its overlays, checked and looked up by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from diagnostics.model.content.confidence import ConfidenceRules
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.due_dates import DueRule
from diagnostics.model.content.expressions import FactRef, walk
from diagnostics.model.content.facts import Card, Derived, Fact, FactTable, Plausibility, Scale, Section
from diagnostics.model.content.inquiries import Inquiry
from diagnostics.model.content.magnitudes import Magnitude
from diagnostics.model.content.marks import SUBJECT_KINDS, SubjectKind
from diagnostics.model.content.pains import Pain
from diagnostics.model.content.policies import Coverage, Policy, Source, Statistic
from diagnostics.model.content.proportion import Proportion
from diagnostics.model.content.registers import DeliveryRules, ListRules, ProcessFile
from diagnostics.model.content.remedies import CatalogueReach, Remedy
from diagnostics.model.content.rules import Rule
from diagnostics.model.content.standards import Standard


@dataclass(frozen=True, kw_only=True)
class Library:
    """Content by kind and id. `fingerprint` changes with every change of content; `local` names the overlays."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    derived: Mapping[str, Derived] = field(default_factory=dict)
    tables: Mapping[str, FactTable] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)
    pains: Mapping[str, Pain] = field(default_factory=dict)
    sections: Mapping[str, Section] = field(default_factory=dict)
    plausibility: Mapping[str, Plausibility] = field(default_factory=dict)
    magnitudes: Mapping[str, Magnitude] = field(default_factory=dict)
    standards: Mapping[str, Standard] = field(default_factory=dict)
    criteria: Mapping[str, CriteriaSet] = field(default_factory=dict)
    statistics: Mapping[str, Statistic] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    remedies: Mapping[str, Remedy] = field(default_factory=dict)
    inquiries: Mapping[str, Inquiry] = field(default_factory=dict)
    reaches: Mapping[str, CatalogueReach] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    proportions: Mapping[str, Proportion] = field(default_factory=dict)
    due_dates: Mapping[str, DueRule] = field(default_factory=dict)
    confidences: Mapping[str, ConfidenceRules] = field(default_factory=dict)
    coverages: Mapping[str, Coverage] = field(default_factory=dict)
    registers: Mapping[str, ListRules] = field(default_factory=dict)
    processes: Mapping[str, ProcessFile] = field(default_factory=dict)
    deliveries: Mapping[str, DeliveryRules] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    option_aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fingerprint: str = ""
    local: tuple[str, ...] = ()

    @property
    def most_unknown(self) -> Fraction:
        """The largest share of unknown conditions with which a report concludes; all of them without a limit."""
        return min((rules.most_unknown for rules in self.confidences.values()), default=Fraction(1))

    def fact_id(self, name: str) -> str | None:
        """Return the id of the raw or derived fact that a name (id or alias) stands for, or None."""
        known = self.aliases.get(name, name)
        return known if known in self.facts or known in self.derived else None

    def named(self, fact_id: str) -> Fact | Derived:
        """Return the raw or derived fact; raises KeyError."""
        return self.facts[fact_id] if fact_id in self.facts else self.derived[fact_id]

    def asked(self, item: str) -> str:
        """Return how a fact or a table is asked; empty where nobody is asked for it."""
        found = self.facts.get(item) or self.derived.get(item) or self.tables.get(item)
        return found.question.ask if found is not None and found.question is not None else ""

    def subject_of(self, fact_id: str, seen: frozenset[str] = frozenset()) -> SubjectKind:
        """Return the lowest kind of subject among the raw facts that a fact rests on."""
        if fact_id in self.facts:
            return self.facts[fact_id].subject
        derived = self.derived.get(fact_id)
        if derived is None or fact_id in seen:
            return SUBJECT_KINDS[0]
        sources = [*([derived.value] if derived.value else []), *(case.when for case in derived.cases)]
        below = {part.fact for source in sources for part in walk(source) if isinstance(part, FactRef)}
        kinds = [self.subject_of(each, seen | {fact_id}) for each in below]
        return max(kinds, key=SUBJECT_KINDS.index, default=SUBJECT_KINDS[0])
