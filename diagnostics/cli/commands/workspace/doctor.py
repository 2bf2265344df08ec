"""`qizhen doctor`: what is installed and what is missing, and whether the workspace is well."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.text.tables import indented
from diagnostics.words.catalogue import catalogue, name_of, say, system_reason
from diagnostics.words.numbers import number

Health = Literal["ok", "warning", "wrong"]

# What is looked for; what only some jobs need is named with the job in the catalogue (`only_needed_for`).
PACKAGES = (
    "PyYAML", "numpy", "Jinja2", "matplotlib", "fonttools", "SQLAlchemy", "alembic", "cryptography", "questionary",
    "prompt_toolkit", "highspy", "platformdirs", "python-docx", "docxtpl", "openpyxl", "lxml", "typst", "pillow",
    "pillow-heif", "psycopg", "segno", "xlrd", "zxing-cpp",
)  # fmt: skip
# what pip is told where the distribution alone is not enough
INSTALLED_AS = {"psycopg": '"psycopg[binary]"'}
LEAST_PYTHON = (3, 11)
LOW_DISK_MB, EMPTY_DISK_MB = 1000, 100


@dataclass(frozen=True)
class Checkup:
    """One thing looked at: what it is, how it is, and what to do about it.

    `whole`: the text holds a command with a path; it stays in one line, to be copied.
    """

    topic: str
    health: Health
    text: str
    advice: str = ""
    whole: bool = False


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "doctor")
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look at everything; exit code 1 when something must be mended, warnings alone are fine."""
    if workspaces.is_url(args):
        found = [*_program(), _console(), *_place(Path()), *_database(args.workspace)]
    else:
        folder = workspaces.location(args)
        found = [*_program(), _console(), *_place(folder or Path()), *_workspace(folder)]
    if args.json:
        keys = ("topic", "health", "text", "advice")
        console.out_json({"findings": [{key: getattr(each, key) for key in keys} for each in found]})
    else:
        for each in found:
            mark = f"[{say('doctor', each.health)}] "
            console.out(*([f"{mark}{each.text}"] if each.whole else indented(each.text, mark)))
            if each.advice and each.health != "ok":
                console.out(*indented(each.advice, "       "))
        wrong, warned = (sum(each.health == kind for each in found) for kind in ("wrong", "warning"))
        console.out(say("doctor", "done", wrong=wrong, warned=warned))
    return 1 if any(each.health == "wrong" for each in found) else 0


def _program() -> Iterator[Checkup]:
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from diagnostics import __version__

    running = platform.python_version()
    health: Health = "ok" if sys.version_info >= LEAST_PYTHON else "wrong"
    text = say("doctor", "python", qizhen=__version__, version=running, system=platform.platform(terse=True))
    yield Checkup("python", health, text, say("doctor", "python_advice"))
    for name in PACKAGES:
        try:
            yield Checkup("package", "ok", say("doctor", "package", name=name, version=version(name)))
        except PackageNotFoundError:
            yield _missing(name)
    yield _fonts()


def _missing(name: str) -> Checkup:
    """Say what cannot be done without a package and how it is installed."""
    text, installed_as = say("doctor", "missing", name=name), INSTALLED_AS.get(name, name)
    if name in catalogue()["only_needed_for"]:
        job = name_of("only_needed_for", name)
        return Checkup("package", "warning", text, say("doctor", "optional", name=installed_as, job=job))
    return Checkup("package", "wrong", text, say("doctor", "needed", name=installed_as))


def _fonts() -> Checkup:
    from diagnostics.content.root import content_root

    fonts = sorted((content_root() / "reports" / "fonts").glob("*.ttf"))
    if not fonts:
        return Checkup("fonts", "wrong", say("doctor", "no_fonts"), say("doctor", "reinstall"))
    return Checkup("fonts", "ok", say("doctor", "fonts", names="、".join(font.name for font in fonts)))


def _console() -> Checkup:
    encoding = sys.stdout.encoding or "?"
    try:
        "企诊：①“”—×√".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return Checkup(
            "console", "warning", say("doctor", "console", encoding=encoding), say("doctor", "console_advice")
        )
    return Checkup("console", "ok", say("doctor", "console", encoding=encoding))


def _place(folder: Path) -> Iterator[Checkup]:
    import shutil
    import tempfile

    at = folder.absolute()
    existing = next(each for each in (at, *at.parents) if each.is_dir())
    try:
        with tempfile.TemporaryFile(dir=existing):
            yield Checkup("write", "ok", say("doctor", "writable", folder=existing))
    except OSError as error:
        reason = system_reason(error)
        text = say("doctor", "not_writable", folder=existing, reason=reason)
        yield Checkup("write", "wrong", text, say("doctor", "write_advice"))
    free = shutil.disk_usage(existing).free / 2**20
    health: Health = "ok" if free >= LOW_DISK_MB else "warning" if free >= EMPTY_DISK_MB else "wrong"
    yield Checkup("disk", health, say("doctor", "disk", gigabytes=number(free / 1024, 1)), say("doctor", "disk_advice"))


def _workspace(folder: Path | None) -> Iterator[Checkup]:
    from diagnostics.store import find_copies, look_at

    seen = None if folder is None else look_at(folder)
    if folder is None or seen is None or not seen.exists:
        where = folder or workspaces.DEFAULT
        yield Checkup("workspace", "ok", say("doctor", "no_workspace", folder=where))
        return
    if seen.problems:
        yield from (Checkup("workspace", "wrong", str(problem)) for problem in seen.problems)
        return
    key = "old_schema" if seen.schema < seen.ours else "encrypted" if seen.encrypted else "workspace"
    yield Checkup("workspace", "ok", say("doctor", key, folder=folder, schema=seen.schema, ours=seen.ours))
    yield from _journal(folder, seen.encrypted)
    for copy in find_copies(folder):
        text = f"{copy.place}: {copy.code}: {copy.what}。{copy.what_to_do}"
        yield Checkup("copies", "warning", text, whole=True)


def _database(url: str) -> Iterator[Checkup]:
    """Look at the rows of this login role in a database: reachable, our schema, every event and file readable."""
    from diagnostics.store import open_workspace
    from diagnostics.words.problems import FailureError, InputError

    try:
        with open_workspace(url, author="", device="", read_only=True) as workspace:
            yield Checkup("workspace", "ok", say("doctor", "database", url=workspace.location))
    except InputError as refused:
        if any(problem.code == "STORE-07" for problem in refused.problems):  # prepared, and nobody has written yet
            yield Checkup("workspace", "ok", say("doctor", "database_empty"))
            return
        yield from (Checkup("workspace", "wrong", str(problem)) for problem in refused.problems)
        return
    except FailureError as failed:
        yield Checkup("workspace", "wrong", str(failed))
        return
    yield from _look_through(url, None)


def _journal(folder: Path, encrypted: bool) -> Iterator[Checkup]:
    """Look through every event and evidence file; of an encrypted workspace only with its passphrase."""
    import os

    passphrase = os.environ.get(workspaces.PASSPHRASE_VARIABLE) if encrypted else None
    if encrypted and not passphrase:
        variable = workspaces.PASSPHRASE_VARIABLE
        yield Checkup("journal", "warning", say("doctor", "sealed"), say("doctor", "sealed_advice", variable=variable))
        return
    yield from _look_through(folder, passphrase)


def _look_through(where: Path | str, passphrase: str | None) -> Iterator[Checkup]:
    from diagnostics.store import open_workspace
    from diagnostics.words.problems import FailureError, InputError

    try:
        with open_workspace(where, author="", device="", read_only=True, passphrase=passphrase) as workspace:
            problems, firms = workspace.check(), workspace.firms()
    except (FailureError, InputError) as error:
        yield Checkup("journal", "wrong", str(error))
        return
    for problem in problems:
        yield Checkup("journal", "warning" if problem.warning else "wrong", str(problem))
    if not any(not problem.warning for problem in problems):
        yield Checkup("journal", "ok", say("doctor", "journal", firms=len(firms)))
