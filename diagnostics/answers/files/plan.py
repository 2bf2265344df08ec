"""The `plan` block of an answers file: what the consultant and the firm fixed for every plan, each with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from diagnostics.answers.files.reader import AnswersReader
from diagnostics.answers.limits import budget_faults
from diagnostics.content.yaml.reader import INVALID, shown
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Sequence
from diagnostics.model.results.plans import OwnProject, PlanWishes, Range

_KEYS = ("pinned", "excluded", "prices", "projects", "budget_wan")
_PROJECT_KEYS = ("id", "name", "like", "cost_wan", "months", "reason")


def read_wishes(reader: AnswersReader, root: Mapping) -> PlanWishes:
    """Return what the block fixes; an absent block fixes nothing."""
    node = root.get("plan")
    block = None if node is None else reader.mapping(node, "plan")
    if block is None:
        return PlanWishes()
    reader.check_keys(block, _KEYS, "plan")
    projects = tuple(_projects(reader, block))
    known = [*reader.library.remedies, *(project.id for project in projects)]
    prices = {name: (price, reason) for name, price, reason in _priced(reader, block, known)}
    return PlanWishes(
        pinned=dict(_named(reader, block, "pinned", known)),
        excluded=dict(_named(reader, block, "excluded", known)),
        prices=prices,
        projects=projects,
        budget=_budget(reader, block),
    )


def _named(reader: AnswersReader, block: Mapping, key: str, known: list[str]) -> Iterator[tuple[str, str]]:
    node, what = block.get(key), f"plan.{key}"
    for mapping in reader.items(node, what) if node is not None else ():
        reader.check_keys(mapping, ("id", "reason"), what)
        name, reason = _remedy(reader, mapping, what, known), _reason(reader, mapping, what)
        if name and reason:
            yield name, reason


def _priced(reader: AnswersReader, block: Mapping, known: list[str]) -> Iterator[tuple[str, Range, str]]:
    node, what = block.get("prices"), "plan.prices"
    for mapping in reader.items(node, what) if node is not None else ():
        reader.check_keys(mapping, ("id", "cost_wan", "reason"), what)
        name, reason = _remedy(reader, mapping, what, known), _reason(reader, mapping, what)
        cost_node = reader.required(mapping, "cost_wan", what)
        price = None if cost_node is None else _range(reader, cost_node, f"{what}.cost_wan")
        if name and reason and price is not None:
            yield name, price, reason


def _projects(reader: AnswersReader, block: Mapping) -> Iterator[OwnProject]:
    node, what = block.get("projects"), "plan.projects"
    taken = set(reader.library.remedies)
    for mapping in reader.items(node, what) if node is not None else ():
        reader.check_keys(mapping, _PROJECT_KEYS, what)
        id_node, name_node = (reader.required(mapping, key, what) for key in ("id", "name"))
        if id_node is None or name_node is None:
            continue
        name, title = reader.identifier(id_node, f"{what}.id"), reader.text(name_node, f"{what}.name")
        if INVALID in (name, title):
            continue
        if name in taken:
            reader.report("ANS-30", id_node.place, id=name, first=what)
            continue
        taken.add(name)
        ranges = {
            key: None if (given := mapping.get(key)) is None else _range(reader, given, f"{what}.{key}")
            for key in ("cost_wan", "months")
        }
        like = _remedy(reader, mapping, what, list(reader.library.remedies), "like") if "like" in mapping.by_key else ""
        reason = reader.optional_text(mapping, "reason", what, lines=True)
        yield OwnProject(
            id=name, name=title, like=like, cost=ranges["cost_wan"], months=ranges["months"], reason=reason
        )


def _remedy(reader: AnswersReader, mapping: Mapping, what: str, known: list[str], key: str = "id") -> str:
    node = reader.required(mapping, key, what)
    name = INVALID if node is None else reader.text(node, f"{what}.{key}")
    if node is None or name is INVALID:
        return ""
    if name not in known:
        reader.report("ANS-37", node.place, got=shown(node), near=reader.near(name, known))
        return ""
    return str(name)


def _reason(reader: AnswersReader, mapping: Mapping, what: str) -> str:
    node = reader.required(mapping, "reason", what)
    reason = INVALID if node is None else reader.text(node, f"{what}.reason", lines=True)
    return "" if reason is INVALID else str(reason)


def _range(reader: AnswersReader, node: Node, what: str) -> Range | None:
    """One number, or a list of a lower and an upper one."""
    amount = reader.amount(node, what)
    return None if amount is INVALID else amount


def _budget(reader: AnswersReader, block: Mapping) -> tuple[Fraction, ...]:
    node = block.get("budget_wan")
    if node is None:
        return ()
    parts = node.items if isinstance(node, Sequence) else (node,)
    numbers = [reader.number(part, "plan.budget_wan") for part in parts]
    if INVALID in numbers:
        return ()
    if reader.refuse(budget_faults(numbers), node.place) is INVALID:
        return ()
    return tuple(numbers)
