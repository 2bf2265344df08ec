"""How hypothesis behaves: the same examples in every run, many more of them in `.ci/bench`. Which worker runs what, and
what they share.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

from tests import once_per_run

settings.register_profile("every_change", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("every_change")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        once_per_run.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        once_per_run.end()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker of `-n` whole runs of neighbouring tests, taken over by whoever has nothing left to do.

    Dealt out one by one, as is usual, the tests of a file end up on every worker, and what they share (a rendered
    report, a diagnosed city) is made on each of them.
    """
    if config.getvalue("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)
