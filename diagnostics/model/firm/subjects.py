"""The subjects of a firm: the firm itself, at least one site, at least one workshop per site.

By default a firm is one site with one workshop. Ids of what is filled in start with `_`, which nobody may declare, so
that they never collide with a subject that is declared, wherever the facts of the firm came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from diagnostics.model.firm.answers import Subject

FIRM = "firm"
_DEFAULT_SITE = "_site"


def is_filled_in(subject_id: str) -> bool:
    """Whether a subject was filled in rather than declared."""
    return subject_id.startswith("_")


def complete_subjects(
    declared: Iterable[Subject],
    firm_name: str,
    name_whole: Callable[[str], str],
    undecided: Callable[[Subject, str], None] | None = None,
) -> tuple[Subject, ...]:
    """Return the firm, its sites and their workshops, with what was not declared filled in.

    Args:
        declared: Subjects; a workshop without a parent that is a site goes to the first site.
        firm_name: Name of the firm and of the site that is filled in.
        name_whole: Makes the name of a workshop that stands for a whole site out of the name of the site.
        undecided: Called for a workshop without a parent where there are several sites, with the ids of the sites.
    """
    given = list(declared)
    firm = next((each for each in given if each.kind == "firm"), Subject(FIRM, "firm", firm_name))
    firm = replace(firm, parent="")
    sites = [replace(each, parent=firm.id) for each in given if each.kind == "site"]
    sites = sites or [Subject(_DEFAULT_SITE, "site", firm_name, firm.id)]
    ids = [site.id for site in sites]
    workshops = []
    for each in (each for each in given if each.kind == "workshop"):
        if undecided and not each.parent and len(sites) > 1:
            undecided(each, "、".join(ids))
        workshops.append(each if each.parent in ids else replace(each, parent=ids[0]))
    return (firm, *sites, *workshops, *_missing_workshops(sites, workshops, name_whole))


def _missing_workshops(
    sites: Iterable[Subject], workshops: Iterable[Subject], name_whole: Callable[[str], str]
) -> Iterator[Subject]:
    filled = {workshop.parent for workshop in workshops}
    for site in sites:
        if site.id not in filled:
            yield Subject(f"_{site.id.lstrip('_')}.workshop", "workshop", name_whole(site.name), site.id)


def declared_subjects(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    """Return the sites and workshops that somebody declared; parents that were filled in are left out."""
    return tuple(
        replace(subject, parent="" if is_filled_in(subject.parent) or subject.kind == "site" else subject.parent)
        for subject in subjects
        if subject.kind != "firm" and not is_filled_in(subject.id)
    )
