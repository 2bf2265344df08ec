"""The changes in a firm since an earlier diagnosis, each with what it comes from. Two diagnoses in, words out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from diagnostics.app.report.changed_answers import AnswerChanges
from diagnostics.app.report.changed_results import ResultChanges
from diagnostics.app.report.visits import Visit
from diagnostics.model.firm.answers import DENIED, Finding
from diagnostics.model.firm.earlier import EarlierVisit, PlannedMeasure
from diagnostics.model.results.since import MeasureSince, PainSince, Since
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number

if TYPE_CHECKING:
    from diagnostics.briefing.carried_out import CarriedOut
    from diagnostics.diagnosis.diagnose import Diagnosis
    from diagnostics.model.results.report_input import ReportInput

_YEARS, _YEAR, _SPENT = "years", "year", "digital_invest_wan"


def since_of(given: ReportInput, diagnosis: Diagnosis, earlier: EarlierVisit) -> Since:
    """Return what changed against an earlier diagnosis, which is made anew by the content of today.

    Args:
        given: what the report of today receives; of a firm under secrecy without what stays inside.
        diagnosis: that of today.
        earlier: what was known, printed and planned then.
    """
    from diagnostics.briefing.report_input import brief
    from diagnostics.briefing.secrecy import keep_inside
    from diagnostics.diagnosis.diagnose import diagnose

    before = diagnose([earlier.firm], diagnosis.library, earlier.as_of)[0]
    then = brief(before, earlier.as_of, earlier.report_date, with_effects=False)
    if given.firm.is_secret and not then.firm.is_secret:
        then = keep_inside(then, secret=True)
    return _Comparison(Visit(then, before), Visit(given, diagnosis), earlier).since()


def planned_measures(given: ReportInput) -> tuple[PlannedMeasure, ...]:
    """Return the measures of the plan of a report, to be kept with it."""
    from diagnostics.report.chapters.advice.action_part import done_on
    from diagnostics.report.chapters.advice.plan_part import main_plan

    plan = main_plan(given)
    return tuple(
        PlannedMeasure(
            id=step.offer.id, name=step.offer.name, due=done_on(given, step.end), cost=step.offer.cost
        )
        for step in (plan.steps if plan else ())
    )  # fmt: skip


@dataclass
class _Comparison:
    then: Visit
    now: Visit
    earlier: EarlierVisit

    def since(self) -> Since:
        from diagnostics.report.words.money import price_words

        results = ResultChanges(self.then, self.now, self._answers)
        measures, replanned = self._planned
        losses = [each.given.losses.yearly for each in (self.then, self.now)]
        levels = list(results.levels())
        return Since(
            day=self.earlier.as_of,
            number=self.earlier.number,
            version=self.earlier.version,
            levels=tuple(each for each in levels if each.before != each.after),
            kept=tuple(each for each in levels if each.before == each.after),
            verdicts=tuple(results.verdicts()),
            conditions=tuple(results.conditions()),
            answers=self._answers.changed,
            unasked=tuple(self._answers.unasked.values()),
            measures=tuple(self._measure(each) for each in measures),
            replanned=replanned and bool(measures),
            pains=tuple(self._pains()),
            yearly_before=price_words(losses[0]) if losses[0] else "",
            yearly=price_words(losses[1]) if losses[1] else "",
            spent=tuple(self._spent()),
            planned_cost=_cost_of(measures),
            rules=tuple(results.rules(self.earlier.summary)),
            rules_changed=bool(self.earlier.content) and self.earlier.content != self.now.given.library.fingerprint,
        )

    @cached_property
    def _answers(self) -> AnswerChanges:
        return AnswerChanges(self.then, self.now, self._measure_of)

    # ---- measures ----

    @cached_property
    def _planned(self) -> tuple[tuple[PlannedMeasure, ...], bool]:
        """The measures of the plan of then, and whether it had to be made anew."""
        from diagnostics.briefing.outlook import plan_of
        from diagnostics.model.results.outlook import FirmPlans

        if self.earlier.measures is not None:
            return self.earlier.measures, False
        plan = plan_of(self.then.diagnosis)
        return planned_measures(replace(self.then.given, outlook=FirmPlans(plan=plan))), True

    @cached_property
    def _became(self) -> dict[str, CarriedOut]:
        from diagnostics.briefing.carried_out import carried_out

        measures, _ = self._planned
        return carried_out([each.id for each in measures], self.then.diagnosis, self.now.diagnosis) if measures else {}

    def _measure(self, each: PlannedMeasure) -> MeasureSince:
        done = self._became[each.id].done
        late = each.due <= self.now.given.as_of and done in {"partly", "not"}
        return MeasureSince(id=each.id, name=each.name, due=each.due, cost=each.cost, done=done, late=late)

    def _measure_of(self, item: str) -> str:
        """Return the measures of the plan in whose carrying out a fact or table moved."""
        measures, _ = self._planned
        names = (without_remark(each.name) for each in measures if item in self._became[each.id].shows)
        return "、".join(dict.fromkeys(names))

    # ---- pains and money ----

    def _pains(self) -> Iterator[PainSince]:
        old, new = (_pains_of(each.given) for each in (self.then, self.now))
        denied = {each.pain for each in self.now.given.firm.findings if each.kind == DENIED and each.pain}
        for key in dict.fromkeys((*old, *new)):
            was, now = old.get(key), new.get(key)
            one = now or was
            assert one is not None
            kpi = self.now.given.library.pains[one.pain].kpi if one.pain in self.now.given.library.pains else None
            figures = [
                say("since", "figure", value=number(value, 2), unit=kpi.unit) if kpi and value is not None else ""
                for value in (_kpi(was, "now"), _kpi(now, "now"), _kpi(now, "wanted") or _kpi(was, "wanted"))
            ]
            yield PainSince(
                title=one.title or one.text,
                loss_before=self._loss(self.then, was), loss=self._loss(self.now, now),
                kpi=kpi.name if kpi else "", kpi_before=figures[0], kpi_now=figures[1], kpi_wanted=figures[2],
                gone=now is None and one.pain not in denied, denied=now is None and one.pain in denied, new=was is None,
            )  # fmt: skip

    def _loss(self, side: Visit, finding: Finding | None) -> str:
        from diagnostics.report.words.losses import loss_words

        if finding is None:
            return ""
        at = side.given.firm.findings.index(finding)
        return "；".join(loss_words(each, side.given.losses) for each in side.given.losses.lines if each.finding == at)

    def _spent(self) -> Iterator[str]:
        """Yield what the yearly figures say was spent in years that they did not have then."""
        old = {row.values.get(_YEAR) for row in self.then.given.firm.rows.get(_YEARS, ())}
        for row in self.now.given.firm.rows.get(_YEARS, ()):
            year, wan = row.values.get(_YEAR), row.values.get(_SPENT)
            if year not in old and isinstance(year, Fraction) and isinstance(wan, Fraction):
                yield say("since", "spent", year=number(year), wan=number(wan))


def _pains_of(given: ReportInput) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for each in given.firm.findings:
        if each.kind == "pain":
            found.setdefault(each.pain or each.title or each.text, each)
    return found


def _kpi(finding: Finding | None, which: str) -> Fraction | None:
    return getattr(finding.kpi, which) if finding is not None and finding.kpi is not None else None


def _cost_of(measures: Sequence[PlannedMeasure]) -> str:
    from diagnostics.report.words.money import price_words

    priced = [each.cost for each in measures if each.cost is not None]
    low, high = (sum((each[end] for each in priced), Fraction(0)) for end in (0, 1))
    return price_words((low, high)) if high else ""
