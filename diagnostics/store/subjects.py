"""The subjects of a firm as the model wants them: the firm, at least one site, at least one workshop per site.

Only declared sites and workshops are stored. What is filled in gets the same ids as when an answers file is read, so
that a firm has the same subjects whichever way its facts came in (a test compares the two).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from diagnostics.model.answers import Subject
from diagnostics.wording import say

FIRM = "firm"
_DEFAULT_SITE = "_site"


def is_filled_in(subject_id: str) -> bool:
    """Whether a subject was filled in rather than declared."""
    return subject_id.startswith("_")


def all_subjects(declared: Iterable[Subject], firm_name: str) -> tuple[Subject, ...]:
    """Return the firm, its sites and their workshops; a workshop without a site belongs to the first one."""
    given = list(declared)
    sites = [replace(each, parent=FIRM) for each in given if each.kind == "site"]
    sites = sites or [Subject(_DEFAULT_SITE, "site", firm_name, FIRM)]
    names = {each.id for each in sites}
    workshops = [
        each if each.parent in names else replace(each, parent=sites[0].id) for each in given if each.kind == "workshop"
    ]
    for site in sites:
        if all(each.parent != site.id for each in workshops):
            name = say("phrases", "whole_site", site=site.name)
            workshops.append(Subject(f"_{site.id.lstrip('_')}.workshop", "workshop", name, site.id))
    return (Subject(FIRM, "firm", firm_name), *sites, *workshops)


def declared_subjects(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    """Return the sites and workshops that somebody declared; parents that were filled in are left out."""
    return tuple(
        replace(each, parent="" if is_filled_in(each.parent) or each.kind == "site" else each.parent)
        for each in subjects
        if each.kind != "firm" and not is_filled_in(each.id)
    )
