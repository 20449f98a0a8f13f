r"""Markdown from a chat, made harmless: its formatting stays, and nothing in it can run, load or forge.

Outside of code, a backslash goes before

* `<`, where it could begin a tag, a comment or the like: the reader sees the tag as text. Addresses in `<…>` stay;
* `![`, because a viewer would load the picture from wherever the text says: the files of a chat are parts, not text;
* the `]` of a link to anything but the web or a mail address (`javascript:`, `file:`, another program);
* a `~` between digits, since two of them strike out what stands between in many viewers (`10~20 minutes, 3~4 times`);
* a heading that looks like one of the headings that mark whose turn it is (`marks`).

CommonMark removes the backslash again, so that what is shown is the text itself. Code is left alone: fences (but for
diagrams that may load something, which lose their language), indented code, and spans whose ends are beyond doubt. Where a span's ends are in doubt, it is treated as prose; then a backslash
too many may show in it, which is the price for never letting a tag through.

A fence that is open at the end is closed. Line ends become `\n`.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from migrator.shape.markdown.blocks import blocks
from migrator.shape.markdown.diagrams import still
from migrator.text import storable

_HARMLESS = r"(?i:https?|mailto|tel|ftps?|sandbox):"
_TARGET = rf"(?:[ \t]*<?(?!{_HARMLESS})[^\s)>/?#]{{0,100}}?(?::|&[#A-Za-z]|\\|%)|[ \t]*(?:\n|$))"
# One pattern for each first character: a search for a literal is far quicker than one for a choice of them.
_RANGES = re.compile(r"(?<=\d)\\~(?=\d)")
_RANGE = re.compile(r"(?<=\d)~(?=\d)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(rf"\]\((?={_TARGET})")
_MEANS = re.compile(rf"\]:(?={_TARGET})")
_ESCAPED = r"(?P<escaped>\\[!-/:-@\[-`{-~])"
_IN_FORMULA = r"(?:[^`$<\\!\]]|\\[^`()\[\]]|!(?!\[)|\](?![(:])|<(?![A-Za-z/!?])|<[A-Za-z][A-Za-z0-9-]*(?![A-Za-z0-9\s/>:+.@-]))+?"
_BRACKETS = rf"(?P<formula>\\\({_IN_FORMULA}\\\)|\\\[{_IN_FORMULA}\\\])"
_COMMON = (
    r"(?P<ticks>`+)"
    r"|(?P<math>\$\$?(?![\s$])(?:[^`$<\\!\]]|\\[^`]|!(?!\[)|\](?![(:])|<(?![A-Za-z/!?])|<[A-Za-z][A-Za-z0-9-]*(?![A-Za-z0-9\s/>:+.@-]))+?(?<!\s)\$\$?(?!\d))"
    r"|(?P<address><(?i:https?://|mailto:)[^\s<>`]*>)"
    r"|(?P<tag><(?=[A-Za-z/!?]))"
    r"|(?P<image>!(?=\[))"
    rf"|(?P<link>\](?=\({_TARGET}))"
    rf"|(?P<definition>\](?=:{_TARGET}))"
    r"|(?P<web>(?i:https?)://[^\s<>!\[\]()`\\]+)"
    r"|(?P<range>(?<=\d)~(?=\d))"
)
_TICKS = re.compile(r"```+")
_TICKS_OR_TILDES = re.compile(r"```+|~~~+")
_BEFORE = r"[ \t>*+\-\d.)]*"  # whatever opens a quote or a list item
_PREFIX = re.compile(r"(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*")
_UNDERLINE = re.compile(r"^[ \t>]*(?:-+|=+)[ \t]*$")
_DEFINITION = re.compile(r"[ \t>*+\-\d.)]*\[[^\]]*\]:")


class Dialect(msgspec.Struct, frozen=True):
    r"""What a program takes for more than text beyond CommonMark.

    `token` is an alternative of named groups, each of which gets a backslash before each of its characters; `suspects`
    find out quickly that there may be one. A code span whose inside begins with `live` is made text, ends and all. With
    `entity` a `<` is written as `&lt;`, for a program that looks for tags before it looks at backslashes. With `brackets`,
    what stands between `\(` and `\)`, or `\[` and `\]`, is a formula, which is left alone like one between dollars.
    """

    token: str = ""
    suspects: tuple[re.Pattern[str], ...] = ()
    live: re.Pattern[str] | None = None
    entity: bool = False
    brackets: bool = False

    def pattern(self) -> re.Pattern[str]:
        """The tokens of a line, ours before CommonMark's own; what was escaped already comes first of all."""
        return _compiled(self.token, _BRACKETS if self.brackets else "")


@cache
def _compiled(token: str, brackets: str) -> re.Pattern[str]:
    return re.compile("|".join(filter(None, (brackets, _ESCAPED, token, _COMMON))))


COMMONMARK = Dialect()


class Prose(msgspec.Struct, frozen=True):
    """The text to write; whether markup in it was made harmless, and whether characters, line ends among them, were replaced."""

    text: str
    changed: bool = False
    replaced: bool = False


def prose(text: str, marks: tuple[str, ...] = (), dialect: Dialect = COMMONMARK) -> Prose:
    """`text` as Markdown that may stand between any other blocks; `marks` are the words that begin our headings."""
    whole = clean(text)
    replaced = whole is not text and whole != text
    forged = bool(marks) and _is_forged(whole, marks)
    # A search for one character is many times quicker than one for three.
    if ("`" in whole and "```" in whole) or ("~" in whole and "~~~" in whole):
        done = None if forged else _plainly_fenced(whole, dialect)
    elif not forged and not _suspect(whole, dialect):
        return Prose(whole, replaced=replaced)
    else:
        done = None if forged else _unfenced(whole, 0, len(whole), dialect)
    if done is None:
        done = _thorough(whole, marks if forged else (), dialect)
    done = still(done)
    # A range shows as it did, so it is no change that anybody needs to hear of.
    was, now = (_RANGES.sub("~", text).rstrip("`~\n") for text in (whole, done))
    return Prose(done, was != now, replaced)


def _suspect(text: str, dialect: Dialect, start: int = 0, end: int | None = None) -> bool:
    """Whether anything between `start` and `end` might have to be made harmless, were it not code."""
    if end is None:
        end = len(text)
    # A search for a word of one or two characters is many times quicker than one for a pattern.
    return (
        (text.find("<", start, end) >= 0 and _TAG.search(text, start, end) is not None)
        or (text.find("~", start, end) >= 0 and _RANGE.search(text, start, end) is not None)
        or (text.find("!", start, end) >= 0 and text.find("![", start, end) >= 0)
        or (
            text.find("]", start, end) >= 0
            and (_LINK.search(text, start, end) is not None or _MEANS.search(text, start, end) is not None)
        )
        or (dialect.suspects != () and any(pattern.search(text, start, end) for pattern in dialect.suspects))
    )


def clean(text: str) -> str:
    """`text` as a text file can hold it: line ends are newlines, NUL and unpaired surrogates become U+FFFD."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if text.isascii() else storable(text)


_RULE = re.compile(r"\n[ \t>]*(?:-+|=+)[ \t]*(?:\n|$)")


@cache
def _patterns(marks: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A mark behind `#`, and a mark that begins a line."""
    words = "|".join(re.escape(mark) for mark in marks)
    return re.compile(rf"#[ \t]+(?:{words})"), re.compile(rf"(?:^|\n){_BEFORE}(?:{words})")


def _is_forged(text: str, marks: tuple[str, ...]) -> bool:
    """Whether a heading may begin with one of the marks: after `#`, or by an underline below."""
    if "#" not in text and "-" not in text and "=" not in text:
        return False
    for mark in marks:
        if mark in text:
            break
    else:
        return False
    heading, begins = _patterns(marks)
    if "#" in text and heading.search(text):
        return True
    return _RULE.search(text) is not None and begins.search(text) is not None


def _plainly_fenced(text: str, dialect: Dialect) -> str | None:
    """The text made harmless, if all its fences stand at the left edge; None if one must look closer."""
    out: list[str] = []
    fence = ""
    start = 0
    for match in (_TICKS_OR_TILDES if "~~~" in text else _TICKS).finditer(text):
        at, ticks = match.start(), match[0]
        line = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        after = text[match.end() :] if end < 0 else text[match.end() : end]
        if fence:
            if line != at and ticks.startswith(fence) and not text[line:at].strip(" \t>"):
                return None  # blanks before it may leave it the end of the fence
            if line == at and ticks.startswith(fence) and not after.strip(" \t"):
                out.append(text[start : match.end()])
                fence, start = "", match.end()
        elif line != at or (ticks[0] == "`" and "`" in after):
            return None
        else:
            prose_before = _unfenced(text, start, at, dialect)
            if prose_before is None:
                return None
            out.append(prose_before)
            fence, start = ticks, at
    rest = text[start:] if fence else _unfenced(text, start, len(text), dialect)
    if rest is None:
        return None
    out.append(rest)
    return "".join(out) + (f"\n{fence}" if fence else "")


_INDENTED = re.compile(r"^(?: {0,3}\t| {4})", re.MULTILINE)


def _unfenced(text: str, start: int, end: int, dialect: Dialect) -> str | None:
    """A stretch without fences made harmless; None if something suspicious in it might be indented code."""
    if not _suspect(text, dialect, start, end):
        return text[start:end]
    if _INDENTED.search(text, start, end):
        return None
    lines = text[start:end].split("\n")
    _paragraphs(lines, [False] * len(lines), dialect)
    return "\n".join(lines)


def _thorough(text: str, marks: tuple[str, ...], dialect: Dialect) -> str:
    lines = text.split("\n")
    if marks:
        lines = _unforged(lines, marks)
    found = blocks(lines)
    if _suspect(text, dialect):
        _paragraphs(lines, found.code, dialect)
    if found.open:
        lines.append(found.open)
    return "\n".join(lines)


def _paragraphs(lines: list[str], code: list[bool], dialect: Dialect) -> None:
    """Make the lines that are not code harmless, paragraph by paragraph."""
    start = 0
    for end, line in enumerate(lines):
        if code[end] or not line.strip(" \t"):
            if end > start:
                _paragraph(lines, start, end, dialect)
            start = end + 1
    if len(lines) > start:
        _paragraph(lines, start, len(lines), dialect)


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


def _paragraph(out: list[str], start: int, end: int, dialect: Dialect) -> None:
    """Lines that an inline construct might span: all with spans, or, if any line's spans are in doubt, none."""
    if not any(_suspect(line, dialect) for line in out[start:end]):
        return
    certain: list[str] = []
    for line in out[start:end]:
        new = _line(line, dialect, spans=True)
        if new is None:
            out[start:end] = [_line(each, dialect, spans=False) or each for each in out[start:end]]
            return
        certain.append(new)
    out[start:end] = certain


_LEFT_ALONE = {"escaped", "math", "formula", "address", "web"}
_ONE_BACKSLASH = {"tag", "image", "link", "definition", "range"}


def _line(line: str, dialect: Dialect, *, spans: bool) -> str | None:
    """One line of prose with backslashes where they are needed; None if `spans` and a span's ends are in doubt."""
    if "`" not in line:
        spans = False
    pattern = dialect.pattern()
    out: list[str] = []
    at = 0
    while (token := pattern.search(line, at)) is not None:
        kind = token.lastgroup
        found = token[0]
        out.append(line[at : token.start()])
        at = token.end()
        if kind == "ticks":
            live = dialect.live is not None and dialect.live.match(line, at) is not None
            if not spans:
                out.append(_each(found) if live else found)
                continue
            close = re.compile(rf"(?<!`){found}(?!`)").search(line, at)
            if close is None:
                return None
            inner = line[at : close.start()]
            if _suspect(inner, dialect) and ("|" in inner or "](" in inner or "]:" in inner):
                return None
            if live:
                out += [_each(found), _line(inner, dialect, spans=False) or inner, _each(found)]
            else:
                out.append(line[token.start() : close.end()])
            at = close.end()
        elif kind in _LEFT_ALONE:
            out.append(found)
        elif kind in _ONE_BACKSLASH:
            out.append("&lt;" if kind == "tag" and dialect.entity else "\\" + found)
        else:
            out.append(_each(found))
    out.append(line[at:])
    if spans and _hides_ticks(line):
        return None
    return "".join(out)


def _each(text: str) -> str:
    """A backslash before each character."""
    return "".join(f"\\{char}" for char in text)


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
