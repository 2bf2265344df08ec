"""The short way through a city gives what a whole diagnosis of every firm gives."""

from __future__ import annotations

import json
from dataclasses import replace

from diagnostics.answers.files.file import parse_answers, read_folder
from diagnostics.city.practice.synthetic_city import synthetic_firms
from diagnostics.content.root import content_root
from diagnostics.diagnosis import overview as module
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.diagnosis.overview import FirmLevel, FirmOverview, headline_ladder, overview
from diagnostics.model.firm.answers import FirmAnswers
from tests.builders import AS_OF, firm, shipped


def in_short(diagnosis: Diagnosis) -> FirmOverview:
    """What the overview should say, read off a whole diagnosis."""
    levels = {}
    for name, result in diagnosis.standards.items():
        ladder = headline_ladder(shipped().standards[name])
        if ladder is not None:
            own, sites = result.ladders[ladder.id], list((result.subjects or {"": result}).values())
            printed = [site.official.level for site in sites if site.official and site.official.level is not None]
            whole = [int(level) for level in printed if float(level).is_integer()]
            some = (len(whole), len(sites)) if 0 < len(whole) < len(sites) else None
            levels[name] = FirmLevel(own.level, own.verified, min(whole, default=None), some)
    return FirmOverview(
        levels,
        {name: (each.verdict, each.verdict_verified) for name, each in diagnosis.criteria.items()},
        {name: (each.outcome, each.outcome_verified) for name, each in diagnosis.policies.items()},
        tuple(due for due in diagnosis.dates if 0 <= due.days <= shipped().due_dates[due.rule].city_ahead > 0),
    )


def firms() -> list[FirmAnswers]:
    """The examples (several sites, much answered), a piece of the city, a firm that said nothing, official results."""
    found, problems = read_folder(content_root() / "examples", shipped(), as_of=AS_OF)
    assert [each for each in problems if not each.warning] == []
    for each in synthetic_firms(40, AS_OF, seed=11):
        read, _ = parse_answers(json.dumps(next(iter(each.documents.values()))), "firm.json", shipped())
        assert read is not None
        found.append(read)
    printed = {"instrument": "cmmm", "level": 2, "platform": "c3mep", "date": "2026-03-02", "receipt": "1"}
    other = {**printed, "instrument": "digital_level", "level": 1, "receipt": "2"}
    found += [firm(), firm({"cloud_use_any": "yes"}, official_results=[printed, other])]
    return found


def test_the_overview_says_what_whole_diagnoses_say() -> None:
    given = firms()
    whole = diagnose(given, shipped(), AS_OF)
    found = overview(given, shipped(), AS_OF)
    for diagnosis, own in zip(whole, found, strict=True):
        assert own == in_short(diagnosis), diagnosis.firm.name
    assert any(len(each.subjects) > 3 for each in given), "no firm with several sites"
    assert any(level.official for each in found for level in each.levels.values())
    assert {verdict for each in found for verdict, _ in each.verdicts.values()} > {"unknown"}
    assert {outcome for each in found for outcome, _ in each.outcomes.values()} >= {"to_verify", "not_eligible"}


def test_an_item_that_can_be_applied_for_is_seen_by_both_ways() -> None:
    """Today's policies are all in doubt; one that a person has just confirmed is not."""
    given = firms()
    policies = {
        name: replace(
            each, status="in_force", valid_to=AS_OF.replace(year=AS_OF.year + 1), checked_on=AS_OF, likely_ended=False,
            items=tuple(replace(item, complete=True) for item in each.items),
        )
        for name, each in shipped().policies.items()
    }  # fmt: skip
    sure = replace(shipped(), policies=policies)
    found = overview(given, sure, AS_OF)
    for diagnosis, own in zip(diagnose(given, sure, AS_OF), found, strict=True):
        assert own.outcomes == in_short(diagnosis).outcomes
    claimed = {said for each in found for said, _ in each.outcomes.values()}
    assert claimed == {"eligible", "to_verify", "not_eligible"}
    assert any(pair == ("eligible", "to_verify") for each in found for pair in each.outcomes.values())


def test_batches_and_single_firms_say_the_same() -> None:
    given = firms()[:9]
    whole = overview(given, shipped(), AS_OF)
    assert [overview([each], shipped(), AS_OF)[0] for each in given] == whole
    at_once, module.AT_ONCE = module.AT_ONCE, 4
    try:
        assert overview(given, shipped(), AS_OF) == whole
    finally:
        module.AT_ONCE = at_once


def test_a_standard_that_is_not_wanted_is_left_out() -> None:
    given = firms()[:1]
    name = next(iter(overview(given, shipped(), AS_OF)[0].levels))
    assert name not in overview(given, shipped(), AS_OF, skip=name)[0].levels
