"""The catalogue of user-facing text.

Text lives in `<language>/*.toml` beside this file: tables per topic, placeholders in braces. Code asks for
it by key, so that another language is another folder. Content (names, questions, help) carries its own text.
"""

from __future__ import annotations

import difflib
import errno
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from diagnostics.words.problems import Place, Problem

LANGUAGE = "zh_CN"


@cache
def catalogue() -> dict[str, dict[str, object]]:
    """Return the catalogue: topic → key → text (or a table of texts)."""
    merged: dict[str, dict[str, object]] = {}
    folder = files("diagnostics.words").joinpath(LANGUAGE)
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        for topic, texts in tomllib.loads(file.read_text(encoding="utf-8")).items():
            merged.setdefault(topic, {}).update(texts)
    return merged


def say(topic: str, key: str, **values: object) -> str:
    """Return a text of the catalogue with its placeholders filled; raises KeyError for an unknown key."""
    text = catalogue()[topic][key]
    if not isinstance(text, str):
        raise KeyError(f"{topic}.{key} is not a text")
    return text.format_map({name: str(value) for name, value in values.items()})


def counted(topic: str, counts: Mapping[str, int], **values: object) -> str:
    """Return a sentence that counts several things: what there is none of is left out, nothing at all is empty.

    The topic has a text for every key, with `{n}` for its number, and may join them by its `joint`.
    """
    texts = [say(topic, key, n=n, **values) for key, n in counts.items() if n]
    return str(catalogue()[topic].get("joint", "，")).join(texts)


def name_of(topic: str, key: str) -> str:
    """Return the word for an id (a mark, a verdict, a state), or the id itself where the catalogue has none."""
    text = catalogue().get(topic, {}).get(key, key)
    return text if isinstance(text, str) else key


def problem(code: str, place: Place, *, warning: bool = False, **values: object) -> Problem:
    """Build a problem from its code; the catalogue holds what, why and what to do."""
    entry = catalogue()["problems"][code]
    if not isinstance(entry, dict):
        raise KeyError(code)
    filled = {name: str(value) for name, value in values.items()}
    what, why, what_to_do = (str(entry.get(part, "")).format_map(filled) for part in ("what", "why", "do"))
    return Problem(
        place=place, code=code, what=what.strip(), why=why.strip(), what_to_do=what_to_do.strip(), warning=warning
    )


def near_miss(word: str, known: Iterable[str], *, part: bool = False) -> str:
    """Return "；是不是“…”？" naming the known word nearest to this one, or an empty text; `part`: to a part of it."""
    words = {each: each for each in known}
    if part and len(word) > 1:
        words |= {
            each[at : at + len(word)]: each for each in list(words) for at in range(max(len(each) - len(word), 0) + 1)
        }
    found = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return say("phrases", "near_miss", word=words[found[0]]) if found else ""


def system_reason(error: Exception) -> str:
    """Return why the system refused a file; its own words where the catalogue has none for its errno."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    name = errno.errorcode.get(error.errno, "")
    return str(catalogue()["system_reasons"].get(name, error.strerror or error))
