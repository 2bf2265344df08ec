"""Spot checks: what looks odd across firms, and a seeded, stratified sample that leans towards it.

The sample is one of Efraimidis and Spirakis: every firm draws a key u^(1/weight) from the seed and its code; of each
stratum the highest keys are taken. So the same seed takes the same firms, in whatever order they are read.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil, log
from statistics import mean, median, pstdev
from typing import Any

from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import FirmAnswers

Json = dict[str, Any]
LEAST_SHARE = 0.1
# House limits: a look, not a verdict. Whoever is named is looked at, nothing else follows from it.
SHORT_MINUTES = 30
FEWEST = 8  # firms of a consultant
FAR_OFF = 2.5
LEAST_DISTANCE = 0.15
SHORTEST_TEXT = 20
FLAG_WEIGHT = 3.0
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def minutes_of(firm: FirmAnswers) -> int | None:
    """Return how long the visit took by its `begin` and `finish`, None where these are not recorded."""
    begin, finish = (_CLOCK.fullmatch(firm.visit.get(key, "")) for key in ("begin", "finish"))
    if begin is None or finish is None:
        return None
    first, last = (int(each[1]) * 60 + int(each[2]) for each in (begin, finish))
    return last - first if last >= first else None


def was_visited(firm: FirmAnswers) -> bool:
    """Return whether somebody has been there: a visit is recorded."""
    return bool(firm.visit)


def red_flags(firms: Sequence[FirmAnswers], library: Library) -> dict[str, list[str]]:
    """Return the flags of every firm that has some, by code."""
    found: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, set[str]] = defaultdict(set)
    for firm in firms:
        for finding in firm.findings:
            if len(text := re.sub(r"\s+", "", finding.text)) >= SHORTEST_TEXT:
                texts[text].add(firm.code)
    for codes in texts.values():
        for code in codes if len(codes) > 1 else ():
            if "identical_text" not in found[code]:
                found[code].append("identical_text")
    off = {consultant["consultant"] for consultant in far_off_consultants(firms, library)}
    for firm in firms:
        minutes = minutes_of(firm)
        if minutes is not None and minutes < SHORT_MINUTES:
            found[firm.code].append("short_interview")
        if firm.visit.get("consultant", "") in off:
            found[firm.code].append("far_off_consultant")
        if not any(each.grade >= Grade.E2 for each in firm.evidence):
            found[firm.code].append("no_evidence")
    return {code: flags for code, flags in found.items() if flags}


def far_off_consultants(firms: Sequence[FirmAnswers], library: Library) -> list[Json]:
    """Return consultants whose mean over the firms lies far from that of the others.

    Of a firm the mean place (0 worst, 1 best) of its answers to single choices that run from worse to better is taken.
    Far is FAR_OFF standard errors and LEAST_DISTANCE of the scale from the median of the other consultants.
    """
    by: dict[str, list[float]] = defaultdict(list)
    for firm in firms:
        place = _mean_place(firm, library)
        if place is not None and firm.visit.get("consultant"):
            by[firm.visit["consultant"]].append(place)
    found = []
    for name, own in sorted(by.items()):
        # the median of consultants: one who is far off does not make all the others look odd
        means = [mean(places) for other, places in by.items() if other != name and len(places) >= FEWEST]
        if len(own) < FEWEST or len(means) < 2:
            continue
        others = median(means)
        if abs(mean(own) - others) > max(FAR_OFF * pstdev(own) / len(own) ** 0.5, LEAST_DISTANCE):
            found.append({"consultant": name, "firms": len(own), "mean": mean(own), "others": others})
    return found


def _mean_place(firm: FirmAnswers, library: Library) -> float | None:
    places = []
    for (_, fact), answer in firm.answers.items():
        item = library.facts.get(fact)
        if item is None or item.type != "choice" or item.better != "up" or answer.state != "known":
            continue
        options = [option.id for option in item.options]
        if len(options) > 1 and answer.value in options:
            places.append(options.index(str(answer.value)) / (len(options) - 1))
    return mean(places) if places else None


def draw_sample(firms: Sequence[FirmAnswers], library: Library, *, share: float = LEAST_SHARE, seed: int = 1) -> Json:
    """Draw from every stratum (diagnosing provider) at least `share` of its visited firms, at least one.

    Raises:
        ValueError: `share` is below LEAST_SHARE or above 1.
    """
    if not LEAST_SHARE <= share <= 1:
        raise ValueError(f"{share} is not between {LEAST_SHARE} and 1")
    visited = [firm for firm in firms if was_visited(firm)]
    flags = red_flags(visited, library)
    strata: dict[str, list[FirmAnswers]] = defaultdict(list)
    for firm in visited:
        strata[firm.visit.get("provider", "")].append(firm)
    taken, parts = [], []
    for name, own in sorted(strata.items()):
        number = ceil(round(len(own) * share, 9))
        order = sorted(own, key=lambda firm: (_key(firm.code, seed, len(flags.get(firm.code, ()))), firm.code))
        taken += [(name, firm) for firm in order[:number]]
        parts.append({"name": name, "firms": len(own), "taken": number})
    return {
        "seed": seed, "share": share, "firms": len(visited), "strata": parts,
        "sample": [
            {"code": firm.code, "name": firm.name, "stratum": name, "flags": flags.get(firm.code, [])}
            for name, firm in taken
        ],
        "flagged": flags, "consultants": far_off_consultants(visited, library),
    }  # fmt: skip


def _key(code: str, seed: int, flags: int) -> float:
    """Return an exponential waiting time with the weight as its rate: the smaller, the earlier taken."""
    digest = hashlib.sha256(f"{seed}:{code}".encode()).digest()
    return -log((int.from_bytes(digest[:8], "big") + 1) / 2**64) / (1 + FLAG_WEIGHT * flags)


def own_product_shares(firms: Sequence[FirmAnswers], products: Mapping[str, frozenset[str]]) -> list[Json]:
    """Return per provider how many of the remedies its consultants pinned by hand are products of its own."""
    pinned: dict[str, list[str]] = defaultdict(list)
    for firm in firms:
        pinned[firm.visit.get("provider", "")] += list(firm.plan.pinned)
    found = []
    for name, remedies in sorted(pinned.items()):
        if name in products and remedies:
            own = sum(remedy in products[name] for remedy in remedies)
            found.append({"provider": name, "pinned": len(remedies), "own": own, "share": own / len(remedies)})
    return found
