"""A record table: the rows as a grid, a whole row typed on one line, rows changed and removed by number."""

from __future__ import annotations

from functools import partial

from diagnostics.answers.faults import errors
from diagnostics.answers.rows import change_faults
from diagnostics.answers.typed.row import RowEntry, RowOrder
from diagnostics.answers.typed.value import option_keys
from diagnostics.interview.screen.layout import COLUMNS, ROWS, cut, grid, in_columns, packed, wrap
from diagnostics.interview.screen.ports import KeptLine
from diagnostics.interview.talks.contradiction_talk import settle_contradictions, settle_doubts
from diagnostics.interview.talks.orders import Order
from diagnostics.interview.talks.session import (
    NEXT,
    Attached,
    CalledOffError,
    NextItem,
    Session,
    may_be_called_off,
)
from diagnostics.interview.talks.side_talk import asked_later, lead_away, side_talk
from diagnostics.model.content.facts import FactTable, Section
from diagnostics.model.content.marks import SUBJECT_KINDS
from diagnostics.model.firm.answers import Row
from diagnostics.words.catalogue import say
from diagnostics.words.problems import NOWHERE

_MOST_ROWS = 8


class TableTalk:
    """The conversation about one record table; every row is kept as soon as it is confirmed."""

    def __init__(self, session: Session, section: Section, table: FactTable) -> None:
        self.session = session
        self.section = section
        self.table = table
        self.attached = Attached()
        firm = session.journal.answers()
        depth = SUBJECT_KINDS.index(table.subject)
        of_kind = [subject for subject in firm.subjects if subject.kind == table.subject]
        below = [subject for subject in firm.subjects if SUBJECT_KINDS.index(subject.kind) <= depth]
        declared = tuple(each for each in below if not each.id.startswith("_"))
        self.entry = RowEntry(table, declared if len(of_kind) > 1 else (), session.today, firm.firm_subject)

    def hold(self) -> NextItem:
        """Take rows until the table is complete, or the consultant goes elsewhere."""
        self._draw()
        while True:
            lines = self._lines()
            rows = [line.row for line in lines]
            typed = self.session.ask(
                say("interview", "ask_row"), partial(self.entry.read, rows=rows), may_be_empty=True
            )
            if isinstance(typed, Order):
                move = self._obey(typed, lines)
                if move is not None:
                    return move
                continue
            order = self.entry.read(typed, rows)
            if order.kind == "done":
                if self._finish(bool(lines)):
                    return settle_contradictions(self.session, frozenset({self.table.id}))
                continue
            self._carry_out(order, lines)
            if order.kind != "remove" and (item := settle_doubts(self.session, frozenset({self.table.id}))):
                if item != self.table.id:
                    return NextItem("jump", f"={item}")
                row = order.row if order.kind == "change" else len(lines)
                self.session.begin(say("interview", "ask_row"), say("interview", "doubt_edit", row=row + 1))

    def _lines(self) -> list[KeptLine]:
        return list(self.session.journal.lines(self.table.id))

    def _carry_out(self, order: RowOrder, lines: list[KeptLine]) -> None:
        journal, table = self.session.journal, self.table.id
        if order.kind == "add":
            journal.add_row(table, order.values, order.subject or self.entry.whole, self.attached.evidence)
            self.session.screen.show([cut("  ".join(self.entry.cells(order.values, order.subject)), COLUMNS)])
            return
        if order.kind == "change":
            journal.change_row(table, lines[order.row].id, order.values)
        else:
            journal.remove_row(table, lines[order.row].id)
        self._draw()

    def _finish(self, has_rows: bool) -> bool:
        """Confirm that the table is complete; an empty one only when somebody says that there is nothing."""
        before = self._before()
        if not has_rows and before:
            refused = [text for row in before if (text := self._take_over(row))]
            self._draw()
            for text in refused:
                self.session.show(text)
            return False
        if (
            not has_rows
            and self.session.ask_key(say("interview", "ask_empty", name=self.table.name), ["1", "0"], "0") == "0"
        ):
            return False
        self.session.journal.confirm_table(self.table.id)
        return True

    def _take_over(self, row: Row) -> str:
        """Add a row of the assessment before; returns why it may not stand (any more), or an empty text."""
        rows = [line.row for line in self._lines()]
        for fault in errors(change_faults(self.table, rows, len(rows), row)):
            return say("interview", "row_not_taken", what=fault.problem(NOWHERE, what=self.table.name).what)
        self.session.journal.add_row(self.table.id, row.values, row.subject, ())
        return ""

    def _before(self) -> list:  # type: ignore[type-arg]
        found = self.session.journal.suggestions()
        return list(found.rows.get(self.table.id, ())) if found is not None else []

    # ---- drawing ----

    def _draw(self) -> None:
        question, lines = self.table.question, wrap(self.table.question.ask if self.table.question else self.table.name)
        lines += self._columns()
        kept = self._lines()
        if kept:
            rows = [
                [str(index), *self.entry.cells(each.row.values, each.row.subject)] for index, each in enumerate(kept, 1)
            ]
            hidden = len(rows) - _MOST_ROWS
            lines += [say("interview", "rows_above", n=hidden)] if hidden > 0 else []
            lines += grid([["", *self._short_heads()], *rows[-_MOST_ROWS:]])
        elif before := self._before():
            lines += wrap(say("interview", "rows_last_time", n=len(before)))
        if question is not None and question.example and not kept and len(lines) < ROWS - 9:
            lines += wrap(say("interview", "row_example", text=self._example()))
        self.session.draw(self.section.name, lines)

    def _short_heads(self) -> list[str]:
        return [head[:2] for head in self.entry.heads]

    def _columns(self) -> list[str]:
        """The columns in the order in which they are typed, options with their keys."""
        names = []
        for column in self.table.fields:
            unit = column.unit or ("%" if column.type == "percent" else "")
            kind = say("interview", "yes_no_column") if column.type == "bool" else unit
            names.append(f"{column.name}（{kind}）" if kind else column.name)
        own = [say("interview", "subject_column")] if self.entry.subjects else []
        lines = wrap(say("interview", "columns", names="，".join([*own, *names])))
        if self.entry.subjects:
            listed = "  ".join(f"{index} {each.name}" for index, each in enumerate(self.entry.subjects))
            lines += wrap(f"{own[0]}：{listed}")
        for column in self.table.fields:
            if column.options:
                texts = [f"{key:>2} {name.partition('（')[0]}" for key, name, _ in option_keys(column)]
                if len(texts) > 8:  # what a bracket adds stands in the help
                    lines += [f"{column.name}：", *in_columns(texts)]
                else:
                    lines += packed([text.strip() for text in texts], lead=f"{column.name}：")
        return lines

    def _example(self) -> str:
        samples = {
            "bool": say("interview", "yes"),
            "number": "12",
            "percent": "98.2",
            "date": "2024-01-10",
            "choice": "1",
        }
        own = ["0"] if self.entry.subjects else []
        return "，".join([*own, *(samples.get(field.type, field.name) for field in self.table.fields)])

    # ---- orders ----

    @may_be_called_off
    def _obey(self, order: Order, lines: list[KeptLine]) -> NextItem | None:
        seen = Attached()
        held = side_talk(self.session, order, seen, self.table, self.table.question)
        if seen.evidence:
            self._cite(lines, seen.evidence)
        if held:
            return None
        match order.name:
            case "back" | "jump" | "review":
                return lead_away(self.session, order)
            case "later" | "unknown":
                ask = asked_later(self.session, order)
                self.session.journal.postpone(self.table.id, ask, self.attached.note)
                return NEXT
        self.session.show(say("interview", "not_in_table"))
        return None

    def _cite(self, lines: list[KeptLine], evidence: list[str]) -> None:
        """Let rows cite the evidence: the last one, some by number, or all of them and those still to come."""
        typed, message = "0", say("interview", "ask_cite", n=len(lines))
        try:
            typed = self.session.ask_text(message, may_be_empty=True) if lines else typed
        except CalledOffError:
            typed = ""  # the evidence is on record; without another word it goes with the last row
        chosen = {int(part) for part in typed.replace("，", " ").replace(",", " ").split() if part.isdigit()}
        if 0 in chosen:
            self.attached.evidence += evidence
            chosen = set(range(1, len(lines) + 1))
        for index, each in enumerate(lines, start=1):
            if index in (chosen or {len(lines)}):
                cited = tuple(dict.fromkeys((*each.row.evidence, *evidence)))
                self.session.journal.change_row(self.table.id, each.id, {}, cited)
