"""What every check of content does: it collects problems, and reports names that nothing is called by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.policies import Policy
from diagnostics.model.content.standards import Standard
from diagnostics.words.catalogue import name_of, near_miss, problem
from diagnostics.words.problems import Place, Problem


def unknown_name(kind: str, name: str, known: Iterable[str], place: Place) -> Problem:
    """Return the problem that nothing of a kind has this name."""
    return problem("REF-01", place, kind=name_of("kinds", kind), id=name, near=near_miss(name, known))


def unknown_option(option: str, known: Collection[str], of: str, place: Place) -> Problem:
    """Return the problem that something has no such option."""
    near = near_miss(option, known)
    return problem("REF-02", place, id=option, of=of, known="、".join(known), near=near)


class Checker:
    """Collects problems; every topic has a checker of its own, with one function per rule."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def _report(self, code: str, place: Place, **values: Any) -> None:
        self.problems.append(problem(code, place, **values))

    def _unknown(self, kind: str, name: str, known: Iterable[str], place: Place) -> None:
        self.problems.append(unknown_name(kind, name, known, place))

    def _check_known(self, kind: str, names: Iterable[str], known: Collection[str], place: Place) -> bool:
        """Report every name that is not known, and return whether all are; an empty one refers to nothing."""
        unknown = [name for name in names if name and name not in known]
        for name in unknown:
            self._unknown(kind, name, known, place)
        return not unknown

    def _check_period(self, item: CriteriaSet | Policy | Standard) -> None:
        if item.valid_from is not None and item.valid_to is not None and item.valid_to < item.valid_from:
            self._report("DATE-01", item.place, id=item.id, start=item.valid_from, end=item.valid_to)
