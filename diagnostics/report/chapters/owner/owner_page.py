"""The page for the owner: can we apply or not, what hurts, what first, what is missing, what not yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.marks import Mark, Verdict
from diagnostics.model.content.pains import Kpi
from diagnostics.model.document import Box, Boxes, Signature, SignaturePlace, Tone
from diagnostics.model.firm.answers import Finding, Row
from diagnostics.model.results.owed import Owed, deciding_for, to_bring, to_prove
from diagnostics.model.results.report_input import Reach, ReportInput
from diagnostics.report.chapters.advice.action_part import TRACKING_MONTHS, due_line, steps
from diagnostics.report.chapters.advice.ambition_part import NEAR
from diagnostics.report.chapters.advice.criteria_part import counts_words, is_historic, state_counts
from diagnostics.report.chapters.owner.first_actions import THREE, ActionView, first_actions
from diagnostics.report.chapters.owner.headline import headline, is_blocked, money_lines, pressing, when_line
from diagnostics.report.chapters.owner.level_box import level_box, short_name
from diagnostics.report.chapters.owner.offers_part import OfferLine, avoid_lines, support_lines
from diagnostics.report.chapters.owner.owner_tables import days_rest, later_lines, loss_of
from diagnostics.report.chapters.owner.question_part import QuestionView, question_views
from diagnostics.report.chapters.owner.recommendation import recommendation
from diagnostics.report.chapters.owner.state_table import titles_line
from diagnostics.report.chapters.state.answer_part import answers_to, short_answer
from diagnostics.report.chapters.state.basis import row_count
from diagnostics.report.chapters.state.cloud_part import cloud_view
from diagnostics.report.chapters.state.tier_part import is_tiered
from diagnostics.report.words.labels import Labels, date_words, level_words
from diagnostics.report.words.losses import kpi_words, losses_short
from diagnostics.report.words.numbering import chinese_numeral
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.clock import months_later
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day

# More open conditions than this are not “还差几条” but “暂不具备”: more than one year's work of a small firm.
_NOT_YET = 2
_LACKING = 2
_MISSING = 2
_DATES = 4
_AVOIDED_AGAIN = 2  # a second visit needs the room for what has changed
_TONES: dict[Verdict, Tone] = {
    "met": "good", "likely_met": "good", "unknown": "warn", "likely_not_met": "bad", "not_met": "bad"
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PainView:
    """A finding as the owner reads it: what, what it costs, what shows it, and what answers a pain.

    `loss`: what it costs a year, with its source; `kpi`: by which figure one sees that it goes away; `first_step`: what
    is done at no price, before anything is bought.
    """

    title: str
    text: str
    effect: str
    evidence: str
    answer: str = ""
    loss: str = ""
    kpi: str = ""
    first_step: str = ""


@dataclass(frozen=True)
class MissingView:
    """The missing proofs, the person who has them, and the papers that would do."""

    what: str
    who: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class OwnerPage:
    """The words of the owner's page."""

    conclusion: str
    lacks: str
    advice: str
    official: str
    uncertain: str
    reservation: str
    pains: tuple[PainView, ...]
    pains_note: str
    questions: tuple[QuestionView, ...]
    losses: str
    actions: tuple[ActionView, ...]
    dates: tuple[str, ...]
    missing: tuple[MissingView, ...]
    not_yet: str
    next_visit: str
    title: str
    secret: str
    headline: str
    when: str
    rest: str
    money: tuple[str, ...]
    later: tuple[str, ...]
    offers: tuple[OfferLine, ...]
    avoid: tuple[OfferLine, ...]
    no_offer: str
    titles: str


def owner_page(given: ReportInput, target: Reach | None, labels: Labels) -> OwnerPage:
    """Return the words of the owner's page."""
    pains = pain_views(given, labels)[:THREE]
    note = (
        say("report", "fewer_pains", n=len(pains))
        if 0 < len(pains) < THREE
        else ""
        if pains
        else say("report", "no_pains")
    )
    too_little = not given.knowledge.enough
    offers = tuple(support_lines(given))
    return OwnerPage(
        conclusion=conclusion(given, target, labels),
        lacks="" if too_little or target is None or is_blocked(given, target) else _lacks(target),
        advice=_advice(given, target, labels),
        official=_official(given, labels),
        uncertain=_uncertain(given),
        reservation=_reservation(target),
        pains=tuple(pains),
        pains_note=note,
        questions=question_views(given, labels),
        actions=() if too_little else tuple(first_actions(given, target, labels)),
        dates=tuple(_dates(given)),
        losses=losses_short(given.losses),
        missing=tuple(_missing(given, target, labels))[:_MISSING],
        not_yet="" if too_little else _not_yet(given, target),
        next_visit=_next_visit(given),
        title=pages_title(given),
        secret=say("owner", "secret") if given.firm.is_secret else "",
        headline="" if too_little else headline(given),
        when="" if too_little else when_line(given, target),
        rest="" if too_little else days_rest(given),
        money=() if too_little else tuple(money_lines(given)),
        later=() if too_little else tuple(later_lines(given)),
        offers=offers,
        avoid=() if too_little else tuple(avoid_lines(given))[: _AVOIDED_AGAIN if given.since else None],
        titles=titles_line(given, labels),
        no_offer="" if offers or too_little else say("owner", "support_none"),
    )


# ---- the conclusion ----


def pages_title(given: ReportInput) -> str:
    """Return the headline of the pages: what to do first."""
    if not given.knowledge.enough:
        return say("owner", "title_thin", n=chinese_numeral(len(given.knowledge.questions)))
    return headline(given) or say("owner", "title_plain")


def conclusion(given: ReportInput, target: Reach | None, labels: Labels) -> str:
    """Return the one sentence that says whether the firm can apply."""
    if target is None:
        return say("report", "conclude_nothing", date=day(given.as_of))
    known = given.knowledge
    if not known.enough:
        return say("report", "conclude_too_little", date=day(given.as_of), n=known.unknown, of=known.of)
    unmet, unknown = target.count("not_met"), target.count("unknown")
    if target.unsure:
        key = "unsure"
    elif target.ready:
        key = "ready"
    elif unmet == 0:
        key = "unknown"
    else:
        key = "near" if unmet <= NEAR else "far"
    also = say("report", "also_unknown", n=unknown) if unknown and unmet else ""
    if key == "unsure":
        also = say("report", "also_unmet", n=unmet) if unmet else ""
    return say(
        "report", f"conclude_{key}", date=day(given.as_of), who=labels.whom(target.subject), title=target.summary.title,
        n=unknown if key == "unsure" else unmet or unknown, of=sum(line.state != "na" for line in target.lines),
        also=also,
        verdict=name_of("verdicts", target.verdict), verb=name_of("obtained", target.criteria.obtained),
        act=name_of("obtained_act", target.criteria.obtained),
    )  # fmt: skip


def _lacks(target: Reach) -> str:
    """Return the first conditions that are not met, by their names; empty where all are met or open."""
    names = list(dict.fromkeys(without_remark(line.name) for line in target.lines if line.state == "not_met"))
    key = "lacks_more" if len(names) > _LACKING else "lacks"
    return say("owner", key, names="；".join(names[:_LACKING])) if names else ""


def _advice(given: ReportInput, target: Reach | None, labels: Labels) -> str:
    """Return the one recommendation with its date."""
    if not given.knowledge.enough:
        return say("report_plan", "recommend_find_out", date=day(months_later(given.report_date, TRACKING_MONTHS[0])))
    ready = target.criteria if target is not None and target.ready else None
    who = labels.whom(target.subject) if target is not None and ready else ""
    return recommendation(given, ready, who, months_later(given.report_date, TRACKING_MONTHS[0]))


def _official(given: ReportInput, labels: Labels) -> str:
    """Return the newest official result per instrument, and that the maturity has none."""
    newest: dict[str, tuple[date, Row]] = {}
    for row in given.firm.rows.get("official_results", ()):
        when, name = row.values.get("date"), str(row.values.get("instrument", ""))
        if isinstance(when, date) and when <= given.as_of and when > newest.get(name, (date.min, row))[0]:
            newest[name] = (when, row)
    texts = [_official_text(given, row, when, labels) for when, row in newest.values()]
    tiered = [name for name in given.standards if is_tiered(given.library.standards[name])]
    texts += [say("report", "not_official", name=short_name(given, name)) for name in tiered if name not in newest]
    return "；".join(texts) + "。"


def _official_text(given: ReportInput, row: Row, when: date, labels: Labels) -> str:
    fields = {field.id: field for field in given.library.tables["official_results"].fields}
    level = row.values.get("level")
    where = labels.subject(row.subject)
    held = next((each.title for each in given.library.criteria.values() if _is_result(each, row)), "")
    if held:
        return say("report", "official_held", title=held, date=day(when), where=f"{where}，" if where else "")
    return say(
        "report", "official_result", name=labels.cell(fields["instrument"], row), date=day(when),
        level=level_words(int(level)) if isinstance(level, Fraction) else labels.cell(fields["score"], row),
        where=f"{where}，" if where else "",
    )  # fmt: skip


def _is_result(criteria: CriteriaSet, row: Row) -> bool:
    """Whether a row is the official result of just this recognition."""
    by = criteria.held_by
    return by is not None and (row.values.get("instrument"), row.values.get("level")) == (by.instrument, by.level)


def _uncertain(given: ReportInput) -> str:
    """Return on what the conclusion rests: what of the answers is verified."""
    said = sum(answer.state in {"known", "na"} for answer in given.answers) + row_count(given)
    stated = len(to_prove(given.owed))
    key = "uncertain_no_answers" if not said else "uncertain_answers" if stated else "uncertain_all_proved"
    return say("report", key, n=said, stated=stated)


def _reservation(target: Reach | None) -> str:
    """Return how far the conditions of the recognition are known; empty where the documents themselves were seen."""
    if target is None:
        return ""
    weak = max((line.mark for line in target.lines if line.state != "na"), default=target.summary.mark)
    doubtful = max(weak, target.summary.mark) == Mark.uncertain
    if target.summary.complete and not doubtful:
        return ""
    return say("owner", "sure_doubtful" if doubtful else "sure_incomplete")


# ---- the boxes ----


def owner_boxes(given: ReportInput, reaches: Sequence[Reach], labels: Labels) -> Boxes:
    """Return the four boxes: digital level, cloud, the national and the provincial recognition."""
    boxes = [*level_box(given, labels), *_cloud_box(given)]
    groups: dict[str, list[Reach]] = {}
    for each in (reach for reach in reaches if reach.best):
        groups.setdefault(each.criteria.family or each.criteria.jurisdiction, []).append(each)
    for group in sorted(groups.values(), key=lambda group: (group[0].summary.mark, group[0].criteria.id)):
        boxes.append(_set_box(group, labels))
    return Boxes("four", tuple(boxes))


def _cloud_box(given: ReportInput) -> Iterator[Box]:
    view = cloud_view(given)
    if view is not None:
        note = view.meaning if view.exempt else say("report", "cloud_box", depth=view.depth, chain=view.chain)
        yield Box(say("report", "cloud_label"), view.status, note, view.tone)


def _set_box(group: Sequence[Reach], labels: Labels) -> Box:
    """One family of recognitions: its lowest step, or the nearest of several, decides; the note has the rest."""
    group = [each for each in group if not each.held] or group
    above = {each.criteria.next for each in group}
    lowest = [each for each in group if each.criteria.id not in above] or list(group)
    best = min(lowest, key=lambda each: (each.unsure, each.missing))
    where = labels.subject(best.subject)
    note = say("report", "set_box", where=f"{where}：" if where else "", counts=counts_words(best))
    for each in group:
        if each is not best:
            open_parts = counts_words(each, "not_met", "unknown") or say("report", "all_met")
            note += say("report", "set_box_more", title=without_remark(each.summary.title), counts=open_parts)
    if is_historic(best):
        note += say("report", "historic")
    return Box(without_remark(best.summary.title), name_of("verdicts", best.verdict), note, _TONES[best.verdict])


# ---- pains ----


def pain_views(given: ReportInput, labels: Labels, kind: str = "pain") -> list[PainView]:
    """Return the findings of a kind in the order they were noted."""
    answers = iter(answers_to(given, kind))
    return [
        PainView(
            title=finding.title or finding.text,
            text=finding.text if finding.title else "",
            effect=finding.effect,
            evidence=labels.evidence(finding.evidence),
            answer=short_answer(given, next(answers, None)),
            loss=loss_of(given, at),
            kpi=_kpi(given, finding),
            first_step=given.library.pains[finding.pain].first_step.text if finding.pain in given.library.pains else "",
        )
        for at, finding in enumerate(given.firm.findings)
        if finding.kind == kind
    ]


def kpis_of(given: ReportInput) -> list[Kpi]:
    """Return the figures by which one sees that the pains of the firm go away."""
    return [kpi for finding in given.firm.findings if (kpi := _kpi_of(given, finding)) is not None]


def _kpi(given: ReportInput, finding: Finding) -> str:
    """Return by which figure one sees that a pain goes away; empty where no pain of the content is named."""
    kpi = _kpi_of(given, finding)
    return "" if kpi is None else kpi_words(kpi, finding.kpi)


def _kpi_of(given: ReportInput, finding: Finding) -> Kpi | None:
    pain = given.library.pains.get(finding.pain) if finding.kind == "pain" else None
    return None if pain is None else pain.kpi


# ---- dates ----


def _dates(given: ReportInput) -> Iterator[str]:
    """Yield a line per date, the soonest first; what to do is said once, also where a first action says it.

    Where there are too many, one more of the same kind of work gives way to another kind.
    """
    first = {due: at for at, due in enumerate(pressing(given), start=1)}
    kinds = [due.todo for due in given.dates]
    ordered = sorted(range(len(kinds)), key=lambda at: kinds[at] in kinds[:at])[:_DATES]
    said: set[str] = set()
    for due in (given.dates[at] for at in sorted(ordered)):
        key = "due_first" if due in first else "due_only" if due.todo in said else "due_line"
        said.add(due.todo)
        yield say(
            "report", key, day=day(due.day), text=due_line(due), todo=due.todo.partition("；")[0], who=due.who,
            n=first.get(due, 0),
        )  # fmt: skip


# ---- what is missing ----


def _missing(given: ReportInput, target: Reach | None, labels: Labels) -> Iterator[MissingView]:
    """Yield what the conclusion lacks, then what else the firm is asked for; the first actions say the rest."""
    ordered = [action for group in steps(given, target) for action in group][:THREE]
    changed = {change.fact for action in ordered for change in action.changes}
    changed |= {each.item for each in given.knowledge.questions}
    own = deciding_for(given.owed, target.criteria.id, target.subject) if target else ()
    for fromkey in dict.fromkeys((*own, *to_bring(given.owed))):
        if fromkey.item not in changed:
            yield _missing_view(given, fromkey, labels)


def _missing_view(given: ReportInput, each: Owed, labels: Labels) -> MissingView:
    who = labels.contact(each) or say("report_roles", "owner")
    name = without_remark(labels.owed_name(each))
    if each.is_open:
        asked = given.library.asked(each.item) or name
        return MissingView(say("owner", "missing_open", name=asked.rstrip("？?"), who=who), who, each.note)
    evidence = say("owner", "evidence_or").join(each.accepted[:2])
    told = say("owner", "missing_proof", name=name, value=each.value, who=who, evidence=evidence or _any_evidence())
    return MissingView(told, who, evidence)


def _any_evidence() -> str:
    return say("owner", "evidence_any")


# ---- not yet, next ----


def _not_yet(given: ReportInput, target: Reach | None) -> str:
    """Return conditions two steps up that nobody should pay for now."""
    sets = given.library.criteria
    starts = [target.criteria, *sets.values()] if target else list(sets.values())
    for start in starts:
        far = _two_steps_up(start, sets) if start.default else None
        found = next((summary for summary in given.summaries if far is not None and summary.id == far.id), None)
        if far is not None and found is not None:
            gate = sets[far.id].conditions[0].group
            open_ones = [each for each in found.open if each.group != gate and not each.expert]
            hardest = sorted(open_ones, key=lambda each: -each.distance[0])[: _NOT_YET - 1]
            numeric = [each for each in open_ones if "%" in each.name][:1]
            names = list(dict.fromkeys(each.name for each in (*numeric, *hardest)))
            if names:
                joined = "、".join(say("words", "quoted", text=name) for name in names)
                counts = state_counts({state: found.counts.get(state, 0) for state in ("not_met", "unknown")})
                return say("report", "not_yet", title=far.title, names=joined, counts=counts)
    return ""


def _two_steps_up(start: CriteriaSet, library: Mapping[str, CriteriaSet]) -> CriteriaSet | None:
    """Return the first set above `start` that is not judged by default: what is too far to work on now."""
    step, seen = start, {start.id}
    while step.next in library and step.next not in seen:
        step = library[step.next]
        seen.add(step.id)
        if not step.default:
            return step
    return None


def _next_visit(given: ReportInput) -> str:
    agreed = next((given.firm.visit[key] for key in ("next", "next_visit") if given.firm.visit.get(key)), "")
    if agreed:
        return date_words(agreed)
    return say("report", "visit_open", date=day(months_later(given.report_date, TRACKING_MONTHS[0])))


def signatures() -> Signature:
    """Return the places to sign and seal."""
    places = ("firm", "team", "provider")
    return Signature(
        "seals",
        tuple(SignaturePlace(say("report", f"sign_{place}"), say("report", f"sign_{place}_hint")) for place in places),
    )
