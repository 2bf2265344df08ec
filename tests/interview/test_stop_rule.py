"""The level is the same at every depth, and the shallower interview asks less. On simulated firms, many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from statistics import mean, median

import pytest

from diagnostics.interview.agenda import VISIT_ORDER
from diagnostics.interview.course import Course, Stand
from diagnostics.interview.levels import evaluator_of, live_levels
from diagnostics.interview.stop_rule import DEPTHS, Depth, StopRule
from diagnostics.model.answers import FirmAnswers
from diagnostics.scoring.needs import Needs
from diagnostics.scoring.renewing import renewed
from tests.builders import AS_OF, shipped
from tests.interview.simulated_firms import draw_firms


@dataclass
class Visit:
    """One simulated interview: what the firm would answer, what it has been asked."""

    truth: FirmAnswers
    course: Course
    known: FirmAnswers
    asked: list[str] = field(default_factory=list)

    def answer(self, item: str) -> None:
        self.asked.append(item)
        if item in self.truth.rows:
            self.known = replace(self.known, rows={**self.known.rows, item: self.truth.rows[item]})
        else:
            said = {("firm", item): self.truth.answers["firm", item]}
            self.known = replace(self.known, answers={**self.known.answers, **said})


def interview(truths: Sequence[FirmAnswers], depth: Depth, as_of: date = AS_OF) -> list[Visit]:
    """Interview many firms side by side, person by person, so that bounds are computed for all of them at once."""
    library, rule = shipped(), StopRule(shipped(), depth)
    visits = [Visit(each, Course(library, depth, as_of, rule), replace(each, answers={}, rows={})) for each in truths]
    evaluator = evaluator_of([each.known for each in visits], library, as_of)
    for who in VISIT_ORDER:
        person_done, present = True, list(range(len(visits)))
        while present:
            evaluator = renewed(evaluator, [each.known for each in visits])
            asked: list[int] = []
            for row in present:  # whoever had nothing to ask this person has not learned anything since
                visit = visits[row]
                stand = visit.course.stand(visit.known, person_done=person_done, evaluator=evaluator, row=row)
                asked += [row] if _ask(visit, stand, who, rule.needs) else []
            person_done, present = False, asked
    return visits


def _ask(visit: Visit, stand: Stand, who: str, needs: Needs) -> bool:
    """Ask a person whatever is open and does not wait for another open question; whether there was anything."""
    mine = {item for part in stand.parts if part.who == who for name in part.names for item in _items(name)}
    ready = [each for each in mine & stand.open_items if not _waits(each, mine & stand.open_items, needs)]
    for item in sorted(ready):
        visit.answer(item)
    return bool(ready)


@cache
def _items(name: str) -> tuple[str, ...]:
    return shipped().cards[name].confirms if name in shipped().cards else (name,)


def _waits(item: str, open_items: set[str], needs: Needs) -> bool:
    fact = shipped().facts.get(item)
    return fact is not None and bool((needs.below(fact.ask_when) - {item}) & open_items)


def results(firms: Sequence[FirmAnswers]) -> list[dict[str, object]]:
    """Levels of all subjects and statuses of every firm."""
    evaluator = evaluator_of(firms, shipped(), AS_OF)
    found: list[dict[str, object]] = []
    for row in range(len(firms)):
        levels = live_levels(evaluator, row)
        found.append({f"{each.standard.id}:{each.ladder.id}": (each.rows, each.decided) for each in levels})
    for standard in shipped().standards.values():
        for rule in standard.first_match:
            for row, status in enumerate(evaluator.scorer.status(standard, rule)):
                found[row][f"{standard.id}:{rule.id}"] = status
    return found


def check_every_depth(n: int) -> dict[Depth, list[int]]:
    """Interview n firms at every depth, compare the results, return how many questions were asked."""
    truths = draw_firms(shipped(), n, AS_OF)
    expected = results(truths)
    asked: dict[Depth, list[int]] = {}
    for depth in DEPTHS:
        visits = interview(truths, depth)
        assert results([each.known for each in visits]) == expected
        asked[depth] = [len(each.asked) for each in visits]
        assert all(most == 1 for each in visits for most in Counter(each.asked).values())
    drawn = Counter(int(max(each["digital_level:level"][0][0][0], 1)) for each in expected)  # type: ignore[index]
    print(f"\n{n} 家模拟企业（抽样比例 63/21/12/4，只用于抽样），等级：{dict(sorted(drawn.items()))}")
    for name, numbers in asked.items():
        spread = f"最少 {min(numbers)} 平均 {mean(numbers):.1f} 中位 {median(numbers)} 最多 {max(numbers)}"
        print(f"  {name}: 事实 {spread}（建议经确认的也算）")
    return asked


def test_the_level_is_the_same_at_every_depth_and_quick_asks_least() -> None:
    asked = check_every_depth(24)
    assert all(q <= s <= f for q, s, f in zip(asked["quick"], asked["standard"], asked["full"], strict=True))
    assert sum(asked["quick"]) < sum(asked["standard"]) < sum(asked["full"])


@pytest.mark.long
def test_the_level_is_the_same_at_every_depth_on_a_thousand_firms() -> None:
    check_every_depth(1000)
