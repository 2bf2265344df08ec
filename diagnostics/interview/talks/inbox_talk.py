"""Photos of the inbox, each given with one key to the question at hand, a row, a finding or an earlier answer.

A photo is on record before the next key is asked for; `u` takes the last one back by a correction, so that both stay
in the journal. It leaves the folder only when it can no longer be taken back: what breaks in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from diagnostics.answers.limits import Item
from diagnostics.answers.typed.row import RowEntry
from diagnostics.answers.typed.value import TypedWrongError, plain
from diagnostics.evidence.assigning import (
    BACK,
    LATER,
    MOST_TARGETS,
    STOP,
    Assignment,
    Outcome,
    ProofTarget,
    press,
    start,
)
from diagnostics.evidence.inbox import Inbox, InboxPhoto
from diagnostics.interview.course.screening import mode_named
from diagnostics.interview.screen.layout import COLUMNS, cut
from diagnostics.interview.screen.ports import PhotoInbox
from diagnostics.interview.talks.session import CalledOffError, Session
from diagnostics.model.content.facts import FactTable
from diagnostics.model.firm.answers import DENIED, Evidence
from diagnostics.words.catalogue import say
from diagnostics.words.problems import InputError

HERE = "here"  # the target that is the question under way: its answer is not on record yet
_MOST_PHOTOS = 6
_MOST_ROWS, _MOST_FINDINGS = 4, 3
_MEGABYTE = 2**20


def take_photos(session: Session, item: Item | FactTable | None, *, here: bool = True) -> list[str]:
    """Assign the photos of the inbox; returns the evidence that the question at hand is to cite.

    `here`: whether there is a question at hand; `item` is None when there are several.
    """
    photos = session.photos
    if photos is None or not mode_named(session.journal.mode()).photos:
        session.show(say("interview_inbox", "no_inbox") if photos is None else say("interview", "no_photos"))
        return []
    try:
        inbox = photos.look()
    except InputError as refused:
        session.show("\n".join(str(problem) for problem in refused.problems))
        return []
    if not inbox.photos and not inbox.problems:
        session.show(say("interview_inbox", "empty", folder=photos.folder))
        return []
    targets = [target for target in targets_at_hand(session, item) if here or target.id != HERE]
    talk = _InboxTalk(session, photos, inbox, targets)
    with session.screen.aside():
        talk.hold()
    left = len(talk.now.put_off) + len(talk.now.waiting)
    session.show(say("interview_inbox", "done", n=len(talk.now.done), left=left))
    return talk.cited


def targets_at_hand(session: Session, item: Item | FactTable | None) -> list[ProofTarget]:
    """Return what a photo may prove, the most likely first: the question, rows, findings, what was answered last."""
    found = list(_first_targets(session, item))
    findings = reversed([finding for finding in session.journal.findings() if finding.finding.kind != DENIED])
    found += [
        ProofTarget("finding", finding.id, name=say("interview_inbox", "finding", text=finding.finding.text))
        for finding in list(findings)[:_MOST_FINDINGS]
    ]
    answered = (
        target for target in _answered(session) if not isinstance(item, FactTable) and target.id != _id_of(item)
    )
    return [*found, *answered][:MOST_TARGETS]


def _id_of(item: Item | FactTable | None) -> str:
    return item.id if item is not None else ""


def _first_targets(session: Session, item: Item | FactTable | None) -> Iterator[ProofTarget]:
    if not isinstance(item, FactTable):
        name = say("interview_inbox", "here_named", name=item.name) if item else say("interview_inbox", "here")
        yield ProofTarget("fact", HERE, name=name)
        return
    lines, entry = session.journal.lines(item.id), RowEntry(item)
    for number in range(len(lines), max(len(lines) - _MOST_ROWS, 0), -1):
        cells = " ".join(cell for cell in entry.cells(lines[number - 1].row.values) if cell)
        yield ProofTarget("row", lines[number - 1].id, item.id, say("interview_inbox", "row", no=number, text=cells))


def _answered(session: Session) -> Iterator[ProofTarget]:
    """Return the latest answers in the order of the journal."""
    firm, library = session.journal.answers(), session.library
    for subject, fact in reversed(list(firm.answers)):
        if fact in library.facts and firm.answers[subject, fact].state == "known":
            name = say("interview_inbox", "answered", name=library.named(fact).name)
            yield ProofTarget("fact", fact, subject, name)


@dataclass
class _InboxTalk:
    session: Session
    photos: PhotoInbox
    inbox: Inbox
    targets: Sequence[ProofTarget]

    def __post_init__(self) -> None:
        self.cited: list[str] = []
        self.kept: list[Evidence] = []  # of the photos assigned, in their order
        self.moved = 0
        self.now = start(self.inbox.photos, self.targets)

    def hold(self) -> None:
        """Ask until every photo is dealt with or somebody stops; what was assigned is on record in any case."""
        self._draw()
        if self.now.photo is None:
            with suppress(CalledOffError):
                self.session.ask_text(say("interview", "end"), may_be_empty=True)
        try:
            while self.now.photo is not None:
                for key in self._keys():
                    self._press(key)
        except CalledOffError:
            self._press(STOP)
        finally:
            self._move_away(len(self.now.done))

    # ---- drawing ----

    def _draw(self) -> None:
        waiting = self.inbox.photos
        lines = [cut(say("interview_inbox", "head", folder=self.photos.folder, n=len(waiting)), COLUMNS)]
        lines += [f"    {photo_words(each)}" for each in waiting[:_MOST_PHOTOS]]
        if len(waiting) > _MOST_PHOTOS:
            lines.append("    " + say("interview_inbox", "more", n=len(waiting) - _MOST_PHOTOS))
        for problem in self.inbox.problems[:2]:
            lines.append(cut(_kindly(problem.place.file, problem.what), COLUMNS))
        if len(self.inbox.problems) > 2:
            lines.append(say("interview_inbox", "more_unusable", n=len(self.inbox.problems) - 2))
        if waiting:
            lines += ["", *(cut(f" {no}  {each.name}", COLUMNS) for no, each in enumerate(self.now.offered, 1))]
            lines.append(say("interview_inbox", "keys"))
        self.session.page(lines)

    # ---- keys ----

    def _keys(self) -> list[str]:
        """Ask for one key, or for several at once, one per photo; Enter alone is a key too."""
        photo = self.now.photo
        assert photo is not None
        number = len(self.now.done) + len(self.now.put_off) + 1
        total = len(self.inbox.photos)
        message = say("interview_inbox", "ask", no=number, of=total, photo=photo_words(photo))
        typed = self.session.ask_line(message, self._read)
        return list(typed) or [""]

    def _read(self, text: str) -> None:
        now = self.now
        for key in plain(text).lower().replace(" ", "") or ("",):
            now, outcome = press(now, key)
            if outcome == "not_understood":
                raise TypedWrongError(say("interview_inbox", _why_not(key), last=len(now.offered)))

    def _press(self, key: str) -> None:
        before = self.now
        self.now, outcome = press(before, key)
        if outcome == "assigned" and before.photo is not None and not self._readable(before.photo):
            self.now, outcome = press(before, LATER)
        if outcome == "assigned":
            self._record(self.now.done[-1])
        elif outcome == "taken_back":
            self._take_back(before.done[-1])
        self._tell(outcome)
        self._move_away(len(self.now.done) - int(self.now.revocable))

    def _readable(self, photo: InboxPhoto) -> bool:
        """Whether the photo can be read; a damaged one is named and stays in the folder."""
        try:
            self.photos.prepare(photo)
        except InputError as refused:
            for problem in refused.problems:
                self.session.show(_kindly(photo.path.name, f"{problem.what}{problem.what_to_do}"))
            return False
        return True

    def _tell(self, outcome: Outcome) -> None:
        if outcome == "assigned":
            done = self.now.done[-1]
            name = done.target.name or say("interview_inbox", "alone")
            self.session.screen.show([cut(say("interview_inbox", "assigned", target=name), COLUMNS)])
        elif outcome == "taken_back":
            self.session.show(say("interview_inbox", "taken_back"))

    # ---- recording ----

    def _record(self, assigned: Assignment) -> None:
        evidence = self.photos.record(assigned.photo)
        self.kept.append(evidence)
        if assigned.target.id == HERE:
            self.cited.append(evidence.id)
        elif assigned.target.kind != "none":
            self.session.journal.cite(assigned.target, evidence.id)

    def _take_back(self, assigned: Assignment) -> None:
        evidence = self.kept.pop()
        if assigned.target.id == HERE:
            self.cited.remove(evidence.id)
        self.photos.withdraw(evidence)

    def _move_away(self, settled: int) -> None:
        """Move the photos out of the folder that can no longer be taken back."""
        for each in self.now.done[self.moved : settled]:
            self.moved += 1
            try:
                self.photos.settle(each.photo)
            except InputError as refused:  # recorded all the same; next time it is only moved
                self.session.show("\n".join(problem.what for problem in refused.problems))


def photo_words(photo: InboxPhoto) -> str:
    """Return a photo as it is listed: when it was taken, its name and size."""
    size, name = max(photo.size / _MEGABYTE, 0.1), cut(photo.path.name, 30)
    return say("interview_inbox", "photo", at=f"{photo.taken:%m-%d %H:%M}", name=name, size=f"{size:.1f}")


def _kindly(name: str, what: str) -> str:
    return say("interview_inbox", "unusable", name=name.replace("\\", "/").rpartition("/")[2], what=what)


def _why_not(key: str) -> str:
    if key == BACK:
        return "nothing_to_take_back"
    return "no_photo_before" if not key else "no_key"
