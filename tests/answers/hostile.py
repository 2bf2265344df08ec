"""Values at and beyond every limit, made systematically: seeds × items, of the product and made here.

A value is written and typed by this file itself: neither the product's readers nor its renderers have a part in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import islice, permutations, product

from diagnostics.model.content.facts import Derived, Fact, FactTable, Field, Option
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import AnswerValue
from tests.builders import shipped

Item = Fact | Derived
OPTIONS = (
    Option(id="none", name="都没有", none=True),
    Option(id="a", name="甲"),
    Option(id="b", name="乙"),
    Option(id="c", name="丙"),
)
PLAIN = tuple(replace(each, none=False) for each in OPTIONS)


def fraction(text: str) -> Fraction:
    return Fraction(text)


MADE: tuple[Item, ...] = (
    Fact(id="n_free", name="任意数", type="number"),
    Fact(id="n_people", name="人数", type="number", integer=True, min=Fraction(0), max=Fraction(500)),
    Fact(id="n_between", name="两数之间", type="number", min=fraction("-1.5"), max=fraction("2.5")),
    Fact(id="n_below", name="负数", type="number", max=Fraction(-1)),
    Fact(id="p_free", name="占比", type="percent"),
    Fact(id="p_between", name="十到九十", type="percent", min=Fraction(10), max=Fraction(90)),
    Fact(id="p_growth", name="增长", type="percent", min=Fraction(-100), max=Fraction(300)),
    Derived(id="r_free", name="比率", type="percent", direct="pair"),
    Derived(id="r_between", name="二十到八十", type="percent", direct="pair", min=Fraction(20), max=Fraction(80)),
    Derived(id="r_per_head", name="人均", type="number", direct="pair"),
    Fact(id="c_one", name="单选", type="choice", options=PLAIN),
    Fact(id="m_some", name="多选", type="multi", options=OPTIONS),
    Fact(id="m_any", name="多选，没有“都没有”", type="multi", options=PLAIN[1:]),
    Fact(id="j_made", name="判断", type="judgement"),
    Fact(id="b_made", name="有没有", type="bool"),
    Fact(id="d_made", name="日期", type="date"),
    Fact(id="t_made", name="说明", type="text"),
)


def _counted(name: str, title: str, within: str = "") -> Field:
    return Field(id=name, name=title, type="number", min=Fraction(0), integer=True, within=within)


TABLES = (
    FactTable(
        id="chain",
        name="层层包含",
        fields=(
            Field(id="name", name="名称", type="text", required=True),
            _counted("all", "全部"),
            _counted("half", "一半", "all"),
            _counted("quarter", "一角", "half"),
            _counted("other", "另一半", "all"),
        ),
    ),
    FactTable(
        id="keyed",
        name="按年",
        fields=(
            Field(id="year", name="年度", type="number", min=Fraction(1990), max=Fraction(2100), integer=True),
            Field(id="sum", name="数", type="number"),
        ),
        key=("year",),
    ),
)  # fmt: skip


@cache
def content() -> Library:
    """The content of the product with the items made here beside its own."""
    library = shipped()
    facts = {each.id: each for each in MADE if isinstance(each, Fact)}
    derived = {each.id: each for each in MADE if isinstance(each, Derived)}
    tables = {each.id: each for each in TABLES}
    return replace(
        library,
        facts={**library.facts, **facts},
        derived={**library.derived, **derived},
        tables={**library.tables, **tables},
    )


@dataclass(frozen=True)
class Case:
    """A value as it is, as it stands in an answers file, as it is typed; None: it cannot, `why` names the rule."""

    item: Item
    value: AnswerValue
    written: str | None
    typed: str | None
    why: str = ""


def items_of(kind: str, most: int = 8) -> list[Item]:
    """Return the items made here of a type and the first ones of the product."""
    own: list[Item] = [each for each in MADE if _kind(each) == kind]
    everything: Iterable[Item] = (*content().facts.values(), *content().derived.values())
    theirs = (each for each in everything if each not in own and _kind(each) == kind)
    return [*own, *islice(theirs, most)]


def _kind(item: Item) -> str:
    if isinstance(item, Derived):
        return "pair" if item.direct == "pair" else "computed"
    return item.type


def quoted(text: str) -> str:
    """Return a text as YAML writes it between quotes: every sign that is no letter or figure by its number."""
    signs = (char if char.isalnum() and ord(char) < 0x10000 else f"\\U{ord(char):08X}" for char in text)
    return f'"{"".join(signs)}"'


def plain(text: str) -> str:
    """Return a text without quotes where YAML would not take it for something else."""
    return (
        text if re.fullmatch(r"[\w.+/,，。%∞½✓√×-]+( [\w.%-]+)*", text) and text not in {"-", "+-1"} else quoted(text)
    )


# ---- numbers --------------------------------------------------------------------------------------------------------

_STEPS = tuple(Fraction(1, 10**places) for places in (0, 1, 2, 9, 20, 38))
_POWERS = (3, 9, 12, 14, 15, 16, 20, 39, 40, 60, 99, 100, 101, 400, 4000)
_NO_DECIMAL = (Fraction(1, 3), Fraction(-2, 3), Fraction(100, 7), Fraction(1, 10**15 + 1))
# What no face reads as a number; the prompt alone takes the spellings of a hurried hand (SPELLINGS).
NUMBER_TEXTS = (
    "NaN", "nan", ".nan", "inf", "-inf", ".inf", "Infinity", "1e400", "1e3", "1E+3", "0x10", "0b1", "0o7", "1_000",
    "--1", "+-1", "1-2", "1..2", "1.2.3", "0.0.1", "九", "约100", "100左右", "1/2/3", "∞", "½", "一百", "a", "true",
    "１２", "٣", "१२", "²", "⑫", "1,200", "1，200", "12人", "007", "00", "12%", "1 000", "12。5", "= 1", "#DIV/0!",
    "-", "+", ".", "12;", "[12]x",
)  # fmt: skip


def decimal(value: Fraction) -> str | None:
    """Return a number in decimals, None where they never end."""
    places, scaled = 0, value
    while scaled.denominator != 1:
        places, scaled = places + 1, scaled * 10
        if places > 120:
            return None
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    whole, rest = (digits[:-places], digits[-places:]) if places else (digits, "")
    return f"{'-' if value < 0 else ''}{whole}{'.' if rest else ''}{rest}"


def _edges(item: Item) -> list[Fraction]:
    low, high = (Fraction(0), Fraction(100)) if item.type == "percent" else (None, None)
    low, high = item.min if item.min is not None else low, item.max if item.max is not None else high
    return [each for each in (low, high, Fraction(0), Fraction(10**15)) if each is not None]


def numbers(kind: str) -> Iterator[Case]:
    """Numbers one step below, on and above every edge, larger and finer than anything, and texts that are none."""
    for item in items_of(kind):
        near = [edge + sign * step for edge in _edges(item) for step in _STEPS for sign in (-1, 0, 1)]
        large = [sign * Fraction(10) ** power for power in _POWERS for sign in (1, -1)]
        fine = [Fraction(1, 10**places) for places in (39, 40, 41, 60, 99, 110)]
        for value in dict.fromkeys([*near, *large, *fine]):
            text = decimal(value)
            yield Case(item, value, text, text)
        for value in _NO_DECIMAL:
            yield Case(item, value, None, None, "a number without an end in decimals")
        yield from (Case(item, text, plain(text), text) for text in NUMBER_TEXTS)


_PARTS = (
    "0", "1", "3", "10", "9.9999999999", "10.0000000001", "0.5", "-1", "-0.0000000001", "100", "999999999999999",
    "1000000000000000", "-1000000000000000", f"1{'0' * 60}", f"0.{'0' * 39}1", f"0.{'0' * 40}1", "-3",
)  # fmt: skip


def pairs() -> Iterator[Case]:
    """Numerators × denominators, lists of another length, and the numbers that may stand instead."""
    for item in items_of("pair", 2):
        for part, whole in product(_PARTS, repeat=2):
            yield Case(item, (Fraction(part), Fraction(whole)), f"[{part}, {whole}]", f"{part}/{whole}")
        for n in (0, 1, 3, 9):
            value = (Fraction(1),) * n
            yield Case(item, value, f"[{', '.join('1' * n)}]", None, "a pair that is none")  # type: ignore[arg-type]
        for text in ("a/b", "1/", "/1", "1/2/3", "1//2", "NaN/1", "1:2"):
            yield Case(item, text, plain(text), text)
        yield from (Case(item, Fraction(each), each, each) for each in _PARTS)


# ---- options --------------------------------------------------------------------------------------------------------

OPTION_TEXTS = (
    "nearly", "A", "a b", "a,", "none of these", "全部", "NULL", "None", "undefined", "-1", "99", "1.5", "1e0",
    "a\u200b", "\u202ea", "ａ", "a\u0301", "__class__", "../a", "' OR 1=1", "<b>", "{{a}}", "$x", "𠮷", "x" * 61,
    "x" * 3000, "是的是的", "%s", "～", "成", "hold", "HOLDS", "holds fails", "true or false",
)  # fmt: skip


def choices(kind: str) -> Iterator[Case]:
    """Every option, and words that are none."""
    for item in items_of(kind):
        ids = ("holds", "fails") if kind == "judgement" else tuple(each.id for each in item.options)
        yield from (Case(item, each, quoted(each), each) for each in ids)
        yield from (Case(item, each, quoted(each), each) for each in OPTION_TEXTS if each not in ids)
        yield Case(item, ids[:1], f"[{quoted(ids[0])}]", None, "a list where one option is asked for")


def multis() -> Iterator[Case]:
    """Options alone, together, twice, in any order, with "none of these" and with words that are none."""
    for item in items_of("multi", 4):
        ids = [each.id for each in item.options]
        some = [each.id for each in item.options if not each.none][:3]
        none = [each.id for each in item.options if each.none]
        picked = [tuple(each) for n in (1, 2, 3) for each in permutations(some, n)]
        picked += [(each, each) for each in ids[:6]] + [
            (*some, some[0]),
            tuple(ids),
            ("nearly",),
            (*some[:1], "nearly"),
            ("nearly",) * 2,
        ]
        picked += [(*none, each) for each in some] + [(each, *none) for each in some] + [tuple(none)] * bool(none)
        for value in dict.fromkeys(picked):
            yield Case(item, value, f"[{', '.join(map(quoted, value))}]", " ".join(value))
        yield Case(item, (), "[]", None, "nothing is an order of the prompt, not an answer")
        for text in ("nearly", "A", "全部", "99", "1.5", "～", "x" * 61):
            yield Case(item, text, quoted(text), None, "one word where a list is asked for")


# ---- yes and no, dates ----------------------------------------------------------------------------------------------

BOOL_TEXTS = (
    "True", "TRUE", "yes", "Yes", "no", "on", "off", "1", "0", "y", "n", "是", "否", "有", "没有", "无", "对",
    "也许", "yes/no", "2", "-1", "t", "f", "null!", "真", "假", "✓", "√", "×", "是的", "不", "１", "1.0", "10",
    "true false", "ja", "oui", "O", "x" * 500, "\u202etrue",
)  # fmt: skip


def bools() -> Iterator[Case]:
    """True, false and everything that other programs take for them."""
    for item in items_of("bool"):
        yield Case(item, True, "true", "1")
        yield Case(item, False, "false", "0")
        yield from (Case(item, each, plain(each), each) for each in BOOL_TEXTS)


_DAYS = [
    date(year, month, day)
    for year in (1, 202, 999, 1899, 1900, 1904, 1999, 2000, 2026, 2100, 2101, 2207, 9999)
    for month, day in ((1, 1), (2, 28), (12, 31))
]
_LEAPS = (1896, 1904, 2000, 2024, 2096)
NO_DAYS = tuple(
    f"{year:04}-{month:02}-{day:02}"
    for year in (0, 1900, 2023, 2026, 2100)
    for month, day in ((0, 1), (1, 0), (1, 32), (2, 29), (2, 30), (4, 31), (13, 1), (99, 99))
)
DATE_TEXTS = (
    "去年", "2026-1", "2026", "26-01-02", "10000-01-01", "-2026-01-01", "2026-01-01T00:00", "2026-W05-1",
    "2026-001", "1/2/2026", "2026-01-", "２０２６-01-01", "2026.01.01.", "昨天", "2026-01-01 2026-01-02",
    "1e4-01-01", "45474", "NaT", "2026-jan-01", "2026年", "x" * 300,
)  # fmt: skip
DATE_SPELLINGS = (
    "2026-6-3", "2026/06/03", "2026年6月3日", "20260630", "2026.6.3", "2026 - 06 - 03", "２０２６-06-30",
)  # fmt: skip


def dates() -> Iterator[Case]:
    """The first and the last days of years that may be meant and of others, leap days, days that there are not."""
    for item in items_of("date", 3):
        days = [
            *_DAYS,
            *(date(year, 2, 29) for year in _LEAPS),
            date(1900, 1, 1) - timedelta(1),
            date(2101, 1, 1) - timedelta(1),
        ]
        yield from (Case(item, each, each.isoformat(), each.isoformat()) for each in dict.fromkeys(days))
        for text in NO_DAYS:
            if _is_day(text):
                continue
            yield Case(item, None, text, text, "a day that there is not")
        yield from (Case(item, each, plain(each), each) for each in (*DATE_TEXTS, *DATE_SPELLINGS))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# ---- texts ----------------------------------------------------------------------------------------------------------

_SIGNS = (
    "\0", "\a", "\b", "\x1b[31m", "\x7f", "\x85", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ue000",
    "\U000e0041", "\n", "\r\n", "\t", "\u2028", "\u00ad", "\U0010fffd", "é", "𠮷", "👩‍🔧", "，", "；", "、", "“”",
    "<b>", "&amp;", "{{x}}", "{%", "$", "\\", "'", '"', "#", ": ", "- ", "%", "=1+1", "@x", "|", "~",
)  # fmt: skip
_SURROGATES = ("\ud800", "\udfff", "a\udc80b")


def texts() -> Iterator[Case]:
    """Nothing, too much, what cannot be seen, what means something elsewhere."""
    seeds = [
        "",
        " ",
        "   ",
        "　",
        "\u200b\u200b",
        "\0",
        "a",
        "a" * 19_999,
        "a" * 20_000,
        "a" * 20_001,
        "汉" * 20_000,
        "汉" * 20_001,
    ]
    seeds += [" " * 30_000 + "a", "\u200b" * 20_001 + "a", "null", "true", "12", "2026-01-01", "[]", "{}"]
    for sign in _SIGNS:
        seeds += [sign, f"甲{sign}乙", f"{sign}甲", f"甲{sign}", sign * 30]
    yield Case(MADE[-1], "a" * 1_000_000, quoted("a" * 1_000_000), "a" * 1_000_000)
    for item in items_of("text", 1):
        yield from (Case(item, each, quoted(each), each) for each in dict.fromkeys(seeds))
        for each in _SURROGATES:
            yield Case(item, each, None, each, "half of a character, which no file can hold")


# ---- rows -----------------------------------------------------------------------------------------------------------

_CELL = (None, "0", "1", "9", "10", "11", "20")
_ROW_DAYS = (None, "2024-02-29", "2026-06-30", "2026-07-01", "1899-12-31", "2101-01-01", "2100-12-31")
_BAD_CELLS = {
    "number": ("-1", "1.5", "0.1", "9" * 15, f"1{'0' * 15}", "NaN", "1e3", "十", "-0.0000000001", f"1{'0' * 60}"),
    "percent": ("-1", "100.1", "100", "0", "abc", "1e2"),
    "bool": ("maybe", "2", "也许"),
    "date": ("1899-12-31", "2101-01-01", "9999-12-31", "2026-02-28", "soon", "45474"),
    "choice": ("nearly", "A", "99", "x" * 61),
    "text": ("a" * 20_000, "a" * 20_001, "甲", "<b>", "{{x}}", "=1+1"),
}  # fmt: skip
_GOOD_CELLS = {"text": "甲", "bool": "true", "number": "7", "percent": "7", "date": "2026-06-30"}


@dataclass(frozen=True)
class Rows:
    """Rows of one table, given one after the other, as values and as they are written and typed."""

    table: FactTable
    rows: tuple[Mapping[str, AnswerValue], ...]
    written: tuple[str, ...]
    typed: tuple[str, ...] | None = None
    why: str = ""


def _rows(table: FactTable, *rows: Mapping[str, str | None]) -> Rows:
    """Make rows of cells as text; None is a cell that is not known."""
    values, written, typed = [], [], []
    for cells in rows:
        known = {name: text for name, text in cells.items() if text is not None}
        values.append({name: _value(table.field_named(name), text) for name, text in known.items()})
        written.append(", ".join(f"{name}: {_scalar(table.field_named(name), text)}" for name, text in known.items()))
        columns = [_typed(each, known.get(each.id)) for each in table.fields]
        typed.append(",".join(columns))
    return Rows(table, tuple(values), tuple(written), tuple(typed))


def _value(field: Field | None, text: str) -> AnswerValue:
    if field is None:
        return text
    if field.type in {"number", "percent"} and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Fraction(text)
    if field.type == "bool" and text in {"true", "false"}:
        return text == "true"
    return date.fromisoformat(text) if field.type == "date" and _is_day(text) else text


def _scalar(field: Field | None, text: str) -> str:
    return plain(text) if field is not None and field.type not in {"text", "choice"} else quoted(text)


def _typed(field: Field, text: str | None) -> str:
    if text is None:
        return ""
    return {"true": "是", "false": "否"}.get(text, text) if field.type == "bool" else text


def rows() -> Iterator[Rows]:
    """Parts × wholes however far up, ends × starts, cells that may not stand, cells that are missing, keys twice."""
    tables = content().tables
    chain, keyed = tables["chain"], tables["keyed"]
    for whole, half, quarter in product(_CELL, repeat=3):
        yield _rows(chain, {"name": "甲", "all": whole, "half": half, "quarter": quarter})
    for whole, other in product(_CELL, repeat=2):
        yield _rows(chain, {"name": "甲", "all": whole, "other": other, "quarter": "10"})
    for name, first, last in (("systems", "start_date", "end_date"), ("titles", "valid_from", "valid_to")):
        for start, end in product(_ROW_DAYS, repeat=2):
            yield _rows(tables[name], {**_least(tables[name]), first: start, last: end})
    for table in (*TABLES, *(tables[each] for each in ("equipment", "official_results", "systems", "titles", "years"))):
        least = _least(table)
        yield _rows(table, least)
        for each in table.fields:
            yield from (_rows(table, {**least, each.id: text}) for text in _BAD_CELLS[each.type])
            if each.required:
                yield _rows(table, {**least, each.id: None})
        more = _rows(table, least)
        written = ", ".join(part for part in (*more.written, "nobody: x") if part)
        yield Rows(table, ({**more.rows[0], "nobody": "x"},), (written,), why="a column that there is not")
    twice = (("2025", "2025"), ("2025", "2024", "2025"), ("2025", "2025.0"))
    for years in (*twice, ("2025", "2024"), (None, None), ("2025", None)):
        yield _rows(keyed, *({"year": each, "sum": str(at)} for at, each in enumerate(years)))
        if all(years):
            yield _rows(tables["years"], *({"year": each} for each in years))
    for text in ("一，二", "a,b", "甲、乙", "甲；乙", "甲\t乙", "?", "-", "—", "不知道"):
        why = "a sign that ends a cell, or says that it is not known"
        yield replace(_rows(chain, {"name": text}), typed=None, why=why)


def _least(table: FactTable) -> dict[str, str | None]:
    """Return a row of the table with nothing but what it must have."""
    return {
        each.id: each.options[0].id if each.options else _GOOD_CELLS[each.type]
        for each in table.fields
        if each.required
    }


CASES: Mapping[str, tuple[Case, ...]] = {
    "number": tuple(numbers("number")),
    "percent": tuple(numbers("percent")),
    "pair": tuple(pairs()),
    "choice": tuple(choices("choice")),
    "multi": tuple(multis()),
    "judgement": tuple(choices("judgement")),
    "bool": tuple(bools()),
    "date": tuple(dates()),
    "text": tuple(texts()),
}
ROWS: tuple[Rows, ...] = tuple(rows())

# ---- what the prompt alone reads -------------------------------------------------------------------------------------

# A hurried hand at the prompt may spell a value in ways that a file does not know: text → the text that means the same.
_NUMBERS = {
    "１２": "12", "1,200": "1200", "1，200": "1200", "007": "7", "00": "0", "12。5": "12.5",
}  # fmt: skip
SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "number": _NUMBERS | {"12人": "12"},
    "percent": _NUMBERS | {"12%": "12"},
    "choice": {"ａ": "a"},
    "judgement": {"成": "1"},
    "bool": {
        **dict.fromkeys(("yes", "Yes", "y", "1", "是", "有", "对", "１"), "1"),
        **dict.fromkeys(("no", "n", "0", "否", "没有", "无"), "0"),
    },
    "date": {
        **dict.fromkeys(("2026-6-3", "2026/06/03", "2026年6月3日", "2026.6.3", "2026 - 06 - 03"), "2026-06-03"),
        **dict.fromkeys(("20260630", "２０２６-06-30"), "2026-06-30"),
        "２０２６-01-01": "2026-01-01",
    },
}
