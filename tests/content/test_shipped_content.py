"""What the shipped content owes the people who are asked, the people who ask, and those who check."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from diagnostics.content.checking import marked_items
from diagnostics.content.layers import content_files
from diagnostics.content.library import load_folders
from diagnostics.content_root import content_root
from diagnostics.model.expressions import Expression
from diagnostics.model.facts import Card, Derived, Fact, Question, Table
from diagnostics.model.marks import JUDGED_MARKS, Mark

LIBRARY, PROBLEMS = load_folders([content_root()])
FILES = content_files(content_root())
STORES = ("facts", "derived", "tables", "scales", "cards", "sections", "plausibility", "standards", "criteria",
          "statistics", "policies", "remedies", "rules", "coverages", "sources")  # fmt: skip

# A terminal of 80 by 24: the question on two lines, the help on six (a table has the screen to itself), an option on
# three. Lists that are searched rather than read may be longer than the screen.
WIDTH = 76
LONGEST_ASK, LONGEST_HELP, LONGEST_EXAMPLE, LONGEST_OPTION = 2 * WIDTH, 6 * WIDTH, 4 * WIDTH, 3 * WIDTH
LONGEST_TABLE_HELP = 10 * WIDTH
MOST_OPTIONS = 18
SEARCHED = {"registered_province", "cloud_next_12m"}

asked: list[tuple[str, Fact | Derived | Table, Question]] = [
    (name, item, item.question)
    for store in (LIBRARY.facts, LIBRARY.derived, LIBRARY.tables)
    for name, item in store.items()
    if item.question is not None
]
every_question = pytest.mark.parametrize(("name", "item", "question"), asked, ids=[name for name, _, _ in asked])


def columns(text: str) -> int:
    """Width in a terminal: a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def is_chinese(text: str) -> bool:
    return len(re.findall(r"[\u4e00-\u9fff]", text)) >= 3


def texts_in(item: Any) -> Iterator[str]:
    """Yield every text inside a content item, expressions left out."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, tuple):
        for each in item:
            yield from texts_in(each)
    elif isinstance(item, dict):
        for each in item.values():
            yield from texts_in(each)
    elif is_dataclass(item) and not isinstance(item, Expression):
        for each_field in fields(item):
            if each_field.name != "place":
                yield from texts_in(getattr(item, each_field.name))


def ids_in(item: Any) -> Iterator[str]:
    """Yield the ids of an item and of everything below it."""
    if isinstance(item, tuple):
        for each in item:
            yield from ids_in(each)
    elif is_dataclass(item) and not isinstance(item, Expression):
        name = getattr(item, "id", "")
        if name:
            yield name
        for each_field in fields(item):
            yield from ids_in(getattr(item, each_field.name))


ALL_IDS = [name for store in STORES for item in getattr(LIBRARY, store).values() for name in ids_in(item)]


def test_the_shipped_content_has_no_problem() -> None:
    assert [str(problem) for problem in PROBLEMS] == []


def test_every_file_was_read() -> None:
    """A file of an unknown place or ending would silently not be there."""
    root = content_root()
    inside = [
        path for folder in ("questionnaires", "benchmarks") for path in (root / folder).rglob("*") if path.is_file()
    ]
    assert [path for path in inside if path not in FILES] == []
    assert len(FILES) > 80


# ---- questions ----


@every_question
def test_a_question_says_what_is_asked_of_whom_where_and_what_proves_it(
    name: str, item: Fact | Derived | Table, question: Question
) -> None:
    assert is_chinese(question.ask), name
    assert is_chinese(question.help), name
    assert question.who
    assert question.where
    assert question.evidence or getattr(item, "profile", False), name


@every_question
def test_a_question_fits_a_small_terminal(name: str, item: Fact | Derived | Table, question: Question) -> None:
    assert columns(question.ask) <= LONGEST_ASK, name
    assert columns(question.help) <= (LONGEST_TABLE_HELP if isinstance(item, Table) else LONGEST_HELP), name
    assert columns(question.example) <= LONGEST_EXAMPLE, name
    options = getattr(item, "options", ())
    assert len(options) <= MOST_OPTIONS or name in SEARCHED, name
    for option in options:
        assert columns(option.name) <= WIDTH, option.name
        assert columns(option.anchor) <= LONGEST_OPTION, option.anchor


@every_question
def test_a_question_is_one_plain_sentence(name: str, item: Fact | Derived | Table, question: Question) -> None:
    assert question.ask.endswith(("？", "。", "?")), name
    assert "\n" not in question.ask
    assert not re.search(r"[a-z]+_[a-z]+", question.ask + question.help + question.example), f"{name} names an id"
    assert item.name


@pytest.mark.parametrize("card", LIBRARY.cards.values(), ids=lambda card: card.id)
def test_a_card_fits_a_small_terminal(card: Card) -> None:
    assert is_chinese(card.ask)
    assert columns(card.ask) <= LONGEST_ASK
    assert columns(card.help) <= LONGEST_HELP
    assert 2 <= len(card.ladder) <= 7
    for rung in card.ladder:
        assert is_chinese(rung.name) or columns(rung.name) <= 20
        assert columns(rung.name) <= WIDTH
        assert columns(rung.anchor) <= LONGEST_OPTION
        assert rung.suggests


# ---- whose word it is ----


def test_official_is_only_what_an_authority_said() -> None:
    for item in marked_items(LIBRARY):
        if item.mark != Mark.official:
            continue
        best = min(LIBRARY.sources[each].mark for each in item.source)
        assert best == Mark.official, getattr(item, "id", item)


def test_only_the_two_documents_that_were_read_in_full_are_official() -> None:
    """Corrections, first table: the policy text of 2022 and S70, nothing else."""
    official = {source.number for source in LIBRARY.sources.values() if source.mark == Mark.official}
    assert official == {"郑政办〔2022〕36号", "工信厅联通装函〔2025〕251号"}


def test_whoever_judged_is_named_where_no_source_is() -> None:
    for item in marked_items(LIBRARY):
        assert item.source or (item.mark in JUDGED_MARKS and item.judge), getattr(item, "id", item)


@pytest.mark.parametrize("mark", sorted({item.mark.name for item in marked_items(LIBRARY)}))
def test_every_mark_in_use_is_explained(mark: str) -> None:
    format_page = Path(__file__).parents[2] / "docs" / "content-format.md"
    assert mark in format_page.read_text(encoding="utf-8")


@pytest.mark.parametrize("source", LIBRARY.sources.values(), ids=lambda source: source.id)
def test_addresses_are_those_of_authorities(source: Any) -> None:
    assert not source.url or re.match(r"https?://([\w-]+\.)*gov\.cn/", source.url)
    assert not re.search(
        r"(?<!gov\.cn)https?://|公众号|weixin|zhihu|csdn|baijiahao", source.issuer + source.title + source.note
    )


def test_a_set_known_in_part_is_not_complete() -> None:
    for criteria in LIBRARY.criteria.values():
        if criteria.complete:
            assert criteria.mark == Mark.official, criteria.id


# ---- ids ----


def test_ids_are_lower_case_words() -> None:
    ids = [
        name for name in ALL_IDS if not re.fullmatch(r"C[0-4]|ST[1-4]", name)
    ]  # so the contract names the depth of the cloud and the stages of integration
    wrong = [name for name in ids if not re.fullmatch(r"[a-z0-9][a-z0-9_]*(\.L\d+(\.\d+)?|\.[a-z0-9_]+)*", name)]
    assert wrong == []


def test_the_ids_of_the_maturity_sheet_win() -> None:
    assert [name for name in ALL_IDS if re.match(r"warehousing(\.|$)", name)] == []


def test_hn_is_henan_and_never_hunan() -> None:
    for criteria in LIBRARY.criteria.values():
        names = [criteria.id, *ids_in(criteria.conditions)]
        if any(name.startswith("hn_") for name in names):
            assert criteria.jurisdiction.startswith("河南"), criteria.id
        if criteria.jurisdiction.startswith("湖南"):
            assert not any(name.startswith("hn") for name in names), criteria.id


def test_the_sets_have_the_names_that_others_script_against() -> None:
    assert {"hn_ws", "hn_fd", "hn_fp", "nat_b", "nat_a", "nat_e", "nat_p"} <= set(LIBRARY.criteria)
    assert {"digital_level", "cloud"} <= set(LIBRARY.standards)


def test_the_pool_has_stages_and_not_tiers() -> None:
    """Corrections: 储备/培育/提升 is `stage`, never `tier`."""
    for fact in LIBRARY.facts.values():
        if {"储备", "培育", "提升"} <= {option.name[:2] for option in fact.options}:
            assert "tier" not in fact.id


# ---- what must not be in it ----


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(content_root()).as_posix())
def test_a_file_names_no_machine_and_hides_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.:/])(/work/|/home/|/tmp/|/root/|[A-Z]:\\)", text)
    assert not [sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf"} and sign != "\n"]
    assert "\r" not in text
    assert text.endswith("\n")
    assert not re.search(r"TODO|FIXME|XXX|待补|lorem", text)


@pytest.mark.parametrize("store", STORES)
def test_no_text_is_padded_or_doubled(store: str) -> None:
    for item in getattr(LIBRARY, store).values():
        for text in texts_in(item):
            assert text == text.strip(), item
            assert "  " not in text, text
            assert not re.search(r"，，|。。|、、|，。|？？", text), text
