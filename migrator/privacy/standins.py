"""What stands for a value: `[EMAIL-1]`, counted by first appearance, or a look-alike from a reserved range.

A stand-in is never computed from the value, so nobody can guess their way back. One value always has the same one,
however it is spelt; two values never share one. What stands for what is kept here and goes nowhere by itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from migrator.privacy.finding import Finding
from migrator.privacy.kinds import KINDS, LABELS, LITERAL

Style = Literal["counted", "fake"]
GUARD = "\u2060"
"""Stands behind a stand-in where Markdown would take it for a link's text. Not seen; taken away with the stand-in."""
_LABELS = "|".join(sorted((*LABELS, LITERAL), key=len, reverse=True))
_STAND_IN = rf"(?:{_LABELS})-[0-9]{{1,9}}"
PATTERN = re.compile(rf"(?:\[{_STAND_IN}\]|\\\[{_STAND_IN}\\\]){GUARD}?")
_MAYBE_QUOTED = re.compile(rf'"{PATTERN.pattern}"|{PATTERN.pattern}')
_AREAS = [area for area in range(201, 990) if area % 100 != 11 and area % 10 != 9]


class StandIns:
    """The stand-ins of one archive. `entries`: what each stands for, as first written; `keys`: the value they count as.

    `known` and `keys` are from earlier runs, so that a value keeps its stand-in.
    """

    def __init__(
        self,
        style: Style = "counted",
        known: Mapping[str, str] | None = None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        self.style = style
        self.entries: dict[str, str] = dict(known or {})
        self.keys: dict[str, str] = dict(keys or {})
        self.counts: Counter[str] = Counter()  # how often something of a kind was replaced
        self._used: set[tuple[str, str]] = set()
        self._new: set[str] = set()
        self._of: dict[tuple[str, str], str] = {}
        self._numbers: Counter[str] = Counter()
        self._quoted: set[str] = set()
        for stand_in, key in self.keys.items():
            kind, _colon, rest = key.partition(":")
            self._of[kind, rest] = stand_in.strip('"')
            self._numbers[kind] += not stand_in.startswith('"')

    def of(self, finding: Finding) -> str:
        """What is written in its place."""
        key = (finding.kind, finding.key)
        stand_in = self._of.get(key)
        if stand_in is None:
            stand_in = self._of[key] = self._next(finding)
            self._keep(stand_in, finding)
        self.counts[finding.kind] += 1
        self._used.add(key)
        if finding.bare:
            quoted = f'"{stand_in}"'
            if quoted not in self.entries and stand_in not in self._quoted:
                self._keep(quoted, finding)
            return quoted
        self._quoted.add(stand_in)
        return stand_in

    def added(self) -> tuple[dict[str, str], dict[str, str]]:
        """The entries and keys that came since this was last asked."""
        new, self._new = self._new, set()
        return {s: self.entries[s] for s in self.entries if s in new}, {
            s: self.keys[s] for s in self.keys if s in new
        }

    def values(self) -> Counter[str]:
        """How many different values of each kind this run replaced."""
        return Counter(kind for kind, _key in self._used)

    def restore(self, text: str) -> str:
        """`text` with every value back in its place. What is not in the map stays as it is."""
        return restore(text, self.entries)

    def _keep(self, stand_in: str, finding: Finding) -> None:
        self.entries[stand_in] = finding.value
        self.keys[stand_in] = f"{finding.kind}:{finding.key}"
        self._new.add(stand_in)

    def _next(self, finding: Finding) -> str:
        while True:
            self._numbers[finding.kind] += 1
            number = self._numbers[finding.kind]
            made = _fake(finding, number) if self.style == "fake" else None
            if made is None:
                label = LITERAL if finding.kind == LITERAL else KINDS[finding.kind].label
                made = f"[{label}-{number}]"
            if made not in self.entries and made != finding.value:
                return made


def restore(text: str, entries: Mapping[str, str]) -> str:
    """`text` with each stand-in of `entries` replaced by what it stands for; one with escaped brackets too."""
    if not entries:
        return text
    fakes = sorted((s for s in entries if not PATTERN.fullmatch(s.strip('"'))), key=len, reverse=True)

    def back(match: re.Match[str]) -> str:
        written = match[0]
        if written.startswith('"') and written in entries:
            return entries[written]
        bare = written.strip('"') if written[0] == '"' else written
        name = bare.rstrip(GUARD).replace("\\", "")
        value = entries.get(name)
        if value is None:
            return written
        return f'"{value}"' if written[0] == '"' else value

    quoted = any(s.startswith('"[') for s in entries)
    text = (_MAYBE_QUOTED if quoted else PATTERN).sub(back, text)
    if fakes:
        ends = re.compile(
            "|".join(
                rf"(?<!\w){re.escape(fake)}(?!\w)"
                if fake[-1].isalnum() and fake[0].isalnum()
                else re.escape(fake)
                for fake in fakes
            )
        )
        text = ends.sub(lambda match: entries[match[0]], text)
    return text


def _fake(finding: Finding, n: int) -> str | None:
    """A look-alike that can belong to nobody; None where there is no such range."""
    match finding.kind:
        case "email":
            return f"person{n}@redacted.example"  # RFC 2606
        case "phone":
            return f"+1 {_AREAS[(n - 1) // 100 % len(_AREAS)]}-555-{100 + (n - 1) % 100:04d}"  # 555-0100 to 555-0199: fiction
        case "ip":
            if ":" in finding.value or n > 762:
                return f"2001:db8::{n:x}"  # RFC 3849
            network = ("192.0.2", "198.51.100", "203.0.113")[(n - 1) // 254]  # RFC 5737
            return f"{network}.{(n - 1) % 254 + 1}"
        case "iban":
            return f"GB00 TEST {n // 10**10 % 10**4:04d} {n // 10**6 % 10**4:04d} {n // 100 % 10**4:04d} {n % 100:02d}"  # check digits are never 00
        case "card":
            return f"0000 0000 {n // 10**4 % 10**4:04d} {n % 10**4:04d}"  # no issuer begins with 0
        case "national":
            return f"000-{n // 10**4 % 100:02d}-{n % 10**4:04d}"  # area 000 is never given out
        case "birth":
            return (dt.date(1900, 1, 1) + dt.timedelta(days=n)).isoformat()
        case "address":
            return f"{n} Example Street, Exampletown"
        case "path":
            return f"person{n}"
        case "login":
            return f"person{n}:redacted{n}"
        case "name":
            return f"Person{n}"
        case _:
            return None
