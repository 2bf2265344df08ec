"""An interview: a firm of a workspace, a screen, and what holds them together."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diagnostics.interview.course.stop_rule import Depth
    from diagnostics.interview.screen.ports import Screen
    from diagnostics.interview.talks.conversation import Ended
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.model.results.owed import OwedList
    from diagnostics.store import Workspace


def hold(
    workspace: Workspace,
    code: str,
    library: Library,
    screen: Screen,
    *,
    author: str,
    today: date,
    inbox: Path,
    depth: Depth = "standard",
) -> Ended:
    """Hold the interview of a registered firm on a screen.

    Args:
        workspace: open to write, with the library.
        code: of the firm.
        library: the content.
        screen: where it is held.
        author: who holds it.
        today: the day of the answers.
        inbox: the folder of new photos.
        depth: quick, standard or full.
    """
    from diagnostics.app.visit.interview_inbox import WorkspaceInbox
    from diagnostics.app.visit.interview_journal import WorkspaceJournal
    from diagnostics.diagnosis.diagnose import diagnose
    from diagnostics.interview.course.course import Course
    from diagnostics.interview.talks.conversation import Conversation
    from diagnostics.interview.talks.session import Session
    from diagnostics.whatif.doubts import Doubts
    from diagnostics.whatif.evidence_gap import effects_filled_in

    def owing(firm: FirmAnswers) -> OwedList:
        return effects_filled_in(Doubts(diagnose([firm], library, today)[0]))

    journal = WorkspaceJournal(workspace, code, author, today)
    photos, course = WorkspaceInbox(journal, inbox), Course(library, depth, today)
    session = Session(journal, screen, course, author=author, today=today, owing=owing, photos=photos)
    return Conversation(session).run()
