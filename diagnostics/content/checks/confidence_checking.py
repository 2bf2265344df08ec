"""Checks of the limits below which a report does not conclude."""

from __future__ import annotations

from diagnostics.content.checks.checker import unknown_name
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import problem
from diagnostics.words.numbers import number
from diagnostics.words.problems import Problem


def check_confidence(library: Library, problems: list[Problem]) -> None:
    """Add every limit that is no share, and every standard that is not there or has no levels to be near to."""
    for rules in library.confidences.values():
        for key, share in (("most_unknown", rules.most_unknown), *rules.borderline.items()):
            if not 0 <= share <= 1:
                problems.append(problem("CONF-01", rules.place, key=key, value=number(share, 6)))
        by_level = {name: each for name, each in library.standards.items() if each.by_level is not None}
        for name in rules.borderline:
            if name not in by_level:
                problems.append(unknown_name("standard", name, by_level, rules.place))
