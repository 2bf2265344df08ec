"""The engine against its plain-loop twin (`twin.py`), on random firms: everything that a diagnosis says must agree."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.library import Library
from tests.builders import AS_OF, shipped
from tests.scoring.conftest import FEW
from tests.scoring.firms import FirmMaker
from tests.scoring.twin import CONDITIONS, VALUES
from tests.scoring.twin_compare import differences

BEFORE_RESOLVING = {ex.NodeCount, ex.ConditionRef}


def test_engine_and_twin_agree_on_the_shipped_content(shipped_firms: FirmMaker) -> None:
    assert differences(shipped_firms.of_seeds(FEW[-20:]), shipped(), AS_OF) == []


def test_engine_and_twin_agree_on_every_form(every_form: Library, small_firms: FirmMaker) -> None:
    assert differences(small_firms.firms(50), every_form, AS_OF) == []


@pytest.mark.long
def test_engine_and_twin_agree_on_many_firms(shipped_firms: FirmMaker) -> None:
    for first in range(0, 2000, 500):
        assert differences(shipped_firms.firms(500, first=first), shipped(), AS_OF) == []


@pytest.mark.long
def test_engine_and_twin_agree_on_every_form_for_many_firms(every_form: Library, small_firms: FirmMaker) -> None:
    for first in range(0, 8000, 1000):
        assert differences(small_firms.firms(1000, first=first), every_form, AS_OF) == []


def forms_in(item: Any) -> set[type]:
    """Return the types of all expressions in a tree of content."""
    if isinstance(item, dict):
        return set().union(*(forms_in(each) for each in item.values()))
    if isinstance(item, tuple):
        return set().union(*(forms_in(each) for each in item))
    if not is_dataclass(item) or isinstance(item, type):
        return set()
    own = {type(item)} if isinstance(item, ex.Expression) else set()
    return own.union(*(forms_in(getattr(item, each.name)) for each in fields(item)))


def test_the_small_content_uses_every_form_that_the_twin_knows(every_form: Library) -> None:
    missing = {*VALUES, *CONDITIONS} - forms_in(every_form)
    assert {each.__name__ for each in missing} == set()


def test_the_twin_knows_every_form_there_is() -> None:
    """A new form of value or condition needs its specification in the twin first."""
    known = {*VALUES, *CONDITIONS, *BEFORE_RESOLVING, ex.Expression, ex.FieldRef, ex.TableRef, ex.Chained}
    forms = {each for each in vars(ex).values() if isinstance(each, type) and issubclass(each, ex.Expression)}
    assert {each.__name__ for each in forms - known} == set()
