"""What reports cost, as ratios of one run; the seconds are printed, never asserted.

`python -m pytest -m long -s tests/performance/test_report.py` prints them: a frozen bench report (3 charts, 6 tables,
120 answer rows) and the full report of an example firm, in every format, cold, warm and by two processes.
"""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
import typst

from diagnostics.model.document import (
    Align,
    Block,
    Document,
    DocumentCell,
    Figure,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    Run,
    Table,
)
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.report_documents import FORMATS
from diagnostics.report.charts import Spoke, draw_criteria_gaps, draw_scene_radar, draw_score_bars
from diagnostics.report.formats.docx import drawings, render_docx
from diagnostics.report.formats.fonts import find_fonts
from diagnostics.report.formats.formats import Paper, render
from diagnostics.report.formats.html import render_html
from diagnostics.report.formats.pdf import Pages
from diagnostics.report.formats.pictures import draw_pictures
from tests.report.reading import EXAMPLES
from tests.report.sample import BINDING, CLAIMED, SCENES, VERIFIED, gap_rows, score_rows

pytestmark = pytest.mark.long
Made = TypeVar("Made")
PAPER = Paper(date(2026, 6, 30))
ROOT = Path(__file__).parents[2]
# Rows and columns of the six tables: profile, domains, gaps, recommendations, policies, questions and answers.
TABLES = ((6, 2), (12, 4), (40, 5), (15, 4), (12, 5), (120, 4))
SENTENCE = "本次诊断查看了凭证并访谈了负责人，现状与要求之间的差距见下表，先做不花钱的，再做见效快的。"
BATCH = 24
LEFT: Align = "left"
FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(find_fonts().folder)])


def charts() -> list[str]:
    spokes = [
        Spoke(name=a, claimed=b, verified=c, binding=a in BINDING)
        for a, b, c in zip(SCENES, CLAIMED, VERIFIED, strict=True)
    ]
    return [draw_scene_radar(spokes), draw_score_bars(score_rows()), draw_criteria_gaps(*gap_rows())]


def bench_document(number: int = 0, rows: int = 1) -> Document:
    """The bench report of one firm; `rows` times as many rows of answers."""
    blocks: list[Block] = [
        Heading(1, "一页通", "page", numbered=False),
        Paragraph((Run(SENTENCE),), "lead"),
        PageBreak(),
    ]
    for at, svg in enumerate(charts()):
        blocks += [
            Heading(1, f"章 {at}", f"c{at}"),
            Paragraph((Run(SENTENCE * 4),)),
            Figure(id=f"g{at}", caption="图", svg=svg, alt="图"),
        ]
    for at, (count, columns) in enumerate(TABLES):
        count *= rows if count == 120 else 1
        cells = tuple(
            tuple(DocumentCell(f"{number}-{row} {SENTENCE[: 8 + 5 * (c % 3)]}") for c in range(columns))
            for row in range(count)
        )
        widths = tuple(1.0 + c for c in range(columns))
        table = Table(
            id=f"t{at}",
            caption=f"表 {at}",
            heads=tuple(f"列{c}" for c in range(columns)),
            widths=widths,
            aligns=(LEFT,) * columns,
            rows=cells,
        )
        blocks += [Heading(2, f"节 {at}", f"s{at}"), Paragraph((Run(SENTENCE * 3),)), table]
    blocks += [ListBlock(tuple((Run(f"建议 {at}：", bold=True), Run(SENTENCE)) for at in range(15)))]
    return Document(title="诊断报告", blocks=tuple(blocks), subtitle=f"示例 {number} 号（虚构）", layout="paper")


def bench(number: int) -> int:
    """Make one bench report in every format; return its size."""
    return sum(map(len, render(bench_document(number), FORMATS, PAPER).values()))


def seconds(action: Callable[[], object], times: int = 3) -> float:
    """Processor time of all threads, the best of some runs: other work on the machine does not count."""
    found = []
    for _ in range(times):
        start = time.process_time()
        action()
        found.append(time.process_time() - start)
    return min(found)


def empty_page() -> object:
    """The least that typst can do: one page with one character in our font."""
    source = b'#set text(font: "Noto Sans SC")\n' + "页".encode()
    compiler = typst.Compiler(font_paths=FONTS)
    return compiler.compile(source, format="pdf")


def report(text: str) -> None:
    print(f"\n  {text}")


def test_the_bench_report_in_every_format() -> None:
    bench(0)
    document = bench_document(1)
    drawn = seconds(charts)
    page = seconds(empty_page)
    pages = Pages(bench_document(2))
    laid_out = seconds(pages.heading_pages, 1)
    written = seconds(lambda: pages.pdf(PAPER.written_on))
    pictures = draw_pictures(drawings(document))
    rasters = seconds(lambda: draw_pictures(drawings(bench_document(3))), 1)
    word = seconds(lambda: render_docx(document, PAPER.written_on, pictures=pictures))
    html = seconds(lambda: render_html(document))
    whole = min(seconds(lambda at=at: bench(at), 1) for at in range(4, 7))  # type: ignore[misc]
    report(
        f"bench report: {whole:.3f} s all formats and charts; charts {drawn:.3f} ({drawn / 3:.3f} each), layout "
        f"{laid_out:.3f}, PDF {written:.3f}, PNG of charts {rasters:.3f}, DOCX {word:.3f}, HTML {html:.3f}; "
        f"empty page of typst {page:.3f}; all formats are {whole / drawn:.1f} times the charts alone"
    )
    apart = sum(seconds(lambda each=each: render(bench_document(9), (each,), PAPER), 1) for each in FORMATS)  # type: ignore[misc]
    assert whole < apart, "formats share charts and layout"
    assert word < laid_out + drawn, "tables of a DOCX are built in bulk"


def test_ten_times_the_rows_cost_about_ten_times_as_much() -> None:
    def word(rows: int) -> float:
        document = bench_document(0, rows)
        pictures = draw_pictures(drawings(document))
        return seconds(lambda: render_docx(document, PAPER.written_on, pictures=pictures), 2)

    few, many = word(1), word(10)
    report(f"DOCX of 1,200 answer rows against 120: {many / few:.1f} times (205 to 1,285 rows)")
    assert many / few < 16  # quadratic would be above 36


def test_a_batch_by_two_processes_and_a_cold_start() -> None:
    begun = time.perf_counter()
    for at in range(100, 106):
        bench(at)
    alone = (time.perf_counter() - begun) / 6
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        sizes = pool.map(bench, range(BATCH), chunksize=1)
    batch = (time.perf_counter() - start) / BATCH
    code = "from tests.performance.test_report import bench; bench(1)"
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    cold = time.perf_counter() - begun
    report(
        f"bench report by the clock: {batch:.3f} s each of {BATCH} by 2 processes, start-up included; "
        f"alone {alone:.3f}; cold {cold:.2f}"
    )
    assert len(sizes) == BATCH
    assert batch < alone * 1.6, "two processes are not slower than one"


def in_full(paths: Sequence[Path]) -> tuple[dict[str, float], int]:
    """Make the full reports of some firms, diagnosed together; processor seconds per stage, and pages, of all of them.

    No firm comes twice in a process: typst would remember its pages.
    """
    from diagnostics.briefing.report_input import brief
    from diagnostics.cli.main import collect_seldom
    from diagnostics.delivery.checks import check_report
    from diagnostics.diagnosis.diagnose import diagnose
    from diagnostics.report.narrative.building import build_documents, collect
    from tests.builders import AS_OF, shipped

    spent: dict[str, float] = {}

    def timed(stage: str, action: Callable[[], Made]) -> Made:
        start = time.process_time()
        made = action()
        spent[stage] = spent.get(stage, 0.0) + time.process_time() - start
        return made

    collect_seldom()
    shipped()
    bench(0)  # what a process does once is not counted: content, fonts, templates
    firms = [timed("answers", partial(firm_of, path)) for path in paths]
    pages = 0
    for diagnosis in timed("diagnosis", partial(diagnose, firms, shipped(), AS_OF)):
        given = timed("ways and plans", partial(brief, diagnosis, AS_OF, AS_OF, with_plan=True))
        told = timed("charts and tables", partial(collect, given))
        documents = timed("sentences", partial(build_documents, given, told=told))
        timed("checks", partial(check_report, given, documents, diagnosis=diagnosis))
        document, owner = documents["bureau"], documents["owner"]  # the longest, and the one that is a picture
        laid_out = Pages(document)
        pages += max(timed("layout", laid_out.heading_pages).values())
        timed("PDF", partial(laid_out.pdf, PAPER.written_on))
        timed("HTML", partial(render, document, ("html",), PAPER))
        pictures = timed("PNG of charts", partial(draw_pictures, drawings(document)))
        timed("DOCX", partial(render_docx, document, PAPER.written_on, pictures=pictures))
        timed("long picture", partial(render, owner, ("png",), PAPER))
    return spent, pages


def firm_of(path: Path) -> FirmAnswers:
    from diagnostics.answers.files.file import read_answers
    from tests.builders import AS_OF, shipped

    firm, _ = read_answers(path, shipped(), as_of=AS_OF)
    assert firm is not None
    return firm


def test_the_full_report_by_two_processes() -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        runs = pool.map(in_full, [EXAMPLES, EXAMPLES], chunksize=1)
    count = len(runs) * len(EXAMPLES)
    each = {stage: sum(spent[stage] for spent, _ in runs) / count for stage in runs[0][0]}
    whole, pages = sum(each.values()), sum(pages for _, pages in runs) / count
    for stage, cost in each.items():
        report(f"{stage:<18}{cost * 1000:6.0f} ms{cost / whole:6.0%}")
    report(
        f"full report of {pages:.0f} pages: {whole:.2f} s of a processor, {whole / pages * 1000:.0f} ms per page; on "
        f"two processors {whole / 2:.2f} s each, 2,600 in {whole / 2 * 2600 / 60:.0f} minutes"
    )
    assert each["sentences"] + each["DOCX"] + each["HTML"] < each["layout"], "text is cheap beside its pages"
    assert each["checks"] < each["diagnosis"], "nothing is diagnosed twice"


def test_firms_diagnosed_together_cost_less_than_one_by_one() -> None:
    from diagnostics.diagnosis.diagnose import diagnose
    from tests.builders import AS_OF, shipped

    firms = [firm_of(path) for path in EXAMPLES] * 3
    diagnose(firms[:1], shipped(), AS_OF)
    alone = seconds(lambda: [diagnose([each], shipped(), AS_OF) for each in firms[:3]], 2) / 3
    together = seconds(lambda: diagnose(firms, shipped(), AS_OF), 2) / len(firms)
    report(f"a diagnosis alone {alone:.3f} s, one of {len(firms)} {together:.3f} s: {alone / together:.1f} times less")
    assert together < alone
