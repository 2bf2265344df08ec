"""Charts as SVG text, drawn once and used by every format; the only importer of matplotlib (inside functions).

Every function takes plain data with finished texts (numbers are worded by the caller) and returns one SVG: text stays
text and names the font stack, the same data gives the same bytes, and hatches and shapes say what colours say.
Millimetres are the unit of every measure. Missing values are None, never 0.
"""

from diagnostics.report.charts.bars import ScoreRow, draw_score_bars
from diagnostics.report.charts.comparisons import ComparisonBar, ComparisonRow, draw_comparisons
from diagnostics.report.charts.gantt import GanttBar, draw_gantt
from diagnostics.report.charts.gaps import NearestGap, SetRow, draw_criteria_gaps
from diagnostics.report.charts.gates import Gate, GateRow, draw_stage_gates
from diagnostics.report.charts.ladder import LadderRow, draw_level_ladder
from diagnostics.report.charts.radar import Spoke, draw_scene_radar, draw_share_radar
from diagnostics.report.charts.stacks import StackRow, draw_cloud_structure
from diagnostics.report.charts.staircase import Stair, Stairs, draw_staircase
from diagnostics.report.charts.trends import Trend, TrendPoint, draw_trends

__all__ = [
    "ComparisonBar",
    "ComparisonRow",
    "GanttBar",
    "Gate",
    "GateRow",
    "LadderRow",
    "NearestGap",
    "ScoreRow",
    "SetRow",
    "Spoke",
    "StackRow",
    "Stair",
    "Stairs",
    "Trend",
    "TrendPoint",
    "draw_cloud_structure",
    "draw_comparisons",
    "draw_criteria_gaps",
    "draw_gantt",
    "draw_level_ladder",
    "draw_scene_radar",
    "draw_score_bars",
    "draw_share_radar",
    "draw_stage_gates",
    "draw_staircase",
    "draw_trends",
]
