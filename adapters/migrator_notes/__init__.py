"""Notes: folders of Markdown."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_notes import markdown, obsidian

MARKDOWN = Target(
    name="markdown",
    capabilities=load(__name__, "markdown.toml"),
    write=markdown.write,
    options=markdown.OPTIONS,
)
OBSIDIAN = Target(
    name="obsidian",
    capabilities=load(__name__, "obsidian.toml"),
    write=obsidian.write,
    options=obsidian.OPTIONS,
)

__all__ = ["MARKDOWN", "OBSIDIAN"]
