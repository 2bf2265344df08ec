"""A diagnosis for a terminal: the JSON of contract.md as aligned Chinese lines. Pure: data in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from diagnostics.cli.text.tables import indented, table
from diagnostics.cli.text.validity import out_of_force_lines
from diagnostics.model.content.library import Library
from diagnostics.model.content.roots import point_tables
from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.jurisdictions import provinces
from diagnostics.model.results.report_input import CriteriaSummary, OpenCondition, ReportInput
from diagnostics.report.words.level_words import borderline_words
from diagnostics.words.catalogue import counted, name_of, say
from diagnostics.words.numbers import number, percent

Json = Mapping[str, Any]

NOTHING = "—"
NEAREST = 3


def firm_lines(result: Json, briefed: ReportInput, *, every_set: bool = False) -> list[str]:
    """Return everything about one firm: who and when, the scorecards, the criteria sets, the warnings."""
    firm = result["firm"]
    return [
        say("cli", "firm_head", name=firm["name"], code=firm["code"] or NOTHING),
        say("cli", "firm_dates", as_of=result["as_of"], known_at=result["known_at"]),
        *local_line(result["content"]["fingerprint"], local=bool(result["content"]["local"])),
        "",
        *standards_lines(_scorecards(result["standards"], briefed.library, every_set), briefed),
        "",
        *criteria_lines(briefed, every_set=every_set),
        *_other_provinces(result),
        *out_of_force_lines(result, briefed.library, every_set=every_set),
        *_warning_lines(result["warnings"]),
    ]


def _scorecards(standards: Json, library: Library, every_set: bool) -> Json:
    """Return the scorecards to show: point tables only beside all the sets, some of which ask for them."""
    points = frozenset[str]() if every_set else point_tables(library)
    return {name: result for name, result in standards.items() if name not in points}


def local_line(fingerprint: str, *, local: bool) -> list[str]:
    """Return the line that says that local content changed the rules, with its fingerprint; nothing otherwise."""
    return [say("cli", "local_content", fingerprint=fingerprint)] if local else []


def standards_lines(standards: Json, briefed: ReportInput) -> list[str]:
    """Return one table of all scorecards: official, claimed, verified, answered share; the label beside each title.

    Below it what the content says of a scorecard, the levels that stand on a line, those that other weights would give.
    """
    library, places = briefed.library, _places(briefed.firm)
    rows: list[list[str] | str] = []
    for standard_id, result in standards.items():
        standard = library.standards[standard_id]
        rows.append(say("cli", "standard_title", title=standard.title, label=standard.label))
        rows += _standard_rows(standard, result, places)
    heads = [say("cli", f"head_{key}") for key in ("standard", "official", "claimed", "verified", "share")]
    remarks = [
        line
        for standard_id, result in standards.items()
        for text in (
            *_on_the_line(briefed, standard_id, places),
            *_remarks(library.standards[standard_id], result),
        )
        for line in indented(text, "· ")
    ]
    return [*table(heads, rows, ["left", "left", "left", "left", "right"]), *remarks]


def _on_the_line(briefed: ReportInput, standard_id: str, places: Mapping[str, str]) -> Iterator[str]:
    """Say which levels may as well be the one beside them."""
    for line in briefed.borderlines:
        if line.standard == standard_id:
            title = briefed.library.standards[standard_id].title
            where = say("cli", "of_place", place=places[line.subject]) if line.subject in places else ""
            key = "line_lifted" if line.lifts else "line"
            yield say("cli", key, title=title, where=where, line=borderline_words(line), n=len(line.lifts))


def _remarks(standard: Standard, result: Json) -> Iterator[str]:
    if standard.note:
        yield say("cli", "standard_note", title=standard.title, note=standard.note)
    names = {each.id: each.name for each in standard.weight_sets}
    levels: Mapping[str, Any] = result.get("level_by_weight_set", {})
    other = {key: level for key, level in levels.items() if level is not None and level != result["level"]}
    if other:
        text = "，".join(say("cli", "level_by_weights", name=names[key], level=level) for key, level in other.items())
        yield say("cli", "weights_differ", title=standard.title, others=text)


def _standard_rows(standard: Standard, result: Json, places: Mapping[str, str]) -> Iterator[list[str]]:
    score = result["score"]
    if score is not None:
        enough = result["enough_answers"]
        yield [
            f"  {say('cli', 'score')}",
            _official(result, "score", places),
            span(score["value"], score["min"], score["max"], standard.decimals) if enough else say("cli", "not_enough"),
            figure(score["verified"], standard.decimals) if enough else NOTHING,
            _share(score.get("answered_share")),
        ]
    for ladder in standard.ladders:
        if ladder.id in result:
            yield _ladder_row(standard, ladder, result, places)
    for statuses in standard.first_match:
        if statuses.id in result:
            status = result[statuses.id]
            found = statuses.statuses.get(status) if status is not None else None
            name = say("cli", "not_yet") if status is None else found.name if found else str(status)
            yield [f"  {statuses.name}", NOTHING, name, NOTHING, ""]


def _ladder_row(standard: Standard, ladder: Ladder, result: Json, places: Mapping[str, str]) -> list[str]:
    names = _level_names(standard, ladder)
    lowest, highest = result[f"{ladder.id}_min"], result[f"{ladder.id}_max"]
    claimed = _level(result[ladder.id], names)
    if result[f"{ladder.id}_verified"] is None:
        claimed = say("cli", "not_yet")
    elif result[ladder.id] is None:
        claimed = say("cli", "between", low=lowest, high=highest)
    official = _official(result, "level", places) if ladder.id == "level" else NOTHING
    return [f"  {ladder.name}", official, claimed, _level(result[f"{ladder.id}_verified"], {}), ""]


def _level_names(standard: Standard, ladder: Ladder) -> dict[int | str, str]:
    """Names of levels by number and by id; the lowest of several ladders speaks in the words of the first."""
    if ladder.lowest_of:
        first = standard.ladder(ladder.lowest_of[0])
        return {} if first is None else _level_names(standard, first)
    names: dict[int | str, str] = {0: ladder.below} if ladder.below else {}
    return names | {key: step.name for step in ladder.steps for key in (step.level, step.id)}


def _level(level: Any, names: Mapping[int | str, str]) -> str:
    if level is None:
        return NOTHING
    return f"{level} {names[level]}" if level in names else str(level)


def _official(result: Json, part: str, places: Mapping[str, str]) -> str:
    """Return what a platform printed; of several sites the name of each that it printed something for."""
    sites: Mapping[str, Any] = result.get("subjects") or {"": result}
    found = {subject: own["official"][part] for subject, own in sites.items() if own["official"]}
    shown = [f"{places.get(subject, '')} {figure(each)}".strip() for subject, each in found.items() if each is not None]
    return say("cli", "change_joint").join(shown) or NOTHING


def _share(share: float | None) -> str:
    return NOTHING if share is None else percent(share, 0)


def figure(value: Any, decimals: int = 2) -> str:
    """Return a number as people read it, — where there is none."""
    return number(value, decimals) if isinstance(value, int | float) else NOTHING


def span(value: float | None, low: float | None, high: float | None, decimals: int = 2) -> str:
    """Return a decided value, or what it lies between."""
    if value is not None and (low is None or low == high):
        return figure(value, decimals)
    if low is None or high is None:
        return figure(value, decimals)
    return say("cli", "between", low=figure(low, decimals), high=figure(high, decimals))


def criteria_lines(briefed: ReportInput, *, every_set: bool = False) -> list[str]:
    """Return per criteria set the verdict with counts and the nearest unmet conditions.

    Without `every_set` only the sets that are shown to every firm and those of the province as a whole for which it
    was judged (all, where there are none).
    """
    known = briefed.summaries
    names = {province.name for province in provinces(briefed.library)}
    shown = tuple(each for each in known if every_set or each.default or each.jurisdiction in names) or known
    places = _places(briefed.firm)
    lines: list[str] = [say("cli", "criteria_head")]
    for summary in shown:
        lines += _set_lines(summary, places)
    if len(shown) < len(known):
        lines.append(say("cli", "more_sets", n=len(known) - len(shown)))
    return lines


def _other_provinces(result: Json) -> Iterator[str]:
    """Say how many sets were not judged because they are of other provinces, and how to see them."""
    if n := len(result["other_provinces"]):
        yield say("cli", "other_provinces", n=n)


def _places(firm: FirmAnswers) -> dict[str, str]:
    """Return the names of plants and workshops where the firm has more than one of a kind."""
    kinds = [subject.kind for subject in firm.subjects]
    return {subject.id: subject.name for subject in firm.subjects if kinds.count(subject.kind) > 1}


def _set_lines(summary: CriteriaSummary, places: Mapping[str, str]) -> Iterator[str]:
    title = say("cli", "set_title", title=summary.title, edition=summary.edition)
    yield from indented(title, "● ")
    yield "  " + say(
        "cli",
        "set_verdict",
        verdict=name_of("verdicts", summary.verdict),
        verified=name_of("verdicts", summary.verdict_verified),
        mark=name_of("marks", summary.mark.name),
    )
    yield "  " + counted("set_counts", summary.counts)
    unmet = [each for each in summary.open if each.state == "not_met"]
    for each in unmet[:NEAREST]:
        yield from indented(_unmet(each, places), "  · ")


def _unmet(each: OpenCondition, places: Mapping[str, str]) -> str:
    """Say what is missing, in which plant or workshop where the firm has several, and how sure the condition is."""
    changes = say("cli", "change_joint").join(change.text for change in each.changes) or each.text
    place = say("cli", "unmet_place", place=places[each.subject]) if each.subject in places else ""
    return say("cli", "unmet", name=each.name, place=place, change=changes, mark=name_of("marks", each.mark.name))


def _warning_lines(warnings: list[Json]) -> list[str]:
    if not warnings:
        return []
    return [
        "",
        say("cli", "warnings_head"),
        *(line for warning in warnings for line in indented(warning["text"], "! ")),
    ]
