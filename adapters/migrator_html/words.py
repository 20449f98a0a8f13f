"""The word index: which chats hold a word, in shards that the page loads when a word's beginning is typed.

A word is a run of letters, digits and marks in the folded form (`folding`). Scripts that are written without blanks
count each character as a word. A shard is gzip of: the length of its header (4 bytes, little-endian), the header (JSON:
`w` the words in the order of their code points, `n` how many chats hold each, `z` the bytes of each number, "1", "2" or
"4"), then for each word the numbers of its chats as differences, the first one from -1, little-endian.
"""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Iterator

import msgspec
import orjson

from migrator_html import folding

LONGEST = 40
"""Characters of a word that are indexed; the page cuts what is looked for in the same way."""

_SHARD = 300_000  # bytes of numbers in a shard
_ALNUM = bytes(ord(chr(n).lower()) if chr(n).isalnum() else 0x20 for n in range(0x80)) + bytes(
    range(0x80, 0x100)
)


class Found(msgspec.Struct, frozen=True):
    """The words of one chat, as bytes with blanks between: `plain` in ASCII, `other` still to be folded."""

    plain: bytes
    other: bytes


def found(texts: list[str]) -> Found:
    """The words of the texts of one chat. Runs on another core, so what it returns is small to send."""
    data = "\n".join(texts).encode("utf-8", "replace")
    tokens = set(data.translate(_ALNUM).split())
    if data.isascii():
        return Found(b" ".join(tokens), b"")
    plain = [token for token in tokens if token.isascii()]
    return Found(b" ".join(plain), b" ".join(token for token in tokens if not token.isascii()))


class Shard(msgspec.Struct, frozen=True):
    """One shard: its first and last word, and its bytes before they are packed."""

    first: str
    last: str
    data: bytes


class Index:
    """Gathers the words of all chats, which come in order, numbered from 0."""

    def __init__(self) -> None:
        self._chats: dict[bytes, list[int]] = {}
        self._folded: dict[bytes, tuple[list[int], ...]] = {}
        self._count = 0

    def add(self, words: Found) -> None:
        """The words of the next chat."""
        number = self._count
        self._count += 1
        chats = self._chats
        for word in words.plain.split():
            if word in chats:
                chats[word].append(number)
            elif len(word) <= LONGEST:
                chats[word] = [number]
            else:
                self._long(word, number)
        for token in words.other.split():
            lists = self._folded.get(token)
            if lists is None:
                lists = self._folded[token] = self._lists(token)
            for numbers in lists:
                if not numbers or numbers[-1] != number:
                    numbers.append(number)

    def _long(self, word: bytes, number: int) -> None:
        numbers = self._chats.setdefault(word[:LONGEST], [])
        if not numbers or numbers[-1] != number:
            numbers.append(number)

    def _lists(self, token: bytes) -> tuple[list[int], ...]:
        words = {word[:LONGEST].encode() for word in folding.words(token.decode("utf-8", "replace"))}
        return tuple(self._chats.setdefault(word, []) for word in sorted(words))

    def shards(self) -> Iterator[Shard]:
        """All shards, in order of their words."""
        run: list[bytes] = []
        counts: list[int] = []
        sizes: list[str] = []
        data: list[bytes] = []
        size = 0
        for word in sorted(self._chats):
            numbers = self._chats[word]
            steps = list(map(operator.sub, numbers, itertools.chain((-1,), numbers)))
            widest = max(steps)
            code = "B" if widest < 1 << 8 else "H" if widest < 1 << 16 else "I"
            packed = _packed(code, steps)
            run.append(word)
            counts.append(len(steps))
            sizes.append(str(array(code).itemsize))
            data.append(packed)
            size += len(packed) + len(word)
            if size >= _SHARD:
                yield _shard(run, counts, sizes, data)
                run, counts, sizes, data, size = [], [], [], [], 0
        if run:
            yield _shard(run, counts, sizes, data)


def _packed(code: str, steps: list[int]) -> bytes:
    if code == "B":
        return bytes(steps)
    numbers = array(code, steps)
    if _BIG_ENDIAN:
        numbers.byteswap()
    return numbers.tobytes()


_BIG_ENDIAN = array("H", [1]).tobytes() == b"\x00\x01"


def _shard(run: list[bytes], counts: list[int], sizes: list[str], data: list[bytes]) -> Shard:
    words = [word.decode() for word in run]
    header = orjson.dumps({"w": " ".join(words), "n": counts, "z": "".join(sizes)})
    return Shard(words[0], words[-1], b"".join([len(header).to_bytes(4, "little"), header, *data]))
