"""One answer given in words of an answers file, outside of one (a decision on the command line)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from diagnostics.answers.files.facts import Answers, read_fact
from diagnostics.answers.files.reader import AnswersReader
from diagnostics.answers.files.text import parse_document
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import Answer, Evidence, Subject
from diagnostics.words.problems import Problem


def parse_answer(
    text: str, fact: str, subject: Subject, library: Library, *, where: str, evidence: Iterable[Evidence] = ()
) -> tuple[Answer | None, list[Problem]]:
    """Read the answer to a fact as it would stand in an answers file: `12`, `[ot_net, app_net]`, `{state: unknown}`.

    Args:
        text: the answer.
        fact: id of the fact, known to the library.
        subject: whom it is about.
        library: the content.
        where: the place that problems name.
        evidence: what the answer may cite.

    Returns:
        The answer, or None when a problem is not just a warning; and all problems.
    """
    problems: list[Problem] = []
    root = parse_document(f"{fact}: {text}", where, problems)
    answers: Answers = {}
    if root is not None:
        reader = AnswersReader(library, problems, date.max)
        reader.evidence = {each.id: each for each in evidence}
        reader.subjects = {subject.id: subject.kind}
        for key, node in root.items:
            if key.text == fact:
                read_fact(reader, key, node, subject.id, answers)
    usable = all(problem.warning for problem in problems)
    return (answers.get((subject.id, fact)) if usable else None), sorted(set(problems))
