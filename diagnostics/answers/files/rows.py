"""Record tables of an answers file: rows of typed fields and what must hold between them."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping

from diagnostics.answers.files.reader import DEPTH, AnswersReader
from diagnostics.answers.files.values import read_slot, slot_of_field
from diagnostics.answers.rows import OFFICIAL_RESULTS, between_faults, missing_faults, repeated_faults, row_label
from diagnostics.content.yaml.reader import INVALID, shown
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar
from diagnostics.model.content.facts import FactTable
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import AnswerValue, Row
from diagnostics.words.catalogue import name_of

OLD_TABLE_NAMES = {"cloud_services": "systems"}
_ROW_KEYS = ("subject", "evidence")

Values = AbstractMapping[str, AnswerValue]


def find_table(reader: AnswersReader, name: str) -> FactTable | None:
    """Return the table that a key of the file names, also by an old name."""
    library = reader.library
    known = OLD_TABLE_NAMES.get(name, library.aliases.get(name, name))
    return library.tables.get(name) or library.tables.get(known)


def read_table(reader: AnswersReader, table: FactTable, node: Node, firm: str) -> tuple[Row, ...]:
    """Read the rows of a table; wrong rows are reported and left out."""
    read = (_row(reader, table, mapping, firm) for mapping in reader.items(node, table.id))
    rows = tuple(row for row in read if row is not None)
    for at, fault in repeated_faults(table, rows):
        reader.refuse((fault,), rows[at].place, first=rows[fault.index or 0].place)
    return rows


def _row(reader: AnswersReader, table: FactTable, mapping: Mapping, firm: str) -> Row | None:
    values: dict[str, AnswerValue] = {}
    nodes: dict[str, Node] = {}
    known = (*(field.id for field in table.fields), *_ROW_KEYS)
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
    for fault in missing_faults(table, nodes):
        reader.refuse((fault,), mapping.place, what=row_label(table, fault))
    subject, evidence = _subject(reader, table, mapping, firm), reader.cited(mapping)
    if INVALID in (subject, *values.values()):
        return None
    for fault in between_faults(table, values, as_of=reader.as_of):
        reader.refuse((fault,), nodes[fault.column].place)
    grade = row_grade(table.id, values, evidence, reader.grade(evidence))
    return Row(values=values, subject=subject, grade=grade, evidence=evidence, place=mapping.place)


def row_grade(table: str, values: Values, evidence: tuple[str, ...], cited: Grade) -> Grade:
    """Return the grade of a row: of its evidence; what a platform printed with a receipt is confirmed by it."""
    if table == OFFICIAL_RESULTS and values.get("receipt") and not evidence:
        return Grade.E4
    return cited


def _subject(reader: AnswersReader, table: FactTable, mapping: Mapping, firm: str) -> str:
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
