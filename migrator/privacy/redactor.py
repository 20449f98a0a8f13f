"""The front door of redaction: from a text to the same text without what should not be handed over, and back.

    redactor = Redactor.of(kinds=("email", "phone"), words=("Ayşe",))
    redactor.text("Write to ayse@example.org")      # "Write to [EMAIL-1]"
    redactor.restore("Did you ask [EMAIL-1]?")      # "Did you ask ayse@example.org?"

One redactor serves a whole archive: it is what makes one value have one stand-in everywhere. Code stays valid, JSON still
parses, links of Markdown stay links. Nothing is written anywhere by it; `redactor.stand_ins` is the map.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from migrator.privacy.finder import Finder
from migrator.privacy.finding import Finding
from migrator.privacy.kinds import KINDS, LITERAL
from migrator.privacy.lexicon import lexicon
from migrator.privacy.standins import GUARD, StandIns, Style

_SHORT = 64  # characters of a text in data that is remembered as clean
_MOST = 20_000  # of them
# Ids and times, in which nothing is ever found.
_INERT = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[\d.:Z+-]*|[0-9a-f]{24,64}|"
)


class Redactor:
    """Replaces what `finder` finds by what `stand_ins` says."""

    def __init__(self, finder: Finder, stand_ins: StandIns) -> None:
        self.finder = finder
        self.stand_ins = stand_ins
        self._clean: set[tuple[str | None, str]] = set()

    @classmethod
    def of(
        cls, kinds: Sequence[str] = tuple(KINDS), words: Sequence[str] = (), style: Style = "counted"
    ) -> Redactor:
        """A redactor with an empty map."""
        return cls(Finder(kinds, words), StandIns(style))

    def text(self, text: str, *, code: bool = False, label: str | None = None) -> str:
        """`text` with stand-ins. It is the same object if there is nothing to replace. See `Finder.find`."""
        found = self.finder.find(text, code=code, label=label)
        return self.replaced(text, found) if found else text

    def replaced(self, text: str, found: Sequence[Finding]) -> str:
        """`text` with each of `found` replaced."""
        pieces: list[str] = []
        at = 0
        for one in found:
            pieces.append(text[at : one.start])
            pieces.append(self.stand_ins.of(one))
            if self.stand_ins.style == "counted" or one.kind == LITERAL:
                pieces.append(_guard(text, one, code=False))
            at = one.end
        pieces.append(text[at:])
        return "".join(pieces)

    def value(self, value: Any, label: str | None = None) -> Any:
        """A JSON value with stand-ins in its texts, its keys, and its numbers where their key names them."""
        match value:
            case str():
                return self._known(value, label)
            case bool() | None | float():
                return value
            case int():
                return self._number(value, label)
            case list() | tuple():
                made = [self.value(one, label) for one in value]
                return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
            case dict():
                made_dict = {
                    self._known(key, None) if isinstance(key, str) else key: self.value(
                        one, key if isinstance(key, str) else None
                    )
                    for key, one in value.items()
                }
                same = all(k in value and value[k] is one for k, one in made_dict.items())
                return value if same and len(made_dict) == len(value) else made_dict
            case _:
                return value

    def restore(self, text: str) -> str:
        """`text` with the values back."""
        return self.stand_ins.restore(text)

    def _known(self, text: str, label: str | None) -> str:
        """`text` redacted. What was clean before is not looked at again: data repeats its keys and short values."""
        if len(text) > _SHORT:
            return self.text(text, label=label)
        clean = self._clean
        if (label, text) in clean or _INERT.fullmatch(text):
            return text
        made = self.text(text, label=label)
        if made is text:
            if len(clean) > _MOST:
                clean.clear()
            clean.add((label, text))
        return made

    def _number(self, value: int, label: str | None) -> Any:
        if not 10**6 <= abs(value) < 10**20 or label is None or not lexicon().named(label):
            return value
        text = str(value)
        made = self.text(text, label=label)
        return value if made is text else made


def _guard(text: str, found: Finding, *, code: bool) -> str:
    """What keeps a stand-in from becoming the text of a link, a footnote or a link's definition."""
    del code
    after = text[found.end : found.end + 1]
    if not after or after not in "([:":
        return ""
    if after == ":":
        line = text[text.rfind("\n", 0, found.start) + 1 : found.start]
        return GUARD if not line.strip(" >*-+0123456789.\t") else ""
    return GUARD
