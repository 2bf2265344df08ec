"""`python -m tests.report.rewrite` writes the golden reports anew; a person then reads the difference."""

from __future__ import annotations

from tests.report.goldens import GOLDEN, TEXTS, owner_pictures
from tests.report.reading import FIRMS


def rewrite() -> None:
    """Write texts and pictures of all example firms; what belongs to none disappears."""
    for old in (*GOLDEN.glob("**/*.txt"), *GOLDEN.glob("**/*.png")):
        old.unlink()
    for path in FIRMS:
        folder = GOLDEN / path.stem
        folder.mkdir(parents=True, exist_ok=True)
        for name, make in TEXTS.items():
            (folder / f"{name}.txt").write_text(make(path), encoding="utf-8", newline="\n")
        for number, picture in enumerate(owner_pictures(path), 1):
            picture.save(folder / f"owner-{number}.png", optimize=True)


if __name__ == "__main__":
    rewrite()
