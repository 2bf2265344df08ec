"""`python -m tests.report.rewrite` writes the golden reports anew; a person then reads the difference."""

from __future__ import annotations

from pathlib import Path

from tests.report.reading import EXAMPLES, EXCERPTS, FIRMS, GOLDEN, example, example_report, text_of


def rewrite() -> None:
    """Write the reports of the examples, and page for the owner and plan of all; what belongs to none disappears."""
    for old in GOLDEN.glob("**/*.txt"):
        old.unlink()
    for path in EXAMPLES:
        write(GOLDEN / f"{path.stem}.txt", text_of(example_report(path), example(path)))
    for path in FIRMS:
        for name, make in EXCERPTS.items():
            write(GOLDEN / path.stem / f"{name}.txt", make(path))


def write(path: Path, text: str) -> None:
    """Write one golden file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    rewrite()
