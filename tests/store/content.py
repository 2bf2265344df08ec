"""The content of the tests of the store: facts and tables that take what these tests say, nothing of the product."""

from __future__ import annotations

from collections.abc import Iterable

from diagnostics.model.content.facts import Fact, Field, Option, Table
from diagnostics.model.content.library import Library

_YES_NO = (Option("yes", "有"), Option("no", "没有"), Option("in_use", "在用"))
_NETS = tuple(Option(each, each) for each in ("none", "ot", "ot_net", "app_net"))
_TABLES = (
    Table(
        "equipment",
        "工序设备表",
        (
            Field("process", "工序", "text"),
            Field("key", "关键工序", "bool"),
            Field("total", "设备总数", "number"),
            Field("nc", "数控设备", "number", within="total"),
        ),
    ),
    Table(
        "systems",
        "系统台账",
        (
            Field("name", "名称", "text"),
            Field("category_item", "上云项目", "choice", (Option("app_mgmt", "应用"), Option("data", "数据"))),
            Field("provider", "服务商", "text"),
            Field("deploy_mode", "部署", "choice", (Option("public", "公有"), Option("public_cloud", "公有云"))),
            Field("start_date", "开始", "date"),
            Field("end_date", "结束", "date"),
            Field("fee", "年费", "number"),
        ),
    ),
    Table(
        "titles",
        "称号",
        (
            Field("tier", "称号", "choice", (Option("province", "省级"),)),
            Field("valid_from", "起", "date"),
            Field("valid_to", "止", "date"),
        ),
    ),
    Table(
        "years", "三年数字表", (Field("year", "年度", "number"), Field("revenue_wan", "收入", "number")), key=("year",)
    ),
)


def library_of(numbers: Iterable[str] = (), texts: Iterable[str] = ()) -> Library:
    """Return the content with facts of these names besides the usual ones (which are what they are in the product)."""
    facts = [
        Fact("network_capabilities", "网络", "multi", options=_NETS),
        Fact("district", "区县", "choice", options=(Option("zone_gaoxin", "高新区"),)),
        *(Fact(each, "用云", "choice", options=_YES_NO) for each in ("cloud_use_any", "cloud_used", "cloud_state")),
        *(Fact(each, each, "number") for each in numbers),
        *(Fact(each, each, "text") for each in texts),
    ]
    return Library(facts={each.id: each for each in facts}, tables={each.id: each for each in _TABLES})


_SOME = range(1500)
# Most tests say numbers; some say a text that must not be found afterwards.
NUMBERS = library_of(
    ["q01_network", "q02", "x", *(f"{name}{number}" for name in ("f", "fact_") for number in _SOME),
     *(f"fact_{name}" for name in ("a", "b", "copy", "bureau"))],
    ["free", "pass_rate", *(f"photo_{number}" for number in _SOME)],
)  # fmt: skip
TEXTS = library_of(
    (),
    ["q01_network", "f", "after", *(f"fact_{number}" for number in _SOME),
     *(f"from_{name}_{number}" for name in "abc" for number in range(10))],
)  # fmt: skip
