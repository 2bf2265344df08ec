"""The levels, scores, verdicts and conditions of a firm that differ from an earlier visit, with what moved them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from diagnostics.app.report.changed_answers import AnswerChanges
from diagnostics.app.report.changes import ladder_name, summary_of
from diagnostics.app.report.visits import NOTHING, Visit
from diagnostics.model.results.results import OVERALL
from diagnostics.model.results.since import Moved
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark

if TYPE_CHECKING:
    from diagnostics.model.content.marks import SubjectKind
    from diagnostics.model.content.standards import FirstMatch, Standard
    from diagnostics.model.results.report_input import ConditionLine, CriteriaSummary
    from diagnostics.model.results.results import LadderResult, ScoreFigure, StandardResult
    from diagnostics.scoring.engine.needs import Needs

_PRINTED = ("level", "verdict")


@dataclass
class ResultChanges:
    """Compares the results of two visits; the answers that changed say why."""

    then: Visit
    now: Visit
    answers: AnswerChanges

    def levels(self) -> Iterator[Moved]:
        """Yield levels, scores and statuses of every standard, also those that are as they were."""
        from diagnostics.report.chapters.owner.level_box import short_name

        before, after = summary_of(self.then.given), summary_of(self.now.given)
        for name, result in self.now.given.standards.items():
            was = self.then.given.standards.get(name)
            if was is None or name in self.now.given.exempt:
                continue
            standard = self.now.given.library.standards[name]
            short = short_name(self.now.given, name)
            asked_less = self._asked_less(self._needs.standard(standard))
            for id, ladder in result.ladders.items():
                key = f"level|{standard.title}·{ladder_name(self.now.given, name, ladder)}"
                moved = self._moved(key, before, after, standard)
                if id == OVERALL and moved.before != moved.after:
                    silent = asked_less and id in was.ladders and _is_wider(was.ladders[id], ladder)
                    owner = "" if silent else self._owner_level(short, was, result)
                    moved = replace(moved, owner=owner, silent=silent)
                yield moved
            if (score := self._score(standard, was, result)) is not None:
                yield score
            for rule in standard.first_match:
                first, last = (_status(rule, each.statuses.get(rule.id)) for each in (was, result))
                yield Moved(
                    name=say("compare", "figure", owner=short, what=rule.name or name_of("compare_keys", rule.id)),
                    before=first, after=last, because=() if first == last else self._causes(standard),
                )  # fmt: skip

    def _owner_level(self, short: str, was: StandardResult, result: StandardResult) -> str:
        """Return a level before and after as the owner reads it; nothing where there was none."""
        from diagnostics.report.words.level_words import official_level, reached_words

        old, main = was.ladders.get(OVERALL), result.ladders[OVERALL]
        if old is None:
            return ""
        printed = official_level(was), official_level(result)
        first, last = (
            printed if printed[0] != printed[1] and all(printed) else (reached_words(old), reached_words(main))
        )
        key = "owner_proof" if first == last else "owner_open" if main.level is None else "owner_level"
        return say("since", key, name=short, was=first, now=last)

    def _score(self, standard: Standard, was: StandardResult, result: StandardResult) -> Moved | None:
        """Return the score of a standard before and after; of one that ends in a level also for the owner."""
        from diagnostics.report.chapters.owner.level_box import short_name
        from diagnostics.report.words.labels import score_words

        first, last = was.score, result.score
        if first is None or last is None:
            return None
        words = [score_words(each.value, each.min, each.max, standard.unit) for each in (first, last)]
        short = short_name(self.now.given, standard.id)
        name = say("compare", "figure", owner=short, what=say("compare_keys", "score"))
        because = () if words[0] == words[1] else self._causes(standard)
        moved = Moved(name=name, before=words[0], after=words[1], because=because, is_score=True)
        if OVERALL not in result.ladders or words[0] == words[1]:
            return moved
        if self._asked_less(self._needs.standard(standard)) and _spread(last) > _spread(first):
            return replace(moved, silent=True)
        return replace(moved, owner=say("since", "owner_score", name=short, was=words[0], now=words[1]))

    def _moved(self, key: str, before: Mapping[str, str], after: Mapping[str, str], standard: Standard) -> Moved:
        first, last = before.get(key, NOTHING), after.get(key, NOTHING)
        because = () if first == last else self._causes(standard)
        return Moved(name=key.partition("|")[2], before=first, after=last, because=because)

    def _asked_less(self, items: Collection[str]) -> bool:
        """Whether something was answered then and not asked this time, on which a result rests."""
        return any(item in items for _, item in self.answers.unasked)

    def _causes(self, standard: Standard) -> tuple[str, ...]:
        if found := self._by_answers(standard):
            return found
        sides = [self.then.given.standards[standard.id].nodes, self.now.given.standards[standard.id].nodes]
        leaves = [each for each in standard.nodes if each.points is not None]
        moved = [each.points for each in leaves if sides[0].get(each.id) != sides[1].get(each.id)]
        below = self._needs.below(*moved, standard=standard.id) if moved else self._needs.standard(standard)
        return self._otherwise(below)

    @cached_property
    def _needs(self) -> Needs:
        from diagnostics.scoring.engine.needs import needs_of

        return needs_of(self.now.given.library)

    def _otherwise(self, items: Collection[str]) -> tuple[str, ...]:
        """Return what moved a result that no fact in words explains: rows, answers, proofs, silence, else the day."""
        tables = self.now.given.library.tables
        changed = [each for each in self.answers.changed if each.item in items]
        named = [(each, tables[each.item].name if each.item in tables else each.name) for each in changed]
        for key, names in (
            ("by_answers", [name for each, name in named if not each.proof_only]),
            ("by_proof", [name for _, name in named]),
            ("by_silence", [name for (_, fact), name in self.answers.unasked.items() if fact in items]),
        ):
            if names:
                return (say("since", key, names="、".join(dict.fromkeys(names))),)
        return (say("report", "kept_inside") if self.now.given.firm.is_secret else say("since", "by_day"),)

    def _by_answers(self, standard: Standard) -> tuple[str, ...]:
        """Return the facts that moved a standard, those that moved it most first."""
        kind, moves = standard.judges, dict[str, float]()
        words = self.now.explainer.words
        for subject in self.now.subjects(kind):
            old, new = (_nodes(each.given.standards[standard.id], subject) for each in (self.then, self.now))
            for node in standard.nodes:
                if node.points is None or node.id not in old or node.id not in new:
                    continue
                by = (new[node.id] or 0) - (old[node.id] or 0)
                for fact in words.facts_below(node.points) if by else ():
                    text = self._fact_moved(fact, kind, subject)
                    if text:
                        moves[text] = max(moves.get(text, 0), abs(by))
        return tuple(sorted(moves, key=lambda each: -moves[each]))

    def _fact_moved(self, fact: str, kind: SubjectKind, subject: str) -> str:
        was, now = self.then.words(fact, kind, subject), self.now.words(fact, kind, subject)
        if not was or not now or was == now:
            return ""
        name = self.now.given.library.named(fact).name
        where = self.now.labels.subject(subject)
        key = "fact_moved_at" if where else "fact_moved"
        return say("since", key, name=without_remark(name), where=where, was=was, now=now)

    def verdicts(self) -> Iterator[Moved]:
        """Yield the verdicts that differ, with the conditions that moved."""
        old = {each.id: each for each in self.then.given.summaries}
        for each in self.now.given.summaries:
            was = old.get(each.id)
            if was is not None and was.verdict != each.verdict:
                first, last = (name_of("verdicts", verdict) for verdict in (was.verdict, each.verdict))
                items = self._needs.criteria(self.now.given.library.criteria[each.id])
                told = each.default and not (each.verdict == "unknown" and self._asked_less(items))
                owner = say("since", "owner_verdict", name=each.title, was=first, now=last) if told else ""
                moved = (line for line, _ in self._moved_lines(each))
                because = tuple(dict.fromkeys(without_remark(line.name) for line in moved))
                because = because or self._otherwise(items)
                yield Moved(name=each.title, before=first, after=last, because=because, owner=owner)

    def _moved_lines(self, summary: CriteriaSummary) -> Iterator[tuple[ConditionLine, ConditionLine]]:
        """Yield the conditions of a set whose state differs, as they are and as they were."""
        old = {
            (line.subject, line.id): line
            for each in self.then.given.summaries
            if each.id == summary.id
            for line in each.lines
        }
        for line in summary.lines:
            was = old.get((line.subject, line.id))
            if was is not None and (was.state, was.verified_state) != (line.state, line.verified_state):
                yield line, was

    def conditions(self) -> Iterator[Moved]:
        """Yield the conditions whose state differs, with the facts that moved below them."""
        inside = say("report", "kept_inside")
        for each in self.now.given.summaries:
            for line, was in self._moved_lines(each):
                pairs = zip(was.have, line.have, strict=False)
                moved = tuple(say("since", "have_moved", was=a, now=b) for a, b in pairs if a != b)
                hidden = line.have if inside in line.have else ()
                where = self.now.labels.subject(line.subject)
                key = "condition_at" if where else "condition"
                yield Moved(
                    name=say("since", key, set=each.title, name=line.name, where=where),
                    before=_state(was),
                    after=_state(line),
                    because=hidden or moved or self._otherwise(self._below(each.id, line.id)),
                )

    def _below(self, criteria: str, name: str) -> Collection[str]:
        from diagnostics.model.content.criteria import condition_of

        conditions = self.now.given.library.criteria[criteria].conditions
        return self._needs.below(*(condition_of(each) for each in conditions if each.id == name))

    def rules(self, summary: Mapping[str, str]) -> Iterator[Moved]:
        """Yield what was printed then and reads otherwise by the content of today, of the same answers."""
        again = summary_of(self.then.given)
        for key, printed in summary.items():
            kind, _, name = key.partition("|")
            if kind in _PRINTED and key in again and again[key] != printed:
                yield Moved(name=name, before=printed, after=again[key])


def _nodes(result: StandardResult, subject: str) -> dict[str, float | None]:
    own = (result.subjects or {}).get(subject, result)
    return {name: figure.value if figure.value is not None else figure.min for name, figure in own.nodes.items()}


def _is_wider(was: LadderResult, now: LadderResult) -> bool:
    """Whether a level is more open than it was."""
    return now.level is None and (not now.is_answered or was.level is not None or now.max - now.min > was.max - was.min)


def _spread(score: ScoreFigure) -> float:
    """Return how far a score is open."""
    if score.value is not None:
        return 0
    return float("inf") if score.min is None or score.max is None else score.max - score.min


def _status(rule: FirstMatch, status: str | None) -> str:
    case = rule.statuses.get(status or "")
    return say("report", "level_not_yet") if case is None else case.name


def _state(line: ConditionLine) -> str:
    words, verified = name_of("states", line.state), name_of("states", line.verified_state)
    return words if words == verified else say("since", "state", state=words, verified=verified)
