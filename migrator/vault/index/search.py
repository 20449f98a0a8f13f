"""Finding messages by their words, the best first, each with the place where it was found."""

from __future__ import annotations

import re

import msgspec

from migrator.shape.fold import fold, plain, variants, words
from migrator.vault.index.connection import Connection, told

# Words with the marks that stand on their letters, which \w does not take for parts of a word.
_TOKEN = re.compile(
    r"[\w\u00ad\u061c\u200d-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff"  # invisible inside a word
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903"
    r"\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u20d0-\u20ff\u302a-\u302f\u3099\u309a]+"
)
_AROUND = 60  # characters on either side of what was found
_FAR = 200_000  # how far into a message a snippet is looked for
_COMMON = 20_000  # messages; words that are in more of them say little, and weighing each takes seconds

_BEST = (
    "SELECT m.conversation, m.id, c.title, coalesce(m.created, c.first, c.created), m.body"
    " FROM (SELECT rowid, rank FROM search WHERE search MATCH ? ORDER BY rank LIMIT ? OFFSET ?) s"
    " JOIN message m ON m.number = s.rowid JOIN conversation c ON c.id = m.conversation ORDER BY s.rank"
)
_ANY = (
    "SELECT m.conversation, m.id, c.title, coalesce(m.created, c.first, c.created), m.body"
    " FROM (SELECT rowid FROM search WHERE search MATCH ? LIMIT ? OFFSET ?) s"
    " JOIN message m ON m.number = s.rowid JOIN conversation c ON c.id = m.conversation ORDER BY m.number"
)


class Hit(msgspec.Struct, frozen=True):
    """A message that was found. `snippet` is a piece of it, one line; `marks` are where the words stand in that."""

    conversation: str
    message: str
    title: str | None
    created: str | None
    snippet: str
    marks: tuple[tuple[int, int], ...]


def search(
    connection: Connection, query: str, *, limit: int = 50, offset: int = 0, prefix: bool = False
) -> tuple[list[Hit], int]:
    """The messages that hold all words of `query`, and how many there are; if they are very many, in no order.

    With `prefix` the last word may be the beginning of one, as while a person types. No words: nothing.
    """
    wanted = words(query)
    if not wanted:
        return [], 0
    match = match_of(wanted, prefix=prefix)
    with told():
        total = connection.execute("SELECT count(*) FROM search WHERE search MATCH ?", (match,)).fetchone()[0]
        found = connection.execute(_BEST if total <= _COMMON else _ANY, (match, limit, offset)).fetchall()
    keys = keys_of(query)
    return [_hit(values, keys, prefix=prefix) for values in found], total


def keys_of(query: str) -> list[str]:
    """The words of a query as `spots` looks for them."""
    return [key for word in words(query) for key in _TOKEN.findall(plain(word))]


def holding(connection: Connection, query: str, *, prefix: bool = False) -> set[str]:
    """The ids of the conversations in which `search` finds something, all of them."""
    wanted = words(query)
    if not wanted:
        return set()
    with told():
        found = connection.execute(
            "SELECT DISTINCT m.conversation FROM search s JOIN message m ON m.number = s.rowid WHERE search MATCH ?",
            (match_of(wanted, prefix=prefix),),
        ).fetchall()
    return {conversation for (conversation,) in found}


def match_of(wanted: list[str], *, prefix: bool = False) -> str:
    """The query for FTS5: every word, each as a phrase in any of the forms in which it counts as found."""
    last = len(wanted) - 1
    asked = []
    for number, word in enumerate(wanted):
        ending = "*" if prefix and number == last else ""
        phrases = [f'"{form}"{ending}' for form in _forms(word)]
        asked.append(phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})")
    return " AND ".join(asked)


def _forms(word: str) -> tuple[str, ...]:
    folded = fold(word).replace('"', " ").replace("\0", " ")
    tokens = _TOKEN.findall(folded)
    return variants(tokens[0]) if len(tokens) == 1 else (folded,)


def _hit(values: tuple[str, str, str | None, str | None, str], keys: list[str], *, prefix: bool) -> Hit:
    conversation, message, title, created, body = values
    found = spots(body, keys, prefix=prefix)
    middle = found[0] if found else (0, 0)
    start, end = max(0, middle[0] - _AROUND), min(len(body), max(middle[1], middle[0]) + _AROUND)
    start = _at_blank(body, start, middle[0])
    piece = body[start:end]
    before, after = ("…" if start else ""), ("…" if end < len(body) else "")
    marks = tuple(
        (a - start + len(before), b - start + len(before)) for a, b in found if start <= a and b <= end
    )
    one_line = re.sub(r"[\r\n\t]", " ", piece)
    return Hit(conversation, message, title, created, f"{before}{one_line}{after}", marks)


def _at_blank(body: str, start: int, end: int) -> int:
    """Begin at a word, if one begins soon enough."""
    blank = body.find(" ", start, end) if start else -1
    return start if blank < 0 or blank - start > _AROUND // 3 else blank + 1


def spots(body: str, keys: list[str], *, prefix: bool = False) -> list[tuple[int, int]]:
    """Where `keys` (folded by `shape.fold.plain`) stand in a text as it was written, at most fifty places.

    As whole words; if none of them stands so anywhere, also inside words. With `prefix` the last one may begin a word.
    """
    return _spots(body, keys, keys[-1:] if prefix else []) or _spots(body, keys, keys)


def _spots(body: str, keys: list[str], inside: list[str]) -> list[tuple[int, int]]:
    within = {
        *inside,
        *(key for key in keys if " " in fold(key)),
    }  # written without blanks: a word stands in a run
    forms = {form: key for key in reversed(keys) for form in reversed(variants(key))}
    found: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(body, 0, _FAR):
        folded = plain(token[0])
        for key in keys:
            at = folded.find(key)
            if at < 0 and forms.get(folded) == key:  # typed with the article, found without it
                found.append((token.start(), token.end()))
                break
            if at < 0 or (folded not in forms and key not in within):
                continue
            same = len(folded) == len(token[0])
            found.append(
                (token.start() + at, token.start() + at + len(key)) if same else (token.start(), token.end())
            )
            break
        if len(found) >= 50:
            break
    return found
