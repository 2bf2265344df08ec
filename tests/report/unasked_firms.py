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
    return _file({fact.id: {"value": best} for fact in _asked() if (best := _best(fact)) is not None})


def _asked() -> list[Fact]:
    return [each for each in shipped().facts.values() if each.question is not None and each.id not in {*FIRM, "since"}]


def _file(answers: dict[str, Any]) -> dict[str, Any]:
    return {"fictitious": True, "firm": dict(FIRM), "answers": answers, "findings": [dict(PAIN)]}


def _best(fact: Fact) -> Any:
    if fact.type == "judgement":
        return "holds"
    if fact.type == "bool":
        return fact.better != "down"
    graded = [option for option in fact.options if option.value is not None]
    if fact.type == "choice" and graded and fact.better in {"up", "down"}:
        pick = max if fact.better == "up" else min
        return pick(graded, key=lambda option: option.value or 0).id
    if fact.type == "multi":
        return [] if fact.better == "down" else [option.id for option in fact.options if not option.none]
    return None
