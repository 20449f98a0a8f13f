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
from collections import defaultdict, deque
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


def found(texts: list[str]) -> list[bytes]:
    """The words of the texts of one chat, each once: in small ASCII letters, otherwise as they stand."""
    return list(set("\n".join(texts).encode("utf-8", "replace").translate(_ALNUM).split()))


class Shard(msgspec.Struct, frozen=True):
    """One shard: its first and last word, and its bytes before they are packed."""

    first: str
    last: str
    data: bytes


class Index:
    """Gathers the words of all chats, which come in order, numbered from 0.

    Words are folded at the end, each once. Until then nothing is done for a word in a chat but one look-up and one
    `append`, in C: there are about a hundred thousand of them in a megabyte of text.
    """

    def __init__(self) -> None:
        self._chats: defaultdict[bytes, list[int]] = defaultdict(list)
        self._count = 0

    def add(self, words: list[bytes]) -> None:
        """The words of the next chat."""
        lists = map(self._chats.__getitem__, words)
        deque(map(list.append, lists, itertools.repeat(self._count)), maxlen=0)
        self._count += 1

    def _folded(self) -> dict[bytes, list[int]]:
        """The chats of each word in its folded form."""
        plain: dict[bytes, list[int]] = {}
        others: defaultdict[bytes, list[list[int]]] = defaultdict(list)
        while self._chats:
            word, numbers = self._chats.popitem()
            if word.isascii() and len(word) <= LONGEST:
                plain[word] = numbers
            else:
                forms = folding.words(word.decode("utf-8", "replace"))
                for form in {form[:LONGEST].encode() for form in forms}:
                    others[form].append(numbers)
        for word, lists in others.items():
            all_lists = [*lists, plain[word]] if word in plain else lists
            plain[word] = all_lists[0] if len(all_lists) == 1 else sorted(set().union(*all_lists))
        return plain

    def shards(self) -> Iterator[Shard]:
        """All shards, in order of their words."""
        run: list[bytes] = []
        counts: list[int] = []
        sizes: list[str] = []
        data: list[bytes] = []
        size = 0
        for word, numbers in sorted(self._folded().items()):
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
