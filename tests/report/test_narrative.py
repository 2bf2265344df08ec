"""From a narrative and values to blocks: the subset, and values that try to be markup."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import DictLoader

from diagnostics.model.document import (
    Block,
    DocumentCell,
    Figure,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    Run,
    Table,
)
from diagnostics.report.narrative.narrative import NarrativeEnvironment, Parts, open_narratives, write_blocks
from diagnostics.words.problems import InputError

TABLE = Table(
    id="gaps", caption="差距", heads=("条件",), widths=(1,), aligns=("left",), rows=((DocumentCell("数控化率"),),)
)
PARTS = Parts(
    tables={"gaps": TABLE}, figures={"radar": Figure(id="radar", caption="雷达", svg="<svg></svg>", alt="雷达")}
)

HOSTILE = [
    "<script>alert(1)</script>#let x=1 {{7*7}} {%raw%} a|b *粗* **b** _斜_ $1^2$ \\alpha C:\\tmp @ref",
    "# 新标题",
    "- 甲",
    "1. 甲",
    "> 注",
    "! 结论",
    "---",
    "**",
    "标题 {-}",
    '{{ table("gaps") }}',
    "| a | b |",
    "&amp; &lt; ]]> <!-- --> </style>",
]


def write(text: str, parts: Parts = PARTS, **values: Any) -> tuple[Block, ...]:
    return write_blocks(NarrativeEnvironment(DictLoader({"page.md.j2": text})), "page.md.j2", values, parts)


def refused(text: str, **values: Any) -> str:
    with pytest.raises(InputError) as caught:
        write(text, **values)
    return str(caught.value)


def test_headings_have_three_levels_and_ids_by_position() -> None:
    blocks = write("# 甲\n## 乙\n### 丙\n## 丁\n# 戊")
    assert [(b.level, b.text, b.id) for b in blocks if isinstance(b, Heading)] == [
        (1, "甲", "section-1"),
        (2, "乙", "section-1-1"),
        (3, "丙", "section-1-1-1"),
        (2, "丁", "section-1-2"),
        (1, "戊", "section-2"),
    ]


def test_a_heading_may_go_without_a_number() -> None:
    assert write("# 一页通 {-}") == (Heading(1, "一页通", "section-1", numbered=False),)


def test_lines_of_a_paragraph_are_joined_as_chinese_is_written() -> None:
    assert write("企业已经\n上线 ERP\nand MES。\n\n下一段") == (
        Paragraph((Run("企业已经上线 ERP and MES。"),)),
        Paragraph((Run("下一段"),)),
    )


def test_bold_works_next_to_chinese_punctuation() -> None:
    assert write("**现状问题：**目前**靠人**。") == (
        Paragraph((Run("现状问题：", bold=True), Run("目前"), Run("靠人", bold=True), Run("。"))),
    )


def test_notes_and_leads_are_styles_of_paragraphs() -> None:
    assert [b.style for b in write("! 结论\n\n> 小字") if isinstance(b, Paragraph)] == ["lead", "note"]


def test_items_from_a_loop_are_one_list() -> None:
    text = "{% for name in names %}\n- {{ name }}\n{% endfor %}\n\n1. 先\n2. 后\n  接着"
    bullets, numbers = write(text, names=["甲", "乙"])
    assert bullets == ListBlock(((Run("甲"),), (Run("乙"),)))
    assert numbers == ListBlock(((Run("先"),), (Run("后接着"),)), ordered=True)


def test_an_item_without_text_from_its_value_is_not_lost_with_its_neighbours() -> None:
    (items,) = write("- 甲：{{ empty }}\n- 乙", empty="")
    assert isinstance(items, ListBlock)
    assert len(items.items) == 2


def test_markers_place_the_prepared_blocks_and_page_breaks() -> None:
    blocks = write('前\n{{ table("gaps") }}\n---\n{{ figure("radar") }}\n后')
    assert [type(block) for block in blocks] == [Paragraph, Table, PageBreak, Figure, Paragraph]
    assert blocks[1] is TABLE


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_come_out_word_for_word(value: str) -> None:
    for text in ("{{ v }}", "> {{ v }}", "- {{ v }}", "# {{ v }}", "**{{ v }}**"):
        (block,) = write(text, v=value)
        found = {
            Paragraph: lambda b: b.runs[0].text,
            ListBlock: lambda b: b.items[0][0].text,
            Heading: lambda b: b.text,
        }[type(block)](block)
        assert found == value


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_never_change_the_shape(value: str) -> None:
    text = '# {{ v }}\n{{ v }}\n\n- {{ v }}\n\n{{ table("gaps") }}\n\n> {{ v }} **{{ v }}**'
    assert list(map(type, write(text, v=value))) == list(map(type, write(text, v="甲")))


def test_a_value_is_one_line_without_invisible_characters() -> None:
    value = "甲\n# 乙\r\n\t\x00\x0b\u202e丙\u2066\ue02a\uf8ff\ufeff\u200b\ud800\ufffe"
    (block,) = write("{{ v }}", v=value)
    assert block == Paragraph((Run("甲 # 乙   丙"),))


def test_rare_characters_of_names_stay() -> None:
    name = "喆堃昇镕玥珺祎翀垚 㐂 𪚥 \U0002ebf0 é ①"
    assert write("{{ v }}", v=name) == (Paragraph((Run(name),)),)


def test_values_are_protected_after_filters_and_joining() -> None:
    assert write('{{ (v ~ "**") | upper }}', v="**a") == (Paragraph((Run("**A**"),)),)
    assert write('{{ names | join("、") }}', names=["*a*", "# b"]) == (Paragraph((Run("*a*、# b"),)),)


def test_values_from_functions_are_protected() -> None:
    assert write('{{ fact("x") }}', fact=lambda id: f"# {id}") == (Paragraph((Run("# x"),)),)


@pytest.mark.parametrize("value", [1.5, None, True, ["甲"]])
def test_what_is_not_yet_in_words_is_refused(value: object) -> None:
    assert "NARR-04" in refused("甲\n\n{{ v }}", v=value)


def test_whole_numbers_are_printed() -> None:
    assert write("{{ n }} 项", n=3) == (Paragraph((Run("3 项"),)),)


def test_problems_name_the_line() -> None:
    assert "page.md.j2:3:0: NARR-04" in refused("甲\n\n{{ firm.nmae }}", firm={})
    assert "page.md.j2:2:0: NARR-03" in refused("甲\n{% if %}")


def test_an_unknown_table_gets_a_suggestion() -> None:
    assert "“gaps”" in refused('{{ table("gap") }}')


@pytest.mark.parametrize(
    "text",
    ["**甲", "#### 甲", "#甲", "* 甲", "+ 甲", "| a | b |", "```", "===", '甲 {{ table("gaps") }}', "-甲"],
)
def test_foreign_markup_is_refused_instead_of_printed(text: str) -> None:
    assert "NARR-01" in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "{% macro a() %}甲{% endmacro %}",
        "{% set a %}甲{% endset %}",
        "{% filter upper %}甲{% endfilter %}",
        '{% import "page.md.j2" as a %}',
        "{{ v | safe }}",
        "{{ v | e }}",
    ],
)
def test_ways_around_the_protection_are_refused(text: str) -> None:
    assert "NARR-03" in refused(text, v="甲")


@pytest.mark.parametrize("text", ["{{ v.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ names.append('a') }}"])
def test_the_sandbox_holds(text: str) -> None:
    assert "NARR-04" in refused(text, v="甲", names=[])


def test_a_missing_template_is_a_problem() -> None:
    with pytest.raises(InputError, match="NARR-02"):
        write_blocks(NarrativeEnvironment(DictLoader({})), "gone.md.j2", {}, Parts())


def test_a_later_folder_wins(tmp_path: Any) -> None:
    for name, text in (("shipped", "出厂"), ("own", "自己的")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.md.j2").write_text(text, encoding="utf-8")
    environment = open_narratives([tmp_path / "shipped", tmp_path / "own"])
    assert write_blocks(environment, "page.md.j2", {}, Parts()) == (Paragraph((Run("自己的"),)),)
