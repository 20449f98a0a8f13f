"""Links of an answer to files that a program of ChatGPT made, `[the plot](sandbox:/mnt/data/plot.png)`.

Such a link leads nowhere once the chat has left. Where the file came along the link leads to it, else its words stay; the
file itself is a part of the message, and is named as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from migrator.shape.markdown.code_ranges import code_ranges

_LINK = re.compile(r"\[([^\[\]\n]*)\]\(<?(sandbox:[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?\)")


def resolved(text: str, place: Callable[[str], str | None] = lambda _: None) -> str:
    """`text` with each such link leading where `place` says for its address, or without it; itself if there is none."""
    if "](sandbox:" not in text and "](<sandbox:" not in text:
        return text
    code = code_ranges(text)

    def link(match: re.Match[str]) -> str:
        if code.touch(*match.span()):
            return match[0]
        where = place(match[2])
        return match[1] if where is None else f"[{match[1]}]({where})"

    return _LINK.sub(link, text)
