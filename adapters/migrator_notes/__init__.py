"""Notes: folders of Markdown."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_notes import markdown

MARKDOWN = Target(
    name="markdown",
    capabilities=load(__name__, "markdown.toml"),
    write=markdown.write,
    options=markdown.OPTIONS,
)

__all__ = ["MARKDOWN"]
