"""What remedies say of pains: what one that extends another takes over from it, and what the shipped ones promise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from diagnostics.content.library.effect_groups import expand_remedies
from diagnostics.content.library.loading import load_folders
from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Effect, Remedy, Solves
from tests.builders import shipped
from tests.content.broken_files import BASE
from tests.offenders import assert_kept

# what stands in the contract, or on the card, where a pain goes away as a whole
ONLY_UNDER = {
    "trace_slow", "stop_reason_unknown", "energy_black", "piece_wage_dispute", "reconcile_slow", "double_entry",
    "manual_heavy", "bottleneck", "gas_dust_risk",
}  # fmt: skip


def base_with(*remedies: Remedy) -> Library:
    library, problems = load_folders([BASE])
    assert problems == []
    return replace(library, remedies={each.id: each for each in remedies})


def solving(**pains: Any) -> tuple[Solves, ...]:
    return tuple(Solves(pain=pain, how=how, because=f"{pain} {how}") for pain, how in pains.items())


def said(remedy: Remedy) -> dict[str, str]:
    return {each.pain: each.how for each in remedy.solves}


# ---- one that extends another ----------------------------------------------------------------------------------------


def test_it_solves_what_the_other_solves_and_of_the_same_pain_the_stronger() -> None:
    first = Remedy(id="first", name="上", solves=solving(a="whole", b="part", c="helps", d="part"))
    deeper = Remedy(id="deeper", name="用深", extends=("first",), solves=solving(b="helps", c="whole", e="part"))
    got = expand_remedies(base_with(first, deeper))
    assert said(got["deeper"]) == {"a": "whole", "b": "part", "c": "whole", "d": "part", "e": "part"}
    assert said(got["first"]) == said(first)


def test_of_two_alike_its_own_reason_holds() -> None:
    first = Remedy(id="first", name="上", solves=solving(a="part"))
    own = Solves(pain="a", how="part", because="自己的理由")
    got = expand_remedies(base_with(first, Remedy(id="deeper", name="用深", extends=("first",), solves=(own,))))
    assert [each.because for each in got["deeper"].solves] == ["自己的理由"]


def test_it_does_what_the_other_does_its_own_where_both_change_a_fact_and_nothing_twice() -> None:
    both = Effect(table="systems", row={"name": "系统"})
    staff = Effect(fact="staff", to=True)
    first = (Effect(fact="quality", to="l2"), Effect(fact="network", to=("ot_net",)), staff, both)
    deeper = (Effect(fact="quality", to="l3"), Effect(fact="network", to=("it_net",)), both)
    remedies = (
        Remedy(id="first", name="上", effects=first),
        Remedy(id="deeper", name="用深", extends=("first",), effects=deeper),
    )
    effects = expand_remedies(base_with(*remedies))["deeper"].effects
    assert [(each.target, each.to) for each in effects] == [
        ("quality", "l3"), ("network", ("it_net", "ot_net")), ("systems", None), ("staff", True),
    ]  # fmt: skip


def test_it_takes_over_what_the_other_has_taken_over_and_a_circle_ends() -> None:
    lowest = Remedy(id="lowest", name="底", extends=("top",), solves=solving(a="part"))
    middle = Remedy(id="middle", name="中", extends=("lowest",), solves=solving(b="part"))
    top = Remedy(id="top", name="上", extends=("middle", "nowhere"), solves=solving(c="part"))
    got = expand_remedies(base_with(top, middle, lowest))
    assert said(got["top"]).keys() == said(got["lowest"]).keys() == {"a", "b", "c"}


# ---- the shipped ones ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "base"), [("ext_erp", "sol_erp_local"), ("ext_mes", "sol_mes_light")])
def test_who_has_a_system_gets_from_its_deepening_what_its_introduction_solves(name: str, base: str) -> None:
    remedies = shipped().remedies
    assert remedies[name].extends == (base,)
    deeper, first = remedies[name], remedies[base]
    assert said(deeper).keys() > said(first).keys()
    assert {each.fact for each in deeper.effects} > {each.fact for each in first.effects}
    assert not [each for each in deeper.effects if each.target.startswith(("cloud", "systems"))]


def test_the_two_ways_of_buying_a_thing_solve_the_same() -> None:
    remedies = shipped().remedies
    assert said(remedies["sol_erp_saas"]) == said(remedies["sol_erp_local"])


def test_what_goes_away_as_a_whole_says_under_which_condition() -> None:
    assert_kept(
        (remedy, {f"{each.pain} goes away unconditionally": bool(each.under)})
        for remedy in shipped().remedies.values()
        for each in remedy.solves
        if each.how == "whole" and each.pain in ONLY_UNDER
    )


def test_a_reason_is_written_for_its_pair() -> None:
    first: dict[str, tuple[str, str]] = {}
    for remedy in shipped().remedies.values():
        for each in remedy.solves:
            other = first.setdefault(each.because, (str(each.place), each.pain))
            assert other == (str(each.place), each.pain), each.because
