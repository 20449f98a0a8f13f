"""Small pieces of Markdown: a fence around any text, words without markup, a link to anywhere, a folded block."""

from __future__ import annotations

import html
import re

from migrator.shape.markdown.diagrams import still
from migrator.shape.markdown.prose import clean

_TICKS = re.compile(r"`{3,}")
_LANGUAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+#.-]{0,30}")
_MARKUP = re.compile(r"[\\`*_\[\]<#~$^]|&(?=[#A-Za-z])|!(?=\[)|==|%%|(?<=<)%")
_START = re.compile(r"(?:[-+=>:|]|\d{1,9}[.)])")
_SPACES = re.compile(r"\s+")
_NOT_IN_TARGET = re.compile(
    r"[\x00-\x20\x7f-\xa0\"<>\\^`{|}()\[\]\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]"
)
_NOT_ASCII = re.compile(rf"{_NOT_IN_TARGET.pattern}|[^\x00-\x7f]")
_SITE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")
_WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_NO_RTL = bytes(set(range(256)) - set(range(0xD6, 0xE1)) - {0xEF, 0xF0})  # as first byte in UTF-8
_LETTER = re.compile(r"[^\W\d_]")


def fence(text: str, language: str | None = None) -> str:
    """`text` as a block of code, to the character; the fence is longer than any in it.

    A diagram that may load something gets another language (`diagrams`).
    """
    text = clean(text)
    ticks = "```"
    if ticks in text:
        ticks = "`" * (max(map(len, _TICKS.findall(text))) + 1)
    word = language if language and _LANGUAGE.fullmatch(language) else ""
    block = f"{ticks}{word}\n{text}{'' if text.endswith(chr(10)) else chr(10)}{ticks}"
    return still(block) if word else block


def one_line(text: str) -> str:
    """`text` as one line of a text file: blanks in a row are one, and what a file cannot hold is replaced."""
    return _SPACES.sub(" ", clean(text)).strip()


def inline(text: str) -> str:
    """`text` as one line of plain words: everything that could be markup is escaped, also at the start of a line."""
    text = _SPACES.sub(" ", clean(text)).strip()
    if text.isalnum():
        return text
    text = _MARKUP.sub(_escaped, text)
    start = _START.match(text)
    return f"{text[: start.end() - 1]}\\{text[start.end() - 1 :]}" if start else text


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"\\{char}" for char in match[0])


def span(text: str) -> str:
    """`text` on one line as a code span."""
    text = _SPACES.sub(" ", clean(text)).strip()
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    edge = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{ticks}{edge}{text}{edge}{ticks}"


def target(where: str) -> str:
    """A URL or a relative path as the target of a link, in ASCII: what could end it or hide in it is encoded.

    All letters outside ASCII are encoded, not some: programs that decode links (Joplin 3.5.1) leave one that mixes both
    as it is. The name of a site keeps its letters, which are no bytes of a path.
    """
    site = _SITE.match(where)
    kept = site[0] if site else ""
    where = _ENTITY.sub("&amp;", where[len(kept) :])
    return _encoded(_NOT_IN_TARGET, kept) + _encoded(_NOT_ASCII, where)


def _encoded(characters: re.Pattern[str], text: str) -> str:
    return characters.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode("utf-8", "replace")), text)


def path(where: str) -> str:
    """A relative path of a file as the target of a link; `%`, `?` and `#` in it are part of the name."""
    return target(where.replace("%", "%25").replace("?", "%3F").replace("#", "%23"))


def link(words: str, where: str | None) -> str:
    """A link to a page of the web; an address of any other kind is shown and leads nowhere."""
    if where is None:
        return inline(words)
    if not _WEB.match(where):
        return f"{inline(words)} ({span(where)})" if words else span(where)
    return f"[{inline(words) or inline(where)}]({target(where)})"


def folded(summary: str, body: str) -> str:
    """A block that shows its summary and opens on a click. Viewers without that show all of it."""
    words = html.escape(_SPACES.sub(" ", clean(summary)).strip(), quote=False)
    return f"<details>\n<summary>{words}</summary>\n\n{body}\n\n</details>"


def quoted(body: str) -> str:
    """A block of quotation."""
    return "\n".join(f"> {line}" if line else ">" for line in body.split("\n"))


def has_right_to_left(text: str) -> bool:
    """Whether any letter in it is written from right to left."""
    if text.isascii():
        return False
    # All these letters begin with one of few bytes; what has none of them is found out ten times as fast.
    return bool(text.encode("utf-8", "ignore").translate(None, _NO_RTL)) and _RTL.search(text) is not None


def reads_right_to_left(text: str) -> bool:
    """Whether its first letter is: what `dir="auto"` would find."""
    first = _LETTER.search(text)
    return first is not None and _RTL.match(first[0]) is not None
