"""Why a diagnosis says what it says, for one target, and everything in words that a report of a firm needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from diagnostics.diagnosis.as_json import Json
from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.content.criteria import CriteriaSet, condition_of
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark, SubjectKind
from diagnostics.model.content.standards import FirstMatch, Ladder, Standard
from diagnostics.model.plain import plain
from diagnostics.model.results.results import Change, Explanation, Reason, StandardResult
from diagnostics.model.results.ways import Fragile, NextLevel, OfficialDifference, Way
from diagnostics.planning.targets import main_ladder
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from diagnostics.whatif.doubts import Doubts
from diagnostics.whatif.fragility import fragile_levels
from diagnostics.whatif.official_difference import official_differences
from diagnostics.whatif.reaching import next_level
from diagnostics.words.catalogue import name_of, say


def explain(diagnosis: Diagnosis, target: str) -> Explained:
    """Explain a target of a diagnosis.

    Args:
        target: `standard:node`, `standard:ladder`, `standard:status` or `set:condition`.

    Raises:
        KeyError: The target does not exist; `known_targets` lists those that do.
    """
    owner, _, name = target.partition(":")
    if owner in diagnosis.library.criteria:
        found = _explain_condition(diagnosis, target, owner, name)
    else:
        return _explained_standard(diagnosis, target, diagnosis.library.standards[owner], name)
    return Explained(diagnosis=diagnosis, explanation=found)


def _explained_standard(diagnosis: Diagnosis, target: str, standard: Standard, name: str) -> Explained:
    """A level also has ways to the next one; the main one what is fragile about it and where the platform differs."""
    found = _explain_standard(diagnosis, target, standard, name)
    of: Ladder | FirstMatch | None = standard.ladder(name) or next(
        (each for each in standard.first_match if each.id == name), None
    )
    if of is None:
        return Explained(diagnosis=diagnosis, explanation=found)
    ways = next_level(diagnosis, standard, of)
    if main_ladder(standard) is not of:
        return Explained(diagnosis=diagnosis, explanation=found, ways=ways)
    fragile = tuple(level for level in fragile_levels(diagnosis, Doubts(diagnosis, standard.id)))
    differences = tuple(
        difference for difference in official_differences(diagnosis) if difference.standard == standard.id
    )
    return Explained(diagnosis=diagnosis, explanation=found, ways=ways, fragile=fragile, official=differences)


def known_targets(library: Library, owner: str) -> list[str]:
    """Return what can be explained of a standard or a criteria set."""
    if owner in library.criteria:
        return [criterion.id for criterion in library.criteria[owner].conditions]
    standard = library.standards[owner]
    parts = (standard.nodes, standard.ladders, standard.first_match)
    return [each.id for part in parts for each in part]


@dataclass(frozen=True, kw_only=True)
class Explained:
    """An explanation of one firm's result, as JSON and as lines."""

    diagnosis: Diagnosis
    explanation: Explanation
    ways: NextLevel | None = None
    fragile: tuple[Fragile, ...] = ()
    official: tuple[OfficialDifference, ...] = ()

    def to_json(self, known_at: date) -> Json:
        """Return the JSON of `explain --json`."""
        found = self.explanation
        whole = self.diagnosis.to_json(known_at)
        owner, _, name = found.target.partition(":")
        result = whole["criteria"][owner]["conditions"][name] if owner in whole["criteria"] else None
        if owner in whole["standards"]:
            standard = whole["standards"][owner]
            result = standard["nodes"].get(name, standard.get(name))
        return {
            **{key: whole[key] for key in ("firm", "as_of", "known_at")},
            **plain(found, "target", "name"),
            "result": result,
            "mark": found.mark.name,
            "because": [_reason_json(each) for each in found.because],
            "would_change": [plain(each, "fact", "text", "gain") for each in found.would_change],
            **({} if self.ways is None else {"next": next_json(self.ways)}),
            **({} if not self.fragile else {"fragile": [fragile_json(each) for each in self.fragile]}),
            **({} if not self.official else {"official": [difference_json(each) for each in self.official]}),
        }

    def facts(self) -> list[str]:
        """Return the facts that the result rests on, each once."""
        library = self.diagnosis.library
        found: dict[str, None] = {}
        waiting = list(self.explanation.because)
        while waiting:
            reason = waiting.pop(0)
            if reason.id in library.facts or reason.id in library.derived:
                found[reason.id] = None
            waiting = [*reason.because, *waiting]
        return list(found)

    def lines(self) -> list[str]:
        """Return the explanation as indented lines."""
        found = self.explanation
        lines = [found.name, "", say("explain", "heading_because")]
        for each in found.because:
            lines += _reason_lines(each, 1)
        lines += self._reference_lines()
        lines += ["", say("explain", "heading_change")]
        changes = [f"  · {each.text}" for each in found.would_change]
        lines += changes or [f"  {say('explain', 'nothing_to_change')}"]
        return [*lines, *self._way_lines(), *self._doubt_lines()]

    def _reference_lines(self) -> list[str]:
        """Return what other places ask for, where a condition is explained."""
        owner, _, name = self.explanation.target.partition(":")
        criteria = self.diagnosis.library.criteria.get(owner)
        found = (
            [ref for condition in criteria.conditions if condition.id == name for ref in condition.references]
            if criteria
            else []
        )
        lines = [
            "  · " + say("explain", "elsewhere", place=each.jurisdiction, edition=each.edition, text=each.text,
                         mark=name_of("marks", each.mark.name))
            for each in found
        ]  # fmt: skip
        return ["", say("explain", "heading_elsewhere"), *lines] if lines else []

    def _way_lines(self) -> list[str]:
        ways = self.ways
        if ways is None or ways.outcome == "top":
            return []
        lines = ["", say("explain", "heading_way", name=ways.name)]
        if ways.aims:
            lines.append(f"  {ways.aims}")
        if not ways.ways:
            return [*lines, f"  {say('ways', ways.outcome)}"]
        for place, way in enumerate(ways.ways):
            lines += _one_way(way, place + 1, ways.ways[0])
        return lines if ways.proven else [*lines, f"  {say('explain', 'way_not_proven')}"]

    def _doubt_lines(self) -> list[str]:
        lines = []
        if self.fragile:
            lines += ["", say("explain", "heading_fragile"), *(f"  · {each.text}" for each in self.fragile)]
        for each in self.official:
            lines += ["", say("explain", "heading_official"), f"  {each.text}"]
            lines += [f"  · {cause.text}" for cause in each.causes]
        return lines


def _one_way(way: Way, place: int, first: Way) -> list[str]:
    """Return the lines of one way; what it shares with the first one is only counted."""
    lines = [f"  {say('explain', 'way', n=place, facts=len(way.moves), steps=way.steps)}"]
    same = {move.text for move in first.moves} if way is not first else set()
    lines += [f"    · {move.text}" for move in way.moves if move.text not in same]
    shared = sum(move.text in same for move in way.moves)
    return [*lines, f"    · {say('explain', 'way_same', n=shared)}"] if shared else lines


def next_json(found: NextLevel) -> Json:
    """Return the ways to the next level as JSON."""
    move = ("fact", "subject", "name", "have", "to", "steps", "open", "text")
    ways = [{"steps": way.steps, "facts": [plain(each, *move) for each in way.moves]} for way in found.ways]
    return {**plain(found, "target", "name", "outcome", "aims", "proven"), "ways": ways}


def fragile_json(found: Fragile) -> Json:
    """Return a doubt that would change a level as JSON."""
    said: Json = plain(found, "cause", "item", "subject", "what", "ladder", "now", "then", "text")
    return {**said, "ladder": f"{found.standard}:{found.ladder}"}


def difference_json(found: OfficialDifference) -> Json:
    """Return the difference between a platform's result and ours as JSON; pairs are (official, ours)."""
    causes = [plain(cause, "cause", "node", "fact", "points", "text") for cause in found.causes]
    said = plain(found, "standard", "platform", "date", "level", "score", "explained", "text")
    return {**said, "causes": causes}


def _reason_lines(reason: Reason, depth: int) -> list[str]:
    lines = [f"{'  ' * depth}{reason.text}"]
    for each in reason.because:
        lines += _reason_lines(each, depth + 1)
    return lines


def _reason_json(reason: Reason) -> Json:
    found: Json = plain(reason, "id", "name", "text")
    if reason.because:
        found["because"] = [_reason_json(each) for each in reason.because]
    return found


def _first_row(diagnosis: Diagnosis, kind: SubjectKind) -> int:
    """Return the row that stands for the firm: its only subject, else the first."""
    return next(row for row, each in enumerate(diagnosis.claimed.frame.subjects[kind]) if each.firm == diagnosis.row)


def _explain_condition(diagnosis: Diagnosis, target: str, owner: str, name: str) -> Explanation:
    criteria = diagnosis.library.criteria[owner]
    criterion = {each.id: each for each in criteria.conditions}[name]
    explainer = Explainer(diagnosis.claimed, Describer(diagnosis.library))
    row, condition = _row_of_set(diagnosis, criteria, name), condition_of(criterion)
    because = explainer.condition(condition, criteria.judges, row)
    changes = explainer.criterion_changes(criterion, criteria.judges, row)
    wording = max(criterion.mark, criterion.threshold_mark or Mark.official)
    mark = max(Mark(int(diagnosis.claimed.truth(condition, criteria.judges).mark[row])), wording)
    return Explanation(target=target, name=criterion.name, mark=mark, because=(because,), would_change=tuple(changes))


def _row_of_set(diagnosis: Diagnosis, criteria: CriteriaSet, name: str) -> int:
    """Return the subject whose condition stands for the firm: the first in the state that the firm's result shows."""
    condition = next(condition_of(each) for each in criteria.conditions if each.id == name)
    truth = diagnosis.claimed.truth(condition, criteria.judges)
    subjects = diagnosis.claimed.frame.subjects[criteria.judges]
    rows = [row for row, each in enumerate(subjects) if each.firm == diagnosis.row]
    return min(rows, key=lambda row: (truth.must[row], truth.may[row]))


def _explain_standard(diagnosis: Diagnosis, target: str, standard: Standard, name: str) -> Explanation:
    explainer = Explainer(diagnosis.claimed, Describer(diagnosis.library))
    row, result = _first_row(diagnosis, standard.judges), diagnosis.standards[standard.id]
    for node in standard.nodes:
        if node.id == name:
            changes = tuple(explainer.node_changes(standard, node, row))
            return Explanation(
                target=target,
                name=node.name,
                mark=result.nodes[name].mark,
                because=(explainer.node(standard, node, row),),
                would_change=changes,
            )
    ladder = standard.ladder(name)
    if ladder is not None:
        return _explain_ladder(explainer, target, standard, ladder, result, row)
    rule = {each.id: each for each in standard.first_match}[name]
    because = []
    for case in rule.cases:
        found = explainer.condition(case.when, standard.judges, row)
        text = say("explain", "status", name=case.name, status=found.text)
        because.append(replace(found, id=case.id, name=case.name, text=text))
        if case.id == result.statuses[name]:
            break
    better = next((case for case in rule.cases if case.id != result.statuses[name]), None)
    changes = tuple(explainer.changes(better.when, standard.judges, row)) if better else ()
    now = result.statuses[name]
    title = say("explain", "not_yet") if now is None else rule.statuses[now].name
    return Explanation(
        target=target,
        name=say("explain", "status", name=rule.name, status=title),
        mark=rule.mark,
        because=tuple(because),
        would_change=changes,
    )


def _explain_ladder(
    explainer: Explainer, target: str, standard: Standard, ladder: Ladder, result: StandardResult, row: int
) -> Explanation:
    """A level rests on the steps up to the next one; what the next step lacks is what would change it."""
    ladders = [standard.ladder(each) for each in ladder.lowest_of] or [ladder]
    because: list[Reason] = []
    changes: list[Change] = []
    for each in ladders:
        assert each is not None
        level = result.ladders[each.id]
        steps = [step for step in each.steps if step.level <= level.min + 1]
        for step in steps[-2:]:
            found = explainer.condition(step.need, standard.judges, row)
            text = say("explain", "level_now", name=f"{each.name} {step.name}", level=found.text)
            because.append(replace(found, id=step.id, name=step.name, text=text))
        if steps and level.min < result.ladders[ladder.id].min + 1:
            changes += explainer.changes(steps[-1].need, standard.judges, row)
    level = result.ladders[ladder.id]
    shown = str(level.level) if level.level is not None else f"{level.min}-{level.max}"
    shown = shown if level.is_answered else say("explain", "not_yet")
    name = say("explain", "level_now", name=ladder.name, level=shown)
    return Explanation(target=target, name=name, mark=level.mark, because=tuple(because), would_change=tuple(changes))
