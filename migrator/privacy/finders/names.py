"""Names and words of the person's own list: with endings and prefixes, in any case, as the vault's search folds them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from migrator.privacy.finding import Candidate
from migrator.privacy.lexicon import Automaton
from migrator.shape.fold import plain

_TURKISH = re.compile(
    r"(?:['’ʼ`]?(?:(?:lar|ler)?(?:[ıiuü]?m[ıiuü]z|[ıiuü]n[ıiuü]z|[ıiuü]m|[ıiuü]n|s?[ıiuü])?(?:n?[ıiuü]n|y?[ıiuü]|n?[ae]|y[ae]|n?[dt][ae]n?|[yn]?l[ae]|c[ae]|y?m[ıiuü]ş|y?d[ıiuü]|s[ae]l|l[ıiuü]|s[ıiuü]z|c[ıiuü]k|gil(?:ler)?|ki)?(?:ki|d[ıiuü]r|y[dm][ıiuü]ş?)?)|['’]s|['’]|s['’])"
    r"(?!\w)"
)
_ARABIC_BEFORE = re.compile(r"(?:[وف]?(?:[بلك](?:ال)?|ال|لل)?|[وف]?س?)\Z")
_ARABIC_AFTER = re.compile(r"(?:ها|هم|هما|كم|نا|ه|ك|ي|ة|ات|ين|ان|ون)?(?!\w)")
# English words that are names as well: in small letters they are the word.
_WORDS = frozenset(
    [
        "can",
        "will",
        "may",
        "mark",
        "art",
        "bill",
        "grace",
        "hope",
        "joy",
        "rose",
        "dawn",
        "faith",
        "jack",
        "rob",
        "sue",
        "pat",
        "drew",
        "chase",
        "miles",
        "summer",
        "april",
        "june",
        "august",
        "ray",
        "gene",
        "frank",
        "guy",
        "max",
        "dean",
        "grant",
        "iris",
        "ivy",
        "lily",
        "violet",
        "olive",
        "heather",
        "hazel",
        "amber",
        "ruby",
        "pearl",
        "jade",
        "crystal",
        "angel",
        "star",
        "sky",
        "rain",
        "river",
        "brook",
        "cliff",
        "dale",
        "glen",
        "ward",
        "earl",
        "duke",
        "king",
        "prince",
        "baker",
        "cook",
        "smith",
        "young",
        "long",
        "short",
        "brown",
        "green",
        "black",
        "white",
        "gray",
        "grey",
        "gold",
        "silver",
        "stone",
        "wood",
        "woods",
        "hill",
        "hall",
        "field",
        "love",
        "price",
        "cross",
        "bell",
        "bush",
        "rice",
        "banks",
        "page",
        "sage",
        "jay",
        "robin",
        "martin",
        "major",
        "norm",
        "rich",
        "dick",
        "john",
        "carol",
        "penny",
        "ginger",
        "melody",
        "harmony",
        "victor",
        "wade",
        "lance",
        "bob",
        "don",
        "ken",
        "les",
        "nick",
        "skip",
        "chip",
        "buddy",
        "sonny",
        "sandy",
        "rusty",
        "dusty",
        "misty",
        "stormy",
        "sunny",
        "nova",
        "see",
        "say",
        "let",
        "mine",
        "deniz",
        "umut",
        "barış",
        "güneş",
        "yaprak",
        "bahar",
        "yağmur",
    ]
)


class Names:
    """The list, compiled. Each entry may be of several words; between them any blanks may stand."""

    def __init__(self, words: Sequence[str]) -> None:
        listed: dict[str, str] = {}
        for word in words:
            folded = " ".join(plain(word).split())
            if folded and any(c.isalnum() for c in folded):
                listed.setdefault(folded, word)
        self._folded = list(listed)
        self._listed = list(listed.values())
        self._automaton = Automaton(self._folded) if listed else None

    def find(self, text: str) -> Iterator[Candidate]:
        """Where names of the list stand in `text`."""
        if self._automaton is None:
            return
        folded, places = _folded(text)
        for number, start, end in self._automaton.find(folded):
            first, last = places(start), places(end - 1) + 1
            while last < len(text) and unicodedata.combining(text[last]):
                last += 1
            if not self._stands(text, first, last) or self._is_word(number, text[first:last]):
                continue
            yield Candidate("name", first, last, self._folded[number])

    def _is_word(self, number: int, written: str) -> bool:
        return self._folded[number] in _WORDS and written.islower() and not self._listed[number].islower()

    def _stands(self, text: str, start: int, end: int) -> bool:
        arabic = "\u0600" <= text[start] <= "\u06ff"
        if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            first = start
            while first and text[first - 1].isalnum():
                first -= 1
            if not (arabic and _ARABIC_BEFORE.fullmatch(text[first:start])) and not (
                text[start - 1] == "_" or text[start - 1].isdigit()
            ):
                camel = text[start].isupper() and text[start - 1].islower() and text[start - 1].isascii()
                escape = text[start - 1] in "nrt" and text[start - 2 : start - 1] == "\\"
                if not camel:
                    return escape
        if end >= len(text) or not (text[end].isalnum() or text[end] in "'’ʼ"):
            return True
        if not (text[end].isalpha() or text[end] in "'’ʼ"):
            return True
        return (_ARABIC_AFTER if arabic else _TURKISH).match(
            text.lower() if len(text.lower()) == len(text) else text, end
        ) is not None


def _folded(text: str) -> tuple[str, Callable[[int], int]]:
    if text.isascii():
        lowered = text.lower()
        if "  " not in text and "\n" not in text and "\t" not in text:
            return lowered, int
        pieces = re.sub(r"[ \t]*\n[ \t]*|[ \t]{2,}|\t", lambda m: " " + "\0" * (len(m[0]) - 1), lowered)
        if "\0" not in pieces:
            return pieces, int
        kept = [i for i, c in enumerate(pieces) if c != "\0"]
        return pieces.replace("\0", ""), kept.__getitem__
    out: list[str] = []
    places: list[int] = []
    blank = False
    for at, char in enumerate(text):
        if char.isspace():
            if not blank:
                out.append(" ")
                places.append(at)
            blank = True
            continue
        blank = False
        for one in _fold(char):
            out.append(one)
            places.append(at)
    return "".join(out), places.__getitem__


_KNOWN: dict[str, str] = {}


def _fold(char: str) -> str:
    found = _KNOWN.get(char)
    if found is None:
        if len(_KNOWN) > 50_000:
            _KNOWN.clear()
        found = _KNOWN[char] = "" if unicodedata.category(char) in {"Mn", "Cf"} else plain(char)
    return found
