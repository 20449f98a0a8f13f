"""A read-only view of what a person hands over: a ZIP, a folder, a file, or standard input.

Nothing is extracted to disk, and no header is trusted: every limit on hostile input is held here, by counting.
`open_source` picks the kind; the rest of the program sees only `Source`.
"""

from __future__ import annotations

from migrator.source.damage import Damaged, Fault
from migrator.source.json_elements import Element, json_elements
from migrator.source.json_values import parse, parse_file
from migrator.source.limits import LIMITS, Limits
from migrator.source.nested import open_sources, reopen, unfold
from migrator.source.opening import open_source
from migrator.source.view import Entry, Ignored, Locator, Source, find, find_all
from migrator.source.zip_source import open_zip

__all__ = [
    "LIMITS",
    "Damaged",
    "Element",
    "Entry",
    "Fault",
    "Ignored",
    "Limits",
    "Locator",
    "Source",
    "find",
    "find_all",
    "json_elements",
    "open_source",
    "open_sources",
    "open_zip",
    "parse",
    "parse_file",
    "reopen",
    "unfold",
]
