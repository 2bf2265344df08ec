"""One judge: whatever is written, typed or recorded gets one verdict with one code, and the same value is kept."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.answers.limits import value_faults
from diagnostics.answers.typed.value import TypedWrongError, read_value
from diagnostics.model.firm.answers import AnswerValue
from tests.answers import faces
from tests.answers.faces import Verdict, at_prompt
from tests.answers.hostile import CASES, MADE, ROWS, SPELLINGS, Case, content

# Why a value cannot be put through a face, and how many of a type may be left out for it.
RULES = {
    "a number without an end in decimals": 60,
    "a pair that is none": 20,
    "a list where one option is asked for": 25,
    "nothing is an order of the prompt, not an answer": 6,
    "one word where a list is asked for": 42,
    "a day that there is not": 160,
    "half of a character, which no file can hold": 6,
    "a column that there is not": 7,
    "a sign that ends a cell, or says that it is not known": 9,
}


Said = Verdict | None


def verdicts(cases: tuple[Case, ...], folder: Path) -> list[tuple[Case, Said, Said, Said]]:
    """Put every case through the file, the prompt and the workspace; None where it cannot be expressed there."""
    written = [(index, case.item, case.written) for index, case in enumerate(cases) if case.written is not None]
    found = faces.in_files([(item, text) for _, item, text in written])
    in_file = {index: verdict for (index, *_), verdict in zip(written, found, strict=True)}
    with faces.recorder(folder) as record:
        recorded = [None if case.value is None else record.answer(case.item, case.value) for case in cases]
    return [
        (case, in_file.get(index), None if case.typed is None else at_prompt(case.item, case.typed), recorded[index])
        for index, case in enumerate(cases)
    ]


@pytest.mark.parametrize("kind", CASES)
def test_file_prompt_and_workspace_give_one_verdict_with_one_code_and_keep_the_same(kind: str, tmp_path: Path) -> None:
    cases, left_out, spelled = CASES[kind], Counter[str](), set[str]()
    for case, in_file, typed, recorded in verdicts(cases, tmp_path / "ws"):
        if None in (in_file, typed, recorded):
            left_out[case.why] += 1
        meant = SPELLINGS.get(kind, {}).get(str(case.value))
        if meant is not None and typed != in_file:
            assert typed == at_prompt(case.item, meant), case
            spelled.add(str(case.value))
            typed = None
        given = [each for each in (in_file, recorded) if each is not None]
        assert len(set(map(repr, given))) == 1, f"{case}: file {in_file}, workspace {recorded}"
        # the prompt tells one fault at a time
        assert typed is None or set(typed.codes) <= set(given[0].codes), f"{case}: file {in_file}, prompt {typed}"
        assert typed is None or bool(typed.codes) == bool(given[0].codes), f"{case}: file {in_file}, prompt {typed}"
        assert typed is None or repr(typed.kept) == repr(given[0].kept), f"{case}: file {in_file}, prompt {typed}"
    assert len({(case.item.id, repr(case.value), case.written, case.typed) for case in cases}) >= 200
    assert all(n <= RULES[why] for why, n in left_out.items()), left_out
    assert spelled == set(SPELLINGS.get(kind, {}))


def test_rows_get_one_verdict_everywhere(tmp_path: Path) -> None:
    left_out = Counter[str]()
    files = faces.rows_in_file([(case.table, case.written) for case in ROWS])
    with faces.recorder(tmp_path / "ws") as record:
        for case, in_file in zip(ROWS, files, strict=True):
            recorded = record.rows(case.table, case.rows)
            assert in_file == recorded, f"{case}: file {in_file}, workspace {recorded}"
            if case.typed is None:
                left_out[case.why] += 1
                continue
            typed = faces.rows_at_prompt(case.table, case.typed)
            assert bool(typed.codes) == bool(in_file.codes), f"{case}: file {in_file}, prompt {typed}"
            assert set(typed.codes) <= set(in_file.codes), f"{case}: file {in_file}, prompt {typed}"
    assert len(set(map(repr, ROWS))) >= 200
    assert all(n <= RULES[why] for why, n in left_out.items()), left_out


# ---- said by hand ---------------------------------------------------------------------------------------------------

BIG = 10**15
# fact → (value, as it is written, as it is typed, what is wrong: nothing where it stands)
BY_HAND: dict[str, list[tuple[AnswerValue, str, str | None, str]]] = {
    "n_free": [
        (Fraction(0), "0", "0", ""),
        (Fraction(-5, 2), "-2.5", "-2.5", ""),
        (Fraction(BIG - 1), "9" * 15, "9" * 15, ""),
        (Fraction(BIG), f"1{'0' * 15}", f"1{'0' * 15}", "ANS-19"),
        (Fraction(-BIG), f"-1{'0' * 15}", f"-1{'0' * 15}", "ANS-19"),
        (Fraction(10**60), f"1{'0' * 60}", f"1{'0' * 60}", "ANS-19"),
        (Fraction(10**400), f"1{'0' * 400}", f"1{'0' * 400}", "ANS-19"),
        (Fraction(1, 10**40), f"0.{'0' * 39}1", f"0.{'0' * 39}1", ""),
        (Fraction(1, 10**41), f"0.{'0' * 40}1", f"0.{'0' * 40}1", "ANS-19"),
        ("NaN", "NaN", "NaN", "ANS-07"),
        ("inf", ".inf", ".inf", "ANS-07"),
        ("1e400", "1e400", "1e400", "ANS-07"),
        (True, "true", "true", "ANS-07"),
        (date(2026, 6, 30), "2026-06-30", "2026-06-30", "ANS-07"),
    ],
    "n_people": [
        (Fraction(500), "500", "500", ""),
        (Fraction(501), "501", "501", "ANS-11"),
        (Fraction(-1), "-1", "-1", "ANS-11"),
        (Fraction(1, 2), "0.5", "0.5", "ANS-12"),
        (Fraction(5000000001, 10**7), "500.0000001", "500.0000001", "ANS-11"),
    ],
    "p_free": [
        (Fraction(100), "100", "100", ""),
        (Fraction(0), "0", "0%", ""),
        (Fraction(10001, 100), "100.01", "100.01", "ANS-11"),
        (Fraction(-1, 100), "-0.01", "-0.01", "ANS-11"),
        ((Fraction(3), Fraction(10)), "[3, 10]", None, "ANS-07"),
    ],
    "p_between": [
        (Fraction(9), "9", "9", "ANS-11"),
        (Fraction(10), "10", "10", ""),
        (Fraction(91), "91", "91", "ANS-11"),
    ],
    "p_growth": [(Fraction(-100), "-100", "-100", ""), (Fraction(301), "301", "301", "ANS-11")],
    "r_free": [
        ((Fraction(3), Fraction(10)), "[3, 10]", "3/10", ""),
        ((Fraction(0), Fraction(0)), "[0, 0]", "0/0", ""),
        ((Fraction(-3), Fraction(10)), "[-3, 10]", "-3/10", "ANS-14"),
        ((Fraction(3), Fraction(-10)), "[3, -10]", "3/-10", "ANS-14"),
        ((Fraction(-3), Fraction(-10)), "[-3, -10]", "-3/-10", "ANS-14"),
        ((Fraction(10), Fraction(0)), "[10, 0]", "10/0", "ANS-14"),
        ((Fraction(11), Fraction(10)), "[11, 10]", "11/10", "ANS-14"),
        ((Fraction(BIG), Fraction(BIG)), f"[1{'0' * 15}, 1{'0' * 15}]", f"1{'0' * 15}/1{'0' * 15}", "ANS-19"),
        ((Fraction(1),), "[1]", None, "ANS-13"),  # type: ignore[list-item]
        (Fraction(101), "101", "101", "ANS-11"),
    ],
    "r_between": [
        ((Fraction(1), Fraction(10)), "[1, 10]", "1/10", "ANS-11"),
        ((Fraction(2), Fraction(10)), "[2, 10]", "2/10", ""),
    ],
    "r_per_head": [
        ((Fraction(11), Fraction(10)), "[11, 10]", "11/10", ""),
        ((Fraction(-1), Fraction(10)), "[-1, 10]", "-1/10", "ANS-14"),
    ],
    "c_one": [("a", "a", "甲", ""), ("nearly", "nearly", "nearly", "ANS-09"), (True, "true", "true", "ANS-09")],
    "m_some": [
        (("a", "b"), "[b, a]", "b a", ""),
        (("none",), "[]", "都没有", ""),
        (("none", "a"), "[none, a]", "0 1", "ANS-17"),
        (("a", "a"), "[a, a]", "1 1", "ANS-16"),
        (("a", "nearly"), "[a, nearly]", "a nearly", "ANS-09"),
        ("a", "a", None, "ANS-15"),
    ],
    "j_made": [("holds", "holds", "1", ""), ("fails", "fails", "0", ""), ("maybe", "maybe", "maybe", "ANS-09")],
    "b_made": [(True, "true", "是", ""), (False, "false", "0", ""), ("maybe", "maybe", "也许", "ANS-07")],
    "d_made": [
        (date(2024, 2, 29), "2024-02-29", "2024-02-29", ""),
        (date(1900, 1, 1), "1900-01-01", "1900年1月1日", ""),
        (date(2100, 12, 31), "2100-12-31", "2100/12/31", ""),
        (date(1899, 12, 31), "1899-12-31", "1899-12-31", "ANS-48"),
        (date(2101, 1, 1), "2101-01-01", "2101-01-01", "ANS-48"),
        (date(202, 7, 1), "0202-07-01", "0202-07-01", "ANS-48"),
        (date(9999, 12, 31), "9999-12-31", "9999-12-31", "ANS-48"),
        (None, "2023-02-29", "2023-02-29", "ANS-47"),
        (None, "0000-01-01", "0000-01-01", "ANS-47"),
        ("10000-01-01", "10000-01-01", "10000-01-01", "ANS-07"),
    ],
    "t_made": [
        ("甲", "甲", "甲", ""),
        ("甲乙", r'"\u202e甲\u0000乙"', "\u202e甲\0乙", ""),
        ("a" * 20_000, "a" * 20_000, "a" * 20_000, ""),
        ("a" * 20_001, "a" * 20_001, "a" * 20_001, "ANS-08"),
        ("", '""', "", "ANS-08"),
        ("\u200b", r'"\u200b"', "\u200b", "ANS-08"),
        (Fraction(12), "[12]", None, "ANS-07"),
    ],
}  # fmt: skip


def test_the_verdicts_are_those_that_a_person_gave(tmp_path: Path) -> None:
    made = {each.id: each for each in MADE}
    with faces.recorder(tmp_path / "ws") as record:
        for fact, said in BY_HAND.items():
            for value, written, typed, code in said:
                wanted = (code,) if code else ()
                (in_file,) = faces.in_files([(made[fact], written)])
                assert in_file.codes == wanted, f"{fact}: {written}: {in_file}"
                if value is not None:
                    assert record.answer(made[fact], value).codes == wanted, f"{fact}: {value!r}"
                if typed is not None:
                    at = at_prompt(made[fact], typed)
                    assert at.codes == wanted, f"{fact}: {typed}: {at}"
                    assert code or at.kept == in_file.kept == value, f"{fact}: {typed}: {at}, file {in_file}"


def test_a_pair_with_a_sign_is_refused_everywhere(tmp_path: Path) -> None:
    item = content().derived["cloud_equip_rate"]
    with faces.recorder(tmp_path / "ws") as record:
        recorded = record.answer(item, (Fraction(-3), Fraction(10)))
    assert [*faces.in_files([(item, "[-3, 10]")]), at_prompt(item, "-3/10"), recorded] == [Verdict(("ANS-14",))] * 3


def test_twenty_machines_on_the_network_of_ten_are_refused_everywhere(tmp_path: Path) -> None:
    """However far up: networked lies within digital, which is not filled in, and that within total."""
    table = content().tables["equipment"]
    values: dict[str, AnswerValue] = {
        "process": "机加工", "key": True, "total": Fraction(10), "networked": Fraction(20),
    }  # fmt: skip
    with faces.recorder(tmp_path / "ws") as record:
        recorded = record.rows(table, [values])
    written = ["process: 机加工, key: true, total: 10, networked: 20"]
    typed = faces.rows_at_prompt(table, ["机加工,1,,10,,,,20,,"])
    assert [*faces.rows_in_file([(table, written)]), typed, recorded] == [Verdict(("ANS-42",))] * 3


@pytest.mark.parametrize(
    ("code", "written", "typed"),
    [
        ("ANS-11", "n_people: 501", "“答案”是 501，应在 0 到 500 之间"),
        ("ANS-12", "n_people: 1.5", "“答案”应是整数，现在是 1.5"),
        ("ANS-14", "r_free: [-3, 10]", "“答案”的分子 -3 和分母 10 不合理；先写部分，再写总数"),
        ("ANS-47", "d_made: 2023-02-29", "“答案”写的 2023-02-29 这一天不存在"),
        ("ANS-48", "d_made: 0202-07-01", "“答案”是 0202-07-01，年份应在 1900 到 2100 之间"),
    ],
)
def test_one_sentence_for_one_fault(code: str, written: str, typed: str) -> None:
    fact, _, value = written.partition(": ")
    _, problems = parse_answers(f"{faces.HEAD}answers:\n  {written}\n", "firm.yaml", content())
    name = content().named(fact).name
    in_file = problems[0].what.replace(f"{fact}（{name}）", "答案")
    assert (problems[0].code, typed.partition("；")[0]) == (code, in_file)
    with pytest.raises(TypedWrongError) as wrong:
        read_value(content().named(fact), value.strip("[]").replace(", ", "/"))
    assert (wrong.value.code, str(wrong.value)) == (code, typed)


def test_a_number_is_told_from_its_neighbour() -> None:
    (fault,) = value_faults(content().facts["p_free"], Fraction(100) + Fraction(1, 10**9))
    assert fault.given["got"] == "100.000000001"
