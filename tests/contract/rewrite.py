"""`python -m tests.contract.rewrite` writes the golden files anew; a person then reads the difference."""

from __future__ import annotations

import json
from typing import Any

from tests.contract.outputs import GOLDEN, coverage_of_examples, golden, score_of
from tests.report.reading import EXAMPLES


def write(name: str, data: Any) -> None:
    """Write one golden file."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    golden(name).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def rewrite() -> None:
    """Write all golden files; those of examples that are gone disappear."""
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.json"):
        old.unlink()
    for example in EXAMPLES:
        write(f"score-{example.stem}", score_of(example))
    write("coverage", coverage_of_examples())


if __name__ == "__main__":
    rewrite()
