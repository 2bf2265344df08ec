"""A small document with every kind of block but no drawing of charts, for the golden page.

`python -m tests.report.mini` writes `golden/mini.html` anew; a person then reads the difference.
"""

from __future__ import annotations

from pathlib import Path

from diagnostics.model.document import (
    Box,
    Boxes,
    Document,
    DocumentCell,
    Figure,
    Heading,
    ListBlock,
    MetaItem,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    SignaturePlace,
    Table,
)
from diagnostics.report.formats.html import render_html

GOLDEN = Path(__file__).parent / "golden" / "mini.html"
SVG = '<svg width="9pt" height="9pt" viewBox="0 0 9 9"><g id="a"><path id="b" clip-path="url(#a)"/></g></svg>'


def mini_document(title: str = "诊断报告") -> Document:
    """Make the document."""
    return Document(
        title=title,
        subtitle="甲 & 乙 <精工> 有限公司",
        meta=(MetaItem("诊断日期", "2026年6月30日"),),
        blocks=(
            Heading(1, "一页通", "section-1", numbered=False),
            Paragraph((Run("结论："), Run("可以申报", bold=True)), "lead"),
            Boxes("four", (Box("数字化水平", "二级", "53.95 分", "good"), Box("上云", "未核实"))),
            Signature("seals", (SignaturePlace("企业", "（盖章）"),)),
            PageBreak(),
            Heading(1, "现状", "section-2"),
            Heading(2, "设备", "section-2-1"),
            Heading(3, "联网", "section-2-1-1"),
            Paragraph((Run("正文。"),)),
            ListBlock(((Run("甲"),), (Run("乙", bold=True),))),
            ListBlock(((Run("先"),),), ordered=True),
            Table(
                id="gaps",
                caption="差距",
                heads=("条件", "现状"),
                widths=(2, 1),
                aligns=("left", "right"),
                rows=((DocumentCell("数控化率", strong=True), DocumentCell("38%\n（自报）", tone="bad")),),
            ),
            Figure(id="radar", caption="雷达", svg=SVG, alt='十六个场景 "甲"', width_mm=80.0),
            Paragraph((Run("小字"),), "note"),
        ),
    )


def body_of(page: str) -> str:
    """Return the part of the page below the style sheet, which changes for other reasons."""
    return page[page.index("<body") :]


if __name__ == "__main__":
    GOLDEN.write_text(body_of(render_html(mini_document())), encoding="utf-8", newline="\n")
