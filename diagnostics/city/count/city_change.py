"""The changes between two pictures of a city, each with its cause: firms, evidence, content, or the date. Pure.

Every figure is a yes or no of a firm (counted, at least at this level, verdict holds), so that the city's figure is a
number of firms and a difference is: firms that came in, less firms that went, and of the firms in both pictures the
Shapley shares of `attribution`. Only firms of which some figure differs are computed again in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product

from diagnostics.city.count.attribution import CAUSES, changed_facts, shapley_share, with_evidence_of
from diagnostics.city.count.city_figures import level_names
from diagnostics.city.count.outlook_records import ChangeLine, CityChange, FirmChange, HeldChange, Moves
from diagnostics.city.count.population import members
from diagnostics.diagnosis.overview import FirmLevel, headline_ladder, overview
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.words.catalogue import say

LISTED = "listed"
_HOLDS = ("met", "likely_met")
_KINDS = ("claimed", "verified")
Combination = tuple[bool, ...]


@dataclass(frozen=True)
class Picture:
    """A city as it was known at a date: the firms, the content they are judged by, and the date."""

    firms: Sequence[FirmAnswers]
    library: Library
    day: date


@dataclass(frozen=True)
class _Seen:
    """A firm in one picture: the ids of everything that holds of it, and its levels by standard."""

    holds: frozenset[str]
    levels: Mapping[str, FirmLevel]


def city_change(before: Picture, after: Picture, *, metric: str = "") -> CityChange:
    """Compare two pictures of a city.

    Args:
        metric: id of the coverage metric; the first one by default.
    """
    old, new = ({firm.code: firm for firm in picture.firms} for picture in (before, after))
    was = dict(zip(old, _look(before, metric), strict=True))
    now = dict(zip(new, _look(after, metric), strict=True))
    both = [code for code in new if code in old]
    moved = [code for code in both if was[code].holds != now[code].holds]
    between = _between(
        Picture([old[code] for code in moved], before.library, before.day),
        Picture([new[code] for code in moved], after.library, after.day),
        [was[code] for code in moved], [now[code] for code in moved], metric,
    )  # fmt: skip
    causes = {
        code: _shares(was[code], now[code], {key: each[at] for key, each in between.items()})
        for at, code in enumerate(moved)
    }
    changes = [changed_facts(old[code], new[code]) for code in both]
    names = _names(after.library, _rules(after.library, metric))
    return CityChange(
        before=before.day,
        after=after.day,
        content_before=before.library.fingerprint,
        content_after=after.library.fingerprint,
        both=len(both),
        joined=len(new) - len(both),
        left=len(old) - len(both),
        facts_changed=sum(bool(change.values) for change in changes),
        evidence_changed=sum(bool(change.evidence) and not change.values for change in changes),
        lines=tuple(_lines(names, was, now, causes)),
        moves=tuple(_moves([(was[code], now[code]) for code in both], after.library)),
        firms=tuple(_firm(new[code], was[code], now[code], causes[code]) for code in moved),
    )


def _rules(library: Library, metric: str) -> Coverage:
    return library.coverages[metric] if metric else next(iter(library.coverages.values()))


# ---- what holds of a firm -------------------------------------------------------------------------------------------


def _look(picture: Picture, metric: str) -> list[_Seen]:
    library = picture.library
    rules = _rules(library, metric)
    figures = [figure for figure in rules.figures if figure.headline] or list(rules.figures[:1])
    counted = members(picture.firms, library, picture.day, rules, figures)
    found = []
    for firm, seen in zip(
        picture.firms, overview(picture.firms, library, picture.day, skip=rules.standard), strict=True
    ):
        holds = {figure.id for figure in figures if firm.code in counted.by_figure[figure.id]}
        holds |= {LISTED} if firm.code in counted.listed else set()
        for standard, level in seen.levels.items():
            for kind, own in (("claimed", level.claimed), ("verified", level.verified)):
                steps = level_names(library, standard) if own is not None else {}
                holds |= {f"{standard}:{kind}:{step}" for step in steps if own is not None and own >= step}
        for name, (claimed, _) in seen.verdicts.items():
            if library.criteria[name].default and claimed in _HOLDS:
                holds.add(f"{name}:verdict")
        found.append(_Seen(frozenset(holds), seen.levels))
    return found


def _names(library: Library, rules: Coverage) -> dict[str, str]:
    """Return the name of every yes and no, in the order of reading."""
    names = {LISTED: say("board_outlook", "figure_listed")}
    names |= {figure.id: figure.name for figure in rules.figures}
    for standard in library.standards.values():
        if headline_ladder(standard) is None or standard.id == rules.standard:
            continue
        for kind in _KINDS:
            for step, name in sorted(level_names(library, standard.id).items()):
                words = {"title": standard.title, "level": name, "kind": say("board_outlook", f"kind_{kind}")}
                names[f"{standard.id}:{kind}:{step}"] = say("board_outlook", "figure_at_least", **words)
    for each in library.criteria.values():
        names[f"{each.id}:verdict"] = say("board_outlook", "figure_verdict", title=each.title)
    return names


# ---- causes ---------------------------------------------------------------------------------------------------------


def _between(
    before: Picture, after: Picture, was: Sequence[_Seen], now: Sequence[_Seen], metric: str
) -> dict[Combination, Sequence[_Seen]]:
    """Return the firms of both pictures under every combination of causes; `was` and `now` are known already.

    Where both pictures have the same content or the same date there is nothing to exchange: the combination without it
    is taken again.
    """
    if not before.firms:
        return {}
    pairs = list(zip(before.firms, after.firms, strict=True))
    variants = {
        (False, False): before.firms,
        (False, True): [with_evidence_of(one, other) for one, other in pairs],
        (True, False): [with_evidence_of(other, one) for one, other in pairs],
        (True, True): after.firms,
    }
    other_content = before.library.fingerprint != after.library.fingerprint
    other_day = before.day != after.day
    found: dict[Combination, Sequence[_Seen]] = {
        (False, False, False, False): was,
        (True, True, other_content, other_day): now,
    }
    for key, firms in variants.items():
        for content, day in product((False, True), repeat=2):
            plain = (*key, content and other_content, day and other_day)
            if plain not in found:
                library, when = (after if plain[2] else before).library, (after if plain[3] else before).day
                found[plain] = _look(Picture(firms, library, when), metric)
            found[*key, content, day] = found[plain]
    return found


@cache
def _shares_of(values: tuple[bool, ...]) -> tuple[Fraction, ...]:
    """Return the share of every cause for a yes and no under all combinations, in the order of `product`."""
    by_combination = dict(zip(product((False, True), repeat=len(CAUSES)), values, strict=True))
    return tuple(shapley_share(by_combination, place) for place in range(len(CAUSES)))


def _shares(was: _Seen, now: _Seen, between: Mapping[Combination, _Seen]) -> dict[str, tuple[Fraction, ...]]:
    """Return the shares of the causes for everything that differs of a firm."""
    order = list(product((False, True), repeat=len(CAUSES)))
    differing = sorted(was.holds ^ now.holds)
    return {key: _shares_of(tuple(key in between[each].holds for each in order)) for key in differing}


def _lines(
    names: Mapping[str, str], was: Mapping[str, _Seen], now: Mapping[str, _Seen],
    causes: Mapping[str, Mapping[str, tuple[Fraction, ...]]],
) -> Iterator[ChangeLine]:  # fmt: skip
    """Return every figure that holds of anybody before or after."""
    for key, name in names.items():
        old = {code for code, each in was.items() if key in each.holds}
        new = {code for code, each in now.items() if key in each.holds}
        if not old and not new:
            continue
        shares = [each[key] for each in causes.values() if key in each]
        totals = {cause: float(sum((share[at] for share in shares), Fraction(0))) for at, cause in enumerate(CAUSES)}
        yield ChangeLine(
            id=key,
            name=name,
            before=len(old),
            after=len(new),
            joined=len(new - was.keys()),
            left=len(old - now.keys()),
            causes=totals,
        )


def _moves(pairs: Sequence[tuple[_Seen, _Seen]], library: Library) -> Iterator[Moves]:
    for standard in library.standards.values():
        own = [
            (old.levels[standard.id], new.levels[standard.id])
            for old, new in pairs
            if standard.id in old.levels and standard.id in new.levels
        ]
        for kind in _KINDS if own else ():
            levels = [(getattr(old, kind), getattr(new, kind)) for old, new in own]
            known = [(old, new) for old, new in levels if old is not None and new is not None]
            yield Moves(
                standard=standard.id, title=standard.title, kind=kind, up=sum(new > old for old, new in known),
                same=sum(new == old for old, new in levels), down=sum(new < old for old, new in known),
                decided=sum(old is None and new is not None for old, new in levels),
                undecided=sum(old is not None and new is None for old, new in levels),
            )  # fmt: skip


def _firm(firm: FirmAnswers, was: _Seen, now: _Seen, causes: Mapping[str, tuple[Fraction, ...]]) -> FirmChange:
    figures = tuple(
        HeldChange(
            figure=key, before=key in was.holds, after=key in now.holds,
            causes={cause: float(share) for cause, share in zip(CAUSES, shares, strict=True)},
        )
        for key, shares in causes.items()
    )  # fmt: skip
    return FirmChange(code=firm.code, name=firm.name, figures=figures)
