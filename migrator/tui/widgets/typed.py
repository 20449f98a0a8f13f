"""Fields for text that may be pasted: what is shown passes the gate, what was typed stays exactly as it is."""

from __future__ import annotations

from rich.highlighter import Highlighter
from rich.text import Text
from textual.widgets import Input, TextArea

from migrator import text as untrusted


class _Gate(Highlighter):
    """Replaces, one for one, what could command a terminal or mislead a reader."""

    def __call__(self, text: str | Text) -> Text:
        """A text to show in place of `text`."""
        plain = text.plain if isinstance(text, Text) else text
        return Text(untrusted.safe(plain, one_line=True), no_wrap=True, overflow="ignore", end="")

    def highlight(self, text: Text) -> None:
        """Nothing more: see `__call__`."""


class Field(Input):
    """One line; of a secret only dots are shown."""

    DEFAULT_CSS = "Field.-textual-compact { height: 1; background: $panel; }"

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's word
        password: bool = False,
    ) -> None:
        super().__init__(
            value, placeholder=placeholder, id=id, highlighter=_Gate(), compact=True, password=password
        )


class Sheet(TextArea):
    """Many lines. Tab leads out of it."""

    DEFAULT_CSS = """
    Sheet { height: 8; max-height: 40vh; border: round $secondary; }
    Sheet:focus { border: round $primary; }
    """

    def get_line(self, line_index: int) -> Text:
        """The line as it is shown."""
        line = super().get_line(line_index)
        return Text(untrusted.safe(line.plain), end="", no_wrap=True)
