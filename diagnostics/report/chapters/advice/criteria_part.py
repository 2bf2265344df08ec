"""The chapter on recognitions: every default set with its conditions, the others as verdicts in the annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diagnostics.model.content.roots import point_tables
from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.results.report_input import ConditionLine, CriteriaSummary, Reach, ReportInput
from diagnostics.report.words.labels import NOTHING, Labels, mark_words, score_words
from diagnostics.report.words.tables import by_id, make_table, state_cell
from diagnostics.words.catalogue import counted, name_of, say
from diagnostics.words.numbers import day, number


@dataclass(frozen=True, kw_only=True)
class SetView:
    """The words of the narrative about one set, for the nearest subject.

    `table`: its conditions. `others`: what is open at the other subjects.
    """

    id: str
    title: str
    edition: str
    mark: str
    complete: bool
    note: str
    sentence: str
    counts: str
    table: str
    others: str


def set_views(reaches: Sequence[Reach], labels: Labels) -> tuple[SetView, ...]:
    """Return the default sets, each told by the subject that is nearest."""
    views = []
    for best in (reach for reach in reaches if reach.best):
        summary = best.summary
        rest = [reach for reach in reaches if reach.criteria.id == summary.id and reach.subject != best.subject]
        views.append(
            SetView(
                id=summary.id,
                title=summary.title,
                edition=summary.edition,
                mark=mark_words(summary.mark),
                complete=summary.complete,
                note=summary.note,
                sentence=set_sentence(best, labels),
                counts=counts_words(best),
                table=f"set_{summary.id}",
                others=f"others_{summary.id}" if rest else "",
            )
        )
    return tuple(views)


def is_historic(reach: Reach) -> bool:
    """Whether a set is an old edition that is shown until the authority says which one holds."""
    return reach.summary.note.startswith(say("report", "historic_word"))


def counts_words(reach: Reach, *states: str) -> str:
    """Return 满足 14 条、不满足 2 条、待查 1 条, or some of these states; states that do not occur are left out."""
    return state_counts({state: reach.count(state) for state in states or ("met", "not_met", "unknown")})


def state_counts(counts: Mapping[str, int]) -> str:
    """Return how many conditions are in which state; states that do not occur are left out."""
    return counted("explain_counts", counts)


def set_sentence(reach: Reach, labels: Labels) -> str:
    """Return verdicts and counts of one set for one subject."""
    return say(
        "report", "set_sentence", who=labels.whom(reach.subject), counts=counts_words(reach),
        verdict=name_of("verdicts", reach.verdict), verified=name_of("verdicts", reach.verdict_verified),
    )  # fmt: skip


def criteria_tables(given: ReportInput, reaches: Sequence[Reach], labels: Labels) -> dict[str, Table]:
    """Return the summary, the table of every default set, and the verdicts of the other sets, by id."""
    tables = [_summary(reaches, labels), _title_sets(given), _point_tables(given), _other_sets(given)]
    for best in (reach for reach in reaches if reach.best):
        rest = [reach for reach in reaches if reach.criteria.id == best.criteria.id and reach.subject != best.subject]
        tables += [_conditions(best, labels), _rest(rest, labels)]
    return by_id(tables)


_STATES = ("met", "not_met", "unknown", "na")


def _summary(reaches: Sequence[Reach], labels: Labels) -> Table:
    rows = [
        (
            reach.summary.title, labels.whom(reach.subject), name_of("verdicts", reach.verdict),
            name_of("verdicts", reach.verdict_verified), *(str(reach.count(state)) for state in _STATES),
            mark_words(reach.summary.mark),
        )
        for reach in reaches
    ]  # fmt: skip
    return make_table("sets", rows, (5, 3.4, 4, 4, 1.9, 2.3, 1.9, 2.3, 2.8), "llllrrrrl")


def _names(reach: Reach, state: str) -> str:
    return "；".join(line.name for line in reach.lines if line.state == state)


_WIDTHS = (5, 2.4, 6.6, 7.2, 2.4)


def _conditions(reach: Reach, labels: Labels) -> Table:
    """Every condition of a set for one subject, under the names of its groups."""
    rows: list[Sequence[DocumentCell | str]] = []
    told: set[str] = set()
    group = ""
    for line in reach.lines:
        if line.group and line.group != group:
            group = line.group
            rows.append((DocumentCell(group, strong=True), "", "", "", ""))
        now = _now(line)
        shown = NOTHING if line.state == "na" and now in told else now  # why it is not asked stands in the next cell
        told.add(now)
        rows.append((line.name, state_cell(line.state), shown, _missing(line, labels), _basis(line)))
    return make_table(
        f"set_{reach.criteria.id}", rows, _WIDTHS, "lclll", name="conditions",
        title=reach.summary.title, who=labels.whom(reach.subject),
    )  # fmt: skip


def _now(line: ConditionLine) -> str:
    return "\n".join(dict.fromkeys((*line.have, *line.figures))) or NOTHING


def _missing(line: ConditionLine, labels: Labels) -> str:
    if line.state == "na":
        return say("report", "only_asked_of", only=line.only) if line.only else say("report", "not_applicable")
    if line.state == "met":
        return say("report", "met_unverified") if line.verified_state != "met" else NOTHING
    return "\n".join(map(labels.done_lines, line.changes)) or NOTHING


def _basis(line: ConditionLine) -> str:
    marks = [mark_words(line.mark)]
    if line.threshold is not None:
        marks = [mark_words(line.wording), say("report", "threshold", mark=mark_words(line.threshold))]
    return "\n".join((*marks, *((say("report", "expert"),) if line.expert else ())))


def _rest(rest: Sequence[Reach], labels: Labels) -> Table:
    rows = [
        (
            labels.subject_or_firm(each.subject),
            name_of("verdicts", each.verdict),
            counts_words(each),
            _names(each, "not_met") or NOTHING,
            _names(each, "unknown") or NOTHING,
        )
        for each in rest
    ]
    title = rest[0].summary.title if rest else ""
    name = f"others_{rest[0].criteria.id}" if rest else "others"
    return make_table(name, rows, (3, 4, 4, 8, 5), "lllll", name="others", title=title)


TITLES = "sme_titles"  # family of the recognitions of firms: neither another place nor a level above


def _title_sets(given: ReportInput) -> Table:
    """Recognitions of the firm itself, by the edition in force: what holds, what does not, what nobody has checked."""
    rows = []
    for summary in given.summaries:
        criteria = given.library.criteria[summary.id]
        if summary.default or criteria.family != TITLES:
            continue
        since = "" if criteria.valid_from is None else say("report", "in_force_since", day=day(criteria.valid_from))
        states = ("met", "not_met", "unknown")
        counts = [str(summary.counts.get(state, 0)) for state in states]
        title = "\n".join(part for part in (summary.title, since) if part)
        names = (_open_of(summary, "not_met"), _open_of(summary, "unknown"))
        rows.append((title, name_of("verdicts", summary.verdict), *counts, *names, mark_words(summary.mark)))
    return make_table("title_sets", rows, (4.8, 3, 1.6, 1.9, 1.6, 4.4, 4.4, 2.4), "llrrrlll")


def _point_tables(given: ReportInput) -> Table:
    """The scores that recognitions of the firm ask for, with the edition of their point tables."""
    rows = []
    for name in sorted(point_tables(given.library) & given.standards.keys()):
        standard, score = given.library.standards[name], given.standards[name].score
        if score is not None:
            got = score_words(score.value, score.min, score.max, standard.unit, standard.decimals)
            proved = NOTHING if score.verified is None else number(score.verified, standard.decimals)
            edition = "，".join(part for part in (standard.edition, standard.number) if part)
            rows.append((standard.title, got, proved, edition, standard.note, mark_words(standard.mark)))
    return make_table("point_tables", rows, (4, 2.8, 1.8, 4.4, 6.8, 2.6), "lrrlll")


def _open_of(summary: CriteriaSummary, state: str) -> str:
    return "；".join(dict.fromkeys(each.name for each in summary.open if each.state == state)) or NOTHING


def _other_sets(given: ReportInput) -> Table:
    """Sets that are not judged by default: other provinces and levels far above; verdicts only."""
    others = [summary for summary in given.summaries if not summary.default]
    others = [other for other in others if given.library.criteria[other.id].family != TITLES]
    rows = []
    for other in sorted(others, key=lambda each: each.jurisdiction):
        counts = [str(other.counts.get(state, 0)) for state in ("met", "not_met", "unknown")]
        rows.append(
            (other.jurisdiction, other.title, name_of("verdicts", other.verdict), *counts, mark_words(other.mark))
        )
    return make_table("other_sets", rows, (3, 7.6, 5, 1.9, 2.2, 1.9, 4.4), "lllrrrl")
