"""Content and firms that the tests of the engine share."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from tests.builders import AS_OF, content, shipped
from tests.scoring.firms import FirmMaker

# The firms that every change looks at; the long run looks at hundreds. These reach every status of every standard.
FEW = (*range(47), 63, 174, 178)
EVERY_FORM = Path(__file__).with_name("every_form.yaml")


@pytest.fixture(scope="session")
def every_form(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Small content that uses every form of the content format."""
    return content(tmp_path_factory.mktemp("every_form"), EVERY_FORM.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def shipped_firms() -> FirmMaker:
    """Random firms that answer the shipped content."""
    return FirmMaker(shipped(), AS_OF)


@pytest.fixture(scope="session")
def few(shipped_firms: FirmMaker) -> list[FirmAnswers]:
    """The few firms of the shipped content that every change looks at."""
    return shipped_firms.of_seeds(FEW)


@pytest.fixture(scope="session")
def few_diagnosed(few: list[FirmAnswers]) -> list[Diagnosis]:
    """Their diagnoses, all made together."""
    return diagnose(few, shipped(), AS_OF)


@pytest.fixture(scope="session")
def small_firms(every_form: Library) -> FirmMaker:
    """Random firms that answer the small content."""
    return FirmMaker(every_form, AS_OF)
