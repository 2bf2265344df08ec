"""Official against ours: where a platform printed another level or score than our reference, which answers explain it.

In: a diagnosis. A platform probably did not count the unproved answers, and probably did count the questions that we
left open. These come first; answers one step lower or higher follow. The engine scores every variant of the firm as
one row of a frame, which gives the worth of each answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.standards import Standard
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.results import OfficialResult, Reason, StandardResult
from diagnostics.model.results.ways import DifferenceCause, LikelyCause, OfficialDifference
from diagnostics.planning.goals import Atom
from diagnostics.planning.targets import main_ladder
from diagnostics.scoring.memo.variants import variants
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from diagnostics.scoring.words.fact_words import FactWords
from diagnostics.whatif.doubts import Doubts, score_of
from diagnostics.whatif.fact_steps import FactStep, StepFinder, apply_steps
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number, quantity

MOST_CAUSES = 6
SAME = 0.005  # both print two decimals
_ORDER: tuple[DifferenceCause, ...] = ("unverified", "unanswered", "answered_higher", "answered_lower")


def official_differences(diagnosis: Diagnosis) -> list[OfficialDifference]:
    """Return every official result that differs from our reference, explained; equal ones are left out."""
    found = []
    for name, result in diagnosis.standards.items():
        own = [(each, result.subjects[each]) for each in result.subjects] if result.subjects else [("", result)]
        for subject, each in own:
            difference = _Difference(diagnosis, diagnosis.library.standards[name], each, subject)
            if each.official is not None and difference.differs:
                found.append(difference.explained(each.official))
    return found


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """One answer that may have been another one on the platform: the firm with it, and without it."""

    cause: DifferenceCause
    fact: str
    subject: str
    firm: FirmAnswers
    verified: bool = False


def _lowest(reason: Reason) -> Iterator[Reason]:
    """Yield the conditions at the bottom of a reason; the facts that they rest on are left out."""
    below = [each for each in reason.because if each.state]
    for each in below:
        yield from _lowest(each)
    if not below:
        yield reason


class _Difference:
    def __init__(self, diagnosis: Diagnosis, standard: Standard, result: StandardResult, subject: str) -> None:
        self.diagnosis = diagnosis
        self.library = diagnosis.library
        self.standard = standard
        self.result = result
        self.evaluator = diagnosis.alone
        rows = self.evaluator.frame.of_firm(standard.judges, 0)
        self.subject = subject or self.evaluator.frame.subjects[standard.judges][rows[0]].id

    @cached_property
    def doubts(self) -> Doubts:
        """The unproved answers below the standard."""
        return Doubts(self.diagnosis, self.standard.id)

    # ---- what differs ----

    @property
    def _level(self) -> tuple[float | None, float | None]:
        ladder, official = main_ladder(self.standard), self.result.official
        own = self.result.ladders[ladder.id].min if ladder is not None else None
        return (official.level if official else None), own

    @property
    def _score(self) -> tuple[float | None, float | None]:
        official, own = self.result.official, self.result.score
        return (official.score if official else None), (own.min if own else None)

    @property
    def differs(self) -> bool:
        """Whether level or score of the platform is another one than ours."""
        level, score = self._level, self._score
        other_level = None not in level and level[0] != level[1]
        return other_level or (score[0] is not None and score[1] is not None and abs(score[0] - score[1]) > SAME)

    @property
    def _ours_is_higher(self) -> bool:
        for official, own in (self._score, self._level):
            if official is not None and own is not None and abs(official - own) > SAME:
                return own > official
        return False

    def explained(self, official: OfficialResult) -> OfficialDifference:
        """Return the difference with the answers that would explain it, the likeliest first."""
        candidates = list(self._too_high() if self._ours_is_higher else self._too_low())
        worth = self._worth(candidates)
        found = [(each, points) for each, points in zip(candidates, worth, strict=True) if points > SAME / 10]
        found.sort(key=lambda pair: (_ORDER.index(pair[0].cause), -pair[1]))
        gap = self._gap()
        chosen: list[LikelyCause] = []
        covered = 0.0
        for each, points in found:
            if len(chosen) == MOST_CAUSES or (gap is not None and covered >= gap - SAME):
                break
            chosen.append(self._cause(each, points))
            covered += points
        text = self._text(chosen, covered, gap)
        covered = covered if gap is None else min(covered, gap)
        return OfficialDifference(
            standard=self.standard.id,
            title=self.standard.title,
            platform=official.platform,
            date=official.date,
            level=self._level,
            score=self._score,
            causes=(*self._thresholds(), *chosen),
            explained=covered,
            text=text,
            mark=self.standard.mark,
        )

    def _thresholds(self) -> Iterator[LikelyCause]:
        """Return the distance of our figures to the thresholds between the two levels."""
        official, own = self._level
        ladder = main_ladder(self.standard)
        if official is None or own is None or official == own or ladder is None:
            return
        explainer = Explainer(self.evaluator, Describer(self.library))
        row = self.evaluator.frame.position(self.standard.judges, 0, self.subject)
        assert row is not None
        below = [each for name in ladder.lowest_of if (each := self.standard.ladder(name)) is not None]
        for step in (step for each in below or [ladder] for step in each.steps):
            if min(official, own) < step.level <= max(official, own):
                for part in _lowest(explainer.condition(step.need, self.standard.judges, row)):
                    if self._ours_is_higher or part.state != "met":
                        text = say("official", "threshold", level=step.name, text=part.text)
                        yield LikelyCause(cause="threshold", node="", name=step.name, fact="", points=0.0, text=text)

    def _gap(self) -> float | None:
        official, own = self._score
        return None if official is None or own is None else abs(own - official)

    def _text(self, chosen: Sequence[LikelyCause], covered: float, gap: float | None) -> str:
        key = "higher" if self._ours_is_higher else "lower"
        text = say("official", key, standard=self.standard.title)
        if gap is not None and gap > SAME:
            text += say("official", "gap", gap=quantity(gap, self.standard.unit, self.standard.decimals))
        if not chosen:
            return text + say("official", "no_cause")
        if gap is None or covered >= gap - SAME:
            return text + say("official", "enough", n=len(chosen))
        part = quantity(covered, self.standard.unit, self.standard.decimals)
        return text + say("official", "partly", n=len(chosen), covered=part)

    # ---- candidates ----

    def _too_high(self) -> Iterator[_Candidate]:
        """Yield what the platform may not have counted: unproved answers, then every answer one step lower."""
        below = self.doubts.below[self.standard.id]
        doubts = [each for each in self.doubts.all if each.item in below]
        for doubt in doubts:
            yield _Candidate(
                cause="unverified",
                fact=doubt.item,
                subject=doubt.subject,
                firm=self.doubts.all_but(doubt),
                verified=True,
            )
        unproved = {(doubt.subject, doubt.item) for doubt in doubts}
        for (subject, name), answer in self.diagnosis.firm.answers.items():
            if name in below and (subject, name) not in unproved and answer.state == "known":
                for lower in self._lower(name, answer.value):
                    changed = {**self.diagnosis.firm.answers, (subject, name): replace(answer, value=lower)}
                    yield _Candidate(
                        cause="answered_higher",
                        fact=name,
                        subject=subject,
                        firm=replace(self.diagnosis.firm, answers=changed),
                    )

    def _lower(self, name: str, value: Any) -> list[Any]:
        """Return the answer one step worse: of several options, each with one less."""
        fact = self.library.facts.get(name)
        if fact is None or fact.selects or fact.profile or fact.better == "none":
            return []
        if fact.type == "multi" and isinstance(value, tuple):
            none = {option.id for option in fact.options if option.none}
            return [tuple(each for each in value if each != gone) for gone in value if gone not in none]
        if fact.type == "choice":
            order = [option.id for option in fact.options]
            order = order if fact.better == "up" else order[::-1]
            return [order[order.index(value) - 1]] if value in order[1:] else []
        return [fact.better == "down"] if fact.type == "bool" and value is not (fact.better == "down") else []

    def _too_low(self) -> Iterator[_Candidate]:
        """Yield what the platform may have counted: open questions at their best, then every answer one step higher."""
        finder = StepFinder(self.evaluator)
        finder.expressions = [node.points for node in self.standard.nodes if node.points is not None]
        for name in sorted(self.doubts.below[self.standard.id] & self.library.facts.keys()):
            for steps in self._steps(finder, name, self.library.facts[name].subject):
                is_open = steps[0].open
                step = max(steps, key=lambda each: each.cost) if is_open else min(steps, key=lambda each: each.cost)
                firm = apply_steps(self.diagnosis.firm, [step], self.library, self.diagnosis.as_of)
                yield _Candidate(
                    cause="unanswered" if is_open else "answered_lower", fact=name, subject=step.subject, firm=firm
                )

    def _steps(self, finder: StepFinder, name: str, kind: SubjectKind) -> Iterator[list[FactStep]]:
        for place in range(len(self.evaluator.frame.of_firm(kind, 0))):
            steps = finder.steps(name, Atom(expression=ex.FactRef(name), kind=kind, position=place, is_condition=False))
            if steps:
                yield steps

    # ---- what they are worth ----

    def _worth(self, candidates: Sequence[_Candidate]) -> list[float]:
        """Return by how many points of the score each candidate alone brings us nearer to the platform."""
        everything = self.doubts.everything
        found: list[float] = []
        for verified in (True, False):
            own = [candidate.firm for candidate in candidates if candidate.verified == verified]
            if own:
                base, *scores = self._scores([everything if verified else self.diagnosis.firm, *own], verified=verified)
                found += [abs(score - base) if (score < base) == self._ours_is_higher else 0.0 for score in scores]
        order = [candidate for verified in (True, False) for candidate in candidates if candidate.verified == verified]
        worth = {id(each): points for each, points in zip(order, found, strict=True)}
        return [worth[id(candidate)] for candidate in candidates]

    def _scores(self, firms: Sequence[FirmAnswers], *, verified: bool) -> list[float]:
        diagnosis = self.diagnosis
        evaluator = variants(diagnosis.verified if verified else diagnosis.claimed, diagnosis.row, firms)
        found = []
        for firm in range(len(firms)):
            row = evaluator.frame.position(self.standard.judges, firm, self.subject)
            assert row is not None
            found.append(score_of(evaluator, self.standard, [row]) or 0.0)
        return found

    # ---- words ----

    def _cause(self, each: _Candidate, points: float) -> LikelyCause:
        node = self._node_of(each.fact)
        table = self.library.tables.get(each.fact)
        name = table.name if table else self.library.named(each.fact).name
        text = say(
            "official", each.cause, name=name, have=self._have(each),
            points=number(points, max(self.standard.decimals, 2)), unit=self.standard.unit,
        )  # fmt: skip
        return LikelyCause(cause=each.cause, node=node, name=name, fact=each.fact, points=points, text=text)

    def _have(self, each: _Candidate) -> str:
        if each.fact in self.library.tables:
            return say("official", "row")
        kind = next(one.kind for one in self.diagnosis.firm.subjects if one.id == each.subject)
        row = self.evaluator.frame.position(kind, 0, each.subject)
        assert row is not None
        return FactWords(self.evaluator, Describer(self.library)).fact(each.fact, kind, row)

    def _node_of(self, fact: str) -> str:
        """Return the first leaf that rests on a fact."""
        for node in self.standard.nodes:
            if node.points is not None and fact in self._needs(node.points):
                return node.id
        return ""

    def _needs(self, points: ex.Expression) -> frozenset[str]:
        return self.doubts.needs.below(points, standard=self.standard.id) | {
            part.fact for part in ex.walk(points) if isinstance(part, ex.FactRef)
        }
