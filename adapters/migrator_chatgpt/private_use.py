"""Marks in private-use characters: `U+E200 kind U+E202 argument … U+E201`, and what is left over of them.

What stands in a mark is an id of a search result, a payload for the vendor's own page, or words. Ids and payloads give
way to the links that the metadata holds for them, or are dropped and counted; words stay, whatever the kind. A mark
without its end loses the private-use characters only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from migrator.model import Citation
from migrator.shape.markdown.code_ranges import Ranges, code_ranges
from migrator.shape.markdown.edits import Edit, alone, beside, removed
from migrator_chatgpt.links import escaped, link, one_line, untagged, web_address
from migrator_chatgpt.references import Reference, References, label

MARK = re.compile("\ue200([^\ue200\ue201]+)\ue201")
PRIVATE = re.compile("[\ue200-\ue206]")

_HEAD = re.compile(r"\s*(?P<kind>[a-z][a-z0-9_]{0,31})\s*(?P<payload>[\[{(].*)?", re.DOTALL)
_IDS = re.compile(r"\s*(?:(?:turn\d+[a-z_]+\d+|L\d+(?:-L?\d+)?|\d+)(?:\s*,\s*|\s+|$))*", re.IGNORECASE)
_LINES = re.compile(r"L\d+(?:-L?\d+)?")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_BARE_ENTITY = re.compile(
    r'(?<!\w)(?:product_)?entity(?P<list>\[\s*"[a-z_]{2,40}"\s*,\s*"(?:[^"\\\n]|\\.)+"[^\]\n]{0,200}\])'
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|“([^”]*)”')
# A mark that was cut short, or that an editor has taken the private-use characters from.
_LEFTOVER = re.compile(
    "(?:[\ue200-\ue206]|cite|filecite|navlist|turn\\d+[a-z_]+\\d+|turn\\d*|L\\d+-L\\d+|,|\\s)+"
)
_ODD_TARGET = re.compile(r"\]\(\s*<?(?!https?://)", re.IGNORECASE)

_NAMES = frozenset({"entity", "product_entity"})
_LINKS = frozenset({"url", "link_title"})
_LISTS = frozenset({"navlist", "nav_list", "i", "image", "images", "image_group"})
# Kinds whose single words mean something to the vendor's page alone. Those of unknown kinds are kept.
_WORDLESS = _LISTS - {"navlist", "nav_list"} | {
    "cite", "filecite", "video", "product", "products", "businesses_map", "finance", "forecast", "schedule", "genui",
    "icon", "calculator", "time", "weather", "sports",
}  # fmt: skip


class Found(msgspec.Struct):
    """What a look through a text gave: the edits to make, the sources linked by them, what was dropped by kind."""

    edits: list[Edit] = []
    linked: list[Citation] = []
    dropped: dict[str, int] = {}

    def drop(self, kind: str) -> None:
        """Count one thing of `kind` that is not in the text any more."""
        self.dropped[kind] = self.dropped.get(kind, 0) + 1


def find(text: str, references: References) -> Found:
    """Look through `text` for marks, for entities that lost their mark, and for stray private-use characters."""
    found = Found()
    code = code_ranges(text, MARK)
    for match in MARK.finditer(text):
        if not code.touch(*match.span()) and not _BLANK_LINE.search(match[1]):
            _resolve(text, match, references.of(*match.span(), match[0]), found)
    taken = Ranges(sorted((start, end) for start, end, _ in found.edits))
    for start, end, new in _others(text, references, found):
        if not code.touch(start, end) and not taken.touch(start, end):
            found.edits.append((start, end, new))
    return found


def _others(text: str, references: References, found: Found) -> Iterator[Edit]:
    if "entity[" in text:
        for match in _BARE_ENTITY.finditer(text):
            name = _name(match["list"])
            if name:
                yield match.start(), match.end(), name
    for reference in references.unusual:
        mark = reference.matched
        if len(mark) > 1 and not MARK.fullmatch(mark) and _LEFTOVER.fullmatch(mark):
            at = _place(text, mark, reference.start)
            if at is not None:
                yield _with_sources(text, at, at + len(mark), reference, found)
    for match in PRIVATE.finditer(text):
        yield match.start(), match.end(), ""


def _place(text: str, mark: str, start: int | None) -> int | None:
    """Where an uncommon mark stands: where its reference says, or, if nothing else could look like it, anywhere."""
    if start is not None and start >= 0 and text.startswith(mark, start):
        return start if PRIVATE.search(mark) or "turn" in mark else None
    at = text.find(mark) if PRIVATE.search(mark) else -1
    return at if at >= 0 else None


def _with_sources(text: str, start: int, end: int, reference: Reference, found: Found) -> Edit:
    if reference.shown:
        found.linked += reference.shown
        return beside(text, start, end, in_brackets(reference.shown))
    found.drop("cite")
    return removed(text, start, end)


def _resolve(text: str, match: re.Match[str], reference: Reference | None, found: Found) -> None:
    """Add the edit for one whole mark, or none if it is no mark that is understood."""
    start, end = match.span()
    head, *arguments = match[1].split("\ue202")
    parsed = _HEAD.fullmatch(head)
    if parsed is None:
        return
    kind = parsed["kind"]
    if parsed["payload"]:
        arguments.insert(0, parsed["payload"])
    if kind in _NAMES:
        name = next((name for name in map(_name, arguments) if name), "") or _told(reference)
        if name:
            found.edits.append((start, end, name))
        return
    if kind in _LINKS:
        new = _titled(arguments, reference, found)
    else:
        new = _cited(text, match, kind, arguments, reference, found)
    if new:
        found.edits.append((start, end, new) if kind in _LINKS else beside(text, start, end, new))
    else:
        found.drop(kind)
        found.edits.append(removed(text, start, end))


def _titled(arguments: list[str], reference: Reference | None, found: Found) -> str:
    """A link that the answer itself wrote: `url(title,address)`, or title, address and ids as arguments."""
    pieces: list[str] = []
    for argument in arguments:
        inner = argument.strip()
        if inner.startswith("(") and inner.endswith(")"):
            pieces += inner[1:-1].rsplit(",", 1)
        else:
            pieces.append(inner)
    address = next((address for address in map(web_address, pieces) if address), None)
    title = next((one_line(piece) for piece in pieces if piece.strip() and not _is_id(piece)), "")
    source = reference.shown[0] if reference is not None and reference.shown else None
    if address is None and source is not None:
        address = source.url
    if not title and source is not None:
        title = label(source)
    if address is not None:
        found.linked.append(Citation(url=address, title=title or None))
        return link(title, address)
    words = [escaped(one_line(piece)) for piece in pieces if piece.strip() and not _is_id(piece)]
    if not words and reference is not None:
        return _alternative(reference)
    return words[0] + "".join(f" ({word})" for word in words[1:]) if words else ""


def _cited(
    text: str,
    match: re.Match[str],
    kind: str,
    arguments: list[str],
    reference: Reference | None,
    found: Found,
) -> str:
    """What a mark that names sources becomes: links, file names, the vendor's own wording, or the words in it."""
    start, end = match.span()
    shown = list(reference.shown) if reference is not None else []
    if not shown:
        shown = [Citation(url=address) for address in map(web_address, arguments) if address]
    words = [one_line(argument) for argument in arguments if _is_words(kind, argument)]
    indent = alone(text, start, end) if kind in _LISTS else None
    if shown:
        found.linked += shown
        if indent is not None:
            return _list(words, shown, indent)
        return " ".join([*words, in_brackets(shown)])
    if reference is not None and reference.files:
        lines = [argument.strip() for argument in arguments if _LINES.fullmatch(argument.strip())]
        return " ".join([*words, f"({', '.join([*map(escaped, reference.files), *lines])})"])
    if not words and reference is not None:
        return _alternative(reference, whole=alone(text, start, end) is not None)
    return " ".join(words)


def in_brackets(sources: list[Citation]) -> str:
    """Sources as they stand behind a statement: `([site](address), [site](address))`."""
    once = {source.url or source.title: source for source in reversed(sources)}
    ordered = [source for source in sources if once.get(source.url or source.title) is source]
    return f"({', '.join(link(label(source), source.url) for source in ordered)})"


def _list(words: list[str], sources: list[Citation], indent: str) -> str:
    lines = [f"- {link(source.title or label(source), source.url)}" for source in sources]
    if words:
        lines = [f"**{escaped(' '.join(words))}**", "", *lines]
    return f"\n{indent}".join(lines)


def _alternative(reference: Reference, *, whole: bool = False) -> str:
    """The vendor's own Markdown for a mark, as plain text if it links to anything but the web."""
    alternative = PRIVATE.sub("", reference.alt)
    if _ODD_TARGET.search(alternative) or "<" in alternative:
        return escaped(one_line(alternative))
    return untagged(alternative if whole else one_line(alternative))


def _told(reference: Reference | None) -> str:
    return (reference.name or one_line(reference.alt)) if reference is not None else ""


def _name(payload: str) -> str:
    """The name in `["people","Ada Lovelace",0]`: the second text, or the only one. "" if there is none."""
    value: Any
    try:
        value = msgspec.json.decode(payload.strip().encode("utf-8", "surrogatepass"))
    except (msgspec.DecodeError, ValueError):
        value = [plain or curly for plain, curly in _QUOTED.findall(payload)]
        if len(value) < 2:  # cut short: the words are kept as they come
            return one_line(re.sub(r"[\[\]\"“”]+", " ", payload))
    if isinstance(value, dict):
        value = [value.get("type"), value.get("name") or value.get("title")]
    if not isinstance(value, list):
        return one_line(value)
    texts = [one_line(item) for item in value]
    return next((text for text in texts[1:] if text), texts[0] if len(texts) == 1 else "")


def _is_id(argument: str) -> bool:
    return _IDS.fullmatch(argument) is not None


def _is_words(kind: str, argument: str) -> bool:
    """Whether an argument of a mark holds words of the answer, not ids, an address or data for the page."""
    bare = argument.strip()
    if not bare or bare[0] in "[{" or _is_id(bare) or web_address(bare) is not None:
        return False
    return kind not in _WORDLESS or any(char.isspace() for char in bare)
