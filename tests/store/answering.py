"""Processes that answer question after question until somebody kills them: `python -m tests.store.answering FOLDER`.

For every line on stdin a new process is forked (so that nobody waits for imports). It says `pid` and, when the
workspace is open, `ready`; then it prints the id of an answer or of an evidence file only when the store has
confirmed it. `gone` follows when it is dead.
"""

from __future__ import annotations

import os
import sys
from fractions import Fraction
from itertools import count
from pathlib import Path

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer
from diagnostics.store import open_workspace
from tests.store.conftest import CODE, NAME
from tests.store.content import NUMBERS


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())  # one short write is whole or not at all


def answer(folder: Path) -> None:
    say(f"pid {os.getpid()}")
    with open_workspace(folder, author="李工", device="L7", library=NUMBERS) as workspace:
        if not workspace.firms():
            workspace.register_firm(CODE, NAME)
        say("ready")
        for number in count():
            if number % 7 == 3:
                file = folder.parent / "photo.jpg"
                file.write_bytes(f"{number}".encode() * 50_000)
                say(workspace.add_evidence(CODE, "照片", Grade.E3, file=file).id)
            said = Answer(state="known", value=Fraction(number), by=f"第{number}人")
            say(workspace.testify(CODE, f"fact_{number % 40}", said).id)


def main(folder: Path) -> None:
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                answer(folder)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        say(f"gone {-os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
