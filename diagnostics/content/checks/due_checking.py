"""Checks of the rules for dates: one thing that is watched, which is a date, and sentences that can be filled in."""

from __future__ import annotations

from string import Formatter

from diagnostics.content.checks.checker import Checker
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.due_dates import PLACEHOLDERS, DueRule, WatchedRows
from diagnostics.model.content.library import Library
from diagnostics.words.problems import Problem


class DueChecker(Checker):
    """Checks the rules for dates; each function adds problems."""

    def __init__(self, library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.library = library
        self.expressions = expressions

    def check(self) -> None:
        """Check all of them."""
        for rule in self.library.due_dates.values():
            self._watched(rule)
            self._sentences(rule)
            self._window(rule)
            if rule.when is not None:
                self.expressions.check_condition(rule.when, "firm")
            self._check_known("remedy", (rule.remedy,), self.library.remedies, rule.place)

    def _watched(self, rule: DueRule) -> None:
        """Exactly one thing is watched, and what is watched is a date."""
        if sum(map(bool, (rule.rows, rule.fact, rule.findings, rule.policies))) != 1:
            self._report("DUE-01", rule.place, id=rule.id)
        if rule.rows is not None:
            self._rows(rule, rule.rows)
        known = (*self.library.facts, *self.library.derived)
        if rule.fact and self._check_known("fact", (rule.fact,), known, rule.place):
            self._is_date(rule, rule.fact, self.library.named(rule.fact).type)

    def _rows(self, rule: DueRule, rows: WatchedRows) -> None:
        if not self._check_known("table", (rows.table,), self.library.tables, rows.place):
            return
        fields = {each.id: each for each in self.library.tables[rows.table].fields}
        if self._check_known("field", (rows.day, rows.named, *rows.alike), fields, rows.place):
            self._is_date(rule, f"{rows.table}.{rows.day}", fields[rows.day].type)
        if rows.where is not None:
            self.expressions.check_condition(ex.Exists(rows.table, rows.where, place=rows.place), "firm")

    def _is_date(self, rule: DueRule, name: str, kind: str) -> None:
        if kind != "date":
            self._report("DUE-02", rule.place, id=rule.id, name=name)

    def _sentences(self, rule: DueRule) -> None:
        """A sentence names only what is known of a date."""
        for sentence in (rule.say.ahead, rule.say.today, rule.say.past):
            if odd := _placeholders(sentence) - PLACEHOLDERS:
                known = "、".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
                self._report("DUE-03", rule.place, id=rule.id, got="、".join(sorted(odd)), known=known)

    def _window(self, rule: DueRule) -> None:
        """It is told before its day; afterwards only with words, and what to do then; the city looks no further."""
        after = rule.behind > 0
        told = bool(rule.say.past) == after and bool(rule.todo_after) == after
        if rule.ahead < 1 or rule.behind < 0 or rule.months < 0 or not told or not 0 <= rule.city_ahead <= rule.ahead:
            self._report("DUE-04", rule.place, id=rule.id)


def _placeholders(sentence: str) -> set[str]:
    """Return what stands in braces, with whatever is added to it; the brace where one is never closed."""
    try:
        parts = [part for part in Formatter().parse(sentence) if part[1] is not None]
    except ValueError:
        return {"{"}
    return {f"{name}{'!' if conversion else ''}{':' if spec else ''}{spec}" for _, name, spec, conversion in parts}
