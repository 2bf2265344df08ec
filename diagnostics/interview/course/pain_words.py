"""Which pains somebody's own words may mean: shared pairs of signs, rare ones first, and facts in common. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import log, sqrt

from diagnostics.model.content.expressions import FactRef, walk
from diagnostics.model.content.library import Library
from diagnostics.model.content.pains import Pain
from diagnostics.model.content.roots import facts_named
from diagnostics.model.firm.answers import Finding

MOST_MATCHES = 3
_WORDS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9]+")
# The name says it best; a fact in common says that it is the same corner of the plant.
_NAME, _SEEN, _FACT = 3.0, 1.0, 2.0


def pains_meant(library: Library, finding: Finding) -> tuple[Pain, ...]:
    """Return the few pains nearest to a finding in words and facts, the nearest first; none where nothing is shared."""
    texts = {each.id: (_pairs(each.name), _pairs(f"{each.seen}，{each.kpi.name}")) for each in library.pains.values()}
    found_in = Counter(pair for name, seen in texts.values() for pair in name | seen)
    said = _pairs(f"{finding.title}，{finding.text}，{finding.effect}")
    about = facts_named(finding.about, library)

    def nearness(pain: Pain) -> float:
        name, seen = texts[pain.id]
        words: float = sum(
            weight * log(len(texts) / found_in[pair])
            for pairs, weight in ((name, _NAME), (seen - name, _SEEN))
            for pair in pairs & said
        )
        return words + _FACT * sqrt(len(about & facts_of_signs(pain, library)))

    scored = sorted(((nearness(each), each) for each in library.pains.values()), key=lambda each: -each[0])
    return tuple(pain for score, pain in scored[:MOST_MATCHES] if score > 0)


def facts_of_signs(pain: Pain, library: Library) -> frozenset[str]:
    """Return the raw facts and tables that the signs of a pain rest on."""
    named = {part.fact for sign in pain.signs for part in walk(sign) if isinstance(part, FactRef)}
    return facts_named(tuple(sorted(named)), library)


def _pairs(text: str) -> frozenset[str]:
    """Return every two signs that stand side by side in a text."""
    return frozenset(pair for word in _WORDS.findall(text) for pair in _side_by_side(word))


def _side_by_side(word: str) -> Iterable[str]:
    return (word[at : at + 2] for at in range(len(word) - 1))
