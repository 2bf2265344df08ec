"""Make `sample.docx`: a client's template that uses what a template can use; docs/templates.md explains it.

Run it after `make_reference.py`, whose styles it takes. The same script and the same python-docx give the same text.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx

HERE = Path(__file__).resolve().parent


def make_sample() -> bytes:
    """Return the bytes of the template."""
    word = docx.Document(str(HERE.parent / "reference.docx"))
    body = word.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    word.add_paragraph("{{ firm.name }}数字化诊断方案", style="Title")
    word.add_paragraph("诊断日期：{{ as_of }}　　报告日期：{{ report_date }}", style="Subtitle")
    word.add_paragraph("企业基本情况", style="Heading 1")
    grid = word.add_table(rows=4, cols=2, style="企诊表格")
    texts = (
        ("项目", "内容"),
        ('{%tr for row in rows("profile") %}', ""),
        ('{{ row["项目"] }}', '{{ row["内容"] }}'),
        ("{%tr endfor %}", ""),
    )
    for row, pair in zip(grid.rows, texts, strict=True):
        for cell, text in zip(row.cells, pair, strict=True):
            cell.text = text
            cell.paragraphs[0].style = word.styles["企诊表文"]
    for line in (
        '{%p if "equipment" in tables %}',
        '{{p table("equipment") }}',
        "{%p endif %}",
        '{%p if "systems" in tables %}',
        '{{p table("systems") }}',
        "{%p endif %}",
    ):
        word.add_paragraph(line, style="企诊正文")
    word.add_paragraph("诊断结论", style="Heading 1")
    word.add_paragraph("{{ owner.conclusion }}", style="企诊正文")
    for line in ('{%p if "levels" in figures %}', '{{p figure("levels") }}', "{%p endif %}"):
        word.add_paragraph(line, style="企诊正文")
    word.add_paragraph("主要问题", style="Heading 1")
    word.add_paragraph("{%p for pain in findings.pain %}", style="企诊正文")
    word.add_paragraph("{{ loop.index }}. {{ pain.title }}：{{ pain.effect }}", style="企诊正文")
    word.add_paragraph("{%p endfor %}", style="企诊正文")
    word.add_paragraph("先办的事", style="Heading 1")
    word.add_paragraph("{%p for action in owner.actions %}", style="企诊正文")
    word.add_paragraph("{{ action.name }}：{{ action.what }}（{{ action.who }}牵头）", style="企诊正文")
    word.add_paragraph("{%p endfor %}", style="企诊正文")
    word.add_paragraph('{{p signature("seals") }}', style="企诊正文")
    made = io.BytesIO()
    word.save(made)
    fixed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), source.read(entry))
    return fixed.getvalue()


if __name__ == "__main__":
    (HERE / "sample.docx").write_bytes(make_sample())
