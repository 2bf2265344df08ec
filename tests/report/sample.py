"""A report of a fictitious firm that uses every kind of block: for tests, and to look at.

`python -m tests.report.sample FILE.html` writes it with the font embedded.
"""

from __future__ import annotations

import sys
from pathlib import Path

from jinja2 import DictLoader

from diagnostics.model.document import (
    Align,
    Box,
    Boxes,
    Document,
    DocumentCell,
    Figure,
    MetaItem,
    Signature,
    SignaturePlace,
    Table,
    Tone,
)
from diagnostics.report.charts import (
    LadderRow,
    NearestGap,
    ScoreRow,
    SetRow,
    Spoke,
    StackRow,
    draw_cloud_structure,
    draw_criteria_gaps,
    draw_level_ladder,
    draw_scene_radar,
    draw_score_bars,
)
from diagnostics.report.formats.html import render_html
from diagnostics.report.narrative.narrative import NarrativeEnvironment, Parts, write_blocks

SCENES = [
    *("产品设计", "工艺设计", "营销管理", "售后服务", "计划排程", "生产管控", "质量管理", "设备管理"),
    *("安全生产", "能耗管理", "采购管理", "仓储物流", "财务管理", "人力资源", "协同办公", "决策支持"),
]
CLAIMED = (2, 1, 2, 1, 2, 2, 2, 1, 1, None, 2, 2, 3, 2, 2, 1)
VERIFIED = (1, 1, 2, 0, 2, 1, 2, 1, None, None, 1, 2, 3, 2, 1, 1)
BINDING = {"产品设计", "营销管理", "生产管控", "质量管理", "设备管理", "安全生产", "采购管理", "仓储物流", "财务管理"}

NARRATIVE = """\
# 诊断结果一页通 {-}

! **结论：{{ firm }}现在可以申报国家基础级智能工厂，建议 {{ date }} 前提交；先进级还差 3 项。**

{{ boxes("four") }}

## 最疼的三件事 {-}

- **排产靠经验。**计划员每天花 3 小时在 Excel 里排产，插单后重排，近三个月按期交付率 82%（生产例会记录，已现场查看）。
- **质量追不到批次。**两次客户投诉都没能定位到炉号，返工约 18 万元（质量台账，已核实）。
- **设备停机没人统计。**关键设备 20 台，只有 8 台联网，停机时间靠班组长手记。

## 先做的三件事 {-}

1. 把 12 台数控设备接入数据采集，先接关键工序（约 18 万元，2 个月）。
2. 质量检验单电子化并关联炉号，不新增软件，由质量部牵头（0 元，1 个月）。
3. 上云合同补齐发票与起止日期，{{ date }} 前交回，以便核实上云状态。

{{ table("support") }}

> 金额为 2022 年文件所列，是否仍有效待核实。本页结论所依据的最弱信息等级：二手转录。

{{ signature("seals") }}

---

# 现状与等级

本次诊断于 2026 年 6 月 30 日在{{ firm }}现场完成，访谈 6 人，查看凭证 23 份。\
数字化水平（2024 版）得分 53.95 分，评分等级与场景等级均为二级；\
其中已核实部分得 31.2 分，核实等级为一级。凡“自报”均为企业口头说明，尚无凭证。

## 各标准的等级

{{ figure("ladder") }}

{{ figure("bars") }}

## 十六个业务场景

{{ figure("radar") }}

> ★ 为约束性场景。能耗管理未作答，不按 0 计。

# 与认定条件的差距

## 各级认定条件

{{ figure("gaps") }}

{{ table("gaps") }}

# 上云情况

{{ figure("cloud") }}

### 口径说明

上云覆盖率以“已核实且持续 90 天以上”为准；自报而无凭证的不计入。

# 附：作答明细

{{ table("answers") }}
"""


def cells(*texts: str, **tones: Tone) -> tuple[DocumentCell, ...]:
    """Make a row; `c2="good"` gives the third cell a tone."""
    return tuple(DocumentCell(text, tone=tones.get(f"c{at}", "plain")) for at, text in enumerate(texts))


def make_document(firm: str = "郑州喆堃昇镕精密机械有限公司（虚构）") -> Document:
    """Make the whole sample for a firm of the given name."""
    left: Align = "left"
    tables = {
        "support": Table(
            id="support",
            caption="可争取的支持",
            heads=("支持政策", "能得到", "还差什么", "最晚时间"),
            widths=(3, 2, 4, 2),
            aligns=(left, "right", left, left),
            rows=(
                cells("国家智能工厂梯度培育（基础级）", "认定，无直接奖励", "自评报告盖章", "2026年9月30日"),
                cells("省级智能工厂奖补", "待核实", "政策截止时间待核实", "待核实", c1="muted", c3="muted"),
            ),
        ),
        "gaps": Table(
            id="gaps",
            caption="国家先进级逐条结果（节选）",
            heads=("条件", "要求", "现状", "结果", "差距"),
            widths=(3.4, 2, 2, 1.7, 3),
            aligns=(left, left, "right", left, left),
            rows=(
                cells("关键工序数控化率", "≥ 50%", "38%", "不符合", "差 12 个百分点", c3="bad"),
                cells(
                    "生产设备联网率（占全部设备）", "≥ 40%", "25%～40%", "信息不足", "补 3 台设备的联网凭证", c3="muted"
                ),
                cells("智能制造能力成熟度", "≥ 二级", "2.49（参考自评）", "可能符合", "需平台自评结果", c3="warn"),
                cells("近三年无重大安全事故", "无", "无", "符合", "—", c3="good"),
            ),
        ),
        "answers": Table(
            id="answers",
            caption="作答与凭证",
            heads=("编号", "问题", "回答", "凭证"),
            widths=(1, 4, 3, 2),
            aligns=("center", left, left, left),
            rows=tuple(
                cells(
                    str(number),
                    f"第 {number} 问：{SCENES[number % 16]}目前主要靠什么手段？",
                    "系统管理，\n数据手工录入",
                    "E2 合同",
                )
                for number in range(1, 41)
            ),
        ),
    }
    boxes = Boxes(
        "four",
        (
            Box("数字化水平（2024 版）", "二级", "53.95 分；核实为一级", "good"),
            Box("国家基础级智能工厂", "可以申报", "11 条全部符合或可能符合", "good"),
            Box("国家先进级智能工厂", "还差 3 项", "最近一项差 12 个百分点", "warn"),
            Box("上云", "未核实", "缺发票，补齐后可计入", "bad"),
        ),
    )
    seals = Signature(
        "seals",
        (
            SignaturePlace("被诊断企业", "（负责人签字、盖章）"),
            SignaturePlace("诊断服务机构", "（诊断师签字、盖章）"),
            SignaturePlace("下次回访", "约定时间与联系人"),
        ),
    )
    environment = NarrativeEnvironment(DictLoader({"sample.md.j2": NARRATIVE}))
    parts = Parts(tables, make_figures(), {"four": boxes}, {"seals": seals})
    values = {"firm": firm, "date": "2026年9月30日"}
    return Document(
        title="中小企业数字化诊断报告",
        subtitle=firm,
        meta=(
            MetaItem("统一社会信用代码", "91410100MA4D000018"),
            MetaItem("报告编号", "QZ-2026-0137（草稿）"),
            MetaItem("诊断日期", "2026年6月30日"),
            MetaItem("诊断机构", "示例诊断服务机构（虚构）"),
        ),
        blocks=write_blocks(environment, "sample.md.j2", values, parts),
    )


def make_figures() -> dict[str, Figure]:
    """Draw one chart of each kind."""
    spokes = [
        Spoke(name=name, claimed=claimed, verified=verified, binding=name in BINDING)
        for name, claimed, verified in zip(SCENES, CLAIMED, VERIFIED, strict=True)
    ]
    drawn = {
        "ladder": ("各标准的等级：自报、核实与官方结果", draw_level_ladder(ladder_rows())),
        "bars": ("数字化水平各维度得分", draw_score_bars(score_rows())),
        "radar": ("十六个场景的等级", draw_scene_radar(spokes)),
        "gaps": ("各认定条件的符合情况与最近的差距", draw_criteria_gaps(*gap_rows())),
        "cloud": ("上云服务的结构", draw_cloud_structure(*cloud_rows())),
    }
    return {
        id: Figure(id=id, caption=caption, svg=svg, alt=f"{caption}。数值见正文与表格。")
        for id, (caption, svg) in drawn.items()
    }


def ladder_rows() -> list[LadderRow]:
    """Four standards: decided, undecided, below the first level, with and without official results."""
    return [
        LadderRow(
            name="数字化水平（2024 版）",
            levels=("一级 初始级", "二级 规范级", "三级 集成级", "四级 协同级"),
            claimed=(2, 2),
            verified=1,
            official=None,
            target=3,
        ),
        LadderRow(
            name="智能制造能力成熟度\n（参考自评）",
            levels=("一级 规划级", "二级 规范级", "三级 集成级", "四级 优化级", "五级 引领级"),
            claimed=(2, 3),
            verified=1,
            official=2,
            target=3,
        ),
        LadderRow(name="两化融合（参考阶段）", levels=("起步建设", "单项覆盖", "集成提升", "创新突破"), claimed=(2, 2)),
        LadderRow(
            name="上云深度",
            levels=("资源上云", "管理上云", "业务上云", "数据上云"),
            claimed=(0, 1),
            verified=None,
            official=None,
            target=2,
        ),
    ]


def score_rows() -> list[ScoreRow]:
    """A closed score, one with a range, an open one."""
    return [
        ScoreRow(name="数字化基础", value=24.2, low=24.2, high=24.2, of=50, text="24.2 / 50", verified=12.0),
        ScoreRow(
            name="数字化管理", value=11.25, low=11.25, high=17.0, of=30, text="11.3 / 30\n（最高 17）", verified=6.0
        ),
        ScoreRow(name="数字化成效", value=None, low=6.0, high=18.5, of=20, text="6～18.5 / 20", verified=3.0),
    ]


def gap_rows() -> tuple[list[SetRow], list[NearestGap]]:
    """Three criteria sets and three gaps."""
    sets = [
        SetRow(name="国家基础级智能工厂", met=7, likely_met=4, total="11 条"),
        SetRow(name="国家先进级智能工厂", met=6, likely_met=3, unknown=2, likely_not_met=1, not_met=3, total="15 条"),
        SetRow(
            name="河南省智能车间（历史口径，待省厅确认）",
            met=4,
            likely_met=2,
            unknown=3,
            likely_not_met=0,
            not_met=1,
            total="10 条",
        ),
    ]
    gaps = [
        NearestGap("关键工序数控化率", 0.76, "38%，要求不低于 50%，差 12 个百分点"),
        NearestGap("生产设备联网率（占全部设备）", 0.63, "25%，要求不低于 40%，差 15 个百分点，约 6 台设备"),
        NearestGap("研发费用占比", 0.93, "2.8%，要求不低于 3%，差 0.2 个百分点"),
    ]
    return sets, gaps


def cloud_rows() -> tuple[list[str], list[StackRow]]:
    """All six statuses in four rows."""
    parts = ["已核实且持续", "已核实未满90天", "自报未核实", "已停用", "不计入", "未知"]
    rows = [
        StackRow("基础设施（主机、存储）", (2, 1, 0, 1, 0, 0), "4 项"),
        StackRow("管理应用", (3, 1, 2, 1, 1, 0), "8 项"),
        StackRow("业务应用", (0, 0, 2, 0, 1, 1), "4 项"),
        StackRow("设备与数据上云", (0, 0, 1, 0, 0, 2), "3 项"),
    ]
    return parts, rows


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render_html(make_document(), embed_font=True), encoding="utf-8", newline="\n")
