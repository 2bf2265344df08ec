"""The tools that every part of an answers file is read with: typed values, keys, references, problems in Chinese."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.answers.faults import Fault
from diagnostics.answers.limits import MOST_CHARACTERS, TOO_LONG, amount_faults, find_day, kept_text, text_faults
from diagnostics.content.yaml.reader import INVALID, StrictReader, is_number, shown
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade, SubjectKind
from diagnostics.model.firm.answers import Evidence
from diagnostics.model.plain_text import clean_line, show_private_use
from diagnostics.words.catalogue import name_of, near_miss
from diagnostics.words.problems import Place, Problem

_MAX_SUGGESTIONS = 100  # looking for near misses is slow; a file with more mistakes is not an answers file
_ANY_LENGTH = 10**9
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_SUBJECT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,79}")

# How far down a subject stands: facts and rows of a lower kind may be given for an upper one, never the reverse.
DEPTH: dict[SubjectKind, int] = {"firm": 0, "site": 1, "workshop": 2}


class AnswersReader(StrictReader):
    """Reads nodes of one answers file and collects problems.

    `evidence` and `subjects` (id → kind) are filled first; the other parts refer to them.
    """

    MISTYPED, NOT_ALLOWED, UNKNOWN_KEY, MISSING = "ANS-07", "ANS-09", "ANS-05", "ANS-06"

    def __init__(self, library: Library, problems: list[Problem], as_of: date | None = None) -> None:
        super().__init__(problems)
        self.library = library
        self.as_of = as_of
        self.evidence: dict[str, Evidence] = {}
        self.subjects: dict[str, SubjectKind] = {}
        self._suggestions = 0

    def refuse(self, faults: Iterable[Fault], place: Place, *, words: Iterable[str] = (), **more: object) -> Any:
        """Add the faults of the judge as problems; returns INVALID where one of them is more than a warning.

        `words` are further ones that may have been meant, `more` is what fills the sentence besides the fault.
        """
        stands = True
        for fault in faults:
            near = self.near(str({**fault.given, **more}["got"]), (*fault.words, *words)) if fault.words else ""
            self.problems.append(fault.problem(place, **{"near": near, **more}))
            stands &= fault.warning
        return None if stands else INVALID

    def near(self, word: str, known: Iterable[str]) -> str:
        """Return a near miss in words, while there are not too many."""
        self._suggestions += 1
        return near_miss(word, known) if self._suggestions <= _MAX_SUGGESTIONS and len(word) <= 80 else ""

    # ---- structure --------------------------------------------------------------------------------------------------

    def items(self, node: Node, what: str) -> Iterator[Mapping]:
        """Yield the mappings of a list; everything else is reported."""
        if not isinstance(node, Sequence):
            self._mistyped("list", node, what)
            return
        for item in node.items:
            mapping = self.mapping(item, what)
            if mapping is not None:
                yield mapping

    def check_keys(self, mapping: Mapping, known: Collection[str], what: str) -> None:
        """Report keys that nobody knows."""
        for key, _ in mapping.items:
            if key.text not in known:
                self.unknown_key(key, known, what)

    def required(self, mapping: Mapping, key: str, what: str) -> Node | None:
        """Return the value of a key that must be there, or report."""
        node = mapping.get(key)
        if node is None:
            self.missing(mapping.place, key, what)
        return node

    # ---- values; INVALID when wrong (and reported) ------------------------------------------------------------------

    def text(self, node: Node, what: str, *, lines: bool = False) -> Any:
        """Read a text: not empty, nothing invisible; one line unless `lines`."""
        if not isinstance(node, Scalar):
            return self._mistyped("text", node, what)
        faults = text_faults(node.text)
        if faults and self.refuse(faults, node.place, what=what) is INVALID:
            return INVALID
        return kept_text(node.text) if lines else clean_line(show_private_use(node.text)).strip()

    def number(self, node: Node, what: str) -> Any:
        """Read an exact decimal number."""
        if not is_number(node, _ANY_LENGTH):
            return self._mistyped("number", node, what)
        if len(node.text) > MOST_CHARACTERS:
            return self.refuse((TOO_LONG,), node.place, what=what)
        return Fraction(node.text)

    def amount(self, node: Node, what: str) -> Any:
        """Read one number, or a list of a lower and an upper one, as both ends."""
        parts = node.items if isinstance(node, Sequence) else (node,)
        numbers = [self.number(part, what) for part in parts]
        if INVALID in numbers or self.refuse(amount_faults(numbers), node.place, what=what) is INVALID:
            return INVALID
        return numbers[0], numbers[-1]

    def flag(self, node: Node, what: str) -> Any:
        """Read true or false."""
        if isinstance(node, Scalar) and node.plain and node.text in {"true", "false"}:
            return node.text == "true"
        return self._mistyped("bool", node, what)

    def day(self, node: Node, what: str) -> Any:
        """Read an ISO date."""
        found = _DAY.fullmatch(node.text) if isinstance(node, Scalar) else None
        if found is None:
            return self._mistyped("date", node, what)
        day = find_day(int(found[1]), int(found[2]), int(found[3]))
        return day if isinstance(day, date) else self.refuse(day, node.place, what=what)

    def identifier(self, node: Node, what: str) -> Any:
        """Read the id of a subject."""
        if isinstance(node, Scalar) and _SUBJECT_ID.fullmatch(node.text):
            return node.text
        return self.report("ANS-10", node.place, what=what, got=shown(node))

    def optional_text(self, mapping: Mapping, key: str, what: str, *, lines: bool = False) -> str:
        """Return the text of a key that may be missing."""
        node = mapping.get(key)
        value = "" if node is None else self.text(node, f"{what}.{key}", lines=lines)
        return "" if value is INVALID else value

    def optional_day(self, mapping: Mapping, key: str, what: str) -> date | None:
        """Return the date of a key that may be missing."""
        node = mapping.get(key)
        value = None if node is None else self.day(node, f"{what}.{key}")
        return None if value is INVALID else value

    def cited(self, mapping: Mapping) -> tuple[str, ...]:
        """Return the ids of evidence that a mapping cites (one id or a list); unknown ones are reported."""
        node = mapping.get("evidence")
        if node is None:
            return ()
        found: dict[str, None] = {}
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Scalar) and item.text in self.evidence:
                found[item.text] = None
            else:
                got = shown(item)
                known = "、".join(self.evidence) or name_of("types", "nothing")
                self.report("ANS-22", item.place, got=got, near=self.near(got, self.evidence), known=known)
        return tuple(found)

    def grade(self, cited: Iterable[str]) -> Grade:
        """Return the grade of the best evidence cited; E1 (stated) without any."""
        return max((self.evidence[each].grade for each in cited), default=Grade.E1)

    def _mistyped(self, expected: str, node: Node, what: str) -> Any:
        return self.mistyped(name_of("types", expected), node, what)
