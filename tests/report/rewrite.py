"""`python -m tests.report.rewrite` writes the golden reports anew; a person then reads the difference."""

from __future__ import annotations

from tests.report.reading import EXAMPLES, GOLDEN, example, example_report, text_of


def rewrite() -> None:
    """Write the text of every example's report; those of examples that are gone disappear."""
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.txt"):
        old.unlink()
    for path in EXAMPLES:
        text = text_of(example_report(path), example(path))
        (GOLDEN / f"{path.stem}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    rewrite()
