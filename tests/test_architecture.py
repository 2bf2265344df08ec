"""The house rules of docs/decisions and CONTRIBUTING.md, read off the source itself.

The table of who may import whom stands in docs/architecture.md; a new room or a new arrow is added there on purpose.
Each rule looks at every file, and what breaks it is told with file and line; a file is read and parsed once for all.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from grimp import ImportGraph, build_graph

from tests.import_contracts import PAGE, contracts, forbidden, read_table
from tests.offenders import assert_none

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "diagnostics"
FILES = sorted(PACKAGE.rglob("*.py"))

# What reads cells out of a file; lists and workbooks come in through one room alone.
READS_CELLS = {"load_workbook", "open_workbook", "iterparse", "HTMLParser", "DictReader", "reader"}
READER_OF_CELLS = "exchange/cells/"

# A library and the only files that may import it.
ONLY_IN = {
    "matplotlib": r"report/charts(/.*)?\.py",
    "questionary": r"interview/screen/terminal\.py",
    "xlrd": r"exchange/cells/xls\.py",
}
HEAVY = (
    "pandas", "matplotlib", "sqlalchemy", "jinja2", "numpy", "yaml", "questionary", "fontTools", "typst", "PIL",
    "lxml",
    "segno", "alembic", "cryptography", "highspy", "docx", "docxtpl", "openpyxl", "psycopg",
)  # fmt: skip
# What was said becomes JSON of the journal by way of the judge; frozen inputs and what is shown have it already.
SAID_AS_JSON = {"to_json", "values_to_json"}
MAY_WRITE_WHAT_WAS_SAID = {
    "store/journal/judging.py",
    "store/facts/issuing.py",
    "store/intake/intake_rows.py",
    "cli/text/firm_text.py",
}
# Needed by few commands: nothing that works on files alone may wait for them.
ONLY_FOR_WORKSPACES = ("alembic", "cryptography", "sqlalchemy", "questionary")

# Names of standards: no place for them where the arithmetic of all standards lives.
ENGINE = ("scoring", "judgement", "planning")
NAMES_OF_STANDARDS = re.compile(
    r"(?<![A-Za-z0-9])(cmmm|digital_level|digitallevel|integration|cloud|hn|nat|innov|zjtx|xjr|innov|srdi|zjtx|xjr|39116|39117|23020|henan)(?![a-z0-9])",
    re.IGNORECASE,
)
LONGEST_FILE = 450
# Whoever asks the computer what day it is gets the day of the zone that the computer thinks it is in.
CLOCK = "words/clock.py"
ASKS_THE_COMPUTER = re.compile(
    r"(datetime|date|dt)\.(today|utcnow|utcfromtimestamp)|(datetime|dt)\.now|time\.(localtime|ctime|gmtime|strftime)"
)
STREAMS = {"stdout", "stderr"}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


@dataclass(frozen=True)
class Source:
    """A file of the package: its path in it, the package that it belongs to, its lines and what they say."""

    name: str
    package: str
    n_lines: int
    tree: ast.Module


def broken_contracts(configuration: str, folder: Path) -> str:
    """Return what import-linter says against the package, empty where every contract is kept."""
    file = folder / "contracts.ini"
    file.write_text(configuration, encoding="utf-8")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    run = subprocess.run(
        [*command, "--config", str(file), "--no-cache"], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )
    assert run.returncode in {0, 1}, run.stderr
    return run.stdout if run.returncode else ""


def circles(graph: ImportGraph) -> list[set[str]]:
    """Return the groups of files in which everyone reaches everyone by imports."""
    sorter = {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}
    reached = {each: _reached(each, sorter) for each in sorter}
    groups = {frozenset({other for other in reached[each] if each in reached[other]}) for each in sorter}
    return sorted((set(each) for each in groups if each), key=sorted)


def _reached(start: str, arrows: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        for each in arrows[todo.pop()] - found:
            found.add(each)
            todo.append(each)
    return found


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def package_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    """Every file of the package, parsed once."""
    texts = {path: path.read_text(encoding="utf-8") for path in FILES}
    return tuple(
        Source(relative(path), package_of(path), len(text.splitlines()), ast.parse(text, relative(path)))
        for path, text in texts.items()
    )


def imports_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported, wherever it stands; `from a import b` counts as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{'.' * node.level}{node.module or ''}.{name.name}") for name in node.names)


def engine_names(tree: ast.AST) -> list[str]:
    """Names of standards in texts (docstrings included) and identifiers."""
    found = []
    for node in ast.walk(tree):
        texts = [value for _, value in ast.iter_fields(node) if isinstance(value, str)]
        found += [f"{getattr(node, 'lineno', 0)}: {text[:60]!r}" for text in texts if NAMES_OF_STANDARDS.search(text)]
    return found


def opens_without_encoding(tree: ast.AST) -> list[int]:
    """Lines that read or write text without saying in which encoding."""
    lines = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        method = function.attr if isinstance(function, ast.Attribute) else ""
        name = function.id if isinstance(function, ast.Name) else ""
        opens = name == "open" or method in {"open", "read_text", "write_text", "fdopen"}
        if not opens or ast.unparse(function).endswith(("os.open", "archive.open")):  # descriptors and parts have none
            continue
        modes = [each.value for each in node.args if isinstance(each, ast.Constant)]
        modes += [each.value.value for each in node.keywords if isinstance(each.value, ast.Constant)]
        binary = "text" not in method and any(re.fullmatch(r"[rwax]\+?b\+?|b[rwax]", str(mode)) for mode in modes)
        if not binary and "encoding" not in {each.arg for each in node.keywords}:
            lines.append(node.lineno)
    return lines


def prints(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "input"})
        or (
            isinstance(node, ast.Attribute)
            and node.attr in STREAMS
            and ast.unparse(node) in {f"sys.{each}" for each in STREAMS}
        )
    ]


def asks_for_the_day(tree: ast.AST) -> list[int]:
    """Lines that ask the clock of the computer, or hand over what asks it."""
    asked = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return [
        node.lineno
        for node in asked
        if ASKS_THE_COMPUTER.fullmatch(ast.unparse(node).removeprefix("datetime."))
        or ASKS_THE_COMPUTER.fullmatch(ast.unparse(node))
    ]


@pytest.fixture(scope="module")
def graph() -> ImportGraph:
    """Who imports whom, imports for types alone included."""
    return build_graph("diagnostics", cache_dir=None)


def test_a_room_imports_only_what_the_table_allows(tmp_path: Path) -> None:
    assert broken_contracts(contracts(), tmp_path) == ""


def test_every_room_is_in_the_table() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert set(read_table()) == rooms


def test_the_page_names_files_and_rooms_that_exist() -> None:
    named = re.findall(r"`(diagnostics/[\w/.]+)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 20, "the ways were not read"
    assert_none(each for each in named if not (ROOT / each).exists())
    rooms = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8").split("## Who")[0], re.MULTILINE)
    assert set(rooms) == set(read_table())


def test_the_graph_sees_every_file(graph: ImportGraph) -> None:
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in FILES}
    assert graph.modules == names


def test_every_import_is_written_in_full(sources: tuple[Source, ...]) -> None:
    assert_none(
        f"{each.name}:{line}: {name}"
        for each in sources
        for line, name in imports_of(each.tree)
        if name.startswith(".")
    )


def test_nothing_that_was_said_is_written_without_being_judged(sources: tuple[Source, ...]) -> None:
    users = {
        each.name for each in sources if SAID_AS_JSON & {name.rpartition(".")[2] for _, name in imports_of(each.tree)}
    }
    assert users == MAY_WRITE_WHAT_WAS_SAID


def test_no_two_files_import_each_other_in_a_circle(graph: ImportGraph) -> None:
    assert_none(" → ".join(sorted(each)) for each in circles(graph))


def test_a_library_is_imported_only_where_it_belongs(sources: tuple[Source, ...]) -> None:
    for library, place in ONLY_IN.items():
        users = {
            f"{each.name}:{line}: {name}": each.name
            for each in sources
            for line, name in imports_of(each.tree)
            if name.split(".")[0] == library
        }
        assert users, "a rule about nothing"
        assert_none(told for told, user in users.items() if not re.fullmatch(place, user))


def readers_of_cells(tree: ast.AST) -> list[str]:
    """What reads cells, as it is called."""
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if call.rpartition(".")[2] in READS_CELLS and not call.startswith("self.")]


def test_one_room_reads_cells(sources: tuple[Source, ...]) -> None:
    found = {each.name: readers_of_cells(each.tree) for each in sources}
    assert any(name.startswith(READER_OF_CELLS) and calls for name, calls in found.items()), "a rule about nothing"
    assert_none(
        f"{name}: {call}" for name, calls in found.items() if not name.startswith(READER_OF_CELLS) for call in calls
    )


def test_the_engine_names_no_standard(sources: tuple[Source, ...]) -> None:
    engine = [each for each in sources if each.package in ENGINE]
    assert {each.package for each in engine} == set(ENGINE)
    assert_none(f"{each.name}:{wrong}" for each in engine for wrong in engine_names(each.tree))


def test_only_the_command_line_prints(sources: tuple[Source, ...]) -> None:
    assert_none(f"{each.name}:{line}" for each in sources if each.package != "cli" for line in prints(each.tree))


def test_every_text_file_is_opened_with_an_encoding(sources: tuple[Source, ...]) -> None:
    assert_none(f"{each.name}:{line}" for each in sources for line in opens_without_encoding(each.tree))


def test_one_file_asks_what_day_it_is(sources: tuple[Source, ...]) -> None:
    asking = {f"{each.name}:{line}": each.name for each in sources for line in asks_for_the_day(each.tree)}
    assert CLOCK in asking.values(), "a rule about nothing"
    assert_none(told for told, name in asking.items() if name != CLOCK)


def test_no_file_is_too_long_to_be_read_in_one_go(sources: tuple[Source, ...]) -> None:
    assert_none(f"{each.name}:{each.n_lines}" for each in sources if each.n_lines > LONGEST_FILE)


def classes_of_one_name(sources: Iterable[Source]) -> list[str]:
    """Names that several classes have, and where."""
    places: dict[str, list[str]] = {}
    for each in sources:
        for node in ast.walk(each.tree):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{each.name}:{node.lineno}")
    return [f"{name}: {', '.join(found)}" for name, found in sorted(places.items()) if len(found) > 1]


def test_no_two_classes_have_the_same_name(sources: tuple[Source, ...]) -> None:
    assert_none(classes_of_one_name(sources))


def test_a_file_name_says_what_the_file_is_about(sources: tuple[Source, ...]) -> None:
    assert_none(each.name for each in sources if SAYS_NOTHING & set(Path(each.name).stem.split("_")))


@pytest.mark.parametrize("arguments", [["--help"], ["score", "--help"], ["--version"]], ids=" ".join)
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "diagnostics", *arguments]
    run = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    loaded = re.findall(r"^import time:.*\|\s*(\S+)\s*$", run.stderr.decode("utf-8", "replace"), re.MULTILINE)
    assert "diagnostics.cli.main" in loaded, "the list of imports was not read"
    assert [name for name in loaded if name.split(".")[0] in HEAVY] == []


@pytest.mark.parametrize(
    "arguments", [["check"], ["score", "--answers", "examples/refractory.yaml", "--json"]], ids=lambda each: each[0]
)
def test_commands_on_files_load_nothing_of_the_workspace(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "diagnostics", *arguments]
    run = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    loaded = re.findall(r"^import time:.*\|\s*(\S+)\s*$", run.stderr.decode("utf-8", "replace"), re.MULTILINE)
    assert "yaml" in loaded, "the list of imports was not read"
    assert [name for name in loaded if name.split(".")[0] in ONLY_FOR_WORKSPACES] == []


# The rules are only as good as their eyes: each is shown something that it must see.


@pytest.mark.parametrize(
    ("room", "allowed", "imported"),
    [
        ("scoring", ("words", "model"), "judgement"),
        ("report", ("words", "model", "content.root"), "content.library"),
        ("model", ("words",), "answers"),
        ("words", (), "model"),
    ],
)
def test_a_forbidden_import_is_in_the_contracts(room: str, allowed: tuple[str, ...], imported: str) -> None:
    assert read_table()[room] == allowed
    assert imported in forbidden(room, read_table())


def test_a_broken_contract_is_told(tmp_path: Path) -> None:
    wrong = contracts() + (
        "[importlinter:contract:wrong]\nname = wrong\ntype = forbidden\nallow_indirect_imports = true\n"
        "source_modules = diagnostics.diagnosis\nforbidden_modules = diagnostics.scoring\n"
    )
    assert "diagnostics.diagnosis.diagnose -> diagnostics.scoring.engine.evaluate" in broken_contracts(wrong, tmp_path)


def test_a_circle_is_seen() -> None:
    graph = ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e")):
        graph.add_import(importer=importer, imported=imported)
    assert circles(graph) == [{"a", "b", "c"}]


@pytest.mark.parametrize(
    "source",
    ['x = "cloud"', "cloud_status = 1", "def judge_nat_b(): pass", '"""For GB/T 39117."""', "f(cmmm=1)", "x.hn_ws_03"],
)
def test_a_name_of_a_standard_is_seen(source: str) -> None:
    assert engine_names(ast.parse(source)) != []


@pytest.mark.parametrize("source", ["alternate = 1", 'x = "signature"', "natural_order()", "clouded = 2"])
def test_a_word_that_only_contains_such_a_name_is_let_pass(source: str) -> None:
    assert engine_names(ast.parse(source)) == []


def test_a_name_of_two_classes_is_seen() -> None:
    one, other = ast.parse("class Limit: pass"), ast.parse("def f():\n    class Limit: pass")
    twice = [Source("a.py", "a", 1, one), Source("b.py", "b", 2, other)]
    assert classes_of_one_name(twice) == ["Limit: a.py:1, b.py:2"]
    assert classes_of_one_name(twice[:1]) == []


@pytest.mark.parametrize("source", ["csv.reader(s)", "load_workbook(p)", "csv.DictReader(s)", "etree.iterparse(s)"])
def test_a_reader_of_cells_is_seen(source: str) -> None:
    assert readers_of_cells(ast.parse(source)) != []


@pytest.mark.parametrize("source", ["open(p)", "p.read_text()", "p.write_text(t)", "p.open('w')", "open(p, mode='a')"])
def test_a_missing_encoding_is_seen(source: str) -> None:
    assert opens_without_encoding(ast.parse(source)) == [1]


@pytest.mark.parametrize("source", ["open(p, 'rb')", "p.open(mode='wb')", "p.read_text(encoding='utf-8')"])
def test_bytes_need_no_encoding(source: str) -> None:
    assert opens_without_encoding(ast.parse(source)) == []


@pytest.mark.parametrize("source", ["print(1)", "sys.stdout.write('')", "input()"])
def test_printing_is_seen(source: str) -> None:
    assert prints(ast.parse(source)) == [1]


@pytest.mark.parametrize(
    "source", ["date.today()", "field(default_factory=date.today)", "datetime.now(UTC)", "datetime.datetime.now()"]
)
def test_asking_for_the_day_is_seen(source: str) -> None:
    assert asks_for_the_day(ast.parse(source)) == [1]


def test_a_day_that_was_handed_over_is_no_question() -> None:
    assert asks_for_the_day(ast.parse("asked.today; clock.today(); time.monotonic()")) == []
