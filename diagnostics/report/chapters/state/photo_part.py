"""Photos of the visit: which of them the firm's document shows, and what stands below each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, zip_longest

from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FINDING_KINDS, Evidence, Finding, FirmAnswers, Row
from diagnostics.words.catalogue import say
from diagnostics.words.columns import cut
from diagnostics.words.numbers import day

MOST_PHOTOS = 8
_LONGEST = 40  # columns of what is seen; a caption of three lines is the longest


@dataclass(frozen=True)
class SitePhoto:
    """A photo that may be shown: its evidence, and its caption (place, what is seen, day)."""

    evidence: str
    caption: str


def site_photos(firm: FirmAnswers, library: Library, kept: Collection[str], after: date | None) -> list[SitePhoto]:
    """Return the photos that may be shown, the first ones first; none of a firm under secrecy.

    First those that pains cite, in the firm's own order, then those of the other findings, one of each finding before
    the second of any; then those that no finding cites, one of each place before the second of any.

    Args:
        firm: what is known.
        library: the content, for the names of what a photo proves.
        kept: evidence that has a file.
        after: the day of an earlier visit, whose photos are not shown again; None on a first visit.
    """
    if firm.is_secret:
        return []
    shown = {each.id: each for each in firm.evidence if each.id in kept and each.is_photo and _is_new(each, after)}
    words = _PhotoWords(firm, library)
    by_finding = [[name for name in each.evidence if name in shown] for each in _findings(firm)]
    cited = set(chain.from_iterable(by_finding))
    by_place: dict[str, list[str]] = {}
    for name in shown:
        if name not in cited:
            by_place.setdefault(words.place(name), []).append(name)
    names = dict.fromkeys((*_in_turns(by_finding), *_in_turns(by_place.values())))
    return [SitePhoto(name, words.caption(shown[name])) for name in names]


def _is_new(photo: Evidence, after: date | None) -> bool:
    return after is None or (photo.date is not None and photo.date > after)


def _findings(firm: FirmAnswers) -> list[Finding]:
    """Return the findings: pains in the firm's own order, then the others."""
    found = [each for each in firm.findings if each.kind in FINDING_KINDS]
    return sorted(found, key=lambda each: (FINDING_KINDS.index(each.kind), each.rank is None, each.rank or 0))


def _in_turns(groups: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the first of each group, then the second of each, and so on."""
    for turn in zip_longest(*groups):
        yield from (each for each in turn if each is not None)


class _PhotoWords:
    """What a photo shows, read off what cites it."""

    def __init__(self, firm: FirmAnswers, library: Library) -> None:
        self.firm = firm
        self.library = library
        self.subjects = {each.id: each.name for each in firm.subjects if each.kind != "firm"}

    def caption(self, photo: Evidence) -> str:
        """Return place, what is seen and day, as far as they are known."""
        seen = photo.note or next(self._seen(photo.id), photo.kind)
        place = self.place(photo.id)
        text = say("report_photos", "at_place", place=place, seen=cut(seen, _LONGEST)) if place else cut(seen, _LONGEST)
        return say("report_photos", "on_day", text=text, day=day(photo.date)) if photo.date else text

    def place(self, evidence: str) -> str:
        """Return the site or workshop of what the photo proves; empty where it is the whole firm or nothing."""
        about = [row.subject for _, row in self._rows(evidence)] + [subject for subject, _ in self._answers(evidence)]
        return next((self.subjects[each] for each in about if each in self.subjects), "")

    def _seen(self, evidence: str) -> Iterator[str]:
        yield from (each.title or each.text for each in _findings(self.firm) if evidence in each.evidence)
        yield from (self._row(table, row) for table, row in self._rows(evidence))
        yield from (self.library.named(fact).name for _, fact in self._answers(evidence))

    def _row(self, table: str, row: Row) -> str:
        """Return a row by the fields that a person knows it by."""
        known = self.library.tables[table]
        texts = [str(row.values[name]) for name in known.known_by or known.key if self._is_text(table, name, row)]
        return "，".join((known.name, *texts[:1]))

    def _is_text(self, table: str, name: str, row: Row) -> bool:
        found = self.library.tables[table].field_named(name)
        return found is not None and found.type == "text" and isinstance(row.values.get(name), str)

    def _rows(self, evidence: str) -> Iterator[tuple[str, Row]]:
        for table, rows in self.firm.rows.items():
            if table in self.library.tables:
                yield from ((table, row) for row in rows if evidence in row.evidence)

    def _answers(self, evidence: str) -> Iterator[tuple[str, str]]:
        yield from (key for key, answer in self.firm.answers.items() if evidence in answer.evidence)
