"""Builds the report of one firm: what was found, in words, tables and charts, told by the narrative.

The sentences stand in `reports/templates/chapters`; a short template per document lists its chapters (`owner.md.j2`,
`report.md.j2` of the firm, `bureau.md.j2`). What is computed for them is collected here. The same input gives the same
documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from diagnostics.content.root import content_root
from diagnostics.model.document import Boxes, Document, MetaItem, Photos, PrintedPhoto, Table
from diagnostics.model.firm.answers import FINDING_KINDS
from diagnostics.model.report_documents import DOCUMENTS, OWNER
from diagnostics.model.results.report_input import Reach, ReportInput
from diagnostics.report.chapters.advice.action_part import (
    TRACKING_MONTHS,
    action_tables,
    contact_line,
    explained_lines,
    rest_steps_line,
    step_views,
)
from diagnostics.report.chapters.advice.ambition_part import ambition_lines
from diagnostics.report.chapters.advice.card_part import asked_of_every_supplier, card_tables, on_cards
from diagnostics.report.chapters.advice.claim_part import claims
from diagnostics.report.chapters.advice.criteria_part import criteria_tables, set_views
from diagnostics.report.chapters.advice.doubt_part import doubt_lines, way_lines
from diagnostics.report.chapters.advice.gain_part import gains_table, phases_table
from diagnostics.report.chapters.advice.homework_part import doubtful, homework_of
from diagnostics.report.chapters.advice.meaning_part import meanings, pains_loss
from diagnostics.report.chapters.advice.plan_part import plan_figures, plan_tables, plan_view
from diagnostics.report.chapters.advice.policy_part import policy_notes, policy_tables
from diagnostics.report.chapters.advice.risk_part import risk_tables
from diagnostics.report.chapters.annex import annex_tables, answer_counts
from diagnostics.report.chapters.owner.first_actions import later_line
from diagnostics.report.chapters.owner.headline import answer_boxes
from diagnostics.report.chapters.owner.owner_page import kpis_of, owner_boxes, owner_page, pain_views, signatures
from diagnostics.report.chapters.owner.owner_tables import owner_tables
from diagnostics.report.chapters.state.basis import basis_of, basis_tables
from diagnostics.report.chapters.state.benchmark_part import benchmark_lines, benchmark_tables
from diagnostics.report.chapters.state.cloud_part import cloud_tables, cloud_view
from diagnostics.report.chapters.state.figures import make_figures
from diagnostics.report.chapters.state.firm_tables import (
    base_lines,
    firm_tables,
    rates_sentence,
    visit_lines,
    yearly_sentence,
)
from diagnostics.report.chapters.state.interest_part import interest_view
from diagnostics.report.chapters.state.level_part import level_tables, level_views
from diagnostics.report.chapters.state.opening import opening
from diagnostics.report.chapters.state.since_part import since_tables, since_view
from diagnostics.report.chapters.state.stage_part import stage_views
from diagnostics.report.narrative.narrative import Parts, open_narratives, write_blocks
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.losses import kpi_when_words, losses_words
from diagnostics.report.words.tables import by_id
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import day

VISIT = "visit"  # the photos of the visit, as a template names them


@dataclass(frozen=True)
class FirmValues:
    """The material that a template may print about one firm: values by name, prepared blocks by id."""

    values: Mapping[str, object]
    parts: Parts


@dataclass(frozen=True)
class IssueView:
    """Number and version of an issued report, and both in words; empty texts in a report that is not issued."""

    number: str = ""
    version: int = 0
    words: str = ""


def issue_view(number: str, version: int) -> IssueView:
    """Return the number of a report as it is printed."""
    return (
        IssueView(number, version, say("issue", "number_words", number=number, version=version))
        if number
        else IssueView()
    )


def collect(given: ReportInput, issue: IssueView = IssueView()) -> FirmValues:
    """Collect what the report of one firm can say: its words, tables, charts, boxes and places to sign."""
    labels, reaches, target = Labels(given), given.reaches, given.target
    parts = Parts(
        _tables(given, reaches, target, labels),
        {**make_figures(given, reaches, labels), **{figure.id: figure for figure in plan_figures(given)}},
        {"four": owner_boxes(given, reaches, labels), "owner": Boxes("owner", answer_boxes(given, target))},
        {"seals": signatures()},
    )
    return FirmValues({**_values(given, reaches, target, labels, parts), "issue": issue}, parts)


def with_photos(told: FirmValues, photos: Sequence[PrintedPhoto]) -> FirmValues:
    """Return the same with photos of the visit, which no answer holds."""
    parts = replace(told.parts, photos={VISIT: Photos(VISIT, tuple(photos))})
    return FirmValues({**told.values, "photos": frozenset(parts.photos)}, parts)


def build_documents(
    given: ReportInput, content: Sequence[Path] = (), narratives: Sequence[Path] = (), told: FirmValues | None = None
) -> dict[str, Document]:
    """Build the three documents of one firm, by name.

    Args:
        given: The diagnosis in words, from `diagnostics.briefing.report_input.brief`.
        content: Content folders laid over the shipped one; `reports/templates/*.md.j2` of a later one win.
        narratives: Folders of narratives themselves (a client's own); they win over those of the content.
        told: What `collect` has found, where the caller has it already.

    Raises:
        InputError: A narrative of an overlay is wrong; the problem names file and line.
    """
    told = told or collect(given)
    folders = [*(root / "reports" / "templates" for root in (content_root(), *content)), *narratives]
    environment = open_narratives(folders)
    return {
        name: Document(
            title=say("report", f"title_{name}"),
            blocks=write_blocks(environment, kind.template, told.values, told.parts),
            subtitle=given.firm.name,
            meta=_owner_meta(given) if name == OWNER else _meta(given),
            layout="owner" if name == OWNER else "paper",
            code=given.firm.code,
        )
        for name, kind in DOCUMENTS.items()
    }


def _tables(given: ReportInput, reaches: Sequence[Reach], target: Reach | None, labels: Labels) -> dict[str, Table]:
    return {
        **owner_tables(given, labels),
        **firm_tables(given, labels),
        **level_tables(given),
        **cloud_tables(given, labels),
        **criteria_tables(given, reaches, labels),
        **benchmark_tables(given),
        **plan_tables(given, labels),
        **by_id([gains_table(given), phases_table(given, labels)]),
        **card_tables(given),
        **policy_tables(given),
        **risk_tables(given),
        **action_tables(given, target, labels),
        **basis_tables(given),
        **annex_tables(given, labels),
        **since_tables(given),
    }


def _values(
    given: ReportInput, reaches: Sequence[Reach], target: Reach | None, labels: Labels, parts: Parts
) -> Mapping[str, object]:
    """Return what the narrative may name; its tables and figures by id in `tables` and `figures`."""
    return {
        "firm": given.firm,
        "as_of": day(given.as_of),
        "known_at": day(given.known_at),
        "report_date": day(given.report_date),
        "owner": owner_page(given, target, labels),
        "basis": basis_of(given),
        "visit": tuple(visit_lines(given)),
        "year": yearly_sentence(given),
        "opening": opening(given, labels),
        "meaning": meanings(given, labels),
        "claim": claims(given, target, labels),
        "pains_loss": pains_loss(given),
        "rates": rates_sentence(given),
        "base": tuple(base_lines(given, labels)),
        "levels": level_views(given),
        "stages": stage_views(given),
        "since": since_view(given),
        "counts": answer_counts(given),
        "cloud": cloud_view(given),
        "findings": {kind: on_cards(given, kind, pain_views(given, labels, kind)) for kind in FINDING_KINDS},
        "losses": losses_words(given.losses),
        "kpi_when": kpi_when_words(kpis_of(given), TRACKING_MONTHS),
        "sets": set_views(reaches, labels),
        "plan": plan_view(given, labels),
        "steps": step_views(given, target),
        "cards": tuple(card_tables(given)),
        "asked": asked_of_every_supplier(given),
        "tracking": "、".join(map(str, TRACKING_MONTHS)),
        "rest_steps": rest_steps_line(given, target),
        "homework": homework_of(given, labels),
        "interest": interest_view(given),
        "contact": contact_line(given),
        "later": later_line(given, target),
        "doubts": tuple(doubt_lines(given)),
        "ambition": tuple(ambition_lines(given)),
        "near_ways": tuple(way_lines(given)),
        "notices": tuple(notice.text for notice in given.notices),
        "doubtful": tuple(notice.text for notice in doubtful(given)),
        "policy_notes": policy_notes(given).lines,
        "explained": tuple(explained_lines(given)),
        "benchmarks": tuple(benchmark_lines(given)),
        "tables": frozenset(parts.tables),
        "figures": frozenset(parts.figures),
        "photos": frozenset(parts.photos),
        "fact": lambda name: given.facts[given.library.aliases.get(name, name)],
    }


def _meta(given: ReportInput) -> tuple[MetaItem, ...]:
    items = [
        MetaItem(say("report", "meta_code"), given.firm.code),
        MetaItem(say("report", "meta_as_of"), day(given.as_of)),
        MetaItem(say("report", "meta_team"), given.firm.visit.get("team", "")),
        MetaItem(say("report", "meta_report_date"), day(given.report_date)),
        *_fictitious(given),
    ]
    return tuple(item for item in items if item.value)


def _owner_meta(given: ReportInput) -> tuple[MetaItem, ...]:
    """Return what stands at the head of the owner's pages: he knows his firm, its code and who was there."""
    return (MetaItem(say("report", "meta_as_of"), day(given.as_of)), *_fictitious(given))


def _fictitious(given: ReportInput) -> tuple[MetaItem, ...]:
    return (MetaItem(say("report", "meta_note"), say("report", "fictitious")),) if given.firm.fictitious else ()
