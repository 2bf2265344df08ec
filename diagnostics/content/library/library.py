"""The library of the content: as it was kept by an earlier command, or read and checked.

What reads and checks content loads only where nothing was kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from diagnostics.content.library.library_cache import remembered
from diagnostics.content.root import content_root
from diagnostics.model.content.library import Library
from diagnostics.words.problems import InputError


def get_library(overlays: Sequence[Path] = ()) -> Library:
    """Load the content; raises InputError with every problem when something is wrong."""
    return remembered([content_root(), *overlays], lambda: _checked(overlays))


def _checked(overlays: Sequence[Path]) -> Library:
    from diagnostics.content.library.loading import load_library

    library, problems = load_library(overlays)
    if any(not problem.warning for problem in problems):
        raise InputError(problems)
    return library
