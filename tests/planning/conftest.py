"""Content that the tests of the planner share."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.model.content.library import Library
from tests.builders import content

SMALL = Path(__file__).with_name("small_content.yaml")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Small content with a scorecard, a by-level ladder and a criteria set, without remedies."""
    return content(tmp_path_factory.mktemp("small"), SMALL.read_text(encoding="utf-8"))
