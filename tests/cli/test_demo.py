"""`qizhen demo`: every document of one firm, the owner's pages and the result of each, the city."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from diagnostics.cli.main import main
from tests.report.reading import FIRMS

OWNERS = {"老板看的.pdf", "老板看的.png", "诊断结果.json"}
REST = {"企业报告.html", "企业报告.docx", "企业报告.pdf", "证据册.html", "证据册.pdf"}


def test_the_demo_shows_three_documents_of_one_firm_and_the_owner_s_pages_of_the_others(tmp_path: Path) -> None:
    assert main(["demo", "--out", str(tmp_path)]) == 0
    files = defaultdict(set)
    for path in tmp_path.iterdir():
        firm, _, what = path.name.rpartition("-")
        files[firm].add(what)
    city = files.pop("")
    assert {Path(name).suffix for name in city} == {".json", ".html", ".xlsx", ".docx"}
    assert len(files) == len(FIRMS)
    assert sorted(files.values(), key=len) == [*[OWNERS] * (len(FIRMS) - 1), OWNERS | REST]
