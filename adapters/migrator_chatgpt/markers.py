r"""An answer's text as Markdown that any home can show: ChatGPT's inline marks resolved.

`resolve` turns citations into links, entities into their names, and takes off what only the vendor's own page
understands, counting it. Formulas stay in the delimiters that the model wrote, `\(…\)`: many homes draw these, and a
writer for one that does not converts them (`migrator.shape.markdown.math`). Promises, each held by a law in the tests: it never raises; a text without
marks is None, at once; no private-use mark is left outside code; every other character stays, in order; its own
output is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from migrator.model import Citation
from migrator.shape.markdown.code_ranges import code_ranges
from migrator.shape.markdown.edits import Edit, applied
from migrator_chatgpt import brackets, fences, private_use
from migrator_chatgpt.links import tags
from migrator_chatgpt.references import References, distinct

_MOST_PASSES = 32  # marks in marks; no text that was ever seen needs a third
_NONE = References({})


class Resolved(msgspec.Struct, frozen=True):
    """A text after its marks.

    `citations` are all sources that the text or its metadata names, each once; `extra["inline"]` is true for those
    that the text links. `dropped` counts what is not in the text any more, by the vendor's word for it. `extra` is
    for the part's own `extra`: `writing` lists what each writing block said of itself.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    dropped: dict[str, int] = {}
    extra: dict[str, Any] = {}


def resolve(text: str, metadata: Mapping[str, Any], *, typed: bool = False) -> Resolved | None:
    """Resolve the marks of one text; None when there is nothing to do.

    `metadata` is the message's own. With `typed` the text is the person's: all of it is then what they typed or pasted, and
    stays, but for marks in a message whose metadata names sources.
    """
    cited = bool(metadata.get("content_references") or metadata.get("citations"))
    if typed and not cited:
        return None
    if not cited and not is_suspect(text, typed=typed):
        return None
    references = References(metadata) if cited else _NONE
    state = _State(text)
    state.pass_over(references, typed=typed)
    for _ in range(_MOST_PASSES):
        if not is_suspect(state.text, typed=typed) or not state.pass_over(_NONE, typed=typed):
            break
    sources = [*state.linked, *references.sources]
    if state.text == text and not sources:
        return None
    linked = {source.url for source in state.linked}
    return Resolved(
        text=state.text,
        citations=tuple(
            msgspec.structs.replace(c, extra={**c.extra, "inline": True})
            if c.url is not None and c.url in linked
            else c
            for c in distinct(sources)
        ),
        dropped=state.dropped,
        extra={"writing": state.writing} if state.writing else {},
    )


class _State:
    """A text on its way, and what was found in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.linked: list[Citation] = []
        self.dropped: dict[str, int] = {}
        self.writing: list[dict[str, str]] = []

    def pass_over(self, references: References, *, typed: bool) -> bool:
        """Resolve each sort of mark once. Whether the text changed."""
        before = self.text
        if references is not _NONE or "entity[" in before or _has_private_use(before):
            self._take(private_use.find(before, references))
        if not typed:
            self._rest(references)
        return self.text != before

    def _rest(self, references: References) -> None:
        if "【" in self.text:
            self._take(brackets.find(self.text, references))
        if ":::" in self.text:
            found = fences.find(self.text)
            self.writing += found.writing
            self.text = applied(self.text, found.edits)
        if "utm_source=chatgpt.com" in self.text:
            code = code_ranges(self.text)
            self.text = applied(self.text, [e for e in tags(self.text) if not code.touch(e[0], e[1])])

    def _take(self, found: private_use.Found) -> None:
        edits: list[Edit] = found.edits
        self.text = applied(self.text, edits)
        self.linked += found.linked
        for kind, count in found.dropped.items():
            self.dropped[kind] = self.dropped.get(kind, 0) + count


def is_suspect(text: str, *, typed: bool) -> bool:
    """Whether anything in `text` could be a mark. Runs on every message of an export: single characters come first."""
    if not text.isascii() and ("【" in text or _has_private_use(text)):
        return True
    if "[" in text and "entity[" in text:
        return True
    return not typed and (":::" in text or ("=" in text and "utm_source=chatgpt.com" in text))


def _has_private_use(text: str) -> bool:
    return (
        "\ue202" in text
        or "\ue203" in text
        or "\ue204" in text
        or "\ue201" in text
        or "\ue205" in text
        or "\ue206" in text
        or "\ue200" in text  # the slowest to look for, its lower byte being zero
    )
