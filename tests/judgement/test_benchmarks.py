"""对标: only like with like, the newest of each kind, no total beside a published score; sheet on integration, 4.6."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.judgement.benchmarks import BenchmarkMatcher, last_day
from diagnostics.model.content.benchmarks import Benchmarks, Comparison
from diagnostics.report.charts import ComparisonBar, ComparisonRow, Trend, TrendPoint, draw_comparisons, draw_trends
from tests.builders import AS_OF, firm, shipped, shown
from tests.worked_examples.test_integration import given

# of example A: key process 11/18, equipment 26/50 digital, 13/26 of these networked
RATES = {"key_process_nc_rate": [11, 18], "equip_digital_rate": [26, 50], "equip_network_rate_digital": [13, 26]}


def benchmarks(answers: dict[str, Any], as_of: date = AS_OF, grade: str = "") -> Benchmarks:
    found = diagnose([firm(answers, grade=grade)], shipped(), as_of)[0]
    return BenchmarkMatcher(found.claimed, found.verified, found.row).benchmarks()


@cache
def of_example_a() -> Benchmarks:
    return benchmarks(given("A"))


def averages(found: Benchmarks) -> dict[str, Comparison]:
    statistics = shipped().statistics
    return {each.fact: each for each in found.comparisons if statistics[each.statistic].measure != "target"}


def test_the_rates_of_example_a() -> None:
    """Sheet 7.1: 61.1 against 66.2 落后, 52.0 against 57.7 落后, 50.0 against 39.4 领先 with 数据较旧."""
    found = averages(of_example_a())
    told = {fact: (each.statistic, shown(each.gap, 1), each.standing, each.stale) for fact, each in found.items()}
    assert {fact: told[fact] for fact in RATES} == {
        "key_process_nc_rate": ("b112", "-5.1", "behind", False),
        "equip_digital_rate": ("dl_equip_digital_platform", "-5.7", "behind", False),
        "equip_network_rate_digital": ("b154", "10.6", "ahead", True),
    }


def test_a_target_is_reached_or_missed_and_never_an_average() -> None:
    targets = {each.statistic: each for each in of_example_a().comparisons if each.standing in {"reached", "missed"}}
    assert {name: shipped().statistics[name].measure for name in targets} == {"dl_target_key_process_nc": "target"}
    assert not targets["dl_target_key_process_nc"].stale


def test_a_share_of_firms_says_yes_or_no() -> None:
    """Sheet 7.1: research tools yes, like 83.5 % of firms; sheet 6: only established modes count as yes."""
    found = {each.fact: (each.statistic, each.doing) for each in of_example_a().memberships}
    assert found["rd_tool_adopted"] == ("b134", True)
    assert found["networked_collaboration_done"] == ("b203", False)
    assert found["chain_collab"] == ("b241", False)
    assert "sm_ready" not in found  # its published thresholds are not known


def test_no_total_of_ours_stands_beside_a_published_score() -> None:
    """Corrections 16: never 59.6, 66.4, 70.7 or any published 水平/指数."""
    library = shipped()
    nodes = {node.id for standard in library.standards.values() for node in standard.nodes if not node.is_leaf}
    for statistic in library.statistics.values():
        if statistic.measure in {"level", "index"}:
            assert not statistic.comparable_with, statistic.id
            assert not statistic.among, statistic.id
        assert statistic.comparable_with not in nodes, statistic.id


def test_62_of_henan_is_a_target_of_the_level() -> None:
    """Corrections 17."""
    target = shipped().statistics["hn_integration_target"]
    assert target.value == 62
    assert (target.unit, target.measure) == ("分", "target")
    assert "原文称“指数”" in target.note
    assert target.definition == shipped().statistics["b007"].definition


@pytest.mark.parametrize(
    ("processes", "standing"),
    [([712, 1000], "ahead"), ([7119, 10000], "level"), ([6121, 10000], "level"), ([612, 1000], "behind")],
)
def test_five_points_are_the_edge(processes: list[int], standing: str) -> None:
    """Sheet 4.6: gap ≥ +5 领先, ≤ −5 落后, between 相当; the edges are exact (66.2 ± 5)."""
    found = averages(benchmarks({"key_process_nc_rate": processes}))
    assert found["key_process_nc_rate"].standing == standing


@pytest.mark.parametrize(
    ("as_of", "statistic", "stale"),
    [
        (date(2027, 3, 31), "b112", False),
        (date(2027, 4, 1), "b112", True),
        (date(2023, 8, 1), "b109", False),
        (date(2025, 3, 30), "b110", False),
    ],
)
def test_the_newest_at_the_date_counts_and_grows_old(as_of: date, statistic: str, stale: bool) -> None:
    """Sheet 4.6: newest first; older than 24 months 数据较旧. What is published later does not count yet."""
    found = averages(benchmarks({"key_process_nc_rate": [11, 18]}, as_of))["key_process_nc_rate"]
    assert (found.statistic, found.stale) == (statistic, stale)


def test_a_year_or_a_month_ends_on_its_last_day() -> None:
    assert [last_day(each) for each in ("2024", "2024-02", "2024-02-03")] == [
        date(2024, 12, 31), date(2024, 2, 29), date(2024, 2, 3),
    ]  # fmt: skip


def test_what_is_not_known_is_named_and_not_compared() -> None:
    found = benchmarks({})
    assert set(RATES) <= set(found.unknown)
    assert (found.comparisons, found.memberships, found.series) == ((), (), ())


def test_a_figure_without_a_like_defined_statistic_is_named() -> None:
    """Corrections 18: the rate over all equipment is another one than the rate over digital equipment."""
    found = benchmarks({"equip_network_rate_all": [13, 50]})
    assert "equip_network_rate_all" in found.alone
    assert "equip_network_rate_all" not in {each.fact for each in found.comparisons}


def test_proof_is_carried_along() -> None:
    claimed, proved = (averages(benchmarks(dict(RATES), grade=grade)) for grade in ("", "E3"))
    assert {each.verified for each in claimed.values()} == {False}
    assert {each.verified for each in proved.values()} == {True}


def test_a_series_is_of_one_definition_from_2015_on() -> None:
    """Sheet 4.2: trends start at 2015; 2012 and the key-firms values are other definitions."""
    series = {each.id: each for each in of_example_a().series}["key_process_nc"]
    dates = [shipped().statistics[name].date for name in series.statistics]
    assert dates == sorted(dates)
    assert (dates[0], dates[-1]) == ("2015", "2025-03")
    assert not {"b101", "b111"} & set(series.statistics)
    assert series.own == pytest.approx(1100 / 18)


def test_charts_say_everything_in_text() -> None:
    row = ComparisonRow(
        "联网率", (ComparisonBar("own", 50, "本企业 50%"), ComparisonBar("average", 39.4, "全国 39.4%"))
    )
    svg = draw_comparisons([row], ("自己", "平均", "目标"))
    assert all(text in svg for text in ("联网率", "本企业 50%", "全国 39.4%", "自己", "平均"))
    assert "目标" not in svg  # nothing in the key that is not drawn
    points = (TrendPoint(2016, 45.4, "45.4%", "2015年"), TrendPoint(2025.25, 66.2, "66.2%", "2025年3月"))
    trends = draw_trends([Trend("数控化率", points, 61.1, "本企业 61.1%"), Trend("占比", points)])
    assert all(text in trends for text in ("数控化率", "45.4%", "2025年3月", "本企业 61.1%"))
    assert trends == draw_trends([Trend("数控化率", points, 61.1, "本企业 61.1%"), Trend("占比", points)])


def test_a_trend_that_stands_still_is_drawn() -> None:
    point = TrendPoint(2020, 50, "50%", "2020年")
    assert "<svg" in draw_trends([Trend("一个", (point, point), 50, "本企业 50%")])
