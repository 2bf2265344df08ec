"""Where the product prints: results to stdout, problems and progress to stderr.

A console that lacks a character (cp936 and an emoji) shows a substitute; printing never fails because of the text. A
reader that goes away (`| head`) ends the program quietly. What a library written in C prints to file descriptor 1 goes
to stderr: standard output is ours alone.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from diagnostics.words.problems import Problem

_STDOUT, _STDERR = 1, 2


class OutputClosedError(Exception):
    """Whoever read our output has gone away; nothing is wrong."""


def prepare_streams() -> None:
    """Make stdout and stderr accept every text, whatever their encoding; a closed one leads nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def own_stdout() -> Iterator[None]:
    """Keep standard output to ourselves for the length of a command: file descriptor 1 leads to stderr meanwhile.

    The descriptor belongs to the whole process, so this is for the main thread of a command. Nothing changes where
    `sys.stdout` is something else (a test that captures it) or a stream is closed.
    """
    if (kept := _take_stdout()) is None:
        yield
        return
    before, sys.stdout = sys.stdout, kept
    try:
        yield
    finally:
        sys.stdout = before
        with suppress(OSError):  # nobody reads any more: said already
            kept.flush()
        os.dup2(kept.fileno(), _STDOUT)
        with suppress(OSError):
            kept.close()


def _take_stdout() -> io.TextIOWrapper | None:
    """Return standard output on a descriptor of its own, the old one leading to stderr; None where that cannot be."""
    stream = sys.stdout
    try:
        if not isinstance(stream, io.TextIOWrapper) or stream.fileno() != _STDOUT:
            return None
        stream.flush()
        os.fstat(_STDERR)
        own = os.dup(_STDOUT)
    except (OSError, ValueError):
        return None
    os.dup2(_STDERR, _STDOUT)
    return os.fdopen(own, "w", encoding=stream.encoding, errors=stream.errors)


def out(*lines: str) -> None:
    """Print lines of the result."""
    _write(sys.stdout, "".join(f"{line}\n" for line in lines))


def tell(*lines: str) -> None:
    """Print lines about the work: problems, progress, hints."""
    flush()
    _write(sys.stderr, "".join(f"{line}\n" for line in lines))


def out_json(data: object) -> None:
    """Print data as JSON: UTF-8 into a file or a pipe, in a terminal in its own encoding, always valid JSON."""
    import json

    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
        stream.reconfigure(encoding="utf-8")
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(data, ensure_ascii=True, indent=2, allow_nan=False)
    _write(stream, text + "\n")


def tell_problems(problems: Iterable[Problem]) -> None:
    """Print problems to stderr, in the order of the files."""
    for problem in sorted(problems):
        tell(str(problem))


def flush() -> None:
    """Hand over what stdout still holds; raises OutputClosedError when nobody reads it any more."""
    _write(sys.stdout, "")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except OSError as failed:
        _abandon(stream)
        # Windows says "invalid argument" for a pipe whose reader has gone
        if isinstance(failed, BrokenPipeError) or (os.name == "nt" and failed.errno == errno.EINVAL):
            raise OutputClosedError from failed
        raise


def _abandon(stream: TextIO) -> None:
    """Send what a stream still holds to nowhere, so that nothing fails a second time, not even at the very end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
