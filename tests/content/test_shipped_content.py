"""What the shipped content owes the people who are asked, the people who ask, and those who check.

One test is one rule about everything in the content; its failure lists whatever breaks it, with file and line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from diagnostics.content.checks.checking import marked_items
from diagnostics.content.library.loading import load_folders
from diagnostics.content.root import content_root
from diagnostics.content.yaml.layers import content_files
from diagnostics.model.content.expressions import Expression
from diagnostics.model.content.facts import Derived, Fact, FactTable, Question
from diagnostics.model.content.marks import JUDGED_MARKS, Mark
from tests.builders import shipped
from tests.offenders import assert_kept, assert_none

FILES = content_files(content_root())
STORES = ("facts", "derived", "tables", "scales", "cards", "sections", "plausibility", "standards", "criteria",
          "statistics", "policies", "remedies", "rules", "coverages", "sources", "pains", "due_dates")  # fmt: skip

# A terminal of 80 by 24: the question on two lines, the help on six (a table has the screen to itself), an option on
# three. Lists that are searched rather than read may be longer than the screen.
WIDTH = 76
LONGEST_ASK, LONGEST_HELP, LONGEST_EXAMPLE, LONGEST_OPTION = 2 * WIDTH, 6 * WIDTH, 4 * WIDTH, 3 * WIDTH
LONGEST_TABLE_HELP = 10 * WIDTH
MOST_OPTIONS = 18
SEARCHED = {"registered_province", "cloud_next_12m"}


def asked() -> list[tuple[Fact | Derived | FactTable, Question]]:
    stores = (shipped().facts, shipped().derived, shipped().tables)
    return [(item, item.question) for store in stores for item in store.values() if item.question is not None]


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


def all_ids() -> list[str]:
    return [name for store in STORES for item in getattr(shipped(), store).values() for name in ids_in(item)]


def test_the_shipped_content_has_no_problem() -> None:
    assert_none(load_folders([content_root()])[1])


def test_every_file_was_read() -> None:
    """A file of an unknown place or ending would silently not be there."""
    root = content_root()
    inside = [
        path for folder in ("questionnaires", "benchmarks") for path in (root / folder).rglob("*") if path.is_file()
    ]
    assert [path for path in inside if path not in FILES] == []
    assert len(FILES) > 80


# ---- questions ----


def test_a_question_says_what_is_asked_of_whom_where_and_what_proves_it() -> None:
    assert_kept(
        (
            item,
            {
                "the question is not Chinese": is_chinese(question.ask),
                "the help is not Chinese": is_chinese(question.help),
                "nobody is asked": question.who,
                "it is asked nowhere": question.where,
                "nothing proves it": question.evidence or getattr(item, "profile", False),
            },
        )
        for item, question in asked()
    )


def test_a_question_fits_a_small_terminal() -> None:
    assert_kept((item, fits(item, question)) for item, question in asked())


def fits(item: Fact | Derived | FactTable, question: Question) -> dict[str, object]:
    options = getattr(item, "options", ())
    longest_help = LONGEST_TABLE_HELP if isinstance(item, FactTable) else LONGEST_HELP
    return {
        "the question is too long": columns(question.ask) <= LONGEST_ASK,
        "the help is too long": columns(question.help) <= longest_help,
        "the example is too long": columns(question.example) <= LONGEST_EXAMPLE,
        "it has too many options": len(options) <= MOST_OPTIONS or item.id in SEARCHED,
        **{f"the name of {each.id} is too long": columns(each.name) <= WIDTH for each in options},
        **{f"the anchor of {each.id} is too long": columns(each.anchor) <= LONGEST_OPTION for each in options},
    }


def test_a_question_is_one_plain_sentence() -> None:
    assert_kept(
        (
            item,
            {
                "the question is no sentence": question.ask.endswith(("？", "。", "?")),
                "the question has several lines": "\n" not in question.ask,
                "it names an id": not re.search(r"[a-z]+_[a-z]+", question.ask + question.help + question.example),
                "it has no name": item.name,
            },
        )
        for item, question in asked()
    )


def test_a_card_fits_a_small_terminal() -> None:
    cards = shipped().cards.values()
    assert_kept(
        (
            card,
            {
                "the question is not Chinese": is_chinese(card.ask),
                "the question is too long": columns(card.ask) <= LONGEST_ASK,
                "the help is too long": columns(card.help) <= LONGEST_HELP,
                "it has too few or too many rungs": 2 <= len(card.ladder) <= 7,
            },
        )
        for card in cards
    )
    assert_kept(
        (
            rung,
            {
                "the name is not Chinese": is_chinese(rung.name) or columns(rung.name) <= 20,
                "the name is too long": columns(rung.name) <= WIDTH,
                "the anchor is too long": columns(rung.anchor) <= LONGEST_OPTION,
                "it suggests nothing": rung.suggests,
            },
        )
        for card in cards
        for rung in card.ladder
    )


# ---- whose word it is ----


def test_official_is_only_what_an_authority_said() -> None:
    official = [item for item in marked_items(shipped()) if item.mark == Mark.official]
    assert_kept(
        (item, {"its sources are not official": any(official_source(each) for each in item.source)})
        for item in official
    )


def official_source(name: str) -> bool:
    return shipped().sources[name].mark == Mark.official


def test_only_the_two_documents_that_were_read_in_full_are_official() -> None:
    """Corrections, first table: the policy text of 2022 and S70, nothing else."""
    official = {source.number for source in shipped().sources.values() if source.mark == Mark.official}
    assert official == {"郑政办〔2022〕36号", "工信厅联通装函〔2025〕251号"}


def test_whoever_judged_is_named_where_no_source_is() -> None:
    assert_kept(
        (item, {"it has no source and nobody judged": item.source or (item.mark in JUDGED_MARKS and item.judge)})
        for item in marked_items(shipped())
    )


def test_every_mark_in_use_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs" / "content-format.md").read_text(encoding="utf-8")
    assert_kept((item, {f"no word on {item.mark.name}": item.mark.name in page}) for item in marked_items(shipped()))


def test_addresses_are_those_of_authorities() -> None:
    others = re.compile(r"(?<!gov\.cn)https?://|公众号|weixin|zhihu|csdn|baijiahao")
    assert_kept(
        (
            source,
            {
                "the address is not an authority's": not source.url
                or re.match(r"https?://([\w-]+\.)*gov\.cn/", source.url),
                "it names another place": not others.search(source.issuer + source.title + source.note),
            },
        )
        for source in shipped().sources.values()
    )


def test_a_set_known_in_part_is_not_complete() -> None:
    complete = [each for each in shipped().criteria.values() if each.complete]
    assert_none(f"{each.place}: {each.id}" for each in complete if each.mark != Mark.official)


# ---- ids ----


def test_ids_are_lower_case_words() -> None:
    ids = [
        name for name in all_ids() if not re.fullmatch(r"C[0-4]|ST[1-4]", name)
    ]  # so the contract names the depth of the cloud and the stages of integration
    assert_none(name for name in ids if not re.fullmatch(r"[a-z0-9][a-z0-9_]*(\.L\d+(\.\d+)?|\.[a-z0-9_]+)*", name))


def test_the_ids_of_the_maturity_sheet_win() -> None:
    assert_none(name for name in all_ids() if re.match(r"warehousing(\.|$)", name))


def test_hn_is_henan_and_never_hunan() -> None:
    for criteria in shipped().criteria.values():
        names = [criteria.id, *ids_in(criteria.conditions)]
        if any(name.startswith("hn_") for name in names):
            assert criteria.jurisdiction.startswith("河南"), criteria.id
        if criteria.jurisdiction.startswith("湖南"):
            assert not any(name.startswith("hn") for name in names), criteria.id


def test_the_sets_have_the_names_that_others_script_against() -> None:
    assert {"hn_ws", "hn_fd", "hn_fp", "nat_b", "nat_a", "nat_e", "nat_p"} <= set(shipped().criteria)
    assert {"digital_level", "cloud"} <= set(shipped().standards)


def test_the_pool_has_stages_and_not_tiers() -> None:
    """Corrections: 储备/培育/提升 is `stage`, never `tier`."""
    stages = {"储备", "培育", "提升"}
    pool = [fact for fact in shipped().facts.values() if stages <= {option.name[:2] for option in fact.options}]
    assert_none(f"{fact.place}: {fact.id}" for fact in pool if "tier" in fact.id)


# ---- what must not be in it ----

NEVER_IN_A_FILE = {
    "a folder of a machine": re.compile(r"(?<![\w.:/])(/work/|/home/|/tmp/|/root/|[A-Z]:\\)"),
    "what was left to do": re.compile(r"TODO|FIXME|XXX|待补|lorem"),
    "no line end at its end": re.compile(r"(?<!\n)\Z"),
}


def test_a_file_names_no_machine_and_hides_nothing() -> None:
    assert_none(fault for path in FILES for fault in faults_of_file(path))


def faults_of_file(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    found = [(each.start(), wrong) for wrong, never in NEVER_IN_A_FILE.items() for each in never.finditer(text)]
    found += [
        (at, f"U+{ord(sign):04X}")
        for at, sign in enumerate(text)
        if unicodedata.category(sign) in {"Cc", "Cf"} and sign != "\n"
    ]
    yield from (f"{path}:{text.count(chr(10), 0, at) + 1}: {wrong}" for at, wrong in sorted(found))


def test_no_text_is_padded_or_doubled() -> None:
    assert_kept(
        (
            item,
            {
                f"padded or doubled: {text!r}": text == text.strip()
                and "  " not in text
                and not re.search(r"，，|。。|、、|，。|？？", text)
                for text in texts_in(item)
            },
        )
        for store in STORES
        for item in getattr(shipped(), store).values()
    )
