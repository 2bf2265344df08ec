"""argparse that speaks Chinese: titles, usage errors with a suggestion, help for a terminal with wide characters."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from diagnostics.cli.shell import console
from diagnostics.cli.text.tables import SCREEN, wrap
from diagnostics.words.catalogue import near_miss, say
from diagnostics.words.problems import RequestError

# What argparse says → the key of what we say; the groups of the pattern are the placeholders of the text.
_MESSAGES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern, re.DOTALL))
    for key, pattern in (
        ("missing", r"the following arguments are required: (?P<names>.*)"),
        ("one_of", r"one of the arguments (?P<names>.*) is required"),
        ("unrecognized", r"unrecognized arguments: (?P<names>.*)"),
        ("no_value", r"argument (?P<name>.*?): expected (?:at least )?one argument"),
        ("takes_none", r"argument (?P<name>.*?): ignored explicit argument '(?P<value>.*)'"),
        ("excludes", r"argument (?P<name>.*?): not allowed with argument (?P<other>.*)"),
        ("choice", r"argument (?P<name>.*?): invalid choice: '(?P<value>.*)' \(choose from (?P<choices>.*)\)"),
        ("argument", r"argument (?P<name>.*?): (?P<what>.*)"),
    )
)


class UsageError(RequestError):
    """The command line was used in a wrong way; exit code 2. `usage` is shown below the message."""

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.usage = usage


class ChineseFormatter(argparse.HelpFormatter):
    """Help in Chinese, wrapped by columns instead of characters."""

    def __init__(self, prog: str) -> None:
        columns = min(shutil.get_terminal_size((SCREEN, 24)).columns, 100)
        super().__init__(prog, max_help_position=26, width=max(columns - 2, 40))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Name the usage in Chinese."""
        super().add_usage(usage, actions, groups, say("cli", "usage") if prefix is None else prefix)

    def add_argument(self, action: argparse.Action) -> None:
        """Make room for the names of commands, which stand further in than argparse counts."""
        super().add_argument(action)
        for subaction in self._iter_indented_subactions(action):
            length = len(self._format_action_invocation(subaction)) + self._current_indent + self._indent_increment
            self._action_max_length = max(self._action_max_length, length)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap(text, width - len(indent)))


class ChineseParser(argparse.ArgumentParser):
    """A parser whose help and errors are Chinese; errors are raised as UsageError instead of ending the process."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", ChineseFormatter)
        super().__init__(add_help=False, allow_abbrev=False, **settings)
        self.inputs = self.add_argument_group(say("cli", "arguments"))
        self.settings = self.add_argument_group(say("cli", "options"))
        self.settings.add_argument("-h", "--help", action="help", help=say("help", "help"))

    def parse_known_args(  # type: ignore[override]  # the overloads of typeshed only differ in the namespace
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Refuse what this parser does not know, so that the command itself says so and not the whole program."""
        parsed, extras = super().parse_known_args(args, namespace)
        if extras:
            self.error(f"unrecognized arguments: {' '.join(extras)}")
        return parsed, extras

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - help is a result
        console.out(message.removesuffix("\n"))

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the command line."""
        raise UsageError(in_chinese(message, self._option_string_actions), self.format_usage().rstrip())


def in_chinese(message: str, known: Iterable[str]) -> str:
    """Translate a message of argparse; `known` are the options among which a near miss is looked for."""
    for key, pattern in _MESSAGES:
        found = pattern.fullmatch(message)
        if found is None:
            continue
        values = found.groupdict()
        if key == "unrecognized":
            values["near"] = near_miss(values["names"].split()[0].split("=")[0], known)
        if key == "choice":
            choices = [each.strip().strip("'") for each in values["choices"].split(",")]
            values["near"] = near_miss(values["value"], choices)
            values["choices"] = "、".join(choices)
        return say("usage", key, **values)
    return message
