r"""A vault for Obsidian: the folder of Markdown, in Obsidian's own ways.

What is folded is a callout, versions link to blocks, properties are of the kinds that Obsidian knows. A chat's text must
not become part of the vault's machinery: `[[links]]`, `![[embeds]]`, `#tags` and `%%comments%%` are shown as text; code that a
plugin would run (Dataview, Templater and whatever else is installed) is kept as plain code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.adapter import Archive, Choices, Receipt, Sink
from migrator.events import Report
from migrator.shape.markdown import pieces
from migrator.shape.markdown.parts import Style
from migrator.shape.markdown.prose import Dialect, Prose, prose
from migrator.shape.markdown.words import words
from migrator_notes.markdown import OPTIONS, folder, layout

__all__ = ["OPTIONS", "write"]

_HASH = r"#(?=\d*[^\W\d]|\d*[/-]\w)"  # digits alone are no tag
_DIALECT = Dialect(
    token=rf"(?P<embed>\[\[)|(?P<comment>%%)|(?P<template><%)|(?P<hash>(?<![^\s(\[,;>*_-]){_HASH})",
    suspects=(
        re.compile(r"\[\["),
        re.compile("%%"),
        re.compile("<%"),
        re.compile(_HASH),
        re.compile(r"`+[ \t]*\$?="),
    ),
    live=re.compile(r"[ \t]*\$?="),  # Dataview's inline queries; with $= they are JavaScript
)

# A plugin takes over the blocks of its own language, whatever that is called: so only languages that nobody takes
# over keep their name in the first place. `mermaid`, `query` and `math` are Obsidian's own.
_LANGUAGES = frozenset(
    """
    ada apache applescript arduino asm assembly awk bash basic bat batch bibtex c c# c++ cfg clojure cmake cobol coffeescript
    console cpp crystal cs csharp css csv cuda d dart diff docker dockerfile elisp elixir elm erlang f# fish fortran fsharp gdscript
    git gitignore glsl go golang gradle graphql groovy haskell hcl hlsl html http ini java javascript jinja jinja2 jl js json json5
    jsonc jsonl jsx julia kotlin kt latex less lisp log lua makefile markdown matlab md mysql nginx nim nix objc objective-c ocaml
    octave pascal patch perl php plain plaintext plpgsql postgresql powershell prisma prolog properties proto protobuf ps1 py
    python python3 qml r racket rb regex rs ruby rust sass scala scheme scss sh shell solidity sql sqlite svelte swift
    systemverilog tcl terraform tex text toml ts tsx txt typescript vb vba verilog vhdl vim vue wasm xml yaml yml zig zsh
    """.split()  # noqa: SIM905 - a list of them would fill four screens
)
_OPENING = re.compile(r"^([ \t>*+\-\d.)]*(?:`{3,}(?=[^`\n]*$)|~{3,}))([ \t]*)([^\s`]+)", re.MULTILINE)


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The vault's folder: `chats/`, `projects/<name>/`, `attachments/` and the pages beside them."""
    del report
    style = Style(words=words(), direction=False, folded=callout, fence=fence, prose=text)
    yield from folder(archive, sink, layout(archive, choices, style, vault=True))


def callout(summary: str, body: str) -> str:
    """A callout that is folded at first."""
    return f"> [!note]- {pieces.inline(summary)}\n{pieces.quoted(body)}"


def fence(code: str, language: str | None = None) -> str:
    """A block of code that no plugin takes over."""
    return _harmless(pieces.fence(code, language))


def text(chat: str, marks: tuple[str, ...] = ()) -> Prose:
    """A chat's own Markdown, harmless in a vault too."""
    found = prose(chat, marks, _DIALECT)
    out = _harmless(found.text)
    return Prose(out, found.changed or out != found.text, found.replaced)


def _harmless(markdown: str) -> str:
    """Markdown in which no block of code has a language that runs, and no template is left."""
    if "```" in markdown or "~~~" in markdown:
        markdown = _OPENING.sub(_named, markdown)
    return markdown.replace("<%", "< %") if "<%" in markdown else markdown


def _named(opening: re.Match[str]) -> str:
    ticks, blanks, language = opening.groups()
    if language.lower() in _LANGUAGES:
        return opening[0]
    return f"{ticks}{blanks}text {language}"
