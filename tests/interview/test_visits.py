"""The visit of every example firm, typed into the real prompts: the same diagnosis as its file, within the budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from diagnostics.answers.files.file import read_answers
from diagnostics.app.visit.interview_journal import WorkspaceJournal
from diagnostics.interview.course.course import Course
from diagnostics.interview.course.levels import LiveLevel, evaluator_of, live_levels
from diagnostics.interview.course.stop_rule import DEPTHS, Depth
from diagnostics.interview.talks.conversation import Conversation, Ended
from diagnostics.interview.talks.session import Session
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.store import Workspace, open_workspace, take_in
from diagnostics.words.numbers import number
from tests.builders import AS_OF, CODE, shipped
from tests.interview.robot import Robot, fits_the_screen, minutes_of, pipe_terminal, table_of, total_of
from tests.interview.scripted import owing
from tests.interview.simulated_firms import draw_firms

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FORM_FIELDS = 60  # cells of the form before the visit: sections marked `before_visit`
BUDGET = {"quick": 40, "standard": 60}  # pages on site, for each site
MINUTES = 110
NAMES = ("auto_parts", "refractory", "food")


def example(name: str) -> FirmAnswers:
    answers, problems = read_answers(EXAMPLES / f"{name}.yaml", shipped(), as_of=AS_OF)
    assert answers is not None, problems
    return answers


def form_of(firm: FirmAnswers) -> FirmAnswers:
    """The part of an answers file that comes as the form before the visit, still without proof."""
    asked = {name for each in shipped().sections.values() if each.before_visit for name in each.items}
    answers = {key: replace(each, evidence=()) for key, each in firm.answers.items() if key[1] in asked}
    kept = {name: rows for name, rows in firm.rows.items() if name in asked}
    rows = {name: tuple(replace(row, evidence=()) for row in every) for name, every in kept.items()}
    return replace(firm, answers=answers, rows=rows, findings=(), evidence=())


def visit(
    workspace: Workspace, firm: FirmAnswers, depth: Depth, *, typed: bool, today: date = AS_OF
) -> tuple[Robot, Ended]:
    """Hold one interview after the form has come in; `typed` goes through questionary, which takes its time."""
    workspace.register_firm(firm.code, firm.name, fictitious=True)
    take_in(workspace, firm.code, form_of(firm), shipped().tables, source="form.yaml")
    journal = WorkspaceJournal(workspace, firm.code, "李工", today)
    with pipe_terminal(typed) as pipe:
        robot = Robot(pipe, firm)
        session = Session(journal, robot, Course(shipped(), depth, today), author="李工", today=today, owing=owing)
        robot.session = session
        return robot, Conversation(session).run()


def results(firm: FirmAnswers) -> dict[str, LiveLevel]:
    found = live_levels(evaluator_of([firm], shipped(), AS_OF))
    return {f"{each.standard.id}:{each.ladder.id}": each for each in found}


def statuses(firm: FirmAnswers) -> dict[str, str]:
    evaluator = evaluator_of([firm], shipped(), AS_OF)
    rules = [(standard, rule) for standard in shipped().standards.values() for rule in standard.first_match]
    return {f"{standard.id}:{rule.id}": str(evaluator.scorer.status(standard, rule)[0]) for standard, rule in rules}


def decided(firm: FirmAnswers) -> bool:
    """Whether a file says enough for every level; while it does not, no visit can end early."""
    return all(low == high for each in results(firm).values() for low, high in each.rows)


def n_sites(firm: FirmAnswers) -> int:
    """A firm whose sites differ is visited once per site."""
    return sum(each.kind == "site" for each in firm.subjects)


def check_the_same(firm: FirmAnswers, known: FirmAnswers, depth: Depth) -> None:
    """What a visit found out is what the file says: levels of every site, statuses; scores where all was asked."""
    found = results(known)
    for name, true in results(firm).items():
        if true.decided:  # a level that the file leaves open may be open in another way
            assert found[name].rows == true.rows, name
        if depth != "quick" and true.decided and true.standard.by_level is None:
            assert found[name].score == true.score, name
    assert statuses(known) == statuses(firm)


def check_visit(firm: FirmAnswers, depth: Depth, folder: Path, *, typed: bool) -> int:
    """Hold a visit and compare it with the budget and with what is true of the firm; returns the screens."""
    with open_workspace(folder, author="李工", device="测试", library=shipped()) as workspace:
        robot, ended = visit(workspace, firm, depth, typed=typed)
        known = workspace.answers(firm.code)
    form = form_of(firm)
    fields = len({fact for _, fact in form.answers}) + sum(
        len(row.values) for rows in form.rows.values() for row in rows
    )
    stand = Course(shipped(), depth, AS_OF).stand(form)
    planned = stand.minutes(stand.parts, shipped())
    print(f"\n{firm.name}，{depth}（访前表 {fields} 格，计划 {number(planned, 0)} 分钟）：")
    print("\n".join(table_of(robot.efforts)))
    assert ended.how == "done"
    check_the_same(firm, known, depth)
    assert fields <= FORM_FIELDS
    if depth in BUDGET and decided(firm):
        assert planned <= MINUTES
        assert minutes_of(robot.efforts) <= MINUTES * n_sites(firm)
    assert fits_the_screen(robot)
    return total_of(robot.efforts).pages


def check_example(name: str, depth: Depth, folder: Path, *, typed: bool) -> None:
    firm = example(name)
    screens = check_visit(firm, depth, folder, typed=typed)
    if depth in BUDGET and decided(firm):
        assert screens <= BUDGET[depth] * n_sites(firm)


def simulated(n: int) -> list[FirmAnswers]:
    return [replace(each, code=CODE) for each in draw_firms(shipped(), n, AS_OF)]


LONG = pytest.mark.long


@pytest.mark.parametrize(
    ("name", "depth"),
    [
        ("auto_parts", "standard"),
        pytest.param("refractory", "standard", marks=LONG),
        pytest.param("food", "standard", marks=LONG),
        ("food", "quick"),
    ],
)
def test_a_visit_keeps_the_budget_and_gives_the_level_of_the_file(name: str, depth: Depth, tmp_path: Path) -> None:
    check_example(name, depth, tmp_path, typed=False)


@pytest.mark.parametrize("depth", ["quick", pytest.param("standard", marks=LONG)])
def test_a_firm_that_answers_all_four_standards_keeps_the_budget(depth: Depth, tmp_path: Path) -> None:
    screens = check_visit(simulated(1)[0], depth, tmp_path, typed=False)
    assert screens <= BUDGET[depth]


@LONG
@pytest.mark.parametrize("depth", ["quick", "standard"])
def test_the_median_of_simulated_firms_keeps_the_budget(depth: Depth, tmp_path: Path) -> None:
    screens = [check_visit(firm, depth, tmp_path / str(index), typed=False) for index, firm in enumerate(simulated(20))]
    print(f"\n{depth}：屏数 中位 {median(screens)} 最多 {max(screens)}，预算 {BUDGET[depth]}")
    assert median(screens) <= BUDGET[depth]


@LONG
def test_a_visit_typed_into_the_real_prompts(tmp_path: Path) -> None:
    check_visit(simulated(1)[0], "quick", tmp_path, typed=True)


@LONG
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", NAMES)
def test_every_visit_typed_into_the_real_prompts(name: str, depth: Depth, tmp_path: Path) -> None:
    check_example(name, depth, tmp_path, typed=True)
