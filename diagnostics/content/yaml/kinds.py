"""The kinds of content files: which key holds their items and which noun they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from diagnostics.model.content.confidence import ConfidenceRules
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.due_dates import DueRule
from diagnostics.model.content.facts import Card, Derived, Fact, FactTable, Plausibility, Scale, Section
from diagnostics.model.content.inquiries import Inquiry
from diagnostics.model.content.magnitudes import Magnitude
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.pains import Pain
from diagnostics.model.content.policies import Coverage, Policy, Source, Statistic
from diagnostics.model.content.proportion import Proportion
from diagnostics.model.content.registers import DeliveryRules, ListRules, ProcessFile
from diagnostics.model.content.remedies import CatalogueReach, Remedy
from diagnostics.model.content.rules import Rule
from diagnostics.model.content.standards import Standard


@dataclass(frozen=True, kw_only=True)
class FileHeader:
    """What every file states. `mark`, `source` and `judge` are defaults for the items of the file."""

    kind: str
    id: str
    title: str
    edition: str
    reviewed: date
    note: str = ""
    judge: str = ""
    mark: Mark | None = None
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class AliasFile:
    """Ids of the sheets and what they are called here."""

    aliases: dict[str, str] = field(default_factory=dict)
    option_aliases: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class FileKind:
    """A kind of file. `items`: the key of its list (empty: the file is one item); `store`: its field of the library.

    `merged`: lists inside one item whose entries an overlay merges by id, and mappings that it merges by key.
    """

    noun: type[Any]
    store: str
    items: str = ""
    merged: tuple[str, ...] = ()


KINDS: dict[str, FileKind] = {
    "facts": FileKind(Fact, "facts", "facts", ("do",)),
    "tables": FileKind(FactTable, "tables", "tables", ("fields",)),
    "derived": FileKind(Derived, "derived", "derived", ("do",)),
    "scales": FileKind(Scale, "scales", "scales"),
    "cards": FileKind(Card, "cards", "cards"),
    "pains": FileKind(Pain, "pains", "pains"),
    "questionnaire": FileKind(Section, "sections", "sections"),
    "plausibility": FileKind(Plausibility, "plausibility", "plausibility"),
    "magnitudes": FileKind(Magnitude, "magnitudes", "magnitudes"),
    "sources": FileKind(Source, "sources", "sources"),
    "statistics": FileKind(Statistic, "statistics", "statistics"),
    "policies": FileKind(Policy, "policies", "policies", ("items",)),
    "remedies": FileKind(Remedy, "remedies", "remedies"),
    "inquiries": FileKind(Inquiry, "inquiries", "inquiries"),
    "reach": FileKind(CatalogueReach, "reaches", "", ("unbuyable", "sequences")),
    "rules": FileKind(Rule, "rules", "rules"),
    "proportion": FileKind(Proportion, "proportions", "", ("limits",)),
    "due_dates": FileKind(DueRule, "due_dates", "due_dates"),
    "confidence": FileKind(ConfidenceRules, "confidences", "", ("borderline",)),
    "standard": FileKind(Standard, "standards", "", ("nodes", "ladders", "first_match", "outputs", "weight_sets")),
    "criteria": FileKind(CriteriaSet, "criteria", "", ("conditions", "outcomes")),
    "coverage": FileKind(Coverage, "coverages", "", ("figures", "breakdowns", "decisions")),
    "register": FileKind(ListRules, "registers", "", ("columns", "service_columns", "words")),
    "process": FileKind(ProcessFile, "processes"),
    "delivery": FileKind(DeliveryRules, "deliveries"),
    "aliases": FileKind(AliasFile, "aliases"),
}
