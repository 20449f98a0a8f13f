"""The translations: find every text that a person sees, keep the catalogs in step, compile them.

    python scripts/catalogs.py update     new texts into every catalog, gone ones out
    python scripts/catalogs.py compile    .po → .mo, texts that nobody has reviewed (fuzzy) too
    python scripts/catalogs.py check      what is missing or stale; exit code 1 if anything is

Python code is searched for `_`, `N_` and `ngettext`; TOML files for the keys that hold prose. Needs Babel (the `dev` extra).
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "migrator" / "locale"
LANGUAGES = ("ar", "tr")
UNREVIEWED = LOCALE / "unreviewed.json"
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}  # how many texts each takes
# Where prose stands in TOML: files, the keys whose values are read by people, the tables whose titles are names.
PROSE: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (
        "adapters/*/*.toml",
        frozenset({"title", "about", "steps", "limits", "caveats", "text"}),
        frozenset(),
    ),
    (
        "migrator/leave/content/**/*.toml",
        frozenset(
            {"title", "why", "how", "proof", "note", "question", "explain", "calm", "statement", "authority"}
        ),
        frozenset({"contact", "host", "source"}),
    ),
)
_FIXED = dt.datetime(
    2026, 11, 21, tzinfo=dt.UTC
)  # a date that changes with every run would be all that changes
_FIELD = re.compile(r"\{[^{}]*\}")


def template() -> Catalog:
    """Every text of the program, by the file in which it stands."""
    found = Catalog(
        project="Migrator", charset="utf-8", domain="migrator", creation_date=_FIXED, revision_date=_FIXED
    )
    for path, text in sorted(_texts(), key=lambda pair: pair[0]):
        found.add(text, locations=[(path, 0)], flags=("python-brace-format",) if _fields(text) else ())
    return found


def catalog(language: str) -> Catalog:
    """The translations of a language as they stand; empty if there are none yet."""
    path = po(language)
    if not path.exists():
        return Catalog(
            locale=language,
            project="Migrator",
            charset="utf-8",
            domain="migrator",
            creation_date=_FIXED,
            revision_date=_FIXED,
        )
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain="migrator")


def po(language: str) -> Path:
    """Where a language's translations are."""
    return LOCALE / language / "LC_MESSAGES" / "migrator.po"


def mo(language: str) -> Path:
    """Where they are compiled."""
    return po(language).with_suffix(".mo")


def compiled(found: Catalog) -> bytes:
    """The bytes of a `.mo` file."""
    out = io.BytesIO()
    write_mo(out, found, use_fuzzy=True)
    return out.getvalue()


def unreviewed() -> bytes:
    """How many texts of each language no native speaker has reviewed yet, for the program to say so."""
    counts = {language: sum(m.fuzzy for m in catalog(language) if m.id) for language in LANGUAGES}
    return (json.dumps(counts, indent=1) + "\n").encode()


def faults(language: str) -> list[str]:
    """What is wrong with the translations of a language, one line each."""
    found = catalog(language)
    wrong = []
    wanted = {message.id for message in template() if message.id}
    there = {message.id for message in found if message.id}
    wrong += [f"not in the catalog (run update): {_first(text)!r}" for text in wanted - there]
    wrong += [
        f"in the catalog and no longer in the program (run update): {_first(text)!r}"
        for text in there - wanted
    ]
    for message in found:
        if message.id and message.id in wanted:
            wrong += _message_faults(message)
    if not mo(language).exists() or mo(language).read_bytes() != compiled(found):
        wrong.append("the compiled catalog is stale (run compile)")
    if not UNREVIEWED.exists() or UNREVIEWED.read_bytes() != unreviewed():
        wrong.append("the list of unreviewed texts is stale (run compile)")
    return sorted(wrong)


def _message_faults(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(strings):
        yield f"not translated: {ids[0]!r}"
        return
    allowed = set().union(*(_fields(text) for text in ids))
    for string in strings:
        if _fields(string) - allowed:
            yield f"holds a field that the text has not: {ids[0]!r}"
        # A form for “one” or “two” may say the number in words; a text without forms keeps all of its fields.
        if len(strings) == 1 and _fields(string) != allowed:
            yield f"lacks a field of the text: {ids[0]!r}"


def _fields(text: str | tuple[str, ...]) -> set[str]:
    texts = text if isinstance(text, tuple) else (text,)
    return {field for one in texts for field in _FIELD.findall(one)}


def _first(text: Any) -> Any:
    return text[0] if isinstance(text, tuple) else text


def _texts() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for folder in ("migrator", "adapters"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for text in _marked(ast.parse(path.read_bytes())):
                yield path.relative_to(ROOT).as_posix(), text
    for pattern, keys, names in PROSE:
        for path in sorted(ROOT.glob(pattern)):
            for text in _prose(tomllib.loads(path.read_text("utf-8")), keys, names):
                yield path.relative_to(ROOT).as_posix(), text


def _marked(tree: ast.AST) -> Iterator[str | tuple[str, ...]]:
    """The texts in calls of `KEYWORDS`, in the order of the code; those inside f-strings too, which Babel passes over."""
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        count = KEYWORDS.get(call.func.id, 0)
        texts = tuple(
            arg.value
            for arg in call.args[:count]
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        )
        if count and len(texts) == count and all(texts):
            yield texts if count > 1 else texts[0]


def _prose(value: Any, keys: frozenset[str], names: frozenset[str]) -> Iterator[str]:
    """The texts below the prose keys, items of lists one by one; tables in `names` keep their titles."""
    if isinstance(value, list):
        for item in value:
            yield from _prose(item, keys, names)
    elif isinstance(value, dict):
        for key, below in value.items():
            if key in keys:
                yield from (text for text in _flat(below) if text)
            yield from _prose(below, keys - {"title"} if key in names else keys, names)


def _flat(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return []


def _update() -> int:
    wanted = template()
    for language in LANGUAGES:
        found = catalog(language)
        found.update(wanted, no_fuzzy_matching=True, update_header_comment=False, keep_user_comments=True)
        found.obsolete.clear()
        found.creation_date = found.revision_date = _FIXED
        po(language).parent.mkdir(parents=True, exist_ok=True)
        with po(language).open("wb") as stream:
            write_po(stream, found, width=110, include_lineno=False, sort_by_file=True)
        missing = sum(
            not all(m.string if isinstance(m.string, tuple | list) else (m.string,)) for m in found if m.id
        )
        print(
            f"{language}: {len(found)} texts, {missing} not translated, {sum(m.fuzzy for m in found if m.id)} fuzzy"
        )
    return _compile()


def _compile() -> int:
    for language in LANGUAGES:
        mo(language).write_bytes(compiled(catalog(language)))
    UNREVIEWED.write_bytes(unreviewed())
    return 0


def _check() -> int:
    wrong = [(language, fault) for language in LANGUAGES for fault in faults(language)]
    for language, fault in wrong:
        print(f"{language}: {fault}")
    return 1 if wrong else 0


if __name__ == "__main__":
    actions = {"update": _update, "compile": _compile, "check": _check}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        raise SystemExit(__doc__)
    raise SystemExit(actions[sys.argv[1]]())
