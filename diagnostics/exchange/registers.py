"""Lists of firms (培育库, 称号名单) read into `ListedFirm`s; everything doubtful is a problem with its cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from diagnostics.answers.firm_code import ALPHABET, LENGTH, check_digit, find_code_fault, length_hint
from diagnostics.answers.rows import period_faults
from diagnostics.exchange.cells.cell import Kind, shown
from diagnostics.exchange.cells.meaning import (
    as_code,
    as_name,
    as_text,
    day_of_text,
    is_rounded_code,
    period_of,
    plain,
    same_name,
)
from diagnostics.exchange.codes import near_codes
from diagnostics.exchange.definitions import ListWords, normal, normal_or_same
from diagnostics.exchange.list_rows import ColumnChoices, ListReading, ListRow, SheetFound
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.model.firm.register import ListedFirm, ListedRow
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import Place, Problem

_CHOICES = ("district", "industry", "status")
_TITLES = "titles"
_TITLE_COLUMNS = ("valid_from", "valid_to", "validity", "number")
_INDUSTRY_CODE = re.compile(r"[A-T]?(\d{2,4})(?!\d)")
_BETWEEN_TITLES = re.compile(r"[、,;/+|]|和|及|\s+")


@dataclass(frozen=True)
class RegisterReading:
    """What lists say: one `ListedFirm` per firm and list, what was recognised, what is wrong, rows left out."""

    firms: tuple[ListedFirm, ...]
    sheets: tuple[SheetFound, ...]
    problems: tuple[Problem, ...]
    n_wrong: int = 0

    @property
    def n_rows(self) -> int:
        """Number of rows about firms, also wrong ones and second ones."""
        return sum(sheet.n_firms for sheet in self.sheets)

    @property
    def n_codes(self) -> int:
        """Number of different firms."""
        return len({firm.code for firm in self.firms})


def read_registers(
    paths: Sequence[Path],
    words: ListWords,
    library: Library,
    *,
    said: ColumnChoices | None = None,
    known_codes: Collection[str] = (),
    skip_wrong: bool = False,
) -> RegisterReading:
    """Read lists of firms.

    Args:
        said: what the user said about columns.
        known_codes: codes of the register, for "did you mean".
        skip_wrong: rows that are wrong are left out and their problems are warnings.

    Raises:
        InputError: A file cannot be read at all.
    """
    reading = ListReading(words=words, library=library, columns=words.columns, said=said or ColumnChoices())
    rows = _Rows(reading=reading, known=known_codes)
    for row in reading.rows(paths):
        rows.take(row)
    rows.compare()
    wrong = [replace(each, warning=True) for each in rows.wrong] if skip_wrong else rows.wrong
    firms = tuple(rows.firms.values())
    return RegisterReading(firms, tuple(reading.sheets), (*reading.problems, *rows.doubts, *wrong), len(wrong))


def read_code(row: ListRow, known: Collection[str]) -> tuple[str, Problem | None]:
    """Return the code of a row, or what is wrong with it."""
    read, place, cell = as_code(row.at("code")), row.place("code"), row.cell("code")
    code, name = read.value or "", shown(row.at("name"))
    if read.lost:
        return "", row.told(read.doubts[0], "code", warning=False, name=name)
    if not code:
        return "", problem("REG-12", place, cell=cell, name=name)
    fault = find_code_fault(code)
    if fault is None:
        return code, None
    if is_rounded_code(code):
        return "", problem("REG-16", place, cell=cell, name=name)
    near = near_codes(code, known)
    told = say("register", "near_code", codes="、".join(near)) if near else ""
    if fault == "length":
        hint = length_hint(code)
        return "", problem("REG-13", place, cell=cell, got=code, near=told, length=len(code), wanted=LENGTH, hint=hint)
    if fault == "alphabet":
        wrong = "、".join(dict.fromkeys(char for char in code if char not in ALPHABET))
        return "", problem("REG-14", place, cell=cell, got=code, wrong=wrong, near=told)
    return "", problem("REG-15", place, cell=cell, got=code, last=code[-1], expected=check_digit(code[:-1]), near=told)


@dataclass(kw_only=True)
class _Rows:
    """The rows taken so far. `wrong` keeps rows out, `doubts` only cells."""

    reading: ListReading
    known: Collection[str]
    firms: dict[tuple[str, str], ListedFirm] = field(default_factory=dict)
    wrong: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    untitled: set[str] = field(default_factory=set)

    def take(self, row: ListRow) -> None:
        """Read a row and join it to the firm that it is about."""
        code, fault = read_code(row, self.known)
        if fault is not None:
            self.wrong.append(fault)
            return
        read = as_name(row.at("name"))
        if read.lost:
            self.wrong.append(row.told(read.doubts[0], "name", warning=False))
            return
        name = self.reading.name(row, "name")
        if not name:
            self.wrong.append(problem("REG-17", row.place("name"), cell=row.cell("name"), uscc=code))
            return
        source = row.sheet.file
        firm = ListedFirm(
            code=code,
            name=name,
            source=source,
            place=row.place("code"),
            facts=self._facts(row),
            about=self._about(row),
            rows={_TITLES: self._titles(row)},
        )
        first = self.firms.get((source, code))
        if first is not None and not same_name(first.name, name):
            self.wrong.append(
                problem(
                    "REG-22",
                    row.place("name"),
                    cell=row.cell("name"),
                    uscc=code,
                    name=name,
                    first=first.name,
                    at=first.place,
                )
            )
            return
        self.firms[source, code] = firm if first is None else self._joined(first, firm)

    def compare(self) -> None:
        """Compare firms across lists: one code with two names, one name with two codes, two values for one thing."""
        by_code: dict[str, ListedFirm] = {}
        by_name: dict[str, ListedFirm] = {}
        for firm in self.firms.values():
            first = by_code.setdefault(firm.code, firm)
            if not same_name(first.name, firm.name):
                self._doubt("REG-23", firm.place, uscc=firm.code, name=firm.name, first=first.name, at=first.place)
            for fact, value in firm.facts.items():
                if first.facts.get(fact, value) != value:
                    self._doubt("REG-24", firm.place, name=firm.name, what=self._name(fact), at=first.place)
            for key, text in firm.about.items():
                if first.about.get(key, text) != text:
                    self._doubt("REG-24", firm.place, name=firm.name, what=self._name(key), at=first.place)
            namesake = by_name.setdefault(normal(firm.name), firm)
            if namesake.code != firm.code:
                self._doubt(
                    "REG-25", firm.place, name=firm.name, uscc=firm.code, first=namesake.code, at=namesake.place
                )

    def _joined(self, first: ListedFirm, second: ListedFirm) -> ListedFirm:
        """Join two rows of one list; where they differ neither counts."""
        facts, about = dict(first.facts), dict(first.about)
        differing = [key for key, value in second.facts.items() if facts.setdefault(key, value) != value]
        differing += [key for key, text in second.about.items() if about.setdefault(key, text) != text]
        for key in differing:
            facts.pop(key, None)
            about.pop(key, None)
            self._doubt("REG-20", second.place, name=first.name, what=self._name(key), at=first.place)
        titles = list(first.rows[_TITLES])
        titles += [each for each in second.rows[_TITLES] if each.values not in [old.values for old in titles]]
        return replace(first, facts=facts, about=about, rows={_TITLES: tuple(titles)})

    def _name(self, column: str) -> str:
        found = self.reading.columns.get(column)
        return found.name if found else column

    def _doubt(self, code: str, place: Place, **values: object) -> None:
        self.doubts.append(problem(code, place, warning=True, **values))

    # ---- cells ------------------------------------------------------------------------------------------------------

    def _option(self, row: ListRow, column: str, text: str, table: str = "") -> str:
        found, near = self.reading.option(column, text, table)
        if not found:
            self._doubt(
                "REG-18", row.place(column), cell=row.cell(column), got=text, what=self._name(column), near=near
            )
        return found

    def _facts(self, row: ListRow) -> dict[str, AnswerValue]:
        facts: dict[str, AnswerValue] = {}
        for column in _CHOICES:
            text = self.reading.text(row, column)
            if column == "industry" and _INDUSTRY_CODE.match(text.replace(" ", "").upper()):
                continue  # a column "所属行业" that holds codes
            if text and (found := self._option(row, column, text)):
                facts[column] = found
        if "industry" not in facts and (code := self._industry_code(row)):
            starts = self.reading.words.industry_starts
            longest = max((start for start in starts if code.startswith(start)), key=len, default="")
            if longest:
                facts["industry"] = starts[longest]
        if (since := self.reading.day(row, "since")) is not None and self.reading.may_stand(row, "since", since):
            facts["since"] = since
        return facts

    def _about(self, row: ListRow) -> dict[str, str]:
        about: dict[str, str] = {}
        if (text := self.reading.text(row, "stage")) and (stage := self._option(row, "stage", text)):
            about["stage"] = stage
        if code := self._industry_code(row):
            about["industry_code"] = code
        elif text := self.reading.text(row, "industry_code"):
            self._doubt("REG-27", row.place("industry_code"), cell=row.cell("industry_code"), got=text)
        if provider := self.reading.name(row, "provider"):
            about["provider"] = provider
        return about

    def _industry_code(self, row: ListRow) -> str:
        for column in ("industry_code", "industry"):
            if found := _INDUSTRY_CODE.match(self.reading.text(row, column).replace(" ", "").upper()):
                return found[1]
        return ""

    # ---- titles -----------------------------------------------------------------------------------------------------

    def _titles(self, row: ListRow) -> tuple[ListedRow, ...]:
        text = self.reading.text(row, "tier")
        if not text:
            given = [each for each in _TITLE_COLUMNS if row.at(each).kind is not Kind.empty]
            if given and row.sheet.file not in self.untitled and "tier" not in row.columns:
                self.untitled.add(row.sheet.file)
                self._doubt("REG-29", row.place(given[0]), what=self._name(given[0]))
            return ()
        number, found = self.reading.text(row, "number"), self._validity(row)
        if found is None:
            return ()
        start, end = found
        values: dict[str, AnswerValue] = {"valid_from": start, "valid_to": end, "number": number or None}
        said = {name: value for name, value in values.items() if value is not None}
        kept = self.reading.fitting(row, _TITLES, said)
        if period_faults(self.reading.library.tables[_TITLES], kept):
            self._doubt("REG-21", row.place("valid_to"), cell=row.cell("valid_to"), start=start, end=end)
            return ()
        return tuple(ListedRow({"tier": tier, **kept}, row.place("tier")) for tier in self._tiers(row, text))

    def _tiers(self, row: ListRow, text: str) -> list[str]:
        whole, _ = self.reading.option("tier", text, _TITLES)
        if whole:
            return [whole]
        parts = [part for part in _BETWEEN_TITLES.split(text) if part.strip()]
        found = [self._option(row, "tier", part, _TITLES) for part in parts]
        return [fromkey for fromkey in dict.fromkeys(found) if fromkey]

    def _validity(self, row: ListRow) -> tuple[date | None, date | None] | None:
        """Return first and last day; None where the last day cannot be read: a title without one never lapses."""
        both = None
        if row.at("valid_to").kind is Kind.empty:
            both = period_of(as_text(row.at("valid_from")).value or "")
        if both and all(map(day_of_text, both)):
            return day_of_text(both[0]), day_of_text(both[1])  # both ends in the column of the first
        start = self.reading.day(row, "valid_from")
        end = None if self.reading.is_open_end(row, "valid_to") else self.reading.day(row, "valid_to")
        if end is None and plain(row.at("valid_to")) and not self.reading.is_open_end(row, "valid_to"):
            self._tell_lost_end(row, "valid_to")
            return None
        text = self.reading.text(row, "validity")
        if not text:
            if not plain(row.at("validity")):
                return start, end
            self._tell_lost_end(row, "validity")
            return None
        first, last = period_of(text) or ("", text)
        parts = [day_of_text(part, date1904=row.sheet.date1904) for part in (first, last)]
        forever = normal_or_same(last) in self.reading.words.open_end
        if parts[1] is None and not forever and end is None:
            self._tell_lost_end(row, "validity")
            return None
        if first and parts[0] is None:
            self._doubt(
                "REG-19", row.place("validity"), cell=row.cell("validity"), got=text, what=self._name("validity")
            )
        return start or parts[0], end or parts[1]

    def _tell_lost_end(self, row: ListRow, column: str) -> None:
        got, name = plain(row.at(column)), self.reading.name(row, "name")
        self._doubt("REG-42", row.place(column), cell=row.cell(column), got=got, name=name)
