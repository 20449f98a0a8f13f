"""A chat's Markdown for programs that draw it as soon as the chat is opened, and send it to a model as it goes on.

What `prose` does for text holds for these too. Beyond it, links into a sandbox are words, and control tokens are taken apart.
"""

from __future__ import annotations

from migrator.shape.markdown import sandbox
from migrator.shape.markdown.prose import COMMONMARK, Dialect, Prose, clean, prose
from migrator.shape.tokens import harmless


def quiet(text: str, dialect: Dialect = COMMONMARK, *, close: bool = False) -> Prose:
    """`text` as Markdown that loads nothing when it is drawn and holds no control tokens; if it does not, itself.

    With `close`, other blocks may follow it: a fence that is open at its end is closed.
    """
    tame = harmless(text)
    safe = sandbox.resolved(tame)
    made = prose(safe, dialect=dialect)
    changed = made.changed or safe is not tame
    same = made.text.rstrip("`~\n") == clean(safe).rstrip("`~\n")  # but for a fence that was closed
    return Prose(made.text if close or not same else text if tame == text else tame, changed, tame != text)
