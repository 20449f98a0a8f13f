"""Finding personal data and secrets in a text.

    finder = Finder(("email", "phone"))
    finder.find("Write to ayse@example.org")     # [Finding("email", 9, 25, "ayse@example.org", …)]

Most texts hold nothing, which one pass over fixed words and three quick patterns tell; only the others are looked at
more closely, and checksums are computed for candidates alone. A finder may be shared and sent to other processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.privacy.finders import (
    births,
    columns,
    email,
    ip,
    national,
    numbers,
    passwords,
    paths,
    postal,
    secrets,
)
from migrator.privacy.finders.names import Names
from migrator.privacy.finding import Candidate, Finding, Taken
from migrator.privacy.kinds import KINDS, LITERAL
from migrator.privacy.lexicon import SEEMS_IP4, SEEMS_IP6, SEEMS_NUMBER, SEEMS_POSTCODE, lexicon
from migrator.privacy.scan import Scan
from migrator.privacy.view import View

_ORDER = (
    "private-key",
    "login",
    "key",
    "password",
    "email",
    "iban",
    "path",
    "card",
    "national",
    "birth",
    "ip",
    "address",
    "phone",
    "name",
    LITERAL,
)
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
LARGEST = 1 << 20
"""Characters that are looked at in one piece; a longer text is cut at line ends."""


class Finder:
    """Finds the `kinds` (names of `kinds.KINDS`), and the `words` of the person's own list as kind `name`."""

    def __init__(self, kinds: Sequence[str] = tuple(KINDS), words: Sequence[str] = ()) -> None:
        self.kinds = frozenset(kinds)
        self.words = tuple(words)
        self._names = Names(words) if "name" in self.kinds and words else None
        self._lexicon = lexicon()

    def __reduce__(self) -> tuple[type[Finder], tuple[tuple[str, ...], tuple[str, ...]]]:
        """How it is sent to another process: what it was made of."""
        return Finder, (tuple(kind for kind in KINDS if kind in self.kinds), self.words)

    def find(self, text: str, *, code: bool = False, label: str | None = None) -> list[Finding]:
        """What is in `text`, in order, none of it overlapping.

        `code`: all of it is code. `label`: what the text is called where it stands, such as a key of JSON; it counts
        as the name of a number in it.
        """
        if len(text) > LARGEST:
            return self._pieces(text, code=code, label=label)
        interesting = (
            self._lexicon.starts_something(text)
            or SEEMS_NUMBER.search(text) is not None
            or SEEMS_POSTCODE.search(text) is not None
            or SEEMS_IP4.search(text) is not None
            or SEEMS_IP6.search(text) is not None
            or (label is not None and text != "" and bool(self._lexicon.named(label)))
        )
        if not interesting and self._names is None:
            return []
        view = View(text, code=code)
        found: list[Candidate] = []
        if interesting:
            matches = self._lexicon.matches(view.text)
            scan = Scan(view, self._lexicon.hits(view.text, matches), self._lexicon, label)
            found.extend(_candidates(scan))
        if self._names is not None:
            found.extend(self._names.find(view.text))
        return self._settled(view, found) if found else []

    def holds(self, text: str, *, code: bool = False) -> bool:
        """Whether there is anything in `text`."""
        return bool(self.find(text, code=code))

    def _settled(self, view: View, found: list[Candidate]) -> list[Finding]:
        kept: list[Candidate] = []
        taken = Taken()
        for one in sorted(found, key=lambda c: (_RANK[c.kind], c.start, c.start - c.end)):
            if one.start < one.end and taken.until(one.start, one.end) is None:
                taken.add(one.start, one.end)
                kept.append(one)
        made: list[Finding] = []
        for one in sorted(kept, key=lambda c: c.start):
            if one.kind not in self.kinds and one.kind != LITERAL:
                continue
            start, end = view.whole(*view.span(one.start, one.end))
            if made and start < made[-1].end:
                continue
            made.append(
                Finding(
                    one.kind,
                    start,
                    end,
                    view.raw[start:end],
                    one.key,
                    one.confidence,
                    _is_bare(view, start, end),
                )
            )
        return made

    def _pieces(self, text: str, *, code: bool, label: str | None) -> list[Finding]:
        found: list[Finding] = []
        at = 0
        while at < len(text):
            end = min(len(text), at + LARGEST)
            if end < len(text):
                cut = max(
                    text.rfind("\n\n", at + LARGEST // 2, end), text.rfind("\n", at + LARGEST // 2, end)
                )
                cut = cut if cut > 0 else text.rfind(" ", at + LARGEST // 2, end)
                end = cut + 1 if cut > 0 else end
            found += [
                one._replace(start=one.start + at, end=one.end + at)
                for one in self.find(text[at:end], code=code, label=label)
            ]
            at = end
        return found


def _candidates(scan: Scan) -> Iterator[Candidate]:
    sorts = scan.sorts
    if "begin" in sorts:
        yield from secrets.private_keys(scan)
    if "at" in sorts:
        yield from email.emails(scan)
        yield from email.logins(scan)
    if "curl" in sorts:
        yield from email.curls(scan)
    if "shape" in sorts:
        yield from secrets.shapes(scan)
    if "secret" in sorts:
        yield from secrets.named(scan)
    if "weak" in sorts:
        yield from secrets.weakly_named(scan)
    yield from columns.columns(scan)
    if "password" in sorts:
        yield from passwords.passwords(scan)
    if "path" in sorts:
        yield from paths.paths(scan)
    if "standin" in sorts:
        yield from literals(scan)
    if not sorts.isdisjoint(postal.SORTS) or SEEMS_POSTCODE.search(scan.text):
        yield from postal.addresses(scan)
    if SEEMS_IP4.search(scan.text) or SEEMS_IP6.search(scan.text):
        yield from ip.ips(scan)
    if "birth" in sorts:
        yield from births.births(scan)
    if SEEMS_NUMBER.search(scan.text) or "national" in sorts:
        yield from numbers.numbers(scan)
        yield from national.lettered(scan)


def literals(scan: Scan) -> Iterator[Candidate]:
    """Text that looks like a stand-in, so that it is never taken for one of ours when values are put back."""
    from migrator.privacy.standins import PATTERN

    for match in PATTERN.finditer(scan.text):
        yield Candidate(LITERAL, *match.span(), match[0])


def _is_bare(view: View, start: int, end: int) -> bool:
    """Whether a number stands in data or code where a stand-in without quotes would break it."""
    text = view.raw
    before = text[:start][-40:].rstrip(" \t\n")
    after = text[end : end + 20].lstrip(" \t\n")
    if not text[start:end].lstrip("-").isdigit() or not before or before[-1] not in ":=,[(":
        return False
    if not (after == "" or after[0] in ",]});#\n" or after.startswith("//")) and not (
        view.in_code(start) and text[end : end + 1] == "\n"
    ):
        return False
    if before[-1] == ":":
        return before[-2:-1] in {'"', "'"} or view.in_code(start)
    return (
        view.in_code(start)
        or (before[-1] == "," and bool(after) and after[0] in ",]}")
        or (before[-1] == "[" and bool(after) and after[0] in ",]")
    )
