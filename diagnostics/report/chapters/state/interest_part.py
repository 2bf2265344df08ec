"""The provider's interest: what it sells itself, and which measures of this report that touches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.model.results.plans import Offer
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark

_NONE = ("没有", "无", "不销售")
_BETWEEN = re.compile(r"[、，,；;]\s*")
# Words that every product has in its name say nothing of what it is.
_SHORTEST = 2


@dataclass(frozen=True)
class InterestView:
    """The provider's declaration in a sentence, and the measures of this report that are its own business."""

    sentence: str
    touched: tuple[str, ...]
    declared: bool


def interest_view(given: ReportInput) -> InterestView:
    """Return the declaration of the provider (`visit.provider_products`: names or ids of what it sells, or 没有)."""
    visit = given.firm.visit
    said = visit.get("provider_products", "").strip()
    provider = visit.get("provider", "") or say("report_interest", "provider")
    if not said:
        return InterestView(say("report_interest", "undeclared", provider=provider), (), declared=False)
    products = [each for each in _BETWEEN.split(said) if each]
    if all(product in _NONE for product in products):
        return InterestView(say("report_interest", "none", provider=provider), (), declared=True)
    touched = tuple(dict.fromkeys(each.name for each in _advised(given) if _sold(given, each, products)))
    has_ids = any(product in given.library.remedies for product in products)
    names = "、".join(_name(given, product) for product in products) if has_ids else said
    key = "touched" if touched else "untouched"
    return InterestView(say("report_interest", key, provider=provider, names=names), touched, declared=True)


def _advised(given: ReportInput) -> Iterator[Offer]:
    """Yield what the report advises: the measures of the plan."""
    plan = main_plan(given)
    yield from (step.offer for step in plan.steps) if plan else ()


def _name(given: ReportInput, product: str) -> str:
    remedy = given.library.remedies.get(product)
    return remedy.name if remedy else product


def _sold(given: ReportInput, offer: Offer, products: list[str]) -> bool:
    """Whether a measure is what the provider sells: the same id, the same thing in another form, or the same name."""
    remedies = given.library.remedies
    own = next((project for project in given.firm.plan.projects if project.id == offer.id), None)
    remedy = remedies.get(own.like if own else offer.remedy)
    group = (
        {remedy.id, *(each.id for each in remedies.values() if each.group and each.group == remedy.group)}
        if remedy
        else set()
    )
    names = {offer.name, remedy.name} if remedy else {offer.name}
    return any(product in group or any(_same_name(product, name) for name in names) for product in products)


def _same_name(product: str, name: str) -> bool:
    short = without_remark(name)
    return len(product) >= _SHORTEST and (product in name or short in product)
