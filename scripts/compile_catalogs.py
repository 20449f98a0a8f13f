"""Compile the translations: `.po` → `.mo`, and count what no native speaker has reviewed.

Run by the build (`setup.py`), by the tests when a catalog has changed, and by hand: `python scripts/compile_catalogs.py`.
Compiled catalogs are not committed: their bytes depend on Babel's version, and two changes of texts would always collide.
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "migrator" / "locale"
LANGUAGES = ("ar", "tr")
UNREVIEWED = "unreviewed.json"


def po(language: str, folder: Path = SOURCE) -> Path:
    """Where the translations of `language` are written."""
    return folder / language / "LC_MESSAGES" / "migrator.po"


def read(path: Path, language: str) -> Catalog:
    """A catalog from its `.po` file."""
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain="migrator")


def compiled(catalog: Catalog) -> bytes:
    """The bytes of a `.mo` file. Unreviewed (fuzzy) texts are in it; texts without a translation stay English."""
    for message in list(catalog):
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(strings):
            catalog.delete(message.id)
    out = io.BytesIO()
    write_mo(out, catalog, use_fuzzy=True)
    return out.getvalue()


def compile_into(target: Path, source: Path = SOURCE) -> list[Path]:
    """Write the compiled catalogs and the counts of unreviewed texts below `target`, a `locale` folder; return the files."""
    written = []
    counts = {}
    for language in LANGUAGES:
        catalog = read(po(language, source), language)
        counts[language] = sum(message.fuzzy for message in catalog if message.id)
        path = po(language, target).with_suffix(".mo")
        _replace(path, compiled(catalog))
        written.append(path)
    path = target / UNREVIEWED
    _replace(path, (json.dumps(counts, indent=1) + "\n").encode())
    return [*written, path]


def is_stale(folder: Path = SOURCE) -> bool:
    """Whether a catalog was changed after it was compiled, or was never compiled."""
    for language in LANGUAGES:
        source = po(language, folder)
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            return True
    return not (folder / UNREVIEWED).exists()


def _replace(path: Path, data: bytes) -> None:
    """Write whole or not at all: two test runs may compile at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(path)


if __name__ == "__main__":
    for written in compile_into(SOURCE):
        sys.stdout.write(f"{written.relative_to(SOURCE.parents[1])}\n")
