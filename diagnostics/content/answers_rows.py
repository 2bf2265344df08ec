"""Record tables of an answers file: rows of typed fields and what must hold between them."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from datetime import date
from fractions import Fraction

from diagnostics.content.answers_reader import DEPTH, AnswersReader, shown
from diagnostics.content.answers_values import read_slot, slot_of_field
from diagnostics.content.reader import INVALID
from diagnostics.content.yaml_nodes import Mapping, Node, Scalar
from diagnostics.errors import Place
from diagnostics.model.answers import AnswerValue, Row
from diagnostics.model.facts import Field, Table
from diagnostics.model.marks import Grade
from diagnostics.wording import name_of, number

OFFICIAL_RESULTS = "official_results"
OLD_TABLE_NAMES = {"cloud_services": "systems"}
_ROW_KEYS = ("subject", "evidence")
_PERIODS = (("start_date", "end_date"), ("valid_from", "valid_to"))

Values = AbstractMapping[str, AnswerValue]


def find_table(reader: AnswersReader, name: str) -> Table | None:
    """Return the table that a key of the file names, also by an old name."""
    library = reader.library
    known = OLD_TABLE_NAMES.get(name, library.aliases.get(name, name))
    return library.tables.get(name) or library.tables.get(known)


def read_table(reader: AnswersReader, table: Table, node: Node, firm: str) -> tuple[Row, ...]:
    """Read the rows of a table; wrong rows are reported and left out."""
    rows: list[Row] = []
    seen: dict[tuple[object, ...], Place] = {}
    for mapping in reader.items(node, table.id):
        row = _row(reader, table, mapping, firm)
        if row is None:
            continue
        key = row_key(table, row)
        if key is not None and key in seen:
            names = "、".join(table.key)
            reader.report("ANS-43", row.place, table=table.name, key=names, first=seen[key])
        elif key is not None:
            seen[key] = row.place
        rows.append(row)
    return tuple(rows)


def row_key(table: Table, row: Row) -> tuple[object, ...] | None:
    """Return what makes a row unique in its table; None where rows may repeat or a part is missing."""
    parts = [row.values.get(each) for each in table.key]
    return None if not parts or None in parts else (row.subject, *parts)


def broken_limits(table: Table, values: Values) -> list[tuple[Field, Field]]:
    """Return the fields that are larger than a field they are a part of, however far up, each with that field."""
    broken = []
    for column in table.fields:
        whole, part = table.field_named(column.within), values.get(column.id)
        while whole is not None and values.get(whole.id) is None:  # a part of a part, which is not filled in
            whole = table.field_named(whole.within)
        total = values.get(whole.id) if whole is not None else None
        if whole is not None and isinstance(part, Fraction) and isinstance(total, Fraction) and part > total:
            broken.append((column, whole))
    return broken


def _row(reader: AnswersReader, table: Table, mapping: Mapping, firm: str) -> Row | None:
    values: dict[str, AnswerValue] = {}
    nodes: dict[str, Node] = {}
    known = (*(each.id for each in table.fields), *_ROW_KEYS)
    for key, node in mapping.items:
        if key.text in _ROW_KEYS:
            continue
        column = table.field_named(reader.library.aliases.get(f"{table.id}.{key.text}", key.text))
        if column is None:
            reader.unknown_key(key, known, table.name)
        elif column.id in nodes:
            reader.report("ANS-25", key.place, key=shown(key), id=column.id, first=nodes[column.id].place)
        else:
            nodes[column.id] = node
            values[column.id] = read_slot(reader, slot_of_field(table, column, reader.library), node)
    for column in table.fields:
        if column.required and column.id not in nodes:
            reader.report("ANS-06", mapping.place, key=column.id, what=f"{table.name}：{column.name}")
    subject, evidence = _subject(reader, table, mapping, firm), reader.cited(mapping)
    if INVALID in (subject, *values.values()):
        return None
    _check_limits(reader, table, values, nodes)
    _check_periods(reader, table, values, nodes)
    _check_future(reader, table, values, nodes)
    grade = row_grade(table.id, values, evidence, reader.grade(evidence))
    return Row(values, subject, grade, evidence, mapping.place)


def row_grade(table: str, values: Values, evidence: tuple[str, ...], cited: Grade) -> Grade:
    """Return the grade of a row: of its evidence; what a platform printed with a receipt is confirmed by it."""
    if table == OFFICIAL_RESULTS and values.get("receipt") and not evidence:
        return Grade.E4
    return cited


def _subject(reader: AnswersReader, table: Table, mapping: Mapping, firm: str) -> str:
    node = mapping.get("subject")
    if node is None:
        return firm
    name = node.text if isinstance(node, Scalar) else ""
    kind = reader.subjects.get(name)
    known = [each for each, of in reader.subjects.items() if each[:1] != "_" and DEPTH[of] <= DEPTH[table.subject]]
    if kind is None or name.startswith("_"):
        got, listed = shown(node), "、".join(known)
        return reader.report("ANS-40", node.place, got=got, near=reader.near(got, known), known=listed)  # type: ignore[no-any-return]
    if DEPTH[kind] > DEPTH[table.subject]:
        here, of = name_of("subjects", kind), name_of("subjects", table.subject)
        return reader.report("ANS-41", node.place, table=table.name, got=name, here=here, of=of)  # type: ignore[no-any-return]
    return name


def _check_limits(reader: AnswersReader, table: Table, values: Values, nodes: dict[str, Node]) -> None:
    for part, whole in broken_limits(table, values):
        got, limit = (number(value, 6) for value in (values[part.id], values[whole.id]) if isinstance(value, Fraction))
        reader.report("ANS-42", nodes[part.id].place, part=part.name, got=got, whole=whole.name, limit=limit)


def _check_periods(reader: AnswersReader, table: Table, values: Values, nodes: dict[str, Node]) -> None:
    for first, last in _PERIODS:
        start, end = values.get(first), values.get(last)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            reader.report("ANS-44", nodes[last].place, table=table.name, start=start, end=end)


def _check_future(reader: AnswersReader, table: Table, values: Values, nodes: dict[str, Node]) -> None:
    day = values.get("date")
    if table.id == OFFICIAL_RESULTS and reader.as_of and isinstance(day, date) and day > reader.as_of:
        reader.report("ANS-45", nodes["date"].place, warning=True, day=day, as_of=reader.as_of)
