"""A synthetic maturity standard with the weights of the sheet on GB/T 39116/39117, section 3 (3.1, 3.2, 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from diagnostics.model.content.library import Library
from tests.builders import BUSINESS_TYPE, JUDGED, asked, content

Json = dict[str, Any]
LEVELS = (1, 2, 3, 4, 5)
ELEMENTS = {  # element: weight discrete, weight process, domains
    "el_personnel": (6, 6, ("dom_org_strategy", "dom_personnel_skill")),
    "el_technology": (11, 11, ("dom_data", "dom_integration", "dom_info_security")),
    "el_resource": (6, 15, ("dom_equipment", "dom_network")),
    "el_manufacturing": (77, 68, ("dom_design", "dom_production", "dom_logistics", "dom_sales", "dom_service")),
}
DOMAINS = {
    "dom_org_strategy": (50, 50, ("org_strategy",)),
    "dom_personnel_skill": (50, 50, ("personnel_skill",)),
    "dom_data": (46, 46, ("data",)),
    "dom_integration": (27, 27, ("integration",)),
    "dom_info_security": (27, 27, ("info_security",)),
    "dom_equipment": (50, 67, ("equipment",)),
    "dom_network": (50, 33, ("network",)),
    "dom_design": (13, 4, ("product_design", "process_design")),
    "dom_production": (
        48, 63,
        ("procurement", "planning_scheduling", "production_operation", "equipment_management",
         "warehousing_distribution", "safety_environment", "energy_management"),
    ),
    "dom_logistics": (13, 15, ("logistics",)),
    "dom_sales": (13, 15, ("sales",)),
    "dom_service": (13, 3, ("customer_service", "product_service")),
}  # fmt: skip
SUBDOMAINS = {  # None: not assessed for process manufacturers
    "org_strategy": (100, 100), "personnel_skill": (100, 100), "data": (100, 100), "integration": (100, 100),
    "info_security": (100, 100), "equipment": (100, 100), "network": (100, 100), "product_design": (50, None),
    "process_design": (50, 100), "procurement": (14, 14), "planning_scheduling": (16, 16),
    "production_operation": (16, 16), "equipment_management": (14, 14), "warehousing_distribution": (14, 14),
    "safety_environment": (13, 13), "energy_management": (13, 13), "logistics": (100, 100), "sales": (100, 100),
    "customer_service": (50, 100), "product_service": (50, None),
}  # fmt: skip
REMOVABLE = (
    "dom_design",
    "dom_logistics",
    "dom_sales",
    "dom_service",
    "customer_service",
    "product_service",
    "product_design",
)
TARGET: Json = {"first_known": [{"fact": "target_level"}, 5]}
TARGET_LEVEL: Json = {
    "id": "target_level", "name": "目标等级", "type": "number", "integer": True, "min": 1, "max": 5, "profile": True,
    "selects": True,
}  # fmt: skip


def weight(discrete: int, process: int | None) -> Json:
    return {"discrete": discrete} if process is None else {"discrete": discrete, "process": process}


def inner_nodes() -> list[Json]:
    nodes: list[Json] = [{"id": "maturity", "name": "成熟度", "roll_up": "mean"}]
    parents = {
        below: parent for tree in (ELEMENTS, DOMAINS) for parent, (*_, all_below) in tree.items() for below in all_below
    }
    pairs: dict[str, tuple[int, int | None]] = {
        name: (each[0], each[1]) for name, each in {**ELEMENTS, **DOMAINS}.items()
    }
    for name, (discrete, process) in (pairs | SUBDOMAINS).items():
        nodes.append(
            {"id": name, "name": name, "parent": parents.get(name, "maturity"), "roll_up": "mean",
             "weight": weight(discrete, process), "tailorable": name in REMOVABLE}
        )  # fmt: skip
    return nodes


def leaf(point: str, points: Json, subdomain: str, level: int) -> Json:
    return {"id": point, "name": point, "parent": subdomain, "level": level, "points": points, "max": 1}


def levels_of(score: str, levels: Iterable[int] = LEVELS) -> Json:
    """Score, level, plain sum and its level over scores named `score.L1` …, as content would state them."""
    scores = [{"score": f"{score}.L{level}"} for level in levels]
    plain = {"staircase": scores, "full_at": 0.8, "stop": "never", "upto": TARGET}
    steps = [
        {"level": level, "id": f"l{level}", "name": f"{level}级", "need": {"all": [
            {"score": f"{score}.L{level}", "at_least": 0.8}, TARGET | {"at_least": level}]}}
        for level in levels
    ]  # fmt: skip
    bands = [
        {"level": level, "id": f"l{level}", "name": f"{level}级", "need": plain | {"at_least": round(level - 0.2, 1)}}
        for level in levels
    ]
    by_level = {str(level): {"score": f"{score}.L{level}"} for level in levels}
    differ = {"difference": [{"level": "literal_level"}, {"level": "level"}]}
    return {
        "score_figure": {"staircase": scores, "full_at": 0.8, "stop": "first_unsatisfied", "upto": TARGET},
        "ladders": [
            {"id": "literal_level", "name": "按条文累计的等级", "steps": bands},
            {"id": "level", "name": "等级", "sequential": True, "steps": steps},
        ],
        "outputs": [
            {"id": "levels", "name": "各级得分", "figures": by_level},
            {"id": "literal_score", "name": "按条文累计", "figure": plain},
            {"id": "differ", "name": "两种算法不同", "values": {"levels": differ}},
        ],
    }  # fmt: skip


def standard(nodes: list[Json], levels: Iterable[int] = LEVELS, **more: Any) -> Json:
    by_level = {"levels": list(levels), "empty": "carry_down", "upto": {"fact": "target_level"}}
    return {
        "kind": "standard", "id": "maturity", **JUDGED, "judges": "firm", "unanswered": "open", "scale": 10,
        "weights_by": "business_type", "by_level": by_level, "nodes": nodes, **more,
    }  # fmt: skip


def number_facts(names: Iterable[str]) -> tuple[Json, Json]:
    numbers = [{"id": name, "name": name, "type": "number", "min": 0, "max": 1, "better": "up"} for name in names]
    return asked([BUSINESS_TYPE, TARGET_LEVEL, *numbers])


def from_cells(folder: Path, levels: Iterable[int] = LEVELS) -> Library:
    """The whole tree; the score D of a subdomain at a level is given directly, as fact `D.data.L1`."""
    levels = tuple(levels)
    cells = {f"D.{name}.L{level}": (name, level) for name in SUBDOMAINS for level in levels}
    leaves = [leaf(f"{name}.L{level}.D", {"fact": fact}, name, level) for fact, (name, level) in cells.items()]
    whole = standard([*inner_nodes(), *leaves], levels, **levels_of("maturity", levels))
    return content(folder, *number_facts(cells), whole)


def from_points(folder: Path, points: Mapping[str, tuple[str, int]], levels: Iterable[int], **more: Any) -> Library:
    """The whole tree over requirement points: id → subdomain and level, answered in four steps."""
    words = {"none": 0, "partly": 0.5, "mostly": 0.8, "full": 1}
    choice = {"type": "choice", "better": "up", "options": [{"id": word, "name": word} for word in words]}
    facts = [{"id": point, "name": point, **choice} for point in points]
    leaves = [
        leaf(f"{point}.points", {"points": point, "table": words}, subdomain, level)
        for point, (subdomain, level) in points.items()
    ]
    whole = standard([*inner_nodes(), *leaves], levels, **levels_of("maturity", levels), **more)
    return content(folder, *asked([BUSINESS_TYPE, TARGET_LEVEL, *facts]), whole)
