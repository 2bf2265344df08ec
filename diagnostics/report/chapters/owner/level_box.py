"""The box of levels on the owner's page: what a platform printed stands before our own figure, site by site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from diagnostics.model.document import Box, Tone
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import OVERALL, StandardResult
from diagnostics.report.chapters.state.tier_part import sites_of
from diagnostics.report.words.labels import Labels, level_words
from diagnostics.report.words.level_words import borderline_words, official_level, reached_words
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark


def level_box(given: ReportInput, labels: Labels) -> Iterator[Box]:
    """Yield one box for all standards that end in a level; none where there is no such standard."""
    found = {name: result for name, result in given.standards.items() if OVERALL in result.ladders}
    if not found:
        return
    official = [name for name, result in found.items() if any(map(official_level, sites_of(given, result).values()))]
    names = " · ".join(short_name(given, name) for name in found)
    value = " · ".join(_value(given, result, labels) for result in found.values())
    verified = " · ".join(level_words(result.ladders[OVERALL].verified) for result in found.values())
    sites = {name: tuple(_sites(given, name, result, labels)) for name, result in found.items()}
    if any(sites.values()):
        silent = "、".join(short_name(given, name) for name, told in sites.items() if not told)
        none = say("report", "not_official", name=silent) if silent else ""
    else:
        none = say("report", "level_box_none", official=" · ".join(say("report", "none") for _ in found))
    note = "；".join(
        filter(None, (*chain.from_iterable(sites.values()), say("report", "level_box", verified=verified), none))
    )
    decided = all(result.ladders[OVERALL].level is not None for result in found.values())
    tone: Tone = "plain" if decided else "warn"
    yield Box(say("report", "level_label_official" if official else "level_label", name=names), value, note, tone)


def short_name(given: ReportInput, name: str) -> str:
    """Return the short name of a standard."""
    short = name_of("report_short", name)
    return given.library.standards[name].title if short == name else short


def _value(given: ReportInput, result: StandardResult, labels: Labels) -> str:
    """Return the level of a standard; where a platform printed one, that of every site, what was printed first."""
    sites = sites_of(given, result)
    if not any(map(official_level, sites.values())):
        return reached_words(result.ladders[OVERALL])
    levels = {subject: official_level(own) or reached_words(own.ladders[OVERALL]) for subject, own in sites.items()}
    if len(set(levels.values())) == 1:
        return next(iter(levels.values()))
    names = _places(sites, labels)
    return "、".join(f"{names[subject]}{level}" for subject, level in levels.items())


def _places(subjects: Iterable[str], labels: Labels) -> dict[str, str]:
    """Return the names of the sites, without remarks where that tells them apart."""
    full = {subject: labels.subject(subject) for subject in subjects}
    short = {subject: without_remark(name) for subject, name in full.items()}
    return short if len(set(short.values())) == len(short) else full


def _sites(given: ReportInput, name: str, result: StandardResult, labels: Labels) -> Iterator[str]:
    """Yield per site what was printed beside our own level, of a standard with a printed level or one on the line."""
    sites = sites_of(given, result)
    lines = {subject: given.borderline(name, subject) for subject in sites}
    if not any(map(official_level, sites.values())) and not any(lines.values()):
        return
    names = _places(sites, labels)
    for subject, own in sites.items():
        line, printed = lines[subject], official_level(own)
        level = borderline_words(line) if line else reached_words(own.ladders[OVERALL])
        key = "level_site_official" if printed else "level_site"
        words = say("report", key, official=printed, level=level)
        yield say("report", "level_site_at", where=names[subject] or short_name(given, name), words=words)
