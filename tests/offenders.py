"""A rule that holds for many things is one test; its failure names everything that breaks the rule, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest


def assert_none(offenders: Iterable[object]) -> None:
    """Fail with every offender, each on its own line."""
    found = [str(each) for each in offenders]
    if found:
        pytest.fail("\n".join([f"{len(found)} offenders:", *found]), pytrace=False)


def assert_kept(judged: Iterable[tuple[Any, Mapping[str, object]]]) -> None:
    """Fail with every rule that a content item breaks.

    Args:
        judged: each item with its rules: what would be wrong → whether it is right.
    """
    items = list(judged)
    assert items, "a rule about nothing"
    assert_none(
        f"{item.place}: {getattr(item, 'id', '')}: {wrong}"
        for item, rules in items
        for wrong, right in rules.items()
        if not right
    )
