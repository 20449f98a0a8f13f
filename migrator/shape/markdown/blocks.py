"""Which lines of a Markdown text are code, by CommonMark 0.31's rules for blocks (§4.4, §4.5, §5).

A text from a chat goes into a larger file, so two things must be known for certain: where HTML would be live, and
whether a fence is still open at the end. Only quotes, list items, fences, indented code and paragraphs matter for
that; HTML blocks do not occur, because whoever asks here takes the sting out of every tag outside of code.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

_QUOTE: Final = -1
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_CLOSING = re.compile(r" {0,3}(`{3,}|~{3,}) *$")
_BREAK = re.compile(r"(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_ITEM = re.compile(r"(?:[-+*]|(\d{1,9})[.)])(?= |$)")


class Blocks(msgspec.Struct, frozen=True):
    """For each line whether it is code (the lines of a fence count), and the fence that is open at the end.

    `open` is "" if there is none, or if it stands in a quote or list, which end by themselves.
    """

    code: list[bool]
    open: str


class _State:
    """The blocks that are open: containers from the outside in (quotes, or the width of a list item), and the leaf."""

    def __init__(self) -> None:
        self.containers: list[int] = []
        self.fence = ""
        self.indented = False
        self.paragraph = False
        self.hollow = False  # the innermost list item has no content yet

    def line(self, text: str) -> bool:
        """Take the next line; whether it is code."""
        if not self.containers:  # nearly all lines: inside a fence, or words at the left edge
            if self.fence:
                if text.lstrip(" ").startswith(self.fence):
                    closing = _CLOSING.match(text.expandtabs(4))
                    if closing and closing[1].startswith(self.fence):
                        self.fence = ""
                return True
            if text[:1].isalpha():
                self.indented = False
                self.paragraph = True
                return False
        text = text.expandtabs(4)
        matched, at = self._match(text)
        whole = matched == len(self.containers)
        rest = text[at:]
        blank = not rest.strip(" ")
        indent = len(rest) - len(rest.lstrip(" "))
        if self.fence and whole:
            closing = _CLOSING.match(rest)
            if closing and closing[1].startswith(self.fence):
                self.fence = ""
            return True
        if self.indented and whole and (blank or indent >= 4):
            return True
        self.fence, self.indented = "", False
        if blank:
            if self.hollow and whole and self.containers:
                matched -= 1
            del self.containers[matched:]
            self.paragraph = self.hollow = False
            return False
        return self._start(text, at, self.containers[:matched], whole)

    def _match(self, text: str) -> tuple[int, int]:
        """How many of the open containers go on in this line, and where their content begins."""
        at = 0
        if not text.strip(" "):  # a blank line goes on with list items and ends quotes
            whole = len(self.containers)
            return (self.containers.index(_QUOTE) if _QUOTE in self.containers else whole), len(text)
        for count, container in enumerate(self.containers):
            rest = text[at:].lstrip(" ")
            indent = len(text) - at - len(rest)
            if container == _QUOTE:
                if indent > 3 or not rest.startswith(">"):
                    return count, at
                at += indent + 1
                at += text.startswith(" ", at)
            else:
                if rest and indent < container:  # a blank line of a quote goes on with its list items too
                    return count, at
                at += container
        return len(self.containers), at

    def _start(self, text: str, at: int, containers: list[int], whole: bool) -> bool:
        """What new blocks begin in a line that is not blank; whether it is code."""
        opened = False
        was_paragraph = self.paragraph
        self.paragraph = False
        while True:
            rest = text[at:].lstrip(" ")
            indent = len(text) - at - len(rest)
            same = was_paragraph and whole and not opened  # directly below a paragraph's line
            if indent >= 4 or not rest:
                break
            if rest[0] == ">":
                containers.append(_QUOTE)
                at += indent + 1
                at += text.startswith(" ", at)
                opened = True
                continue
            if (same and _UNDERLINE.match(rest)) or _BREAK.match(rest):
                self.containers = containers
                self.hollow = False
                return False
            item = _ITEM.match(rest)
            if item is None:
                break
            after = rest[item.end() :]
            content = after.lstrip(" ")
            if same and (not content or (item[1] is not None and int(item[1]) != 1)):
                break
            gap = len(after) - len(content)
            width = indent + item.end() + (gap if content and gap < 5 else 1)
            containers.append(width)
            at += width
            opened = True
        if not rest:
            self.containers = containers
            self.hollow = opened and containers[-1] != _QUOTE
            return False
        goes_on = was_paragraph and not opened
        self.hollow = False
        if indent >= 4:
            if goes_on:
                self.paragraph = True
                return False
            self.containers, self.indented = containers, True
            return True
        fence = _FENCE.match(rest)
        if fence:
            self.containers, self.fence = containers, fence[1] or fence[2]
            return True
        if _HEADING.match(rest):
            self.containers = containers
            return False
        if not goes_on:
            self.containers = containers
        self.paragraph = True
        return False


def blocks(lines: list[str]) -> Blocks:
    """Which of the lines of a text (without their line ends) are code."""
    state = _State()
    code = [state.line(line) for line in lines]
    return Blocks(code, "" if state.containers else state.fence)
