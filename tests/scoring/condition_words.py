"""Makes docs/condition-words.md: what the product prints for every form of a condition, plain and inside `none`.

The forms are those of `content.language.forms`; the sentences are printed by the product for firms made up here.
`python -m tests.scoring.condition_words docs/condition-words.md` writes the page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from diagnostics.content.language.forms import CONDITION_FORMS, TESTS, VALUE_FORMS
from diagnostics.model.content.criteria import condition_of
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.results import Reason
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from diagnostics.words.catalogue import name_of
from tests.builders import AS_OF, JUDGED, content, firm

CONTENT = Path(__file__).with_suffix(".yaml")
STATES = ("met", "not_met", "unknown", "na")

HEAD = """\
# 条件怎么说

条件语言的每一种写法，产品印出来是什么句子：正着说（条件本身），反着说（写在 `none` 里，要求它不成立）；
满足、不满足、待查、答了“不适用”各一句。“—”表示这种写法没有这种结果。

写法的总表只有一张（`diagnostics/content/language/forms.py`），加了写法而这里没有例子，测试就通不过。
句子在 `diagnostics/words/zh_CN` 的 `content.toml`（`[words]`）和 `explain.toml`；事实、台账和企业是为这一页编的
（`tests/scoring/condition_words.yaml`）。

这一页由 `python -m tests.scoring.condition_words docs/condition-words.md` 生成，不手改。
"""
ABOUT = {"value": "取值", "condition": "条件", "test": "比较和判断"}

# form → conditions that use it; most of them hold for the firm that has everything, and fail for the other.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "fact": ("{fact: rate, at_least: 50}", "{fact: rate, at_least: {fact: key_rate}}"),
    "official": ("{official: grown, at_least: 2}",),
    "field": ("{exists: systems, where: {field: fee, at_least: 3}}",),
    "constant": ("{fact: people, at_least: {constant: 100}}", "{fact: since, at_most: {constant: 2025-01-01}}"),
    "points": ("{points: planning, table: {l0: 0, l1: 2, l2: 5}, at_least: 4}",),
    "band": ("{band: {fact: rate}, from: [[50, 5], [20, 2], [0, 0]], at_least: 4}",),
    "count": (
        "{count: [{fact: rate, at_least: 50}, {fact: traced, is: true}, {fact: systems_used, has: mes}], at_least: 2}",
        "{count: [{fact: records, has: tax}, {any: [{fact: traced, is: false}, {fact: waste, more_than: 2}]}],"
        " at_most: 1}",
        "{count: {rows: systems, where: {field: item, in: [app]}}, at_least: 2}",
    ),
    "sum": ("{sum: systems.fee, at_least: 6}", "{sum: [{fact: people}, {fact: trained}], at_least: 200}"),
    "max": ("{max: systems.fee, at_least: 3}", "{max: [{fact: rate}, {fact: key_rate}], at_least: 50}"),
    "min": (
        "{min: systems.fee, where: {field: item, in: [app]}, at_least: 3}",
        "{min: [{fact: rate}, {fact: key_rate}], at_least: 50}",
    ),
    "latest": ("{latest: systems.fee, by: start_date, at_least: 3}",),
    "year": ("{year: revenue, at_least: 5000}", "{year: revenue, back: 2, at_least: 5000}"),
    "product": ("{product: [{fact: rate}, {fact: people}], at_least: 5000}",),
    "difference": ("{difference: [{fact: people}, {fact: trained}], at_most: 50}",),
    "ratio": (
        "{ratio: [{year: rd}, {year: revenue}], times: 100, at_least: 3}",
        "{ratio: [{fact: trained}, {fact: people}], at_least: 0.5}",
    ),
    "change": ("{change: {from: {year: revenue, back: 2}, to: {year: revenue, back: 1}}, at_least: 0.05}",),
    "mean": ("{mean: [{fact: rate}, {fact: key_rate}], at_least: 50}",),
    "mean_known": ("{mean_known: [{fact: rate}, {fact: key_rate}], at_least: 50}",),
    "score": ('{score: "digital:whole", at_least: 60}',),
    "answered_share": ('{answered_share: "digital:whole", at_least: 0.8}',),
    "level": ('{level: "digital:level", at_least: 2}',),
    "statistic": ("{fact: rate, more_than: {statistic: mean_rate}}",),
    "covered": ("{covered: systems_used, of: [erp, mes, qms], at_least: 2}",),
    "first_known": ('{first_known: [{official: grown}, {level: "digital:level"}], at_least: 2}',),
    "cases": ("{cases: [{when: {fact: traced, is: true}, value: 2}], otherwise: {constant: 0}, at_least: 2}",),
    "staircase": ('{staircase: [{score: "digital:p_rate"}, {score: "digital:p_plan"}], full_at: 20, at_least: 2}',),
    "days_since": ("{days_since: {fact: since}, at_least: 365}",),
    "as_of": ("{fact: since, at_most: {as_of: {years: -2}}}", "{fact: since, at_most: {as_of: 0}}"),
    "all": (
        "{all: [{fact: rate, at_least: 50}, {fact: traced, is: true}]}",
        "{all: [{all: [{fact: traced, is: true}, {fact: systems_used, has: erp}]}, {fact: systems_used, has: mes}]}",
        "{all: [{fact: rate, at_least: 50}, {any: [{fact: traced, is: true}, {fact: waste, at_most: 2}]},"
        " {none: [{fact: records, has_any: [enforced, tax]}]}]}",
    ),
    "any": (
        "{any: [{fact: rate, at_least: 50}, {fact: traced, is: true}]}",
        "{any: [{all: [{fact: rate, at_least: 50}, {fact: people, at_least: 100}]}, {fact: traced, is: true}]}",
    ),
    "none": (
        "{none: [{fact: records, has: enforced}]}",
        "{none: [{fact: records, has: enforced}, {fact: traced, is: false}, {fact: waste, more_than: 2}]}",
        "{none: [{fact: records, has: enforced}, {fact: records, has: tax}]}",
        "{none: [{all: [{fact: province, is: elsewhere}, {fact: people, less_than: 100}]}]}",
        "{none: [{none: [{fact: systems_used, has: mes}]}]}",
    ),
    "exists": (
        "{exists: systems}",
        "{exists: systems, where: {all: [{field: fee, at_least: 3}, {any: [{field: end_date, state: [unknown]},"
        " {field: end_date, at_least: {as_of: 0}}]}]}}",
        "{exists: systems, where: {field: start_date, at_most: {as_of: -90}},"
        " chained: {by: item, start: start_date, end: end_date, of: {field: item, in: [app]}}}",
    ),
    "table": ("{table: systems, state: [known]}", "{none: [{table: systems, state: [empty]}]}"),
    "condition": ("{condition: other}",),
    "at_least": ("{fact: planning, at_least: 1}",),
    "more_than": ("{fact: planning, more_than: 1}", "{year: revenue, more_than: {year: revenue, back: 2}}"),
    "at_most": ("{fact: waste, at_most: 2}",),
    "less_than": ("{fact: waste, less_than: {product: [{fact: rate}, 0.1]}}",),
    "equals": ("{fact: people, equals: 120}", "{fact: planning, equals: 2}"),
    "in": ("{fact: province, in: [here]}",),
    "has": ("{fact: systems_used, has: mes}", "{none: [{fact: systems_used, has: none}]}"),
    "has_all": ("{fact: systems_used, has_all: [erp, mes]}",),
    "has_any": ("{fact: systems_used, has_any: [mes, qms]}",),
    "is": ("{fact: traced, is: true}", "{fact: province, is: here}", "{fact: peers, is: holds}"),
    "state": ("{fact: since, state: [known]}", "{none: [{fact: since, state: [unknown, refused]}]}"),
}

_NA = {"state": "na", "reason": "只做来料加工"}
_HAS_ALL: dict[str, Any] = {
    "rate": 62, "key_rate": 60, "people": 120, "trained": 90, "waste": 1.2, "systems_used": ["erp", "mes"],
    "records": ["none"], "planning": "l2", "province": "here", "traced": True, "since": "2023-05-10",
    "peers": {"value": "holds", "reason": "协会数据"},
}  # fmt: skip
_HAS_LITTLE: dict[str, Any] = {
    "rate": 38, "key_rate": 45, "people": 60, "trained": 5, "waste": 4.5, "systems_used": ["none"],
    "records": ["enforced", "tax"], "planning": "l0", "province": "elsewhere", "traced": False, "since": "2026-05-10",
    "peers": {"value": "fails", "reason": "协会数据"},
}  # fmt: skip


@dataclass(frozen=True)
class Sentences:
    """What is printed for one condition: what it asks for, and by state what is said of a firm."""

    need: str
    by_state: dict[str, str]


def forms() -> tuple[str, ...]:
    """Return every form of the one table, and every test that may stand beside a value."""
    return (*VALUE_FORMS, *CONDITION_FORMS, *TESTS)


@cache
def firms() -> tuple[FirmAnswers, ...]:
    """Return a firm that has everything, one that has little, one empty one, one that nothing applies to."""
    rows = [{"item": "app", "start_date": "2024-01-10", "end_date": "2027-01-09", "fee": fee} for fee in (6, 4)]
    years = [{"year": 2024, "revenue": 7000, "rd": 200}, {"year": 2025, "revenue": 8200, "rd": 330}]
    poor = [{"year": 2024, "revenue": 3000, "rd": 10}, {"year": 2025, "revenue": 2700, "rd": 12}]
    mail = [{"item": "mail", "start_date": "2026-05-10", "end_date": "2026-06-01", "fee": 0.1}]
    result = {"instrument": "grown", "date": "2026-03-02"}
    na = {name: _NA for name in _HAS_ALL if name != "peers"}
    return (
        firm(_HAS_ALL, library=library(), systems=rows, years=years, official_results=[{**result, "level": 2}]),
        firm(_HAS_LITTLE, library=library(), systems=mail, years=poor, official_results=[{**result, "level": 1}]),
        firm(_HAS_LITTLE, library=library(), systems=[], years=poor, official_results=[{**result, "level": 1}]),
        firm({}, library=library()),
        firm(na, library=library()),
    )


def _conditions() -> Iterator[dict[str, Any]]:
    yield {"id": "other", "name": "另一条", "need": yaml.safe_load("{fact: rate, at_least: 50}")}
    for form, examples in EXAMPLES.items():
        for at, example in enumerate(examples):
            yield {"id": f"c_{form}_{at}", "name": example, "need": yaml.safe_load(example)}
            yield {"id": f"n_{form}_{at}", "name": example, "need": {"none": [yaml.safe_load(example)]}}


@cache
def library() -> Library:
    """Return the content of the page, with one condition per example and one that forbids it."""
    award = {"kind": "criteria", "id": "award", **JUDGED, "jurisdiction": "全国", "judges": "firm", "complete": False,
             "conditions": list(_conditions())}  # fmt: skip
    with TemporaryDirectory() as folder:
        return content(Path(folder), CONTENT.read_text(encoding="utf-8"), award)


@cache
def _explainer() -> Explainer:
    return Explainer(Evaluator(Frame(list(firms()), library(), AS_OF)), Describer(library()))


def sentences(form: str, at: int, *, negated: bool) -> Sentences:
    """Return what is printed for an example."""
    name = f"{'n' if negated else 'c'}_{form}_{at}"
    (criterion,) = (each for each in library().criteria["award"].conditions if each.id == name)
    need, explainer = condition_of(criterion), _explainer()
    found: dict[str, str] = {}
    for row in range(len(firms())):
        reason = explainer.condition(need, "firm", row)
        text = "<br>".join(_lines(reason))
        state = "na" if row == len(firms()) - 1 and name_of("states", "na") in text else reason.state
        found.setdefault(state, text)
    return Sentences(explainer.describer.describe(need), found)


def _lines(reason: Reason, depth: int = 0) -> Iterator[str]:
    yield "　" * depth + reason.text
    for each in reason.because:
        if each.state:
            yield from _lines(each, depth + 1)


def words_page() -> str:
    """Return the whole page as Markdown."""
    parts = [HEAD.strip()]
    for about, table in (("value", VALUE_FORMS), ("condition", CONDITION_FORMS), ("test", TESTS)):
        parts.append(f"## {ABOUT[about]}")
        parts += [_section(form) for form in table]
    return "\n\n".join(parts) + "\n"


def _section(form: str) -> str:
    lines = [f"### {form}"]
    for at, example in enumerate(EXAMPLES[form]):
        plain, negated = (sentences(form, at, negated=each) for each in (False, True))
        rows: list[tuple[str, ...]] = [("要求", plain.need, negated.need)]
        for state in STATES:
            rows.append((name_of("states", state), *(each.by_state.get(state, "—") for each in (plain, negated))))
        table = ["| | 正着说 | 反着说 |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
        lines += [f"`{example}`", "\n".join(table)]
    return "\n\n".join(lines)


def main() -> None:
    """Write the page to the file named on the command line."""
    Path(sys.argv[1]).write_text(words_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
