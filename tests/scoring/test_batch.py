"""A firm gets the same diagnosis alone and among a thousand, in any company and order, down to the last bit."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from tests.builders import AS_OF, shipped
from tests.scoring.firms import FirmMaker

ALONE = 6  # of the few: one alone costs as much as ten in company


def text_of(diagnosis: Diagnosis) -> str:
    """The JSON of a diagnosis; floats are written so that they can be read back exactly."""
    return json.dumps(diagnosis.to_json(AS_OF), ensure_ascii=False, allow_nan=False)


def floats_in(item: Any) -> Iterator[float]:
    """Every float of a result, in order."""
    if isinstance(item, float):
        yield item
    elif isinstance(item, dict):
        for each in item.values():
            yield from floats_in(each)
    elif isinstance(item, tuple):
        for each in item:
            yield from floats_in(each)
    elif is_dataclass(item) and not isinstance(item, type):
        for each in fields(item):
            yield from floats_in(getattr(item, each.name))


def bits_of(diagnosis: Diagnosis) -> bytes:
    """The bits of every number, so that 0.0 and -0.0, which are printed differently, differ too."""
    found = [*floats_in(diagnosis.standards), *floats_in(diagnosis.criteria)]
    return struct.pack(f"{len(found)}d", *found)


Results = dict[str, tuple[str, bytes]]


def told(diagnoses: Sequence[Diagnosis]) -> Results:
    return {each.firm.code: (text_of(each), bits_of(each)) for each in diagnoses}


def results(firms: Sequence[FirmAnswers], library: Library) -> Results:
    return told(diagnose(firms, library, AS_OF))


@pytest.fixture(scope="module")
def together(few_diagnosed: list[Diagnosis]) -> Results:
    return told(few_diagnosed)


def test_a_diagnosis_has_numbers_to_compare(few: list[FirmAnswers], together: Results) -> None:
    assert len(together) == len(few)
    assert all(len(bits) > 100 for _, bits in together.values())
    assert len({text for text, _ in together.values()}) == len(few)


def test_alone_as_in_company(few: list[FirmAnswers], together: Results) -> None:
    for firm in random.Random(1).sample(few, ALONE):
        assert results([firm], shipped())[firm.code] == together[firm.code]


@pytest.mark.parametrize("size", [7, 24])
def test_in_any_company_and_order(size: int, few: list[FirmAnswers], together: Results) -> None:
    check_company(size, few, together)


def check_company(size: int, firms: list[FirmAnswers], together: Results) -> None:
    chosen = random.Random(size).sample(firms, size)
    found = results(chosen, shipped())
    assert list(found) == [firm.code for firm in chosen]
    assert {code for code in found if found[code] != together[code]} == set()


@pytest.mark.parametrize(("number", "alone"), [(48, 12), pytest.param(300, 60, marks=pytest.mark.long)])
def test_every_form_of_content_alone_as_in_a_batch(
    number: int, alone: int, every_form: Library, small_firms: FirmMaker
) -> None:
    firms = small_firms.firms(number)
    batch = results(firms, every_form)
    single = {firm.code: results([firm], every_form)[firm.code] for firm in firms[:alone]}
    assert {code for code in single if single[code] != batch[code]} == set()
    assert results(firms[::-1], every_form) == batch


def test_no_firm_at_all_is_no_diagnosis() -> None:
    assert diagnose([], shipped(), AS_OF) == []


def test_numpy_numbers_never_leave_the_engine(few_diagnosed: list[Diagnosis]) -> None:
    """np.float64 is a float, but prints as np.float64(…) in a sentence."""
    for diagnosis in few_diagnosed:
        found = [*floats_in(diagnosis.standards), *floats_in(diagnosis.criteria)]
        assert not any(isinstance(each, np.floating) for each in found)


@pytest.mark.long
def test_five_hundred_of_a_thousand_alone_and_in_company(shipped_firms: FirmMaker) -> None:
    thousand = shipped_firms.firms(1000)
    together = results(thousand, shipped())
    check_company(120, thousand, together)
    for firm in thousand[:500]:
        assert results([firm], shipped())[firm.code] == together[firm.code]
