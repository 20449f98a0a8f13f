"""The translations: find every text that a person sees, keep the catalogs in step, compile them.

    python scripts/catalogs.py update             new texts into every catalog, gone ones out
    python scripts/catalogs.py rename OLD NEW     keep the translations of a text whose English was corrected
    python scripts/catalogs.py rename FILE        the same for many: a line each, two Python strings with a tab between
    python scripts/catalogs.py compile            .po → .mo, texts that nobody has reviewed (fuzzy) too
    python scripts/catalogs.py check              exit code 1 if a translation is wrong; counts the missing ones
    python scripts/catalogs.py check --release    exit code 1 if one is missing, too

Python code is searched for `_`, `N_` and `ngettext`; TOML files for the keys that hold prose. Needs Babel (the `dev` extra).
"""

from __future__ import annotations

import ast
import datetime as dt
import functools
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.compile_catalogs import LANGUAGES, compile_into, po, read  # noqa: E402 - found above
from scripts.compile_catalogs import SOURCE as LOCALE  # noqa: E402

KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}  # how many texts each takes
# Where prose stands in TOML: files, the keys whose values are read by people, the tables whose titles are names.
PROSE: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (
        "adapters/**/*.toml",
        frozenset({"title", "about", "steps", "limits", "caveats", "text"}),
        frozenset(),
    ),
    ("migrator/app/serving/clients.toml", frozenset({"steps", "notes"}), frozenset()),
    (
        "migrator/leave/content/**/*.toml",
        frozenset(
            {"title", "why", "how", "proof", "note", "question", "explain", "calm", "statement", "authority"}
        ),
        frozenset({"contact", "host", "source"}),
    ),
)
# TOML files whose sentences are not for a catalog: they are data, or letters that stay in their language.
NOT_PROSE = ("migrator/sample/**/*.toml", "migrator/leave/letters.toml")
_SENTENCE = re.compile(r"[A-Z]\w*(?: [^ ]+){3,}[.:!?]")
_FIXED = dt.datetime(
    2026, 11, 21, tzinfo=dt.UTC
)  # a date that changes with every run would be all that changes
_FIELD = re.compile(r"\{[^{}]*\}")


@functools.cache
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
    return read(path, language)


def missing(language: str) -> list[Any]:
    """The texts that a language has no translation for yet: a person sees them in English."""
    found = {message.id: message for message in catalog(language) if message.id}
    return [
        message.id
        for message in template()
        if message.id and (message.id not in found or not all(_strings(found[message.id])))
    ]


def faults(language: str) -> list[str]:
    """What is wrong with the translations that a language has, one line each. A missing one is no fault: see `missing`."""
    return sorted(fault for message in catalog(language) if message.id for fault in _message_faults(message))


def overlooked() -> list[str]:
    """TOML files with English sentences in them that no pattern of `PROSE` finds and `NOT_PROSE` does not name."""
    known = {
        path for pattern in (*(pattern for pattern, _, _ in PROSE), *NOT_PROSE) for path in ROOT.glob(pattern)
    }
    return [
        path.relative_to(ROOT).as_posix()
        for folder in ("migrator", "adapters")
        for path in sorted((ROOT / folder).rglob("*.toml"))
        if path not in known and any(map(_SENTENCE.fullmatch, _all(tomllib.loads(path.read_text("utf-8")))))
    ]


def _all(value: Any) -> Iterator[str]:
    """Every string in a document, whatever its key."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _all(below)


def _message_faults(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = _strings(message)
    if not all(strings):
        return
    allowed = set().union(*(_fields(text) for text in ids))
    for string in strings:
        if _fields(string) - allowed:
            yield f"holds a field that the text has not: {ids[0]!r}"
        # A form for “one” or “two” may say the number in words; a text without forms keeps all of its fields.
        if len(strings) == 1 and _fields(string) != allowed:
            yield f"lacks a field of the text: {ids[0]!r}"


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


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
        _write(language, found)
    return _check(release=False)


def _compile() -> int:
    compile_into(LOCALE)
    return 0


def _rename(pairs: Iterable[tuple[str, str]]) -> int:
    """Keep the translations of texts whose English was corrected; each is unreviewed again."""
    renamed = dict(pairs)
    for language in LANGUAGES:
        found = catalog(language)
        for message in list(found):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            new = tuple(renamed.get(text, text) for text in ids)
            if message.id and new != ids:
                found.delete(message.id)
                found.add(
                    new if isinstance(message.id, tuple) else new[0],
                    message.string,
                    locations=message.locations,
                    flags={*message.flags, "fuzzy"},
                )
        _write(language, found)
    return 0


def _write(language: str, found: Catalog) -> None:
    with po(language).open("wb") as stream:
        write_po(stream, found, width=110, include_lineno=False, sort_by_file=True)


def _check(*, release: bool) -> int:
    wrong = [(language, fault) for language in LANGUAGES for fault in faults(language)]
    for language, fault in wrong:
        print(f"{language}: {fault}")
    untranslated = 0
    for language in LANGUAGES:
        texts = missing(language)
        untranslated += len(texts)
        print(f"{language}: {len(texts)} texts are not translated and appear in English")
        if release:
            for text in texts:
                print(f"{language}: not translated: {text!r}")
    return 1 if wrong or (release and untranslated) else 0


def _main(words: Sequence[str]) -> int:
    match words:
        case ["update"]:
            return _update()
        case ["compile"]:
            return _compile()
        case ["check"] | ["check", "--release"]:
            return _check(release=len(words) == 2)
        case ["rename", old, new]:
            return _rename([(old, new)])
        case ["rename", file]:
            lines = Path(file).read_text("utf-8").splitlines()
            return _rename(tuple(map(ast.literal_eval, line.split("\t"))) for line in lines if line)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
