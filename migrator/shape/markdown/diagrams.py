"""Blocks of code that some programs draw as the diagram that they describe, as soon as a text is opened.

A diagram may name pictures or data of the web (Vega's `data.url`, Mermaid's `img`), which are then loaded. Such a block
keeps its words and loses its language, so that it is drawn as code.
"""

from __future__ import annotations

import re

_OPENING = re.compile(
    r"^(?P<lead>[ \t>*+\-\d.)]*)(?P<fence>`{3,}|~{3,})(?P<blank>[ \t]*)(?P<language>mermaid|vega-lite|vega|plantuml|puml)(?![\w-])",
    re.MULTILINE | re.IGNORECASE,
)
_LOADS = re.compile(
    r"//|\\|&|\b(?:img|image|icon|href|src|url|import)\b", re.IGNORECASE
)  # in a mermaid diagram


def still(markdown: str) -> str:
    """Markdown without diagrams that may load something; the same object if there is none."""
    if ("```" not in markdown and "~~~" not in markdown) or not _OPENING.search(markdown):
        return markdown

    def named(opening: re.Match[str]) -> str:
        if opening["language"].lower() == "mermaid":
            closing = re.compile(rf"^[ \t>]*{opening['fence']}[`~]*[ \t]*$", re.MULTILINE)
            end = closing.search(markdown, opening.end())
            if not _LOADS.search(markdown, opening.end(), end.start() if end else len(markdown)):
                return opening[0]
        return f"{opening['lead']}{opening['fence']}{opening['blank']}text {opening['language']}"

    changed = _OPENING.sub(named, markdown)
    return markdown if changed == markdown else changed
