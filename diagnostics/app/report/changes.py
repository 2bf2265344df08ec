"""The changes by a correction: facts, rows, findings, levels, verdicts, sums, policies. Two versions in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from diagnostics.words.catalogue import name_of, say

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.model.results.report_input import ReportInput
    from diagnostics.store.facts.issuing import Frozen, Issued

_NOTHING = "—"
_MARK = "|"
_LONGEST = 40


def summary_of(given: ReportInput) -> dict[str, str]:
    """Return levels, verdicts, policies and the plan of a report in words, by `kind|name`."""
    from diagnostics.report.words.labels import level_words
    from diagnostics.report.words.level_words import reached_words
    from diagnostics.report.words.money import goal_cost_words

    found: dict[str, str] = {}
    for name, result in given.standards.items():
        title = given.library.standards[name].title
        for ladder in result.ladders.values():
            found[f"level{_MARK}{title}·{ladder_name(given, name, ladder)}"] = say(
                "issue",
                "level_words",
                claimed=reached_words(ladder),
                verified=level_words(ladder.verified),
            )
        for status, case in result.statuses.items():
            found[f"level{_MARK}{title}·{status}"] = case or level_words(None)
    for summary in given.summaries:
        found[f"verdict{_MARK}{summary.title}"] = name_of("verdicts", summary.verdict)
    for line in given.policies:
        found[f"policy{_MARK}{line.name}"] = line.word
    plan = given.outlook.plan if given.outlook else None
    for goal in plan.goals if plan else ():
        found[f"sum{_MARK}{goal.title}"] = goal_cost_words(goal) if goal.steps else _NOTHING
    return found


def ladder_name(given: ReportInput, standard: str, result: object) -> str:
    """Return the name of a ladder by its result."""
    ladders = given.standards[standard].ladders
    name = next(each for each, found in ladders.items() if found is result)
    ladder = given.library.standards[standard].ladder(name)
    return (ladder.name if ladder is not None else "") or name


def change_lines(old: Issued, new: Frozen, reason: str, library: Library) -> list[str]:
    """Return what a new version changes against the one it supersedes."""
    changes = [*_about_the_paper(old.frozen, new), *_facts(old.frozen.firm, new.firm, library)]
    changes += [*_rows(old.frozen.firm, new.firm, library), *_findings(old.frozen.firm, new.firm)]
    changes += _results(old.frozen.summary, new.summary)
    lines = [say("issue", "supersedes", version=old.version), say("issue", "reason_changed", reason=reason)]
    return [
        *lines,
        *(say("issue", "change", text=change) for change in changes or [say("issue", "nothing_changed").strip()]),
    ]


def _about_the_paper(old: Frozen, new: Frozen) -> Iterator[str]:
    if old.content != new.content:
        yield say("issue", "content_changed", was=old.content[:12], now=new.content[:12])
    if old.as_of != new.as_of:
        yield say("issue", "as_of_changed", was=old.as_of.isoformat(), now=new.as_of.isoformat())


def _facts(old: FirmAnswers, new: FirmAnswers, library: Library) -> Iterator[str]:
    for key in dict.fromkeys((*old.answers, *new.answers)):
        was, now = old.answers.get(key), new.answers.get(key)
        if was != now:
            known = library.fact_id(key[1])
            name = library.named(known).name if known else key[1]
            yield say(
                "issue", "fact_changed", name=name, was=_answer(was, key, library), now=_answer(now, key, library)
            )


def _answer(answer: object, key: tuple[str, str], library: Library) -> str:
    """Return an answer in words, short; options by their names, with its grade."""
    from diagnostics.model.firm.answers import Answer
    from diagnostics.report.words.labels import Labels

    if not isinstance(answer, Answer):
        return _NOTHING
    if answer.state != "known":
        return name_of("answer_states", answer.state)
    fact = library.facts.get(key[1])
    names = {option.id: option.name for option in fact.options} if fact else {}
    value = answer.value
    if isinstance(value, tuple):
        text = "、".join(names.get(each, each) if isinstance(each, str) else Labels.value(each) for each in value)
    else:
        text = names.get(value, value) if isinstance(value, str) else Labels.value(value)
    return f"{text[:_LONGEST]}（{name_of('grades', answer.grade.name)}）"


def _rows(old: FirmAnswers, new: FirmAnswers, library: Library) -> Iterator[str]:
    for name in dict.fromkeys((*old.rows, *new.rows)):
        was, now = old.rows.get(name, ()), new.rows.get(name, ())
        if was != now:
            different = sum(each not in was for each in now) + sum(each not in now for each in was)
            title = library.tables[name].name if name in library.tables else name
            yield say("issue", "rows_changed", name=title, was=len(was), now=len(now), n=different)


def _findings(old: FirmAnswers, new: FirmAnswers) -> Iterator[str]:
    if old.findings != new.findings:
        different = sum(finding not in old.findings for finding in new.findings)
        different += sum(finding not in new.findings for finding in old.findings)
        yield say("issue", "finding_changed", was=len(old.findings), now=len(new.findings), n=different)


def _results(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, _NOTHING), new.get(key, _NOTHING)
        if was != now:
            kind, name = key.split(_MARK, 1)
            yield say("issue", f"{kind}_changed", name=name, was=was, now=now)
