"""A consultant's laptop that is nobody's: the product's own commands, recorded under an invented name of the device."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE, BUNDLE_PASSPHRASE = "新郑路 9 号院", "九号路 7 号院"
DEVICE_VARIABLE = "PAST_DEVICE"
# Python runs this at its start: what is frozen must not name the machine on which it was made.
_NEUTRAL = f"import os, platform\nplatform.node = lambda: os.environ['{DEVICE_VARIABLE}']\n"


@dataclass(frozen=True, kw_only=True)
class Laptop:
    """Who works on which device in which workspace; `scratch` holds everything that is thrown away afterwards."""

    scratch: Path
    name: str
    author: str
    encrypted: bool = False

    @property
    def workspace(self) -> Path:
        """Folder of the workspace."""
        return self.scratch / self.name

    def environment(self) -> dict[str, str]:
        """Return the environment of its commands."""
        neutral = self.scratch / "neutral"
        neutral.mkdir(exist_ok=True)
        (neutral / "sitecustomize.py").write_text(_NEUTRAL, encoding="utf-8")
        kept = {key: value for key, value in os.environ.items() if not key.startswith("QIZHEN_") or "CACHE" in key}
        return {
            **kept, "PYTHONPATH": str(neutral), "PYTHONUTF8": "1", "LANG": "C.UTF-8", "TERM": "xterm",
            DEVICE_VARIABLE: self.name, "QIZHEN_AUTHOR": self.author, "QIZHEN_WORKSPACE": str(self.workspace),
            "QIZHEN_BUNDLE_PASSPHRASE": BUNDLE_PASSPHRASE, "PROMPT_TOOLKIT_NO_CPR": "1",
            **({"QIZHEN_PASSPHRASE": PASSPHRASE} if self.encrypted else {}),
        }  # fmt: skip

    def qizhen(self, *words: str | Path, fails: bool = False) -> str:
        """Run a command and return what it printed; fails with what went wrong."""
        command = [sys.executable, "-m", "diagnostics", *map(str, words)]
        run = subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, check=False)
        if bool(run.returncode) != fails:
            raise RuntimeError(f"qizhen {' '.join(map(str, words))}: {run.returncode}\n{run.stderr.decode()}")
        return run.stdout.decode()

    def talk(self, words: tuple[str, ...], *said: tuple[str, str]) -> None:
        """Hold a command in a real terminal: wait for a text, type a line, at last wait for the end."""
        import pexpect

        process = pexpect.spawn(
            sys.executable, ["-m", "diagnostics", *words], cwd=str(ROOT), env=self.environment(), dimensions=(24, 80),
            encoding="utf-8", timeout=60,
        )  # fmt: skip
        for wanted, typed in said:
            process.expect(wanted)
            process.send(f"{typed}\r")
        process.expect(pexpect.EOF)
        process.close()
        if process.exitstatus:
            raise RuntimeError(f"qizhen {' '.join(words)}: {process.exitstatus}\n{process.before}")
