"""The screen of a person: one prompt at a time in a terminal. The only file that knows questionary."""

from __future__ import annotations

from collections.abc import Sequence

import questionary
from prompt_toolkit import print_formatted_text
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.shortcuts import clear
from prompt_toolkit.validation import ValidationError, Validator

from diagnostics.interview.screen.layout import wrap
from diagnostics.interview.screen.ports import Prompt

_MARK = "›"
_STYLE = questionary.Style(
    [("qmark", "bold"), ("answer", "bold"), ("bottom-toolbar", "noreverse"), ("dim", "fg:ansibrightblack")]
)


class Terminal:
    """Pages by clearing the terminal; prompts checked while they are typed. Raises KeyboardInterrupt and EOFError."""

    def page(self, lines: Sequence[str]) -> None:
        """Begin a new page."""
        clear()
        self.show(lines)

    def show(self, lines: Sequence[str]) -> None:
        """Add lines to the page."""
        for line in lines:
            print_formatted_text(FormattedText([("", line)]))

    def ask(self, prompt: Prompt) -> str:
        """Ask for one line; Ctrl-C and Ctrl-D come through."""
        lines = wrap(prompt.message, lead=f"{_MARK} ")  # a terminal would break them anywhere
        question = questionary.text(
            "\n".join(lines).removeprefix(f"{_MARK} "),
            default=prompt.begun,
            qmark=_MARK,
            style=_STYLE,
            validate=_Checked(prompt),
            validate_while_typing=False,
            bottom_toolbar=prompt.hint or None,
        )
        return str(question.unsafe_ask())


class _Checked(Validator):
    """Says at once what is wrong with what is typed, and keeps the cursor there."""

    def __init__(self, prompt: Prompt) -> None:
        self.prompt = prompt

    def validate(self, document: Document) -> None:
        """Raise ValidationError with the reason; nothing wrong passes."""
        wrong = self.prompt.check(document.text)
        if wrong:
            raise ValidationError(message=wrong, cursor_position=len(document.text))
