"""The outputs of the product: results go to stdout, problems and progress to stderr.

A console that lacks a character (cp936 and an emoji) shows a substitute; printing never fails because of the text. A
reader that goes away (`| head`) ends the program quietly. Standard output is for results alone: what a library prints
there goes to stderr (docs/decisions/0014-results-alone-on-stdout.md).
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from diagnostics.words.problems import Problem

_results: TextIO | None = None  # where results go once they are kept apart


class OutputClosedError(Exception):
    """The reader of our output has closed it; nothing is wrong."""


def prepare_streams() -> None:
    """Make stdout and stderr accept every text, whatever their encoding; a closed one leads nowhere."""
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(descriptor))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _nowhere(descriptor: int) -> TextIO:
    """Return a stream to nowhere on this descriptor: a file opened later must not get it, and what is printed there."""
    opened = os.open(os.devnull, os.O_WRONLY)
    if opened != descriptor:
        os.dup2(opened, descriptor)
        os.close(opened)
    return os.fdopen(descriptor, "w", encoding="utf-8")


def keep_results_apart() -> None:
    """Print results on a descriptor of their own; that of standard output leads to stderr, to the end of the process.

    It is never led back: C code may keep what it prints and write it at the very end. A terminal stays as it is:
    nobody parses it, and the interview draws on it.
    """
    global _results
    stream = sys.stdout
    if _results is not None or id(stream) != id(sys.__stdout__) or stream.isatty():  # somebody captures what is printed
        return
    stream.flush()
    own = os.dup(stream.fileno())
    os.dup2(sys.stderr.fileno(), stream.fileno())
    _results = os.fdopen(own, "w", encoding=stream.encoding, errors=stream.errors)


def _stdout() -> TextIO:
    return sys.stdout if _results is None else _results


def out(*lines: str) -> None:
    """Print lines of the result."""
    _write(_stdout(), "".join(f"{line}\n" for line in lines))


def tell(*lines: str) -> None:
    """Print lines about the work: problems, progress, hints."""
    flush()
    _write(sys.stderr, "".join(f"{line}\n" for line in lines))


def out_json(data: object) -> None:
    """Print data as JSON: UTF-8 into a file or a pipe, in a terminal in its own encoding, always valid JSON."""
    import json

    stream = _stdout()
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
    _write(_stdout(), "")


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
