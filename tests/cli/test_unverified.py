"""`check --unverified`: nothing weak is left out, the weakest first."""

from __future__ import annotations

from fractions import Fraction

from diagnostics.cli.text.unverified import groups_of, unverified_items, unverified_lines
from diagnostics.model.content.criteria import CriteriaSet, Criterion
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.policies import Source, Statistic
from diagnostics.words.problems import Place


def condition(key: str, mark: Mark, line: int, source: tuple[str, ...] = ()) -> Criterion:
    return Criterion(id=key, name=key, mark=mark, source=source, place=Place("set.yaml", line))


def small_library() -> Library:
    conditions = (
        condition("a", Mark.official, 10, ("doc",)),
        condition("b", Mark.secondary, 20, ("doc",)),
        condition("c", Mark.secondary, 30, ("doc",)),
        condition("d", Mark.uncertain, 40),
    )
    criteria = CriteriaSet(
        id="set",
        title="某省智能工厂",
        edition="2025",
        jurisdiction="某省",
        judges="site",
        complete=False,
        conditions=conditions,
        mark=Mark.secondary,
        place=Place("set.yaml", 1),
    )
    statistic = Statistic(
        id="s",
        name="s",
        value=Fraction(1),
        unit="%",
        measure="count",
        scope="",
        date="2024",
        mark=Mark.house,
        place=Place("n.yaml", 5),
    )
    source = Source(id="doc", issuer="某厅", title="某通知", mark=Mark.secondary, number="〔2025〕1号")
    return Library(criteria={"set": criteria}, statistics={"s": statistic}, sources={"doc": source})


def test_every_item_that_is_not_official_is_found_once() -> None:
    found = {item.id: item.mark for item in unverified_items(small_library())}
    assert found == {
        "set": Mark.secondary,
        "b": Mark.secondary,
        "c": Mark.secondary,
        "d": Mark.uncertain,
        "s": Mark.house,
    }


def test_groups_come_weakest_first() -> None:
    groups = groups_of(unverified_items(small_library()))
    assert [group.mark.name for group in groups] == ["uncertain", "house", "secondary", "secondary"]
    assert [len(group.items) for group in groups] == [1, 1, 2, 1]


def test_a_group_says_where_to_look_and_what_to_compare_with() -> None:
    library = small_library()
    text = "\n".join(unverified_lines(groups_of(unverified_items(library)), library))
    assert "某省智能工厂（set）：2 条" in text
    assert "set.yaml 第 20、30 行" in text
    assert "某厅 某通知 〔2025〕1号［doc］" in text
