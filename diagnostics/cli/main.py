"""The command `qizhen`: reads the command line, runs one command, turns what went wrong into words and exit codes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence

from diagnostics import __version__
from diagnostics.cli.commands import demo
from diagnostics.cli.commands.city import brief, city, coverage, dashboard, deliver, progress, sample
from diagnostics.cli.commands.content import check, content_impact
from diagnostics.cli.commands.diagnosis import compare, explain, plan, report, score
from diagnostics.cli.commands.firm import answer, firm, interview, sheets
from diagnostics.cli.commands.workspace import bundle, database, doctor, encrypt
from diagnostics.cli.shell import console
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import say, system_reason
from diagnostics.words.problems import FailureError, InputError, RequestError

DONE = 0
INPUT_WRONG = 1
USAGE_WRONG = 2
FAILED = 3

# Content and answers are many small objects that stay to the end: the interpreter's own pace of looking for circles
# among them costs a tenth of a report.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000

COMMANDS = (
    demo, check, firm, answer, interview, sheets, score, explain, plan, report, coverage, sample, content_impact,
    compare, progress, deliver, dashboard, brief, city, bundle, database, encrypt, doctor,
)  # fmt: skip


def build_parser() -> ChineseParser:
    """Return the parser of the whole command line."""
    parser = ChineseParser(prog="qizhen", description=say("help", "qizhen"), epilog=say("help", "exit_codes"))
    parser.settings.add_argument(
        "--version", action="version", version=f"qizhen {__version__}", help=say("help", "version")
    )
    commands = parser.add_subparsers(
        title=say("cli", "commands"), metavar=say("cli", "command"), required=True, parser_class=ChineseParser
    )
    for command in COMMANDS:
        command.add_to(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 the input is wrong, 2 wrong usage, 3 something failed.

    Without arguments it is the program itself: those of the process are taken, and so is its standard output.
    """
    console.prepare_streams()
    collect_seldom()
    if arguments is None:
        console.keep_results_apart()
    return guarded(lambda: _run(sys.argv[1:] if arguments is None else arguments))


def collect_seldom() -> None:
    """Let the interpreter look for unused circles of objects seldom, as commands about many firms do best."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


def guarded(work: Callable[[], int]) -> int:
    """Do some work and return its exit code; whatever goes wrong is said in words and becomes an exit code too."""
    try:
        return _said(work)
    except console.OutputClosedError:
        return DONE


def _said(work: Callable[[], int]) -> int:
    try:
        code = work()
        console.flush()
    except RequestError as wrong:
        usage = wrong.usage if isinstance(wrong, UsageError) else ""
        console.tell(say("cli", "wrong_usage", what=wrong), *([usage] if usage else []))
        return USAGE_WRONG
    except InputError as wrong:
        console.tell_problems(wrong.problems)
        console.tell(say("cli", "input_wrong", n=sum(not problem.warning for problem in wrong.problems)))
        return INPUT_WRONG
    except console.OutputClosedError:
        raise
    except FailureError as failed:
        console.tell(say("cli", "failed", what=failed))
        return FAILED
    except OSError as failed:
        console.tell(say("cli", "failed", what=_in_words(failed)))
        return FAILED
    except KeyboardInterrupt:
        console.tell("", say("cli", "interrupted"))
        return FAILED
    except Exception as failed:
        package = _missing_package(failed)
        if package:
            console.tell(say("cli", "failed", what=say("cli", "no_package", name=package)))
            return FAILED
        # a fault of ours: nothing is hidden, and the user learns what to do with it
        import traceback

        console.tell(traceback.format_exc(), say("cli", "our_fault", version=__version__))
        return FAILED
    return code


def _run(arguments: Sequence[str]) -> int:
    if tuple(arguments[:2]) in report.TWO_WORDS:  # `report FIRM` and `report issue FIRM` are commands side by side
        arguments = [" ".join(arguments[:2]), *arguments[2:]]
    try:
        args = build_parser().parse_args(arguments)
    except SystemExit:  # --help and --version have printed what was asked for
        return DONE
    code: int = args.run(args)
    return code


def _missing_package(failed: Exception) -> str:
    """Return the package of others that is not installed, nothing when it is something else that failed."""
    name = (failed.name or "").partition(".")[0] if isinstance(failed, ModuleNotFoundError) else ""
    return "" if name == __package__.partition(".")[0] else name


def _in_words(failed: OSError) -> str:
    """Say what the system could not do, and what usually helps."""
    name = failed.filename if isinstance(failed.filename, str) else ""
    if isinstance(failed, PermissionError):
        return say("failures", "permission", file=name)
    if isinstance(failed, FileNotFoundError):
        return say("failures", "missing", file=name)
    if isinstance(failed, FileExistsError | NotADirectoryError | IsADirectoryError):
        return say("failures", "not_a_folder", file=name)
    return say("failures", "system", file=name, reason=system_reason(failed))
