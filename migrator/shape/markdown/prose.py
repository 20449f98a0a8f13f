r"""Markdown from a chat, made harmless: its formatting stays, and nothing in it can run, load or forge.

Outside of code, a backslash goes before

* `<`, where it could begin a tag, a comment or the like: the reader sees the tag as text. Addresses in `<…>` stay;
* `![`, because a viewer would load the picture from wherever the text says: the files of a chat are parts, not text;
* the `]` of a link to anything but the web or a mail address (`javascript:`, `file:`, another program);
* a heading that looks like one of the headings that mark whose turn it is (`marks`).

CommonMark removes the backslash again, so that what is shown is the text itself. Code is left alone: fences, indented
code, and spans whose ends are beyond doubt. Where a span's ends are in doubt, it is treated as prose; then a backslash
too many may show in it, which is the price for never letting a tag through.

A fence that is open at the end is closed. Line ends become `\n`.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from migrator.shape.markdown.blocks import blocks
from migrator.text import storable

_HARMLESS = r"(?:https?|mailto|tel|ftps?|sandbox):"
_TARGET = rf"[ \t]*<?(?!{_HARMLESS})[^\s)>/?#]{{0,100}}?(?::|&[#A-Za-z]|\\|%)"
_SUSPECT = re.compile(
    rf"<[A-Za-z/!?]|!\[|\]\((?:{_TARGET}|[ \t]*$)|\]:(?:{_TARGET}|[ \t]*$)", re.MULTILINE | re.IGNORECASE
)
_TOKEN = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)"
    r"|(?P<math>\$\$?(?![\s$])(?:[^`$<\\!\]]|\\[^`]|!(?!\[)|\](?![(:])|<(?![A-Za-z/!?])|<[A-Za-z][A-Za-z0-9-]*(?![A-Za-z0-9\s/>:+.@-]))+?(?<!\s)\$\$?(?!\d))"
    r"|(?P<address><(?:https?://|mailto:)[^\s<>`]*>)"
    r"|(?P<tag><(?=[A-Za-z/!?]))"
    r"|(?P<image>!(?=\[))"
    rf"|(?P<link>\](?=\((?:{_TARGET}|[ \t]*$)))"
    rf"|(?P<definition>\](?=:(?:{_TARGET}|[ \t]*$)))",
    re.IGNORECASE,
)
_FENCE_MARK = re.compile(r"^(.*?)(`{3,}|~{3,})(.*)$", re.MULTILINE)
_BEFORE = r"[ \t>*+\-\d.)]*"  # whatever opens a quote or a list item
_PREFIX = re.compile(r"(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*")
_UNDERLINE = re.compile(r"^[ \t>]*(?:-+|=+)[ \t]*$")
_DEFINITION = re.compile(r"[ \t>*+\-\d.)]*\[[^\]]*\]:")


class Prose(msgspec.Struct, frozen=True):
    """The text to write; whether markup in it was made harmless, and whether characters were replaced."""

    text: str
    changed: bool = False
    replaced: bool = False


def prose(text: str, marks: tuple[str, ...] = ()) -> Prose:
    """`text` as Markdown that may stand between any other blocks; `marks` are the words that begin our headings."""
    whole = clean(text)
    replaced = whole is not text and whole.count("\ufffd") > text.count("\ufffd")
    fenced = "```" in whole or "~~~" in whole
    forged = bool(marks) and _forged(marks).search(whole) is not None
    if not fenced and not forged and not _SUSPECT.search(whole):
        return Prose(whole, replaced=replaced)
    done = _simple(whole) if fenced and not forged else None
    if done is None:
        done = _thorough(whole, marks)
    return Prose(done, done.rstrip("`~\n") != whole.rstrip("`~\n"), replaced)


def clean(text: str) -> str:
    """`text` as a text file can hold it: line ends are newlines, NUL and unpaired surrogates become U+FFFD."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if text.isascii() else storable(text)


@cache
def _forged(marks: tuple[str, ...]) -> re.Pattern[str]:
    """A heading that begins with one of the marks, or a line that does and may become one by an underline below."""
    words = "|".join(re.escape(mark) for mark in marks)
    below = rf"(?:[^\n]+\n)*?{_BEFORE}(?:-+|=+)[ \t]*$"
    return re.compile(rf"^{_BEFORE}(?:#{{1,6}}[ \t]+(?:{words})|(?:{words})[^\n]*\n{below})", re.MULTILINE)


def _simple(text: str) -> str | None:
    """The text if nothing in it is suspicious but in plain fences at the left edge; None if one must look closer."""
    fence = ""
    start = 0
    for match in _FENCE_MARK.finditer(text):
        before, ticks, after = match.groups()
        if fence:
            if not before and ticks.startswith(fence) and not after.strip(" \t"):
                fence, start = "", match.end()
            continue
        if before or (ticks[0] == "`" and "`" in after):
            return None
        if _SUSPECT.search(text, start, match.start()):
            return None
        fence = ticks
    if fence:
        return f"{text}\n{fence}"
    return None if _SUSPECT.search(text, start) else text


def _thorough(text: str, marks: tuple[str, ...]) -> str:
    lines = text.split("\n")
    if marks:
        lines = _unforged(lines, marks)
    found = blocks(lines)
    out = list(lines)
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and not found.code[end] and lines[end].strip(" \t"):
            end += 1
        if end > start:
            _paragraph(out, start, end)
        start = max(end, start + 1)
    if found.open:
        out.append(found.open)
    return "\n".join(out)


def _unforged(lines: list[str], marks: tuple[str, ...]) -> list[str]:
    """A backslash before each heading that looks like ours, and before each underline that might make one."""
    code = blocks(lines).code
    out = list(lines)
    begun = False  # a mark began a paragraph that goes on
    for n, line in enumerate(lines):
        bare = _PREFIX.sub("", line, count=1)
        at = len(line) - len(bare)
        if code[n] or not line.strip(" \t"):
            begun = False
        elif bare.startswith("#") and bare.lstrip("#").lstrip(" \t").startswith(marks):
            out[n] = f"{line[:at]}\\{bare}"
        elif begun and _UNDERLINE.search(line):
            end = len(line) - len(line.lstrip(" \t>"))
            out[n] = f"{line[:end]}\\{line[end:]}"
        else:
            begun = begun or bare.startswith(marks)
    return out


def _paragraph(out: list[str], start: int, end: int) -> None:
    """Lines that an inline construct might span: all with spans, or, if any line's spans are in doubt, none."""
    if not any(_SUSPECT.search(line) for line in out[start:end]):
        return
    certain: list[str] = []
    for line in out[start:end]:
        new = _line(line, spans=True)
        if new is None:
            out[start:end] = [_line(each, spans=False) or each for each in out[start:end]]
            return
        certain.append(new)
    out[start:end] = certain


def _line(line: str, *, spans: bool) -> str | None:
    """One line of prose with backslashes where they are needed; None if `spans` and a span's ends are in doubt."""
    if "`" not in line:
        spans = False
    out: list[str] = []
    at = 0
    while (token := _TOKEN.search(line, at)) is not None:
        kind = token.lastgroup
        out.append(line[at : token.start()])
        at = token.end()
        if kind == "ticks":
            if spans:
                close = re.search(rf"(?<!`){token[0]}(?!`)", line[at:])
                if close is None:
                    return None
                inner = line[at : at + close.start()]
                if _SUSPECT.search(inner) and ("|" in inner or "](" in inner or "]:" in inner):
                    return None
                out.append(line[token.start() : at + close.end()])
                at += close.end()
            else:
                out.append(token[0])
        elif kind in {"escaped", "math", "address"}:
            out.append(token[0])
        else:
            out.append("\\" + token[0])
    out.append(line[at:])
    if spans and _hides_ticks(line):
        return None
    return "".join(out)


def _hides_ticks(line: str) -> bool:
    """Whether a backtick may stand in the target or title of a link, where it begins no span."""
    if _DEFINITION.match(line):
        return True
    at = line.find("](")
    while at >= 0:
        end = line.find(")", at)
        if end < 0 or "`" in line[at:end]:
            return True
        at = line.find("](", end)
    return False
