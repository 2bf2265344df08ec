"""The content of the tests of the store: facts and tables that take what these tests say, nothing of the product."""

from __future__ import annotations

from collections.abc import Iterable

from diagnostics.model.content.facts import Fact, FactTable, Field, Option
from diagnostics.model.content.library import Library

_YES_NO = (Option(id="yes", name="有"), Option(id="no", name="没有"), Option(id="in_use", name="在用"))
_NETS = tuple(Option(id=each, name=each) for each in ("none", "ot", "ot_net", "app_net"))
_TABLES = (
    FactTable(
        id="equipment",
        name="工序设备表",
        fields=(
            Field(id="process", name="工序", type="text"),
            Field(id="key", name="关键工序", type="bool"),
            Field(id="total", name="设备总数", type="number"),
            Field(id="nc", name="数控设备", type="number", within="total"),
        ),
    ),
    FactTable(
        id="systems",
        name="系统台账",
        fields=(
            Field(id="name", name="名称", type="text"),
            Field(
                id="category_item",
                name="上云项目",
                type="choice",
                options=(Option(id="app_mgmt", name="应用"), Option(id="data", name="数据")),
            ),
            Field(id="provider", name="服务商", type="text"),
            Field(
                id="deploy_mode",
                name="部署",
                type="choice",
                options=(Option(id="public", name="公有"), Option(id="public_cloud", name="公有云")),
            ),
            Field(id="start_date", name="开始", type="date"),
            Field(id="end_date", name="结束", type="date"),
            Field(id="fee", name="年费", type="number"),
        ),
    ),
    FactTable(
        id="titles",
        name="称号",
        fields=(
            Field(id="tier", name="称号", type="choice", options=(Option(id="province", name="省级"),)),
            Field(id="valid_from", name="起", type="date"),
            Field(id="valid_to", name="止", type="date"),
        ),
    ),
    FactTable(
        id="years",
        name="三年数字表",
        fields=(Field(id="year", name="年度", type="number"), Field(id="revenue_wan", name="收入", type="number")),
        key=("year",),
    ),
)


def library_of(numbers: Iterable[str] = (), texts: Iterable[str] = ()) -> Library:
    """Return the content with facts of these names besides the usual ones (which are what they are in the product)."""
    facts = [
        Fact(id="network_capabilities", name="网络", type="multi", options=_NETS),
        Fact(id="district", name="区县", type="choice", options=(Option(id="zone_gaoxin", name="高新区"),)),
        *(
            Fact(id=each, name="用云", type="choice", options=_YES_NO)
            for each in ("cloud_use_any", "cloud_used", "cloud_state")
        ),
        *(Fact(id=each, name=each, type="number") for each in numbers),
        *(Fact(id=each, name=each, type="text") for each in texts),
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
