"""Every form of the condition language has its sentences, plain and negated, and no negation is lost in them."""

from __future__ import annotations

import re

import pytest
import yaml

from diagnostics.model.content.criteria import condition_of
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from tests.builders import AS_OF, firm, shipped
from tests.content.test_forms import keys_in
from tests.scoring.condition_words import EXAMPLES, forms, sentences

CASES = [(form, at) for form, examples in EXAMPLES.items() for at in range(len(examples))]
every_example = pytest.mark.parametrize(("form", "at"), CASES)
# What is asked of a firm with dishonest debtors, and what would ask for them.
ASKS_FOR_SOME = re.compile(r"至少有|至少包含|(?<!不能)有“")


def test_every_form_of_the_one_table_has_an_example_that_uses_it() -> None:
    unread = [form for form in forms() if form not in EXAMPLES]
    unused = [form for form, at in CASES if form not in keys_in(yaml.safe_load(EXAMPLES[form][at])) | {"table"}]
    assert (unread, unused) == ([], [])
    assert set(EXAMPLES) == set(forms())


@every_example
def test_a_condition_and_its_opposite_never_say_the_same(form: str, at: int) -> None:
    plain, negated = (sentences(form, at, negated=each) for each in (False, True))
    assert plain.need != negated.need
    for state in plain.by_state.keys() & negated.by_state.keys() - {"met"}:
        assert plain.by_state[state] != negated.by_state[state], state


@every_example
def test_a_condition_holds_for_one_firm_and_fails_for_another(form: str, at: int) -> None:
    plain, negated = (sentences(form, at, negated=each).by_state for each in (False, True))
    assert plain.keys() & {"met", "not_met"}
    assert ("met" in plain) == ("not_met" in negated)
    assert ("unknown" in plain) == ("unknown" in negated)


@every_example
def test_a_sentence_counts_nothing_and_leaves_nothing_empty(form: str, at: int) -> None:
    for negated in (False, True):
        said = sentences(form, at, negated=negated)
        for text in (said.need, *said.by_state.values()):
            assert not re.search(r"(?<![\d.])0 ?[项条件个人台天]|[{}]|（）|“”|None", text), text
            assert not re.search(r"[，：；]$|，，|要求$|要求，", text), text


def test_nobody_is_asked_to_be_a_dishonest_debtor() -> None:
    """Every condition of the shipped content that forbids a record, of a firm that has not answered."""
    library = shipped()
    explainer = Explainer(Evaluator(Frame([firm({})], library, AS_OF)), Describer(library))
    seen = 0
    for criteria in library.criteria.values():
        for criterion in criteria.conditions:
            reasons = [explainer.condition(condition_of(criterion), criteria.judges, 0)]
            while reasons:
                reason = reasons.pop()
                reasons += reason.because
                if reason.state and "失信和违法记录：" in reason.text:
                    seen += 1
                    assert not ASKS_FOR_SOME.search(reason.text), f"{criteria.id}.{criterion.id}: {reason.text}"
    assert seen > 5
