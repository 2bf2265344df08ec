"""The changes in a firm since an earlier diagnosis, each with what it comes from. Two diagnoses in, words out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from diagnostics.app.report.changes import ladder_name, summary_of
from diagnostics.model.firm.answers import DENIED, Finding, Row
from diagnostics.model.firm.earlier import Earlier, PlannedMeasure
from diagnostics.model.results.results import OVERALL
from diagnostics.model.results.since import ChangedAnswer, MeasureSince, Moved, PainSince, Since
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number

if TYPE_CHECKING:
    from diagnostics.briefing.carried_out import CarriedOut
    from diagnostics.diagnosis.diagnose import Diagnosis
    from diagnostics.model.content.facts import FactTable
    from diagnostics.model.content.marks import SubjectKind
    from diagnostics.model.content.standards import FirstMatch, Standard
    from diagnostics.model.results.report_input import AnsweredFact, ConditionLine, CriteriaSummary, ReportInput
    from diagnostics.model.results.results import StandardResult
    from diagnostics.report.words.labels import Labels
    from diagnostics.scoring.engine.needs import Needs
    from diagnostics.scoring.words.explain import Explainer

_NOTHING = "—"
_YEARS, _YEAR, _SPENT = "years", "year", "digital_invest_wan"
_LONGEST = 120  # characters of a row that is new
_PRINTED = ("level", "verdict")


def since_of(given: ReportInput, diagnosis: Diagnosis, earlier: Earlier) -> Since:
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
    return _Comparison(_Side(then, before), _Side(given, diagnosis), earlier).since()


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
class _Side:
    """One of the two diagnoses with its words."""

    given: ReportInput
    diagnosis: Diagnosis

    @cached_property
    def labels(self) -> Labels:
        """The names for the reader."""
        from diagnostics.report.words.labels import Labels

        return Labels(self.given)

    @cached_property
    def explainer(self) -> Explainer:
        """Values in words."""
        from diagnostics.scoring.words.describe import Describer
        from diagnostics.scoring.words.explain import Explainer

        return Explainer(self.diagnosis.claimed, Describer(self.diagnosis.library))

    def words(self, fact: str, kind: SubjectKind, subject: str) -> str:
        """Return a fact of a subject in words; an empty text where there is no such subject, or it stays inside."""
        row = self.diagnosis.claimed.frame.position(kind, self.diagnosis.row, subject)
        if row is None or self.given.facts.get(fact) == say("report", "kept_inside"):
            return ""
        return self.explainer.words.fact(fact, kind, row)

    def answer(self, found: AnsweredFact | None) -> str:
        """Return an answer in words."""
        if found is None:
            return _NOTHING
        return found.value if found.state == "known" else name_of("answer_states", found.state)

    def said(self) -> dict[tuple[str, str], AnsweredFact]:
        """Return the answers that may be told, by subject and fact."""
        return {(each.subject, each.fact): each for each in self.given.answers}

    def subjects(self, kind: SubjectKind) -> list[str]:
        """Return the ids of the subjects of a kind."""
        return [each.id for each in self.given.firm.subjects if each.kind == kind]


@dataclass
class _Comparison:
    then: _Side
    now: _Side
    earlier: Earlier

    def since(self) -> Since:
        from diagnostics.report.words.money import price_words

        measures, replanned = self._planned
        losses = [each.given.losses.yearly for each in (self.then, self.now)]
        levels = list(self._levels())
        return Since(
            day=self.earlier.as_of,
            number=self.earlier.number,
            version=self.earlier.version,
            levels=tuple(each for each in levels if each.before != each.after),
            kept=tuple(each for each in levels if each.before == each.after),
            verdicts=tuple(self._verdicts()),
            conditions=tuple(self._conditions()),
            answers=self._changed,
            unasked=tuple(self._unasked.values()),
            measures=tuple(self._measure(each) for each in measures),
            replanned=replanned and bool(measures),
            pains=tuple(self._pains()),
            yearly_before=price_words(losses[0]) if losses[0] else "",
            yearly=price_words(losses[1]) if losses[1] else "",
            spent=tuple(self._spent()),
            planned_cost=_cost_of(measures),
            rules=tuple(self._rules()),
            rules_changed=bool(self.earlier.content) and self.earlier.content != self.now.given.library.fingerprint,
        )

    # ---- levels and verdicts ----

    def _levels(self) -> Iterator[Moved]:
        from diagnostics.report.chapters.owner.level_box import short_name

        before, after = summary_of(self.then.given), summary_of(self.now.given)
        for name, result in self.now.given.standards.items():
            was = self.then.given.standards.get(name)
            if was is None or name in self.now.given.exempt:
                continue
            standard = self.now.given.library.standards[name]
            short = short_name(self.now.given, name)
            for id, ladder in result.ladders.items():
                key = f"level|{standard.title}·{ladder_name(self.now.given, name, ladder)}"
                owner = self._owner_level(short, was, result) if id == OVERALL else ""
                yield self._moved(key, before, after, standard, owner)
            if (moved := self._score(standard, was, result)) is not None:
                yield moved
            for rule in standard.first_match:
                first, last = (_status(rule, each.statuses.get(rule.id)) for each in (was, result))
                yield Moved(
                    name=say("compare", "figure", owner=short, what=rule.name or name_of("compare_keys", rule.id)),
                    before=first, after=last, because=() if first == last else self._causes(standard),
                )  # fmt: skip

    def _owner_level(self, short: str, was: StandardResult, result: StandardResult) -> str:
        """Return a level before and after as the owner reads it; nothing where only silence leaves it open."""
        from diagnostics.report.words.level_words import official_level, reached_words

        old, main = was.ladders.get(OVERALL), result.ladders[OVERALL]
        if old is None or (main.level is None and self._unasked):
            return ""
        printed = official_level(was), official_level(result)
        first, last = (
            printed if printed[0] != printed[1] and all(printed) else (reached_words(old), reached_words(main))
        )
        key = "owner_proof" if first == last else "owner_open" if main.level is None else "owner_level"
        return say("since", key, name=short, was=first, now=last)

    def _score(self, standard: Standard, was: StandardResult, result: StandardResult) -> Moved | None:
        """Return the score of a standard before and after; of one that ends in a level also for the owner."""
        from diagnostics.report.chapters.owner.level_box import short_name
        from diagnostics.report.words.labels import score_words

        first, last = was.score, result.score
        if first is None or last is None:
            return None
        words = [score_words(each.value, each.min, each.max, standard.unit) for each in (first, last)]
        short = short_name(self.now.given, standard.id)
        name = say("compare", "figure", owner=short, what=say("compare_keys", "score"))
        silent = last.value is None and bool(self._unasked)
        level = OVERALL in result.ladders and words[0] != words[1] and not silent
        owner = say("since", "owner_score", name=short, was=words[0], now=words[1]) if level else ""
        because = () if words[0] == words[1] else self._causes(standard)
        return Moved(name=name, before=words[0], after=words[1], because=because, owner=owner, is_score=True)

    def _moved(
        self, key: str, before: Mapping[str, str], after: Mapping[str, str], standard: Standard, owner: str
    ) -> Moved:
        first, last = before.get(key, _NOTHING), after.get(key, _NOTHING)
        because = () if first == last else self._causes(standard)
        return Moved(name=key.partition("|")[2], before=first, after=last, because=because, owner=owner)

    def _causes(self, standard: Standard) -> tuple[str, ...]:
        if found := self._by_answers(standard):
            return found
        sides = [self.then.given.standards[standard.id].nodes, self.now.given.standards[standard.id].nodes]
        leaves = [each for each in standard.nodes if each.points is not None]
        moved = [each.points for each in leaves if sides[0].get(each.id) != sides[1].get(each.id)]
        below = self._needs.below(*moved, standard=standard.id) if moved else self._needs.standard(standard)
        return self._otherwise(below)

    @cached_property
    def _needs(self) -> Needs:
        from diagnostics.scoring.engine.needs import needs_of

        return needs_of(self.now.given.library)

    def _otherwise(self, items: Collection[str]) -> tuple[str, ...]:
        """Return what moved a result that no fact in words explains: rows, answers, proofs, silence, else the day."""
        tables = self.now.given.library.tables
        changed = [each for each in self._changed if each.item in items]
        named = [(each, tables[each.item].name if each.item in tables else each.name) for each in changed]
        for key, names in (
            ("by_answers", [name for each, name in named if not each.proof_only]),
            ("by_proof", [name for _, name in named]),
            ("by_silence", [name for (_, fact), name in self._unasked.items() if fact in items]),
        ):
            if names:
                return (say("since", key, names="、".join(dict.fromkeys(names))),)
        return (say("report", "kept_inside") if self.now.given.firm.is_secret else say("since", "by_day"),)

    def _by_answers(self, standard: Standard) -> tuple[str, ...]:
        """Return the facts that moved a standard, those that moved it most first."""
        kind, moves = standard.judges, dict[str, float]()
        words = self.now.explainer.words
        for subject in self.now.subjects(kind):
            old, new = (_nodes(each.given.standards[standard.id], subject) for each in (self.then, self.now))
            for node in standard.nodes:
                if node.points is None or node.id not in old or node.id not in new:
                    continue
                by = (new[node.id] or 0) - (old[node.id] or 0)
                for fact in words.facts_below(node.points) if by else ():
                    text = self._fact_moved(fact, kind, subject)
                    if text:
                        moves[text] = max(moves.get(text, 0), abs(by))
        return tuple(sorted(moves, key=lambda each: -moves[each]))

    def _fact_moved(self, fact: str, kind: SubjectKind, subject: str) -> str:
        was, now = self.then.words(fact, kind, subject), self.now.words(fact, kind, subject)
        if not was or not now or was == now:
            return ""
        name = self.now.given.library.named(fact).name
        where = self.now.labels.subject(subject)
        key = "fact_moved_at" if where else "fact_moved"
        return say("since", key, name=without_remark(name), where=where, was=was, now=now)

    def _verdicts(self) -> Iterator[Moved]:
        old = {each.id: each for each in self.then.given.summaries}
        for each in self.now.given.summaries:
            was = old.get(each.id)
            if was is not None and was.verdict != each.verdict:
                first, last = (name_of("verdicts", verdict) for verdict in (was.verdict, each.verdict))
                told = each.default and not (each.verdict == "unknown" and self._unasked)
                owner = say("since", "owner_verdict", name=each.title, was=first, now=last) if told else ""
                moved = (line for line, _ in self._moved_lines(each))
                because = tuple(dict.fromkeys(without_remark(line.name) for line in moved))
                because = because or self._otherwise(self._needs.criteria(self.now.given.library.criteria[each.id]))
                yield Moved(name=each.title, before=first, after=last, because=because, owner=owner)

    def _moved_lines(self, summary: CriteriaSummary) -> Iterator[tuple[ConditionLine, ConditionLine]]:
        """Yield the conditions of a set whose state differs, as they are and as they were."""
        old = {
            (line.subject, line.id): line
            for each in self.then.given.summaries
            if each.id == summary.id
            for line in each.lines
        }
        for line in summary.lines:
            was = old.get((line.subject, line.id))
            if was is not None and (was.state, was.verified_state) != (line.state, line.verified_state):
                yield line, was

    def _conditions(self) -> Iterator[Moved]:
        inside = say("report", "kept_inside")
        for each in self.now.given.summaries:
            for line, was in self._moved_lines(each):
                pairs = zip(was.have, line.have, strict=False)
                moved = tuple(say("since", "have_moved", was=a, now=b) for a, b in pairs if a != b)
                hidden = line.have if inside in line.have else ()
                where = self.now.labels.subject(line.subject)
                key = "condition_at" if where else "condition"
                yield Moved(
                    name=say("since", key, set=each.title, name=line.name, where=where),
                    before=_state(was),
                    after=_state(line),
                    because=hidden or moved or self._otherwise(self._below(each.id, line.id)),
                )

    def _below(self, criteria: str, name: str) -> Collection[str]:
        from diagnostics.model.content.criteria import condition_of

        conditions = self.now.given.library.criteria[criteria].conditions
        return self._needs.below(*(condition_of(each) for each in conditions if each.id == name))

    def _rules(self) -> Iterator[Moved]:
        """Yield what was printed then and reads otherwise by the content of today, of the same answers."""
        again = summary_of(self.then.given)
        for key, printed in self.earlier.summary.items():
            kind, _, name = key.partition("|")
            if kind in _PRINTED and key in again and again[key] != printed:
                yield Moved(name=name, before=printed, after=again[key])

    # ---- answers ----

    def _answers(self) -> Iterator[ChangedAnswer]:
        old = self.then.said()
        for key, answer in self.now.said().items():
            was = old.get(key)
            first, last = self.then.answer(was), self.now.answer(answer)
            same = was is not None and first == last
            if same and was is not None and was.grade == answer.grade:
                continue
            yield ChangedAnswer(
                item=answer.fact,
                name=answer.name,
                where=self.now.labels.subject(answer.subject),
                before=first if was is not None else say("since", "not_asked"),
                after=last,
                by=answer.by,
                date=answer.date,
                grade_before=name_of("grades", was.grade.name) if was else "",
                grade=name_of("grades", answer.grade.name),
                measure="" if same else self._measure_of(answer.fact),
                proof_only=same,
            )

    @cached_property
    def _changed(self) -> tuple[ChangedAnswer, ...]:
        return (*self._answers(), *self._rows())

    @cached_property
    def _unasked(self) -> dict[tuple[str, str], str]:
        """Names of the answers and tables of then that nobody gave this time, by subject and id."""
        known, inside, found = self.now.said(), say("report", "kept_inside"), {}
        for key, answer in self.then.said().items():
            if key not in known and self.now.given.facts.get(answer.fact) != inside:
                where = self.then.labels.subject(answer.subject)
                found[key] = say("report", "answer_of", name=answer.name, where=where) if where else answer.name
        for name, own in self.then.given.firm.rows.items():
            if own and name not in self.now.diagnosis.firm.rows and name in self.now.given.library.tables:
                found["", name] = self.now.given.library.tables[name].name
        return found

    def _rows(self) -> Iterator[ChangedAnswer]:
        for name, rows in self.now.given.firm.rows.items():
            table = self.now.given.library.tables.get(name)
            if table is None:
                continue
            old = _by_identity(self.then.given.firm.rows.get(name, ()), table)
            new = _by_identity(rows, table)
            for key in dict.fromkeys((*old, *new)):
                if (found := self._row(table, old.get(key), new.get(key))) is not None:
                    yield found

    def _row(self, table: FactTable, was: Row | None, now: Row | None) -> ChangedAnswer | None:
        one = now or was
        if one is None or (was is not None and now is not None and (was.values, was.grade) == (now.values, now.grade)):
            return None
        names = table.key or table.known_by or (table.fields[0].id,)
        shown = (table.field_named(each) for each in names)
        title = "·".join(
            self.now.labels.cell(each, one) for each in shown if each is not None and each.id in one.values
        )
        ids = [each.id for each in table.fields if each.id not in names]
        if was is not None and now is not None:
            ids = [each for each in ids if was.values.get(each) != now.values.get(each)]
        first, last = (self._cells(table, row, ids) for row in (was, now))
        proofs = {each.id: each for each in self.now.given.firm.evidence}
        proof = next((proofs[each] for each in (now.evidence if now else ()) if each in proofs), None)
        return ChangedAnswer(
            item=table.id,
            name=say("since", "row", table=table.name, name=title),
            where=self.now.labels.subject(one.subject) if now is not None else self.then.labels.subject(one.subject),
            before=first,
            after=last,
            by=proof.by if proof else "",
            date=proof.date if proof else None,
            grade_before=name_of("grades", was.grade.name) if was else "",
            grade=name_of("grades", now.grade.name) if now else "",
            measure=self._measure_of(table.id) if ids else "",
            proof_only=was is not None and now is not None and not ids,
        )

    def _cells(self, table: FactTable, row: Row | None, ids: Sequence[str]) -> str:
        if row is None:
            return say("since", "no_row")
        fields = [each for each in table.fields if each.id in ids]
        parts = [f"{self.now.labels.head(each)} {self.now.labels.cell(each, row)}" for each in fields]
        text = "、".join(parts) or say("since", "same_row")
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

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

    def _loss(self, side: _Side, finding: Finding | None) -> str:
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


def _nodes(result: StandardResult, subject: str) -> dict[str, float | None]:
    own = (result.subjects or {}).get(subject, result)
    return {name: figure.value if figure.value is not None else figure.min for name, figure in own.nodes.items()}


def _status(rule: FirstMatch, status: str | None) -> str:
    case = rule.statuses.get(status or "")
    return say("report", "level_not_yet") if case is None else case.name


def _state(line: ConditionLine) -> str:
    words, verified = name_of("states", line.state), name_of("states", line.verified_state)
    return words if words == verified else say("since", "state", state=words, verified=verified)


def _by_identity(rows: Sequence[Row], table: FactTable) -> dict[tuple[object, ...], Row]:
    """Return rows by what a person knows them again by; of twins each has its number."""
    names = table.key or table.known_by or (table.fields[0].id,)
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (row.subject, *(row.values.get(each) for each in names))
        n = 0
        while (*key, n) in found:
            n += 1
        found[*key, n] = row
    return found


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
