"""What a second visit says against the first: a few lines for the owner, tables for the firm and for the reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.since import MeasureSince, Moved, PainSince, Since
from diagnostics.report.words.labels import NOTHING
from diagnostics.report.words.money import price_words
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day

_CAUSES = 1  # named behind a level on the owner's page; the firm's document has more, the volume all
_MORE_CAUSES = 3
_MEASURES = 8  # not done, in the firm's document; the volume has all
_NAMED = 2


@dataclass(frozen=True)
class SinceLine:
    """A line about one thing: what it is about, and what there is to say."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SinceView:
    """The words of the narrative about an earlier diagnosis.

    Attributes:
        day: of that one.
        owner: three to five lines for the owner.
        intro: what is compared with what.
        lines: sentences for the firm below its table; `more`: how many measures only the volume has.
        notes: what the reviewer has to know besides the tables.
    """

    day: str
    owner: tuple[SinceLine, ...]
    intro: str
    lines: tuple[SinceLine, ...]
    more: str
    notes: tuple[str, ...]


def since_view(given: ReportInput) -> SinceView | None:
    """Return it in words; None on a first visit."""
    since = given.since
    if since is None:
        return None
    return SinceView(
        day=day(since.day),
        owner=tuple(_owner_lines(since)),
        intro=_intro(since),
        lines=tuple(_firm_lines(since)),
        more=say("since", "more_measures", n=left) if (left := len(_open_measures(since)) - _MEASURES) > 0 else "",
        notes=tuple(_notes(since)),
    )


def since_tables(given: ReportInput) -> dict[str, Table]:
    """Return its tables that have rows, by id; none on a first visit."""
    since = given.since
    if since is None:
        return {}
    return by_id([
        make_table("since", list(_rows(since)), (5, 4, 4, 8), "llll"),
        make_table("since_measures", list(_measure_rows(_open_measures(since)[:_MEASURES])), (8, 3.9, 4, 3.1), "llll"),
        make_table("since_plan", list(_measure_rows(since.measures)), (8, 3.9, 4, 3.1), "llll"),
        make_table("since_answers", list(_answers(since)), (4.6, 4.2, 4.2, 2, 2.3, 3, 3.6), "lllllll"),
        make_table("since_conditions", list(_conditions(since)), (6, 3, 3, 9), "llll"),
        make_table("since_rules", [(each.name, each.before, each.after) for each in since.rules], (6, 5, 5), "lll"),
    ])  # fmt: skip


# ---- lines ----


def _owner_lines(since: Since) -> Iterator[SinceLine]:
    """Yield levels, losses and figures, measures, what is late, then money or rules; never a line about nothing."""
    yield _line("levels", _levels(since))
    yield _line("pains", _pains(since, owner=True))
    if since.measures:
        yield _line("measures", _measures(since), n=len(since.measures))
    if late := _late(since):
        yield _line("late", late)
    if rest := _rest(since):
        yield rest


def _rest(since: Since) -> SinceLine | None:
    """Return the last line for the owner: a change of the rules comes before the money."""
    if since.rules:
        return _line("rules", say("since", "not_firm", text=_rules(since)))
    return _line("spent", spent) if (spent := _spent(since)) else None


def _firm_lines(since: Since) -> Iterator[SinceLine]:
    if since.measures:
        yield _line("measures", _measures(since), n=len(since.measures))
    if spent := _spent(since):
        yield _line("spent", spent)
    if since.rules:
        yield _line("rules", say("since", "not_firm", text=_rules(since)))


def _line(key: str, text: str, **words: object) -> SinceLine:
    return SinceLine(say("since_lines", key, **words), say("since", "ended", text=text))


def _levels(since: Since) -> str:
    """Return the levels that differ with the facts that moved them, else the scores; then the verdicts that differ."""
    moved = [each for each in since.levels if each.owner]
    levels = [each for each in moved if not each.is_score]
    scores = [each for each in moved if each.is_score] if not levels else []
    texts = [each.owner + _because(each, _CAUSES) for each in (*levels, *scores)]
    silent = any(each.silent for each in since.levels)
    open_ones = [say("since", "not_comparable", n=len(since.unasked))] if silent else []
    same = [] if levels else open_ones or [say("since", "same_levels")]
    verdicts = [each.owner for each in since.verdicts if each.owner]
    return _joint((*same, *texts, *verdicts[:_NAMED]))


def _because(each: Moved, most: int) -> str:
    return say("since", "because", names=_some(each.because, most)) if each.because else ""


def _pains(since: Since, *, owner: bool = False) -> str:
    texts = [*filter(None, (_yearly(since),)), *(text for each in since.pains for text in _pain(each))]
    return _joint(texts[: _NAMED + 1] if owner else texts) or say("since", "nothing_pains")


def _yearly(since: Since) -> str:
    was, now = since.yearly_before, since.yearly
    if was == now:
        return ""
    key = "yearly" if was and now else "yearly_none" if was else "yearly_new"
    return say("since", key, was=was, now=now)


def _pain(each: PainSince) -> Iterator[str]:
    """Yield what became of a pain: its figure, or that it is gone or new."""
    if each.denied or each.gone or each.new:
        yield say("since", "denied" if each.denied else "gone" if each.gone else "new", title=each.title)
    elif each.kpi_before and each.kpi_now and each.kpi_before != each.kpi_now:
        key = "kpi_wanted" if each.kpi_wanted else "kpi"
        yield say(
            "since", key, title=each.title, kpi=each.kpi, was=each.kpi_before, now=each.kpi_now, wanted=each.kpi_wanted
        )


def _measures(since: Since) -> str:
    """Return how many measures are done, begun, untouched or not to be seen, the first two by name."""
    by = {done: [each for each in since.measures if each.done == done] for done in ("done", "partly", "not", "unseen")}
    if len(by["done"]) == len(since.measures):
        return say("since", "done_all")
    return "，".join(
        say("since", done, n=len(found), names=_some([_name(each) for each in found], _NAMED))
        for done, found in by.items()
        if found
    )


def _late(since: Since) -> str:
    """Return what was to be done by now and is not."""
    late = sorted((each for each in since.measures if each.late), key=lambda each: each.due)
    texts = [say("since", "late", name=_name(each), day=day(each.due)) for each in late[:_NAMED]]
    more = [say("since", "late_more", n=len(late) - _NAMED)] if len(late) > _NAMED else []
    return "、".join((*texts, *more))


def _spent(since: Since) -> str:
    if since.spent:
        spent = "，".join(since.spent)
        return say("since", "spent_planned", spent=spent, planned=since.planned_cost) if since.planned_cost else spent
    return say("since", "planned_only", planned=since.planned_cost) if since.planned_cost else ""


def _rules(since: Since) -> str:
    return _joint(
        say("since", "rule", name=each.name, was=each.before, now=each.after) for each in since.rules[:_NAMED]
    )


def _intro(since: Since) -> str:
    key = "intro" if since.number else "intro_state"
    number = say("since", "number", number=since.number, version=since.version)
    whose = say("since", "whose_silent" if since.unasked else "whose", n=len(since.unasked))
    return say("since", key, day=day(since.day), number=number) + whose


def _notes(since: Since) -> Iterator[str]:
    if since.rules_changed and not since.rules:
        yield say("since", "rules_same")
    if since.replanned:
        yield say("since", "replanned")
    if not since.answers:
        yield say("since", "no_answers")
    if since.unasked:
        yield say("since", "unasked", n=len(since.unasked), names="、".join(since.unasked))


# ---- tables ----


def _rows(since: Since) -> Iterator[Sequence[DocumentCell | str]]:
    """Yield levels, statuses, verdicts, losses and figures that differ."""
    last: tuple[str, ...] = ()
    for each in (*since.levels, *since.verdicts):
        yield _moved(each, same=bool(each.because) and each.because == last)
        last = each.because
    if since.yearly_before != since.yearly:
        yield (_strong(say("since_rows", "yearly")), since.yearly_before or NOTHING, since.yearly or NOTHING, "")
    for pain in since.pains:
        if pain.kpi_before != pain.kpi_now and pain.kpi:
            wanted = say("since_rows", "wanted", wanted=pain.kpi_wanted) if pain.kpi_wanted else ""
            name = say("since_rows", "kpi", title=pain.title, kpi=pain.kpi)
            yield (_strong(name), pain.kpi_before or NOTHING, pain.kpi_now or NOTHING, wanted)
        elif pain.gone or pain.denied or pain.new:
            yield (_strong(pain.title), pain.loss_before or NOTHING, pain.loss or NOTHING, "".join(_pain(pain)))


def _conditions(since: Since) -> Iterator[Sequence[DocumentCell | str]]:
    for each in since.conditions:
        yield _moved(each, all_causes=True)


def _moved(each: Moved, *, all_causes: bool = False, same: bool = False) -> Sequence[DocumentCell | str]:
    because = _some(each.because, len(each.because) if all_causes else _MORE_CAUSES)
    if same:
        because = say("since_rows", "same")
    return (_strong(each.name), each.before, each.after, because or NOTHING)


def _open_measures(since: Since) -> list[MeasureSince]:
    """Return the measures that are not done, those first whose day is over."""
    return sorted((each for each in since.measures if each.done != "done"), key=lambda each: (not each.late, each.due))


def _measure_rows(measures: Sequence[MeasureSince]) -> Iterator[Sequence[DocumentCell | str]]:
    for each in measures:
        name, done = _strong(without_remark(each.name)), name_of("since_done", each.done)
        yield (name, day(each.due), done, price_words(each.cost))


def _answers(since: Since) -> Iterator[Sequence[DocumentCell | str]]:
    for each in since.answers:
        name = say("report", "answer_of", name=each.name, where=each.place) if each.place else each.name
        grades = dict.fromkeys(filter(None, (each.grade_before, each.grade)))
        day_said = each.date.isoformat() if each.date else NOTHING
        yield (name, each.before, each.after, each.by or NOTHING, day_said, " → ".join(grades), each.measure or NOTHING)


def _name(each: MeasureSince) -> str:
    return say("words", "quoted", text=without_remark(each.name))


def _strong(text: str) -> DocumentCell:
    return DocumentCell(text, strong=True)


def _some(names: Sequence[str], most: int) -> str:
    shown = "、".join(names[:most])
    return shown if len(names) <= most else say("since", "more", names=shown, n=len(names))


def _joint(texts: Iterable[str]) -> str:
    return say("since", "joint").join(texts)
