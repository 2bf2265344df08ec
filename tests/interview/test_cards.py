"""Topic cards: what a tap suggests, what one key confirms, what is asked, and how that stays visible."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from diagnostics.answers.typed.value import TypedWrongError
from diagnostics.app.visit.interview_journal import WorkspaceJournal
from diagnostics.cli.text.firm_text import FirmText
from diagnostics.content.library.loading import load_folders
from diagnostics.interview.course.cards import Suggestion, suggest
from diagnostics.interview.course.course import Course
from diagnostics.interview.course.screens import screens_of
from diagnostics.interview.course.short_list import Given, ListEntry, entry_lines, pages, read_list
from diagnostics.interview.course.stop_rule import DEPTHS, Depth
from diagnostics.interview.screen.layout import width
from diagnostics.interview.talks.card_talk import CardTalk
from diagnostics.interview.talks.list_talk import ListTalk, entries_of
from diagnostics.interview.talks.session import NEXT, Attached, Session
from diagnostics.model.firm.answers import Answer, Subject
from diagnostics.scoring.words import fact_words
from tests.builders import AS_OF, CODE, shipped
from tests.content.broken_files import BASE
from tests.interview.scripted import Script, owing, workspace_of


def tapped(rung: str, depth: Depth = "standard", card: str = "card_purchasing") -> dict[str, Suggestion]:
    found = shipped().cards[card]
    chosen = next(each for each in found.ladder if each.id == rung)
    return {each.fact.id: each for each in suggest(shipped(), found, chosen, found.confirms, depth)}


def groups(found: dict[str, Suggestion], *, near: bool) -> set[str]:
    return {each.group for each in found.values() if each.near == near and each.group}


# ---- the shorthand ----


def test_a_prefix_stands_for_its_facts_and_the_longer_name_wins() -> None:
    library, problems = load_folders([BASE])
    assert problems == []
    card = library.cards["card_hygiene"]
    assert card.confirms == ("hygiene.L1.1", "hygiene.L1.2")
    partly = next(each for each in card.ladder if each.id == "partly")
    assert partly.suggests == {"hygiene.L1.1": "full", "hygiene.L1.2": "none"}


def test_words_of_the_anchor_say_what_is_suggested() -> None:
    library, problems = load_folders([BASE])
    assert problems == []
    tidy = library.cards["card_hygiene"].ladder[-1]
    assert tidy.says == {"整齐": {"hygiene.L1.1": "full", "hygiene.L1.2": "full"}}
    assert tidy.suggests == tidy.says["整齐"]


def test_what_one_rung_says_or_asks_no_higher_rung_denies() -> None:
    for card in shipped().cards.values():
        for name in (each for each in card.confirms if "." in each):
            nothing = [rung.suggests.get(name) == shipped().named(name).options[0].id for rung in card.ladder]
            assert nothing == sorted(nothing, reverse=True), f"{card.id}: {name}"


# ---- what is asked ----


def test_what_the_anchor_does_not_say_is_asked_without_a_suggestion() -> None:
    for depth in DEPTHS:
        found = tapped("system", depth)
        assert found["procurement.L1.1"].value is None
        assert found["procurement.L1.1"].near


def test_standard_asks_what_is_open_or_half_true_and_the_group_above_and_confirms_the_rest() -> None:
    found = tapped("system")
    assert groups(found, near=True) == {"procurement.L1", "procurement.L2", "procurement.L3"}
    assert groups(found, near=False) == {"procurement.L4", "procurement.L5"}
    assert not found["s_purchasing"].near  # the tap itself decides it


def test_quick_asks_only_what_is_open_or_half_true_and_full_every_point() -> None:
    assert groups(tapped("system", "quick"), near=True) == {"procurement.L1", "procurement.L2"}
    assert groups(tapped("system", "full"), near=False) == set()


def test_what_the_anchor_says_is_confirmed_together() -> None:
    found = tapped("planned", "quick", "card_strategy")
    assert [(found[name].value, found[name].near) for name in ("org_strategy.L1.1", "personnel_skill.L1.2")] == [
        ("full", False),
        ("full", False),
    ]


# ---- one line for a screen ----


def points(*names: str) -> list[ListEntry]:
    return [ListEntry(fact=shipped().named(name), group="一组") for name in names]


LEVEL_3 = ("procurement.L3.1", "procurement.L3.2")


@pytest.mark.parametrize("typed", ["1 3", "1，3", "13", "2=3 1=1", "１　３"])
def test_a_line_answers_the_questions_of_a_screen(typed: str) -> None:
    found = read_list(points(*LEVEL_3), [0, 1], typed)
    assert found == {0: Given("known", "partly"), 1: Given("known", "full")}


def test_a_line_may_leave_something_open_or_say_unknown() -> None:
    assert read_list(points(*LEVEL_3), [0, 1], "2") == {0: Given("known", "mostly")}
    assert read_list(points(*LEVEL_3), [0, 1], "u 0") == {0: Given("unknown"), 1: Given("known", "none")}


@pytest.mark.parametrize(
    ("typed", "says"), [("1 2 3", "只等 2 个"), ("9 1", "第 1 题"), ("4=1", "没有第"), (". 1", "没有可照用的值")]
)
def test_a_wrong_line_is_refused_with_the_question_it_is_about(typed: str, says: str) -> None:
    with pytest.raises(TypedWrongError, match=says):
        read_list(points(*LEVEL_3), [0, 1], typed)


SITES = (Subject("p1", "site", "一厂"), Subject("p2", "site", "二厂"))


def test_a_word_may_say_something_else_of_each_site() -> None:
    entries = [ListEntry(fact=shipped().named(name), group="一组", subjects=SITES) for name in LEVEL_3]
    found = read_list(entries, [0, 1], "1|0 3")
    assert found[0].of(SITES) == [("p1", Given("known", "partly")), ("p2", Given("known", "none"))]
    assert found[1] == Given("known", "full")
    assert read_list(entries, [1], "2|u")[1].of(SITES)[1] == ("p2", Given("unknown"))


@pytest.mark.parametrize(
    ("subjects", "typed", "says"),
    [(SITES, "1|0|2 1", "要 2 个答案（一厂、二厂），收到 3 个"), ((), "1|0 1", "只有一个对象"), ((), "na 1", "不适用")],
)
def test_a_word_that_does_not_fit_the_sites_is_refused(subjects: tuple[Subject, ...], typed: str, says: str) -> None:
    names = ("business_type", "district")
    entries = [ListEntry(fact=shipped().named(name), subjects=subjects) for name in names]
    with pytest.raises(TypedWrongError, match=says):
        read_list(entries, [0, 1], typed)


def test_the_plan_counts_the_lists_that_the_interview_shows(tmp_path: Path) -> None:
    course = Course(shipped(), "full", AS_OF)
    with workspace_of(tmp_path) as workspace:
        journal = WorkspaceJournal(workspace, CODE, "李工", AS_OF)
        session = Session(journal, Script([]), course, author="李工", today=AS_OF, owing=owing)
        compared = 0
        for part in session.stand.parts:
            names = session.stand.open_names(part, shipped())
            for screen in screens_of(shipped(), course.rule.needs, part, names):
                section = next(each for each, name in part.items if name == screen[0])
                entries = entries_of(session, section, screen[0])
                unconditional = getattr(shipped().named(screen[0]), "ask_when", None) is None if entries else False
                if len(screen) > 1 and unconditional:  # what waits for an answer comes later, when that is there
                    compared += 1
                    page = pages(entries, 17)[0]
                    assert [entries[index].fact.id for index in page] == list(screen)
        assert compared > 10
        assert course.n_screens(session.stand) < sum(
            len(session.stand.open_names(part, shipped())) for part in session.stand.parts
        )


def test_a_list_is_paged_and_fits_the_screen() -> None:
    names = [name for card in shipped().cards.values() for name in card.confirms]
    entries = [ListEntry(fact=shipped().named(name), group=name.rpartition(".")[0]) for name in names]
    found = pages(entries, 17)
    assert [index for page in found for index in page] == list(range(len(entries)))
    for page in found:
        lines = entry_lines(entries, page)
        assert len(lines) <= 17 or len(page) == 1
        assert all(width(line) <= 78 for line in lines)


# ---- in the interview ----


def talk(folder: Path, typed: Sequence[str]) -> tuple[WorkspaceJournal, Script]:
    """Hold the purchasing card alone."""
    with workspace_of(folder) as workspace:
        workspace.testify(CODE, "business_type", Answer(state="known", value="discrete", by="甲"))
        journal, script = WorkspaceJournal(workspace, CODE, "李工", AS_OF), Script(list(typed))
        session = Session(
            journal, script, Course(shipped(), "standard", AS_OF), author="李工", today=AS_OF, owing=owing
        )
        session.part = next(each for each in session.stand.parts if "card_purchasing" in each.names)
        session.person = "采购经理"
        section = next(each for each in shipped().sections.values() if "card_purchasing" in each.items)
        assert CardTalk(session, section, shipped().cards["card_purchasing"]).hold() is NEXT
        journal.answers()
        return journal, script


def test_a_suggestion_counts_only_when_confirmed_and_the_testimony_says_how(tmp_path: Path) -> None:
    journal, script = talk(tmp_path, ["1", "1=2", "2 1 0", "1 0"])
    answers = {name: each for (_, name), each in journal.answers().answers.items()}
    assert answers["procurement.L1.2"].how == "suggested_confirmed"
    assert answers["procurement.L1.2"].value == "full"
    assert (answers["s_purchasing"].how, answers["s_purchasing"].value) == ("asked", "l2")  # changed, so asked
    assert (answers["procurement.L1.1"].how, answers["procurement.L1.1"].value) == ("asked", "mostly")
    assert "建议经确认" in fact_words.testimony_text(answers["procurement.L1.2"], journal.answers())
    assert "建议经确认" not in fact_words.testimony_text(answers["procurement.L1.1"], journal.answers())
    assert "依据：电子表格记" in script.text


def test_what_a_rung_leaves_open_is_asked_even_where_nothing_else_is_left_of_the_card(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        workspace.testify(CODE, "s_finance", Answer(state="known", value="l1", by="甲"))
        journal, script = WorkspaceJournal(workspace, CODE, "李工", AS_OF), Script(["1", "2"])
        course = Course(shipped(), "standard", AS_OF)
        session = Session(journal, script, course, author="李工", today=AS_OF, owing=owing)
        section = next(each for each in shipped().sections.values() if "card_finance" in each.items)
        session.part = next(each for each in session.stand.parts if "card_finance" in each.names)
        assert CardTalk(session, section, shipped().cards["card_finance"]).hold() is NEXT
        answer = journal.answers().answers["firm", "ci_fin_business"]
        assert (answer.value, answer.how) == ("partial", "asked")


def test_what_was_only_suggested_stays_visible_and_counts_for_nothing(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        journal, script = WorkspaceJournal(workspace, CODE, "李工", AS_OF), Script(["1", "/j 质量"])
        session = Session(
            journal, script, Course(shipped(), "standard", AS_OF), author="李工", today=AS_OF, owing=owing
        )
        session.part = next(each for each in session.stand.parts if "card_purchasing" in each.names)
        section = next(each for each in shipped().sections.values() if "card_purchasing" in each.items)
        assert CardTalk(session, section, shipped().cards["card_purchasing"]).hold().kind == "jump"
        facts = workspace.facts(CODE)
        assert not facts.answers
        (tap,) = facts.taps
        assert (tap.card, tap.rung, tap.suggested["procurement.L1.2"]) == ("card_purchasing", "sheet", "full")
        assert "procurement.L1.1" not in tap.suggested  # open
        text = FirmText(workspace.firms()[0], facts, shipped())
        assert any("只建议过" in line for line in text.lines())
        assert "没有确认" in "".join(each.strip() for each in text.fact_lines("procurement.L1.2"))


def test_short_questions_of_a_section_stand_on_one_screen(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        journal, script = WorkspaceJournal(workspace, CODE, "李工", AS_OF), Script(["1+3 2", "", "? 1", "", "2"])
        session = Session(
            journal, script, Course(shipped(), "full", AS_OF), author="李工", today=date(2026, 7, 1), owing=owing
        )
        session.part = next(each for each in session.stand.parts if "network_capabilities" in each.names)
        section = next(each for each in shipped().sections.values() if "network_capabilities" in each.items)
        entries = entries_of(session, section, "network_capabilities")
        assert [each.fact.id for each in entries][:2] == ["network_capabilities", "network_security_measures"]
        assert ListTalk(session, section, entries[:2], Attached()).hold() is NEXT
        answers = {name: each for (_, name), each in journal.answers().answers.items()}
        assert len(answers["network_capabilities"].value) == 2  # type: ignore[arg-type]
        assert answers["network_capabilities"].how == "asked"
        assert script.pages == 1
