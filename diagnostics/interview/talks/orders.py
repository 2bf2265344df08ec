"""The orders that every prompt takes instead of an answer: /b 返回, /j 跳转, /n 备注 … Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from diagnostics.answers.typed.value import plain
from diagnostics.words.catalogue import say

OrderName = Literal[
    "back", "jump", "review", "note", "evidence", "finding", "later", "na", "unknown", "refused", "second", "apart",
    "inbox", "sites", "help", "levels", "stop",
]  # fmt: skip
ORDERS: tuple[OrderName, ...] = get_args(OrderName)

# Answers that are words must be typed with the stroke, so that “备注” can also be part of a text.
_KEYS: dict[str, OrderName] = {
    "b": "back", "j": "jump", "r": "review", "n": "note", "e": "evidence", "f": "finding", "l": "later", "na": "na",
    "u": "unknown", "x": "refused", "2": "second", "s": "apart", "i": "inbox", "p": "sites", "?": "help", "h": "help",
    "v": "levels", "q": "stop",
}  # fmt: skip

# Orders that may be typed behind half a line; the line is there again afterwards.
_GOES_ON: frozenset[OrderName] = frozenset(
    {"back", "jump", "review", "note", "evidence", "finding", "inbox", "help", "levels", "stop"}
)
_STROKE = re.compile(r"(?<=\s)(?=[/／?？])")


@dataclass(frozen=True)
class Order:
    """An order and what was typed behind it (a name, a reason, the text of a note)."""

    name: OrderName
    rest: str = ""


def read_order(text: str, *, bare_words: bool = True) -> Order | None:
    """Return the order that a line is, or None when it is an answer.

    `bare_words`: a Chinese order counts without the stroke too (not where texts are typed).
    """
    line = text.strip()
    head, _, rest = line.partition(" ")
    word = plain(head)
    if word == "?":
        return Order("help", rest.strip())
    names = {say("interview_orders", each): each for each in ORDERS}
    if word.startswith("/"):
        found = _KEYS.get(word[1:].lower()) or names.get(word[1:])
        return Order(found, rest.strip()) if found else None
    if bare_words and word in names:
        return Order(names[word], rest.strip())
    return None


def split_line(text: str) -> tuple[str, Order | None]:
    """Return a line begun and the order typed behind it: “车削,是 /f 刀具靠纸条” is the line and a finding.

    Only orders after which the line goes on count; the stroke is needed. Without one the order is None.
    """
    for found in _STROKE.finditer(text):
        begun, order = text[: found.start()], read_order(text[found.start() :].strip(), bare_words=False)
        if begun.strip() and order is not None and order.name in _GOES_ON:
            return begun.rstrip(), order
    return text, None


def key_of(name: OrderName) -> str:
    """Return the shortest way to type an order."""
    return next(f"/{key}" if key != "?" else key for key, each in _KEYS.items() if each == name)
