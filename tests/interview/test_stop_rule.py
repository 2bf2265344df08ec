"""The level is the same at every depth, and the shallower interview asks less. On simulated firms, many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cache
from statistics import mean, median

import pytest

from diagnostics.interview.course.agenda import VISIT_ORDER, AgendaPart
from diagnostics.interview.course.course import Course, Stand
from diagnostics.interview.course.levels import evaluator_of, live_levels
from diagnostics.interview.course.screens import screens_of
from diagnostics.interview.course.stop_rule import DEPTHS, Depth, StopRule
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.needs import Needs
from diagnostics.scoring.memo.renewing import renewed
from tests.builders import AS_OF, shipped
from tests.interview.simulated_firms import draw_firms

BUDGET: dict[Depth, int] = {"quick": 40, "standard": 60}  # screens on site


@dataclass
class Visit:
    """One simulated interview: what the firm would answer, what it has been asked."""

    truth: FirmAnswers
    course: Course
    known: FirmAnswers
    asked: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)  # cards, tables and questions that have had their screen
    screens: int = 0
    minutes: Fraction = Fraction(0)

    def show(self, part: AgendaPart, names: Sequence[str]) -> None:
        """Count the screens and minutes that the plan of the interview has for what is asked now."""
        new = [name for name in names if name not in self.shown]
        self.shown.update(new)
        self.screens += len(screens_of(shipped(), self.course.rule.needs, part, new))
        self.minutes += sum(part.minutes[name] for name in new)

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
    visits = [Visit(each, Course(library, depth, as_of, rule), form_of(each)) for each in truths]
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


def form_of(firm: FirmAnswers) -> FirmAnswers:
    """What the form before the visit says; it came in by `answer FIRM FILE`."""
    asked = {name for section in shipped().sections.values() if section.before_visit for name in section.items}
    answers = {key: each for key, each in firm.answers.items() if key[1] in asked}
    return replace(firm, answers=answers, rows={name: rows for name, rows in firm.rows.items() if name in asked})


def _ask(visit: Visit, stand: Stand, who: str, needs: Needs) -> bool:
    """Ask a person whatever is open and does not wait for another open question; whether there was anything."""
    mine = {item for part in stand.parts if part.who == who for name in part.names for item in _items(name)}
    ready = [each for each in mine & stand.open_items if not _waits(each, mine & stand.open_items, needs)]
    for part in (each for each in stand.parts if each.who == who):
        visit.show(part, [name for name in part.names if not set(ready).isdisjoint(_items(name))])
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


def check_every_depth(n: int) -> dict[Depth, list[Visit]]:
    """Interview n firms at every depth, compare the results, print what it takes; returns the visits."""
    truths = draw_firms(shipped(), n, AS_OF)
    expected = results(truths)
    held: dict[Depth, list[Visit]] = {}
    for depth in DEPTHS:
        visits = interview(truths, depth)
        assert results([each.known for each in visits]) == expected
        held[depth] = visits
        assert all(most == 1 for each in visits for most in Counter(each.asked).values())
    drawn = Counter(int(max(each["digital_level:level"][0][0][0], 1)) for each in expected)  # type: ignore[index]
    print(f"\n{n} 家模拟企业（抽样比例 63/21/12/4，只用于抽样），等级：{dict(sorted(drawn.items()))}")
    print("  访前表的题已填好，不算；一张主题卡、一屏短题、一张表、一道单独的题各算一屏；建议经确认的事实也算问过")
    for depth, visits in held.items():
        minutes = float(median(each.minutes for each in visits))
        print(f"  {depth}：事实 {spread([len(each.asked) for each in visits])}")
        on_site = f"屏 {spread([each.screens for each in visits])}，预算 {BUDGET.get(depth, '—')}"
        print(f"    {on_site}；计划 {minutes:.0f} 分钟（中位）")
    return held


def spread(numbers: Sequence[int]) -> str:
    return f"最少 {min(numbers)} 平均 {mean(numbers):.1f} 中位 {median(numbers)} 最多 {max(numbers)}"


def test_the_level_is_the_same_at_every_depth_and_quick_asks_least() -> None:
    held = check_every_depth(16)
    asked = {depth: [len(each.asked) for each in visits] for depth, visits in held.items()}
    for depth, screens in BUDGET.items():
        assert median(each.screens for each in held[depth]) <= screens
    assert all(q <= s <= f for q, s, f in zip(asked["quick"], asked["standard"], asked["full"], strict=True))
    assert sum(asked["quick"]) < sum(asked["standard"]) < sum(asked["full"])


@pytest.mark.long
def test_the_level_is_the_same_at_every_depth_on_a_thousand_firms() -> None:
    for depth, visits in check_every_depth(1000).items():
        assert depth not in BUDGET or median(each.screens for each in visits) <= BUDGET[depth]
