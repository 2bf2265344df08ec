"""Counts what the content holds, for docs/content-counts.md.

`python -m diagnostics.content.checks.counts` prints the page, with the name of a file behind it writes it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from diagnostics.content.checks.checking import marked_items
from diagnostics.content.checks.instruction_checking import asks_of, instructions_of
from diagnostics.content.library.loading import load_folders
from diagnostics.content.root import content_root
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.standards import Standard
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.problems import InputError

_MARKS = tuple(mark.name for mark in Mark)
_PLACE = "counts"


def counts_page(library: Library) -> str:
    """Return the page as Markdown."""
    parts = [
        say(_PLACE, "head"),
        _table(("what", "count"), _totals(library)),
        say(_PLACE, "standards"),
        _table(("id", "title", "leaves", "nodes", "steps", *_MARKS), map(_standard_row, library.standards.values())),
        say(_PLACE, "criteria"),
        _table(
            ("id", "title", "edition", "complete", "conditions", "parts", "references", *_MARKS),
            map(_set_row, library.criteria.values()),
        ),
        say(_PLACE, "marks"),
        _table(("mark", "name", "count"), _mark_rows(library)),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _totals(library: Library) -> list[list[object]]:
    facts, tables = library.facts.values(), library.tables.values()
    carded = {name for card in library.cards.values() for name in card.confirms}
    rows: list[tuple[str, int]] = [
        ("facts", len(library.facts)),
        ("questions", len(_asked(library))),
        ("questions_on_cards", sum(fact.id in carded and fact.question is not None for fact in facts)),
        ("options", sum(len(fact.options) for fact in facts)),
        ("derived", len(library.derived)),
        ("tables", len(library.tables)),
        ("fields", sum(len(table.fields) for table in tables)),
        ("cards", len(library.cards)),
        ("pains", len(library.pains)),
        ("sections", len(library.sections)),
        ("plausibility", len(library.plausibility)),
        ("magnitudes", len(library.magnitudes)),
        ("aliases", len(library.aliases)),
        ("standards", len(library.standards)),
        ("criteria", len(library.criteria)),
        ("conditions", sum(len(each.conditions) for each in library.criteria.values())),
        ("instructions", len(list(instructions_of(library)))),
        ("instructions_missing", sum(not ask.done for asks in asks_of(library) for ask in asks)),
        ("statistics", len(library.statistics)),
        ("policies", len(library.policies)),
        ("policy_items", sum(len(policy.items) for policy in library.policies.values())),
        ("remedies", len(library.remedies)),
        ("rules", len(library.rules)),
        ("due_dates", len(library.due_dates)),
        ("coverages", len(library.coverages)),
        ("sources", len(library.sources)),
    ]
    return [[say(_PLACE, f"total_{name}"), count] for name, count in rows]


def _asked(library: Library) -> list[str]:
    """Return the ids of everything that is asked: facts, derived facts that are asked directly, tables."""
    asked = [fact.id for fact in library.facts.values() if fact.question is not None]
    asked += [each.id for each in library.derived.values() if each.question is not None]
    return asked + [table.id for table in library.tables.values() if table.question is not None]


def _standard_row(standard: Standard) -> list[object]:
    leaves = [node for node in standard.nodes if node.is_leaf and "carried" not in node.tags]
    inner = {node.origin or node.id for node in standard.nodes if not node.is_leaf}
    steps = sum(len(ladder.steps) for ladder in standard.ladders) + sum(
        len(rule.cases) for rule in standard.first_match
    )
    marks = Counter(node.mark.name for node in leaves)
    return [f"`{standard.id}`", standard.title, len(leaves), len(inner), steps, *(marks[name] for name in _MARKS)]


def _set_row(criteria: CriteriaSet) -> list[object]:
    conditions = criteria.conditions
    marks = Counter(condition.mark.name for condition in conditions)
    return [
        f"`{criteria.id}`",
        criteria.title,
        criteria.edition,
        say(_PLACE, "yes" if criteria.complete else "no"),
        len(conditions),
        sum(len(condition.parts) for condition in conditions),
        sum(len(condition.references) for condition in conditions),
        *(marks[name] for name in _MARKS),
    ]


def _mark_rows(library: Library) -> list[list[object]]:
    marks = Counter(item.mark.name for item in marked_items(library))
    return [[f"`{name}`", name_of("marks", name), marks[name]] for name in _MARKS]


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    names = [name_of("marks", head) if head in _MARKS else say(_PLACE, f"head_{head}") for head in heads]
    lines = [names, ["---"] * len(names), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the page or write it to a file; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m diagnostics.content.checks.counts", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    file: Path | None = parser.parse_args(arguments).file
    library, problems = load_folders([content_root()])
    if any(not problem.warning for problem in problems):
        raise InputError(problems)
    page = counts_page(library)
    if file is None:
        # always UTF-8, whatever the console speaks: the output is meant for a file
        with os.fdopen(1, "w", encoding="utf-8", newline="\n", closefd=False) as out:
            out.write(page)
    else:
        file.write_text(page, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
