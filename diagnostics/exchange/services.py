"""Lists of cloud vendors and carriers, matched to the register by code alone; what does not match is only listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from diagnostics.answers.rows import period_faults
from diagnostics.answers.typed.figures import SCALES
from diagnostics.exchange.cells.cell import shown
from diagnostics.exchange.cells.meaning import as_day, as_text, plain, same_name, written
from diagnostics.exchange.definitions import ListWords
from diagnostics.exchange.list_rows import ColumnChoices, ListReading, ListRow, SheetFound
from diagnostics.exchange.registers import read_code
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.model.firm.register import ListedFirm, ListedRow
from diagnostics.words import clock
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import Problem

TABLE = "systems"


@dataclass(frozen=True)
class Unmatched:
    """A row of a provider list that leads to no firm of the register."""

    name: str
    code: str
    place: str


@dataclass(frozen=True, kw_only=True)
class ServiceReading:
    """The contents of a provider list: services by firm, rows without a firm, the recognised parts, the problems."""

    firms: tuple[ListedFirm, ...]
    unmatched: tuple[Unmatched, ...]
    sheets: tuple[SheetFound, ...]
    problems: tuple[Problem, ...]
    n_matched: int


def read_services(
    paths: Sequence[Path],
    words: ListWords,
    library: Library,
    registered: Mapping[str, str],
    *,
    vendor: str = "",
    said: ColumnChoices | None = None,
    today: date | None = None,
) -> ServiceReading:
    """Read provider lists.

    Args:
        registered: code → name of every firm of the register.
        vendor: whose lists these are, for rows that do not say so.
        said: what the user said about columns.
        today: a service that ended before this day is recorded as ended.

    Raises:
        InputError: A file cannot be read at all.
    """
    reading = ListReading(words=words, library=library, columns=words.for_services(), said=said or ColumnChoices())
    rows = _Services(reading, registered, vendor, today or clock.today())
    for row in reading.rows(paths):
        rows.take(row)
    return ServiceReading(
        firms=tuple(rows.firms.values()), unmatched=tuple(rows.unmatched), sheets=tuple(reading.sheets),
        problems=(*reading.problems, *rows.problems), n_matched=rows.n_matched,
    )  # fmt: skip


class _Services:
    """The rows taken so far."""

    def __init__(self, reading: ListReading, registered: Mapping[str, str], vendor: str, today: date) -> None:
        self.reading = reading
        self.today = today
        self.registered = registered
        self.vendor = vendor
        self.firms: dict[tuple[str, str], ListedFirm] = {}
        self.unmatched: list[Unmatched] = []
        self.problems: list[Problem] = []
        self.n_matched = 0

    def take(self, row: ListRow) -> None:
        """Match a row by its code and read its service."""
        code, fault = read_code(row, self.registered)
        name = written(row.at("name"))
        if fault is not None or code not in self.registered:
            self._unmatched(row, name, code, fault)
            return
        self.n_matched += 1
        name = self.reading.name(row, "name")
        if name and not same_name(name, self.registered[code]):
            first, at = self.registered[code], say("register", "register_word")
            self._doubt("REG-23", row, "name", uscc=code, name=name, first=first, at=at)
        values = self._service(row, self.registered[code])
        if values is None:
            return
        key = (row.sheet.file, code)
        rows = (*(self.firms[key].rows[TABLE] if key in self.firms else ()), ListedRow(values, row.place("code")))
        place = self.firms[key].place if key in self.firms else row.place("code")
        self.firms[key] = ListedFirm(
            code=code, name=self.registered[code], source=row.sheet.file, place=place, rows={TABLE: rows}
        )

    def _unmatched(self, row: ListRow, name: str, code: str, fault: Problem | None) -> None:
        namesakes = [each for each, known in self.registered.items() if name and same_name(known, name)]
        near = say("register", "namesake", codes="、".join(namesakes)) if namesakes else ""
        self.unmatched.append(Unmatched(name, shown(row.at("code")), str(row.place("code"))))
        # a code with a slip in it is told as such; it helps whoever asks the provider
        detail = fault.what if fault else say("register", "not_registered", code=code)
        self._doubt("REG-31", row, "code", name=name, fault=detail.rstrip("。"), near=near)

    def _service(self, row: ListRow, firm: str) -> dict[str, AnswerValue] | None:
        """Return the row of the ledger, None where it says too little to be one, or contradicts itself."""
        category, near = "", ""
        for column in ("category_item", "service"):
            if (text := self.reading.text(row, column)) and not category:
                category, found = self.reading.option("category_item", text, TABLE)
                near = near or found
        service = self.reading.text(row, "service")
        if not category:
            at = "category_item" if plain(row.at("category_item")) else "service"
            got = plain(row.at(at))
            self.problems.append(problem("REG-30", row.place(at), cell=row.cell(at), name=firm, got=got, near=near))
            return None
        vendor = self.reading.name(row, "vendor") or self.vendor
        if not vendor:
            self.problems.append(problem("REG-35", row.place("vendor")))
            return None
        if not self._counts(row, firm):
            return None
        values: dict[str, AnswerValue] = {
            "name": service or say("register", "service_of", vendor=vendor), "category_item": category,
            "provider": vendor,
            "start_date": self.reading.day(row, "start_date"), "end_date": self._end(row),
            "annual_fee_wan": self._fee(row), "deploy_mode": self._mode(row),
        }  # fmt: skip
        kept = self.reading.fitting(row, TABLE, {name: value for name, value in values.items() if value is not None})
        for fault in period_faults(self.reading.library.tables[TABLE], kept):
            told = fault.problem(row.place(fault.column))  # in use or over: nobody knows which
            self.problems.append(replace(told, warning=True))
            return None
        return kept

    def _counts(self, row: ListRow, firm: str) -> bool:
        """Whether a row may be evidence: a service that ended, nobody knows when, would count as one in use."""
        ends = as_day(row.at("end_date"), date1904=row.sheet.date1904)
        if ends.lost and not self.reading.is_open_end(row, "end_date"):
            self.reading.day(row, "end_date")  # tells why
            self._doubt("REG-37", row, "end_date", name=firm, got=plain(row.at("end_date")))
            return False
        state = as_text(row.at("service_state"))
        meant, near = self.reading.option("service_state", state.value) if state.value else ("running", "")
        if not state.lost and (meant == "running" or (meant == "ended" and ends.value and ends.value < self.today)):
            return True
        got = self.reading.text(row, "service_state") or plain(row.at("service_state"))
        self._doubt("REG-36", row, "service_state", name=firm, got=got, near=near)
        return False

    def _end(self, row: ListRow) -> date | None:
        return None if self.reading.is_open_end(row, "end_date") else self.reading.day(row, "end_date")

    def _fee(self, row: ListRow) -> Fraction | None:
        # the column is read as 万元 only where its head says so; otherwise nobody knows the unit
        at = row.columns.get("annual_fee_wan")
        if at is None or "万" not in row.labels.get(at, ""):
            return None
        fee = self.reading.number(row, "annual_fee_wan", scales=SCALES)
        if fee is not None and fee < 0:
            got, what = plain(row.at("annual_fee_wan")), self._name("annual_fee_wan")
            self._doubt("REG-18", row, "annual_fee_wan", got=got, what=what, near="")
            return None
        return fee

    def _mode(self, row: ListRow) -> str | None:
        text = self.reading.text(row, "deploy_mode")
        if not text:
            return None
        found, near = self.reading.option("deploy_mode", text, TABLE)
        if not found:
            what = self._name("deploy_mode")
            self._doubt("REG-18", row, "deploy_mode", cell=row.cell("deploy_mode"), got=text, what=what, near=near)
        return found or None

    def _name(self, column: str) -> str:
        return self.reading.columns[column].name

    def _doubt(self, code: str, row: ListRow, column: str, **values: object) -> None:
        values.setdefault("cell", row.cell(column))
        self.problems.append(problem(code, row.place(column), warning=True, **values))
