"""The one gate for text on the screens: nothing reaches a widget that did not come through here.

A `str` given to a widget is read as markup, and markup in a title can run an action or end the program. `Content` and
`Text` made here hold plain characters only, with every control and direction character replaced by a visible one.
"""

from __future__ import annotations

from rich.markdown import Markdown
from rich.text import Text
from textual.content import Content

from migrator import text as untrusted
from migrator.shape.markdown.math import dollars

_LONGEST = 60_000  # characters of one text that are laid out as Markdown; a longer one is shown as it stands


def safe(text: str, *, one_line: bool = False) -> Content:
    """`text` for a widget."""
    return Content(untrusted.safe(text, one_line=one_line))


def cell(text: str, style: str = "") -> Text:
    """`text` on one line, for a row of a list."""
    return Text(untrusted.safe(text, one_line=True), style=style, no_wrap=True, end="")


def line(text: str, style: str = "") -> Text:
    """`text` on a line of its own, wrapped where it is too long."""
    return Text(untrusted.safe(text, one_line=True), style=style)


def prose(text: str) -> Markdown | Text:
    """`text` laid out as Markdown; links show where they lead and cannot be clicked.

    Formulas stand between dollars: a terminal draws none, and their backslashes would be taken for escapes.
    """
    clean = untrusted.safe(text)
    if len(clean) > _LONGEST:
        return Text(clean)
    laid = Markdown(dollars(clean), hyperlinks=False, code_theme="ansi_dark")
    for token in laid.parsed:  # an entity such as &#8238; becomes its character only now
        for one in (token, *(token.children or ())):
            one.content = untrusted.safe(one.content)
            if (
                one.type == "softbreak"
            ):  # a line that somebody ended is a line: poems, addresses, lists without marks
                one.type = "hardbreak"
    return laid
