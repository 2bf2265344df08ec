"""How hypothesis behaves: the same examples in every run, many more of them in `.ci/bench`."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("every_change", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("every_change")
