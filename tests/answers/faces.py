"""The three faces that a value goes through: answers file, prompt, workspace. Each says whether it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostics.answers.files.file import parse_answers
from diagnostics.answers.typed.row import RowEntry
from diagnostics.answers.typed.value import TypedWrongError, read_value
from diagnostics.model.content.facts import Fact, FactTable
from diagnostics.model.firm.answers import Answer, AnswerValue, Row
from diagnostics.store import Workspace, open_workspace
from diagnostics.store.journal.values import value_from_json
from diagnostics.words.problems import InputError, Problem
from tests.answers.hostile import Item, content
from tests.builders import AS_OF, CODE

NAME = "示例（虚构）"
HEAD = f'firm:\n  code: "{CODE}"\n  name: {NAME}\n'


@dataclass(frozen=True)
class Verdict:
    """Whether a value stands: the codes of what is wrong (none: it stands), and what is kept of it."""

    codes: tuple[str, ...]
    kept: Any = None

    def __str__(self) -> str:
        return "、".join(self.codes) or f"stands as {str(self.kept)[:60]!r}"


def _codes(problems: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(sorted({each.code for each in problems if not each.warning}))


def in_files(written: Sequence[tuple[Item, str]]) -> list[Verdict]:
    """Read whole answers files, each with one value of every item; those that stand once more for what is kept."""
    verdicts: list[Verdict] = [Verdict(())] * len(written)
    for group in _groups(written, range(len(written))):
        _, problems = _read([written[each] for each in group])
        for each, found in problems.items():
            verdicts[group[each]] = Verdict(_codes(found))
    standing = [each for each in range(len(written)) if not verdicts[each].codes]
    for group in _groups(written, standing):
        answers, problems = _read([written[each] for each in group])
        assert all(not _codes(found) for found in problems.values())
        for each in group:
            verdicts[each] = Verdict((), answers[written[each][0].id])
    return verdicts


def _groups(written: Sequence[tuple[Item, str]], wanted: Iterable[int]) -> list[list[int]]:
    """Put every value into the first group that has none of its item."""
    groups: list[list[int]] = []
    taken: dict[str, int] = {}
    for each in wanted:
        place = taken.get(written[each][0].id, 0)
        taken[written[each][0].id] = place + 1
        if place == len(groups):
            groups.append([])
        groups[place].append(each)
    return groups


def _read(values: Sequence[tuple[Item, str]]) -> tuple[dict[str, AnswerValue], dict[int, list[Problem]]]:
    """Return what is kept by item, and the problems by the number of the value on whose line they stand."""
    profile: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    for number, (item, text) in enumerate(values):
        (profile if isinstance(item, Fact) and item.profile else others).append((number, f"  {item.id}: {text}\n"))
    lines = [*profile, (-1, "answers:\n"), *others] if others else profile
    read, problems = parse_answers(HEAD + "".join(line for _, line in lines), "firm.yaml", content())
    found: dict[int, list[Problem]] = {}
    for each in problems:
        number = lines[each.place.line - 1 - HEAD.count("\n")][0]
        assert number >= 0, str(each)
        found.setdefault(number, []).append(each)
    return {} if read is None else {fact: each.value for (_, fact), each in read.answers.items()}, found


def at_prompt(item: Item, typed: str) -> Verdict:
    """Read what is typed at the prompt of one question."""
    try:
        return Verdict((), read_value(item, typed, today=AS_OF))
    except TypedWrongError as wrong:
        return _told(wrong, f"{item.id}: {typed!r}")


def _told(wrong: TypedWrongError, about: str) -> Verdict:
    assert wrong.code, f"{about}: {wrong}"
    return Verdict((wrong.code,))


class Recorder:
    """A workspace that answers and rows are recorded in; what it says was really kept is read back at the end."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.kept: dict[str, Verdict] = {}
        self.refused = 0

    def answer(self, item: Item, value: AnswerValue) -> Verdict:
        """Record one answer, or be refused."""
        try:
            event = self.workspace.testify(
                CODE, item.id, Answer(state="known", value=value, by=f"第{len(self.kept)}人")
            )
        except InputError as refused:
            self.refused += 1
            return Verdict(_codes(refused.problems))
        self.kept[event.id] = verdict = Verdict((), value_from_json(event.payload["answer"]["value"]))
        return verdict

    def rows(self, table: FactTable, rows: Sequence[Mapping[str, AnswerValue]]) -> Verdict:
        """Record rows one after the other until one is refused; they are taken out again."""
        added = []
        try:
            for values in rows:
                added.append(self.workspace.add_row(CODE, table.id, values).id)
        except InputError as refused:
            return Verdict(_codes(refused.problems))
        finally:
            for each in added if table.key else ():
                self.workspace.remove_row(CODE, table.id, each)
        return Verdict(())


@contextmanager
def recorder(folder: Path) -> Iterator[Recorder]:
    """A workspace for the values that may stand; nothing else has got into it, and it reads as it was written.

    All of it is one transaction: a disk takes longer to confirm a value than everybody takes to judge it.
    """
    with open_workspace(folder, author="测试", device="测试", library=content()) as workspace:
        workspace.register_firm(CODE, NAME)
        found = Recorder(workspace)
        with workspace.journal.writing() as connection:
            workspace.journal.writing = lambda: nullcontext(connection)  # type: ignore[method-assign, assignment, return-value]
            yield found
    with open_workspace(folder, author="", device="", read_only=True) as workspace:
        events = workspace.events(CODE, kinds=("testimony",))
        read = {each.id: Verdict((), value_from_json(each.payload["answer"]["value"])) for each in events}
        assert read == found.kept


# ---- rows -----------------------------------------------------------------------------------------------------------


def rows_in_file(cases: Sequence[tuple[FactTable, Sequence[str]]]) -> list[Verdict]:
    """Read whole answers files with rows; single rows of tables without a key all stand in one file of their table."""
    verdicts: list[Verdict] = [Verdict(())] * len(cases)
    together: dict[str, list[int]] = {}
    for number, (table, written) in enumerate(cases):
        if len(written) == 1 and not table.key:
            together.setdefault(table.id, []).append(number)
            continue
        verdicts[number] = Verdict(_codes(_row_problems(table, written)))
    for numbers in together.values():
        table = cases[numbers[0]][0]
        found: dict[int, list[Problem]] = {}
        for each in _row_problems(table, [cases[number][1][0] for number in numbers]):
            found.setdefault(numbers[each.place.line - 2 - HEAD.count("\n")], []).append(each)
        for number, problems in found.items():
            verdicts[number] = Verdict(_codes(problems))
    return verdicts


def _row_problems(table: FactTable, written: Sequence[str]) -> list[Problem]:
    lines = "".join(f"    - {{{each}}}\n" for each in written)
    head = "  titles:" if table.id == "titles" else f"{table.id}:"
    return parse_answers(f"{HEAD}{head}\n{lines}", "firm.yaml", content())[1]


def rows_at_prompt(table: FactTable, typed: Sequence[str]) -> Verdict:
    """Type rows one after the other until one is refused."""
    entry, rows = RowEntry(table, today=AS_OF), list[Row]()
    try:
        for line in typed:
            rows.append(Row(values=entry.read(line, rows).values, subject="firm"))
    except TypedWrongError as wrong:
        return _told(wrong, f"{table.id}: {typed}")
    return Verdict(())
