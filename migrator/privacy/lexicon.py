"""The first look: one automaton over all fixed words that a value begins with or stands beside, and four quick patterns.

Most texts hold nothing, and are told from the others in one pass. `cues.toml` and `secrets.toml` hold the words.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files
from typing import Any, NamedTuple

import ahocorasick_rs


class Hit(NamedTuple):
    """A word of the lexicon in a text: its class (`phone`, `national`, `shape` …), which one of it, and where."""

    sort: str
    which: int
    start: int
    end: int


_CUES_ONLY = {
    "phone",
    "card",
    "iban",
    "ip",
    "version",
    "not",
}  # say what stands beside them, and start nothing
NAMES = frozenset({"phone", "card", "iban", "birth", "address", "password", "secret", "national", "ip"})
"""The classes of cues that say what a value is."""
_WITH_DIGITS = frozenset({"street", "address", "national", "birth", "secret", "weak"})
_NO_GAP = re.compile(r"[^\s\"'`,;)]{6}")
_NEAR = 120  # characters in which a digit must be for a word that names a number, or a street, to matter
_ACRONYMS = frozenset({"id", "tc", "t.c.", "vat", "nhs", "ni", "api", "ip", "pan", "ssn", "iban", "aws"})
_CAPITALS = str.maketrans({"i": "İ", "ı": "I"})
_PLAIN_ALIF = str.maketrans("أإآ", "ااا")
_FIXED = {
    "at": ["@", "%40", "\\u0040", "&#64;", "&#x40;", "＠", "[at]", "(at)"],
    "path": ["/home/", "/Users/", "\\Users\\", "\\users\\", "Documents and Settings\\", "%2FUsers%2F", "%2Fhome%2F"],
    "curl": ["curl "],
    "begin": ["-----BEGIN", "PuTTY-User-Key-File", "---- BEGIN"],
    "street-before": [
        "Street", "street", " St,", " St.", " St ", "Avenue", " Ave", "Road", " Rd", "Boulevard", "Blvd", " Lane", " Ln", " Drive", " Dr,", " Dr ", " Dr.", " Court", " Ct,", " Way",
        " Place", "Square", "Terrace", "Parkway", "Pkwy", "Circle", "Highway", "Hwy", " Close", "Crescent", "Gardens", "Grove", " Mews", " Hill", " Row", " Walk", "Broadway", "District", "Dist.",
        "rue ", "Rue ", "avenue ", "boulevard ", "place ", "chemin ", "impasse ", "allée", "quai ", "route de", "cours ",
    ],
    "street-behind": [
        "straße ", "strasse ", "Straße ", "Strasse ", "str. ", "Str. ", "weg ", "Weg ", "platz ", "Platz ", "allee ", "Allee ", "gasse ", "Gasse ", "ufer ", "damm ", "ring ", "steig ", "markt ", "Markt ", "hof ", "Ring ",
        "P.O. Box ", "PO Box ", "Postfach ", "Linden ",
    ],
    "street": [
        "Mah", "mah.", "mahallesi", "Cad", "cad.", "caddesi", "Sok", "sok.", "sokak", "sokağı", "Sk.", "Bulvar", "bulvar", "Blv", "Sitesi", "شارع", "طريق", " حي ", "حي ", "ص.ب", "صندوق بريد", "مبنى", "عمارة",
    ],
    "standin": ["[EMAIL-", "[PHONE-", "[IP-", "[ADDRESS-", "[IBAN-", "[CARD-", "[ID-", "[BIRTH-", "[KEY-", "[PRIVATE-KEY-", "[PASSWORD-", "[LOGIN-", "[USER-", "[NAME-", "[POSITION-", "[METADATA-", "[TEXT-"],
    "coded": ["\\u06", "\\u00", "\\u01", "%2B", "%2b"],
}  # fmt: skip

D = r"[0-9\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]"
_DIGIT = re.compile(D)
SEEMS_NUMBER = re.compile(rf"{D}(?:[^\w\n]{{0,4}}\n?[ \t>-]?{D}){{6,}}")
SEEMS_POSTCODE = re.compile(r",[ \n](?:[A-Z]{2}[ ]\d{5}\b|[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}\b)")
SEEMS_IP4 = re.compile(rf"\.{D}{{1,3}}\.{D}")
SEEMS_IP6 = re.compile(r":[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}")


_HALVES = re.compile("[\ud800-\udfff]")


class Automaton:
    """All of some words in one pass; the longest where several begin at one place."""

    def __init__(self, words: list[str]) -> None:
        self._made = ahocorasick_rs.AhoCorasick(
            words,
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            # A DFA finds a fifth faster, and takes 34 MB and 80 ms to make where this takes 1 MB and 10 ms.
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """The words in `text`, as (number, start, end). Halves of surrogate pairs, which are no text, are passed over."""
        try:
            found: list[tuple[int, int, int]] = self._made.find_matches_as_indexes(text)
        except UnicodeEncodeError:
            found = self._made.find_matches_as_indexes(_HALVES.sub("\ufffd", text))
        return found


class Lexicon:
    """All words, compiled."""

    def __init__(self) -> None:
        cues = tomllib.loads(_read("cues.toml"))
        secrets = tomllib.loads(_read("secrets.toml"))
        self.national: list[dict[str, Any]] = cues["national"]
        self.months: list[str] = cues["months"]
        self.shapes: list[list[tuple[re.Pattern[str] | None, re.Pattern[str]]]] = []
        words: dict[str, tuple[str, int]] = {}
        for number, one in enumerate(self.national):
            for name in one["names"]:
                for spelled in _spellings(name):
                    words.setdefault(spelled, ("national", number))
        for sort in (
            "birth",
            "password",
            "secret",
            "weak",
            "address",
            "iban",
            "card",
            "phone",
            "ip",
            "version",
            "not",
        ):
            for cue in cues["cues"][sort]:
                for spelled in _spellings(cue):
                    words.setdefault(spelled, (sort, 0))
        for sort, fixed in _FIXED.items():
            for word in fixed:
                words[word] = (sort, 0)
        places: dict[str, int] = {}
        for shape in secrets["shapes"]:
            at = shape["at"]
            if at not in places:
                places[at] = len(self.shapes)
                self.shapes.append([])
                words[at] = ("shape", places[at])
            before = re.compile(rf"(?<![A-Za-z0-9])(?:{shape['before']})\Z") if "before" in shape else None
            self.shapes[places[at]].append((before, re.compile(shape["then"], re.IGNORECASE)))
        self._words = list(words.values())
        self._only_behind = {
            number
            for number, (sort, which) in enumerate(self._words)
            if sort == "shape" and all(before is not None for before, _then in self.shapes[which])
        }
        self._before = {
            number
            for number, (sort, which) in enumerate(self._words)
            if sort == "shape" and any(before is not None for before, _then in self.shapes[which])
        }
        self._sorts = [sort for sort, _which in self._words]
        self._short = {
            n for n, word in enumerate(words) if len(word) <= 4 and word.isalpha() and word.isascii()
        }
        self._labels: dict[str, frozenset[str]] = {}
        self._cue = {n for n, sort in enumerate(self._sorts) if sort not in {*_FIXED, "shape"}}
        every = list(words)
        self._first = [number for number, sort in enumerate(self._sorts) if sort not in _CUES_ONLY]
        self._quick = Automaton([every[number] for number in self._first])
        self._automaton = Automaton(every)

    def named(self, label: str) -> frozenset[str]:
        """The classes of what a key or a heading names; empty for most."""
        found = self._labels.get(label)
        if found is None:
            if len(self._labels) > 10_000:
                self._labels.clear()
            hits = self.hits(label, self.matches(label))
            found = self._labels[label] = frozenset(hit.sort for hit in hits) & NAMES
        return found

    def matches(self, text: str) -> list[tuple[int, int, int]]:
        """The words in `text`, as (number, start, end)."""
        return self._automaton.find(text)

    def starts_something(self, text: str) -> bool:
        """Whether there is a word that a value may begin with, or that names one."""
        first = self._first
        for number, start, end in self._quick.find(text):
            if self._may_start(text, first[number], start, end):
                return True
        return False

    def _may_start(self, text: str, number: int, start: int, end: int) -> bool:
        sort = self._sorts[number]
        if number in self._cue and not _stands(text, start, end, whole=number in self._short):
            return False
        if sort == "shape":
            before = text[start - 1] if start else " "
            bound = (
                not (before.isalnum() or before == "_")
                or text[start] in ".-_:"
                or text[start - 2 : start - 1] == "\\"
            )
            if number in self._before:
                shapes = self.shapes[self._words[number][1]]
                if any(
                    lead is not None and lead.search(text, max(0, start - 60), start)
                    for lead, _then in shapes
                ):
                    return True
            return bound and _NO_GAP.match(text, end) is not None and number not in self._only_behind
        if sort == "street-behind":
            return _DIGIT.match(text, end) is not None
        if sort == "street-before":
            return _DIGIT.search(text, max(0, start - 40), start) is not None
        if sort in _WITH_DIGITS:
            return _DIGIT.search(text, max(0, start - _NEAR), end + _NEAR) is not None
        return True

    def hits(self, text: str, matches: list[tuple[int, int, int]]) -> list[Hit]:
        """Those words that stand as words, in order."""
        return [
            Hit(*self._words[number], start, end)
            for number, start, end in matches
            if number not in self._cue or _stands(text, start, end, whole=number in self._short)
        ]


def _stands(text: str, start: int, end: int, *, whole: bool) -> bool:
    """Whether a cue is a word, or one inside a name such as customer_phone or userPhone; endings are allowed."""
    first = text[start]
    if start and (before := text[start - 1]).isalpha():
        if "\u0600" <= first <= "\u06ff":
            if before not in "وفبلكا" or (
                start > 1 and text[start - 2].isalpha() and text[start - 2] not in "وبلا"
            ):
                return False
        elif not (first.isupper() and before.islower()) and not (
            end - start >= 6 and before.isupper() and text[start:end].isupper()  # PGPASSWORD
        ):
            return False
    if end < len(text) and (after := text[end]).isalpha():
        if whole and not (after.isupper() and text[end - 1].islower()):
            return False
        if (
            first.isascii()
            and first.isupper()
            and text[end - 1].isupper()
            and after.islower()
            and end - start > 1
        ):
            return False
    return True


def _spellings(cue: str) -> set[str]:
    plain = {cue, cue.translate(_PLAIN_ALIF)}
    if cue.isascii() and " " in cue:
        parts = cue.split()
        plain |= {
            cue.replace(" ", "_"),
            cue.replace(" ", "-"),
            parts[0] + "".join(p.capitalize() for p in parts[1:]),
            "".join(parts),
        }
        plain.add("".join(p.capitalize() for p in parts))
    if cue.isascii() and "-" in cue:
        plain |= {cue.replace("-", "_"), cue.replace("-", " "), cue.replace("-", "")}
    spelled = set(plain)
    for one in plain:
        words = one.split(" ")
        if len(words) > 1 and any(word in _ACRONYMS for word in words):
            spelled.add(" ".join(word.upper() if word in _ACRONYMS else word for word in words))
            spelled.add(" ".join(word.upper() if word in _ACRONYMS else word.capitalize() for word in words))
    for one in plain:
        spelled |= {
            one[0].upper() + one[1:],
            one.upper(),
            one.translate(_CAPITALS).upper(),
            one.translate(_CAPITALS)[0].upper() + one[1:],
        }
        if " " in one:
            spelled.add(" ".join(word[0].upper() + word[1:] for word in one.split()))
            spelled.add(" ".join(word.translate(_CAPITALS)[0].upper() + word[1:] for word in one.split()))
    return {one for one in spelled if one}


def _read(name: str) -> str:
    return (files("migrator.privacy") / name).read_text(encoding="utf-8")


@functools.cache
def lexicon() -> Lexicon:
    """The lexicon; made once a process, when it is first needed."""
    return Lexicon()
