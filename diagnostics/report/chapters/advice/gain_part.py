"""Effects to expect, of five kinds: the figures that must move, and which measures move them. Nothing is promised."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostics.model.content.pains import GAINS, Kpi
from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.firm.answers import Finding, KpiSaid
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.chapters.owner.owner_tables import loss_of
from diagnostics.report.chapters.state.answer_part import answered, planned_steps
from diagnostics.report.words.labels import NOTHING
from diagnostics.report.words.measures import places_words
from diagnostics.report.words.tables import make_table
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import quantity


def gains_table(given: ReportInput) -> Table:
    """Return the figures that the plan must move, by kind of effect; without rows where it moves none."""
    rows = [_row(given, *found) for found in _moved(given)]
    return make_table("gains", rows, (2.6, 5, 4.4, 4.4, 4), "lllll")


def _moved(given: ReportInput) -> Iterator[tuple[str, Finding, PainAnswer, Kpi]]:
    """Yield what the plan answers, by kind of effect and then as it was noted."""
    pains = given.library.pains
    found = [
        (pains[finding.pain].gain or "", finding, answer, pains[finding.pain].kpi)
        for kind in ("pain", "wish")
        for finding, answer in answered(given, kind)
        if answer is not None and finding.pain in pains and planned_steps(given, answer)
    ]
    seen = set[str]()
    for gain in GAINS:
        for each in found:
            if each[0] == gain and each[3].name not in seen:
                seen.add(each[3].name)
                yield each


def _row(
    given: ReportInput, gain: str, finding: Finding, answer: PainAnswer, kpi: Kpi
) -> tuple[DocumentCell | str, ...]:
    plan = main_plan(given)
    assert plan is not None
    loss = loss_of(given, given.firm.findings.index(finding))
    return (
        DocumentCell(say("report_gains", gain), strong=True), kpi.name, _moves(kpi, finding.kpi), loss or NOTHING,
        places_words(plan, planned_steps(given, answer)),
    )  # fmt: skip


def _moves(kpi: Kpi, said: KpiSaid | None) -> str:
    """Return from what to what a figure is to move: what was measured and wanted, else that it is measured first."""
    now, wanted = (said.now, said.wanted) if said else (None, None)
    before = say("report_gains", "before_open") if now is None else quantity(now, kpi.unit, 2)
    after = say("report_gains", f"after_{kpi.better}") if wanted is None else quantity(wanted, kpi.unit, 2)
    return say("report_gains", "moves", before=before, after=after)
