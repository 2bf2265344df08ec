"""Firms of which hardly anything, or the best of everything, is known: every question answered in one way."""

from __future__ import annotations

from typing import Any

from diagnostics.answers.limits import may_be_na
from diagnostics.model.content.facts import Fact
from tests.builders import shipped

FIRM = {
    "code": "91410100EXAMPLE01U", "name": "示例机械（虚构）", "business_type": "discrete", "district": "410105",
    "industry": "equipment", "registered_province": "henan", "target_level": 2, "status": "active",
}  # fmt: skip
PAIN = {"kind": "pain", "title": "订单常漏", "about": "s_marketing", "text": "客户在群里下单，常常漏掉。"}


def answered_by(*states: str) -> dict[str, Any]:
    """Every question of the content without a word of substance: the first of these states that it allows."""
    answers = {}
    for fact in _asked():
        allowed = [state for state in states if state != "na" or may_be_na(fact)]
        if allowed:
            answers[fact.id] = {"state": allowed[0], "note": "没有说"}
    return _file(answers)


def best_answers() -> dict[str, Any]:
    """Every choice at its best, every list complete, every judgement passed."""
    answers = {fact.id: {"value": best} for fact in _asked() if (best := _best(fact)) is not None}
    erp = {"name": "ERP", "category_item": "app_mgmt", "provider": "服务商甲（虚构）", "deploy_mode": "public"}
    return {
        **_file(answers),
        "evidence": [{"id": "ev01", "grade": "E2", "kind": "合同", "date": "2026-05-06", "by": "张工", "kept": True}],
        "systems": [{**erp, "start_date": "2025-01-10", "end_date": "2027-01-09", "evidence": "ev01"}],
        "years": [{"year": 2025, "revenue_wan": 8200, "main_revenue_wan": 8100, "employees": 120}],
    }


def _asked() -> list[Fact]:
    return [each for each in shipped().facts.values() if each.question is not None and each.id not in {*FIRM, "since"}]


def _file(answers: dict[str, Any]) -> dict[str, Any]:
    return {"fictitious": True, "firm": dict(FIRM), "answers": answers, "findings": [dict(PAIN)]}


def _best(fact: Fact) -> Any:
    if fact.type == "judgement":
        return "holds"
    if fact.type == "bool":
        return fact.better != "down"
    if fact.type == "choice" and fact.better != "none":  # (options run from worst to best where up is better)
        return fact.options[-1 if fact.better == "up" else 0].id
    if fact.type == "multi":
        return [] if fact.better == "down" else [option.id for option in fact.options if not option.none]
    return None
