"""How the engine's cost compares, in ratios of two measurements of the same run; no wall-clock limits.

`python -m pytest -m long -s tests/performance` prints them. Only ratios that state a property of the design are
asserted: many firms at once are much cheaper than one by one, and the cost per firm does not grow with their number.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from diagnostics.content.library.loading import load_folders
from diagnostics.content.root import content_root
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.marks import Grade
from diagnostics.model.content.standards import Standard
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from tests.builders import AS_OF, shipped
from tests.scoring.firms import FirmMaker

pytestmark = pytest.mark.long
CONTENT_FOLDERS = ("questionnaires", "benchmarks", "reports/remedies")


def seconds(action: Callable[[], object], times: int = 1) -> float:
    """Processor time of one run, the best of some."""
    found = []
    for _ in range(times):
        gc.collect()
        start = process_time()
        action()
        found.append(process_time() - start)
    return min(found)


def report(text: str) -> None:
    print(f"\n  {text}")


def test_a_thousand_firms_at_once_are_much_cheaper_than_one_by_one() -> None:
    firms = FirmMaker(shipped(), AS_OF).firms(1000)
    diagnose(firms[:1], shipped(), AS_OF)  # whatever is done only once
    batch = seconds(lambda: diagnose(firms, shipped(), AS_OF)) / 1000
    single = seconds(lambda: [diagnose([firm], shipped(), AS_OF) for firm in firms[:30]]) / 30
    report(
        f"diagnosis: {single * 1000:.1f} ms alone, {batch * 1000:.1f} ms of 1000: {single / batch:.1f} times cheaper"
    )
    assert single / batch > 5


def test_the_cost_per_firm_does_not_grow_with_their_number() -> None:
    firms = FirmMaker(shipped(), AS_OF).firms(1600)
    few = seconds(lambda: diagnose(firms[:200], shipped(), AS_OF)) / 200
    many = seconds(lambda: diagnose(firms, shipped(), AS_OF)) / 1600
    report(f"diagnosis per firm: {few * 1000:.1f} ms of 200, {many * 1000:.1f} ms of 1600: {many / few:.2f} times")
    assert many / few < 3  # quadratic would be 8


def scored_nodes(standard: Standard) -> dict[str, ex.Points]:
    """Leaves of the score whose points stand in a table of options."""
    below = {standard.score}
    for node in standard.nodes:
        below |= {node.id} if node.parent in below else set()
    leaves = [node for node in standard.nodes if node.id in below and node.is_leaf]
    return {node.id: node.points for node in leaves if isinstance(node.points, ex.Points)}


def answered_by_option(firm: FirmAnswers, facts: set[str]) -> FirmAnswers:
    """The firm with nothing but answers to these facts."""
    answers = {key: answer for key, answer in firm.answers.items() if key[1] in facts and answer.state == "known"}
    return replace(firm, answers=answers, rows={})


def test_scores_against_a_plain_table() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: nothing to compare the engine with")
    standard = shipped().standards["digital_level"]
    points = scored_nodes(standard)
    facts = {each.source.fact for each in points.values() if isinstance(each.source, ex.FactRef)}
    maker = FirmMaker(shipped(), AS_OF)
    firms = [answered_by_option(maker.firm(seed, asked=1, gaps=0, proof=1), facts) for seed in range(1000)]
    firms = [with_trends(firm, facts) for firm in firms]

    def plain() -> Any:
        rows = [{fact: answer.value for (_, fact), answer in firm.answers.items()} for firm in firms]
        table = pandas.DataFrame(rows)
        total = pandas.Series(0.0, index=table.index)
        for each in points.values():
            worth = {option: float(number) for option, number in each.table.items()}
            column = table[each.source.fact]  # type: ignore[union-attr]
            total += column.map(
                lambda v, worth=worth: sum(map(worth.__getitem__, v)) if isinstance(v, tuple) else worth[v]
            )
        return total

    def engine() -> Any:
        scorer = Evaluator(Frame(firms, shipped(), AS_OF)).scorer
        return scorer.score(standard.id).nodes["total"].bounds.lo

    assert engine() == pytest.approx(plain().to_numpy(), abs=1e-9)
    ratio = seconds(engine, 3) / seconds(plain, 3)
    report(
        f"score of 1000 firms: {ratio:.1f} times a plain pandas sum, which knows no bounds, states, tables or evidence"
    )


def with_trends(firm: FirmAnswers, facts: set[str]) -> FirmAnswers:
    """Derived choices given directly, so that every table of options has something to look up."""
    flat = {
        ("firm", fact): Answer(state="known", value="flat", grade=Grade.E2)
        for fact in facts
        if fact in shipped().derived
    }
    return replace(firm, answers={**firm.answers, **flat})


def test_loading_content_against_parsing_its_bytes() -> None:
    root = content_root()
    files = [file for folder in CONTENT_FOLDERS for file in sorted((root / folder).rglob("*.yaml"))]
    texts = [file.read_text(encoding="utf-8") for file in files]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    bare = seconds(lambda: [yaml.compose(text, Loader=loader) for text in texts], 3)
    ours = seconds(lambda: load_folders([Path(root)]), 3)
    report(
        f"content of {len(files)} files, {sum(map(len, texts)) // 1024} KiB: {ours:.2f} s read, checked and resolved, "
        f"{bare:.2f} s bare {loader.__name__}: {ours / bare:.1f} times"
    )
    assert ours / bare < 60
