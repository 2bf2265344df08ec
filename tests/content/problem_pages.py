"""Makes docs/problems.md: every code with its texts, a file that gives it and the same file mended.

The examples are the files of tests/content/broken, so each is known to fail, or not to, as the page says.
`python -m tests.content.problem_pages docs/problems.md` writes the page.
"""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import groupby
from pathlib import Path

import diagnostics
from diagnostics.words.catalogue import LANGUAGE
from tests.content.broken_files import BROKEN_ANSWERS, BROKEN_FILES, BrokenFile

CATALOGUE = Path(diagnostics.__file__).parent / "words" / LANGUAGE

HEAD = """\
# 问题代码

`qizhen check` 检查内容，`qizhen score` 等命令读取答案文件时也检查。发现的问题一次全部列出，每一个都写明：

```
文件:行:列: 代码: 是什么问题
  为什么要紧
  怎么改
```

代码不会改变，也不会挪作他用。下面每个代码有三句话和一个例子：先是会报这个代码的写法，再是改好的写法。
标着 `←` 的是报出来的那一行；花括号里的是报的时候才填上的词。例子都由测试核对过（`tests/content/broken`）。

内容要先能完整读出来，才检查文件之间的关系（引用、权重、标记、绕圈、有没有人问）：先改好前面的，再查一次。

这一页由 `python -m tests.content.problem_pages docs/problems.md` 生成，不手改。
文字在 `diagnostics/catalogue`，例子在 `tests/content/broken`。
"""
FAMILIES = {
    "YAML": "文件写法", "FILE": "文件和文件夹", "KEY": "键", "TYPE": "类型和范围", "ID": "重复", "REF": "引用",
    "EXPR": "取值和条件", "FACT": "事实", "MAG": "数量级核对", "TABLE": "台账", "DERIVED": "派生事实", "CARD": "主题卡",
    "PAIN": "痛点", "PROP": "分寸",
    "TREE": "标准的指标树", "POINTS": "分值", "CRIT": "认定条件", "DATE": "日期", "DUE": "到期和期限",
    "STAT": "对标数据",
    "RANGE": "金额和月数", "REMEDY": "措施", "SOLVE": "措施和痛点", "SCOPE": "措施的范围", "ASK": "问供应商的话",
    "COV": "覆盖率", "DO": "做法", "MARK": "标记和来源", "CYCLE": "绕圈", "COH": "前后一致", "ALIAS": "别名",
    "CONF": "下结论的约定",
    "OVER": "本地内容", "ANS": "答案文件",
}  # fmt: skip
# what cannot be shown as a text
IN_WORDS = {
    "FILE-03": ("`--content D:\\内容`，没有这个文件夹。", "写对路径。"),
    "FILE-04": ("文件用 GBK（记事本的 ANSI）保存。", "另存为 UTF-8。"),
    "FILE-05": ("一个文件夹取名为 `facts.yaml`。", "文件夹改名，文件放进去。"),
    "FILE-07": ("把扫描件改名为 `policy.yaml` 放进内容文件夹。", "扫描件放到别处。"),
    "FILE-08": ("`--content` 指到一个空文件夹，或里面只有 Word 文件。", "指到有 `.yaml` 文件的文件夹。"),
    "ANS-01": ("`--answers 甲企业.yaml`，没有这个文件。", "写对路径。"),
    "ANS-02": ("答案文件用 GBK（记事本的 ANSI）保存。", "另存为 UTF-8。"),
    "ANS-03": ("把照片改名为 `firm.yaml`。", "照片放到别处，只在 evidence 里登记。"),
    "ANS-69": (
        "文件夹里有 `甲企业.yaml`，又有 `甲企业 (冲突的副本 2026-06-30).yaml`，两份代码相同。",
        "对照以后只留一份。",
    ),
    "ANS-55": ("`qizhen coverage` 指到一个没有答案文件的文件夹。", "指到有答案文件的文件夹。"),
}
_HEADER = re.compile(r"^(kind|id|title|edition|reviewed): ")


def documented_codes() -> dict[str, dict[str, str]]:
    """Return code → texts of everything that content and answers files can do wrong."""
    found: dict[str, dict[str, str]] = {}
    for name in ("content.toml", "answers.toml"):
        found |= tomllib.loads((CATALOGUE / name).read_text(encoding="utf-8"))["problems"]
    return found


def problems_page() -> str:
    """Return the whole page as Markdown."""
    examples: dict[str, list[BrokenFile]] = {}
    for broken in (*BROKEN_FILES, *BROKEN_ANSWERS):
        examples.setdefault(broken.code, []).append(broken)
    parts = [HEAD.strip()]
    for family, codes in groupby(documented_codes().items(), key=lambda item: item[0].rpartition("-")[0]):
        parts.append(f"## {FAMILIES[family]}（{family}）")
        parts += [_section(code, texts, examples.get(code, [])) for code, texts in codes]
    return "\n\n".join(parts) + "\n"


def _section(code: str, texts: dict[str, str], examples: list[BrokenFile]) -> str:
    what, why, do = (texts[part].replace("{{", "{").replace("}}", "}") for part in ("what", "why", "do"))
    lines = [f"### {code}", f"**{_plain(what)}**", f"{why} {_plain(do)}"]
    if code in IN_WORDS:
        wrong, right = IN_WORDS[code]
        lines += [f"会报：{wrong}", f"改好：{right}"]
    for example in examples[:1]:
        lines += [_block(example, mended=False), _block(example, mended=True)]
    return "\n\n".join(lines)


def _plain(text: str) -> str:
    """The near miss is an afterthought of the message; the page does without."""
    return text.replace("{near}", "").replace("{do}", "见报出的提示。")


def _block(example: BrokenFile, *, mended: bool) -> str:
    lines = (example.right if mended else example.wrong).rstrip("\n").split("\n")
    shown = []
    for number, line in enumerate(lines, 1):
        faulty = not mended and number == example.line
        if number == 1 and not mended:
            continue  # what is expected
        if _HEADER.match(line) and not faulty and not line.startswith(("kind: ", "id: ")):
            continue
        shown.append(f"{_short(line)}    # ←" if faulty else _short(line))
    return "\n".join(["改好：" if mended else "会报：", "", "```yaml", *shown, "```"])


def _short(line: str) -> str:
    return line if len(line) <= 160 else f"{line[:80]} … {line[-40:]}"


def main() -> None:
    """Write the page to the file named on the command line."""
    Path(sys.argv[1]).write_text(problems_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
