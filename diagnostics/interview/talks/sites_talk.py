"""Sites and workshops: a line per site, its workshops behind a colon; every line is stored as soon as it is typed.

Whoever has one site that is not divided says so with Enter and is asked nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from diagnostics.answers.typed.value import TypedWrongError, plain
from diagnostics.interview.screen.layout import COLUMNS, cut, wrap
from diagnostics.interview.talks.session import Session
from diagnostics.model.firm.answers import Subject
from diagnostics.words.catalogue import say

_NAMES = re.compile(r"[,，、；;\s]+")
_COLON = re.compile(r"[:：]")
_REMOVE = re.compile(r"(?:删|-|d)\s*(\d+)", re.IGNORECASE)
_MOST_LINES = 10


@dataclass(frozen=True)
class SiteLine:
    """A line as typed: a site with its workshops to add, or the number (from 0) of a site to take out."""

    site: str = ""
    workshops: tuple[str, ...] = ()
    remove: int = -1


def read_site(text: str, sites: Sequence[Subject]) -> SiteLine:
    """Read “一厂：机加车间，装配车间” or “删 2”; raises TypedWrongError."""
    found = _REMOVE.fullmatch(plain(text))
    if found is not None:
        if not 1 <= int(found[1]) <= len(sites):
            raise TypedWrongError(say("interview_sites", "no_site", got=found[1], n=len(sites)))
        return SiteLine(remove=int(found[1]) - 1)
    head, *rest = _COLON.split(text.strip(), maxsplit=1)
    name = head.strip()
    if not name:
        raise TypedWrongError(say("interview_sites", "no_name"))
    workshops = tuple(each for each in _NAMES.split(rest[0]) if each) if rest else ()
    twice = sorted({workshop for workshop in workshops if workshops.count(workshop) > 1})
    if twice:
        raise TypedWrongError(say("interview_sites", "twice", name=twice[0]))
    return SiteLine(name, workshops)


def with_line(declared: Sequence[Subject], line: SiteLine) -> tuple[Subject, ...]:
    """Return the sites and workshops with a line added or taken out; a site named again gets more workshops."""
    sites = [each for each in declared if each.kind == "site"]
    if line.remove >= 0:
        gone = sites[line.remove].id
        return tuple(each for each in declared if gone not in {each.id, each.parent})
    found = list(declared)
    site = next((each for each in sites if each.name == line.site), None)
    if site is None:
        site = Subject(_free("p", found), "site", line.site)
        found.append(site)
    known = {each.name for each in found if each.parent == site.id}
    for name in line.workshops:
        if name not in known:
            found.append(Subject(_free("w", found), "workshop", name, site.id))
    return tuple(found)


def _free(letter: str, subjects: Sequence[Subject]) -> str:
    taken = {subject.id for subject in subjects}
    number = 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def declared_in(session: Session) -> tuple[Subject, ...]:
    """Return the sites and workshops that somebody declared; those that were filled in are left out."""
    return tuple(
        subject
        for subject in session.journal.answers().subjects
        if subject.kind != "firm" and not subject.id.startswith("_")
    )


def take_sites(session: Session) -> None:
    """Ask for sites and workshops until Enter says that these are all; each line is on record at once."""
    asked = False
    while True:
        declared = declared_in(session)
        sites = [each for each in declared if each.kind == "site"]
        _show(session, declared, sites, again=asked)
        message = say("interview_sites", "ask_more" if sites else "ask_first")
        typed = session.ask_line(message, lambda text, sites=sites: _checked(text, sites))  # type: ignore[misc]
        asked = True
        if not typed:
            if not session.journal.declared():
                session.journal.declare(declared)
            return
        line = read_site(typed, sites)
        now = with_line(declared, line)
        lost = _answered_at(session, {each.id for each in declared} - {each.id for each in now})
        if lost:
            session.show(say("interview_sites", "has_answers", name=lost))
        else:
            session.journal.declare(now)


def _checked(text: str, sites: Sequence[Subject]) -> None:
    if text:
        read_site(text, sites)


def _answered_at(session: Session, gone: set[str]) -> str:
    """Return the name of a subject about to go that has answers or rows of its own, or an empty text."""
    firm = session.journal.answers()
    used = {subject for subject, _ in firm.answers} | {row.subject for rows in firm.rows.values() for row in rows}
    return next((each.name for each in firm.subjects if each.id in gone & used), "")


def _show(session: Session, declared: Sequence[Subject], sites: Sequence[Subject], *, again: bool) -> None:
    lines = [] if again else wrap(say("interview_sites", "head"))
    for number, site in enumerate(sites[-_MOST_LINES:], start=max(len(sites) - _MOST_LINES, 0) + 1):
        shops = say("words", "or_joint").join(each.name for each in declared if each.parent == site.id)
        key = "site_divided" if shops else "site"
        lines.append(cut(f"{number:>3} {say('interview_sites', key, name=site.name, shops=shops)}", COLUMNS))
    session.screen.show(lines)
