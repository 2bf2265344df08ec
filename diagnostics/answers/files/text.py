"""The text of an answers file and its tree of nodes, whatever somebody sends.

Answers come from many hands and by mail: too large, too deep and wrongly encoded files are problems like any other.
"""

from __future__ import annotations

import json
import re
from itertools import accumulate
from pathlib import Path

from diagnostics.content.yaml.yaml_nodes import MAX_DEPTH, Mapping, find_excess, parse_measured
from diagnostics.words.catalogue import problem, system_reason
from diagnostics.words.problems import Place, Problem

# A real file has some 50 kB and 5,000 values; these limits only stop what would fill the memory.
MAX_BYTES = 2_000_000
MAX_EVENTS = 200_000

_EVENTS_WITHOUT_TEXT = 4  # stream and document, start and end
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_SURROGATE_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return the text of a file, or None with a problem added."""
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        problems.append(problem("ANS-01", place, detail=system_reason(error)))
        return None
    if len(data) > MAX_BYTES:
        problems.append(problem("ANS-03", place))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(problem("ANS-02", place))
        return None


def parse_document(text: str, file: str, problems: list[Problem]) -> Mapping | None:
    """Parse YAML or JSON whose root is a mapping; None with a problem added."""
    if len(text) > MAX_BYTES:
        problems.append(problem("ANS-03", Place(file)))
        return None
    if file.lower().endswith(".json"):
        text = _SURROGATE_PAIR.sub(_paired, text)
    small = file.lower().endswith(".json") and _is_small_json(text)
    excess = None if small else find_excess(text, file, MAX_EVENTS)
    if excess is not None:
        deep = problem("YAML-05", excess.place, depth=MAX_DEPTH)
        problems.append(deep if excess.too_deep else problem("ANS-03", Place(file)))
        return None
    root = parse_measured(text, file, problems)
    if root is None or isinstance(root, Mapping):
        return root
    problems.append(problem("ANS-04", root.place))
    return None


def _paired(match: re.Match[str]) -> str:
    """JSON writes a rare character (𠮷) as two escapes that YAML does not join."""
    high, low = int(match[2], 16), int(match[3], 16)
    return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _is_small_json(text: str) -> bool:
    """Whether a text is JSON within the limits, told ten times faster than by its events.

    Every event takes at least one character, and in JSON only brackets nest.
    """
    if len(text) + _EVENTS_WITHOUT_TEXT > MAX_EVENTS:
        return False
    try:
        json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return False
    depth = accumulate(1 if each in "[{" else -1 for each in _BRACKETS.findall(_JSON_STRING.sub("", text)))
    return max(depth, default=0) <= MAX_DEPTH
