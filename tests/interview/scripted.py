"""An interview with a script: answers come from a list, everything shown is kept. The workspace is a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from diagnostics.app.visit.interview_inbox import WorkspaceInbox
from diagnostics.app.visit.interview_journal import WorkspaceJournal
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.interview.course.course import Course
from diagnostics.interview.course.stop_rule import Depth, StopRule
from diagnostics.interview.screen.ports import Prompt
from diagnostics.interview.talks.conversation import Conversation, Ended
from diagnostics.interview.talks.session import Session
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.owed import OwedList
from diagnostics.store import Workspace, open_workspace
from diagnostics.whatif.doubts import Doubts
from diagnostics.whatif.evidence_gap import effects_filled_in
from tests.builders import AS_OF, CODE, shipped

BEGIN = ["0", "", "1", "综合部主任", "", "", ""]  # 保密筛查, its note, consent, who, how long, the sites, the plan
STOP = "/q"


@dataclass
class Script:
    """A screen with the answers written down; a text that a prompt refuses fails the test with the reason."""

    answers: list[str]
    shown: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    checks: list[Callable[[str], str]] = field(default_factory=list)
    pages: int = 0

    def page(self, lines: Sequence[str]) -> None:
        self.pages += 1
        self.shown += lines

    def show(self, lines: Sequence[str]) -> None:
        self.shown += lines

    def ask(self, prompt: Prompt) -> str:
        self.prompts.append(prompt.message)
        self.begun.append(prompt.begun)
        self.checks.append(prompt.check)
        text = self.answers.pop(0) if self.answers else STOP
        if text == "Ctrl-C":
            raise KeyboardInterrupt
        wrong = prompt.check(text)
        if wrong and text == STOP:  # a side talk takes no orders
            raise KeyboardInterrupt
        assert not wrong, f"{prompt.message} ← {text!r}: {wrong}\n" + "\n".join(self.shown[-20:])
        return text

    @property
    def text(self) -> str:
        return "\n".join(self.shown)


@contextmanager
def workspace_of(folder: Path, author: str = "李工") -> Iterator[Workspace]:
    """Open a workspace with the firm in it."""
    with open_workspace(folder, author=author, device="测试机", library=shipped()) as workspace:
        if not workspace.firms():
            workspace.register_firm(CODE, "示例（虚构）", fictitious=True)
        yield workspace


@cache
def rule_of(depth: Depth) -> StopRule:
    """Return the stop rule of the shipped content, which follows all its references once."""
    return StopRule(shipped(), depth)


def owing(firm: FirmAnswers) -> OwedList:
    """Return what a firm owes, with what hangs on it, as the command does."""
    return effects_filled_in(Doubts(diagnose([firm], shipped(), AS_OF)[0]))


def hold(
    workspace: Workspace,
    answers: Sequence[str],
    depth: Depth = "standard",
    today: date = AS_OF,
    inbox: Path | None = None,
    script: Script | None = None,
) -> tuple[Script, Ended]:
    """Hold an interview with these answers, or with a script of the caller; when they are used up, stop."""
    journal = WorkspaceJournal(workspace, CODE, "李工", today)
    script = script or Script(list(answers))
    photos = WorkspaceInbox(journal, inbox) if inbox is not None else None
    course = Course(shipped(), depth, today, rule_of(depth))
    session = Session(journal, script, course, author="李工", today=today, owing=owing, photos=photos)
    return script, Conversation(session).run()
