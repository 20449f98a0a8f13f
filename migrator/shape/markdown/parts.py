"""The parts of a message as blocks of Markdown.

Prose stays as it is but for what `prose` makes harmless; code goes into fences; reasoning and what went to and from
tools is folded; files are links and pictures are shown from the file beside; sources are a folded list of links.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import assert_never

import msgspec

from migrator.model import (
    Audio,
    Citation,
    Code,
    Document,
    File,
    Image,
    Message,
    Opaque,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.shape import names
from migrator.shape.markdown import pieces, sandbox
from migrator.shape.markdown.blocks import blocks as lines_of_code
from migrator.shape.markdown.math import dollars
from migrator.shape.markdown.prose import Prose, prose
from migrator.shape.markdown.words import Words
from migrator.shape.tally import Tally
from migrator.shape.visible import blank

Place = Callable[[str], str | None]
"""Where the file of an asset id lies, relative to the text; None if the export does not hold it."""


class Style(msgspec.Struct, frozen=True):
    """How a target wants its Markdown.

    `folded` makes a block that opens on a click, (summary, body) -> block; `fence` a block of code, (text, language) ->
    block; `prose` a chat's own Markdown harmless, (text, marks) -> Prose. All three are functions of a module, so that
    a style can be sent to another core. `dollars`: formulas are drawn between dollars and not in a model's own
    delimiters. `breaks`: lines that a person ended are lines, where the program would join them.
    """

    words: Words
    reasoning: bool = True
    tools: bool = True
    direction: bool = True
    dollars: bool = True
    breaks: bool = False
    folded: Callable[[str, str], str] = pieces.folded
    fence: Callable[[str, str | None], str] = pieces.fence
    prose: Callable[[str, tuple[str, ...]], Prose] = prose


def kept(message: Message, style: Style, tally: Tally) -> bool:
    """Whether a style leaves anything of a message; if not, `tally` gets the message and each of its parts."""
    if style.reasoning and style.tools:
        return True
    there = [part for part in message.parts if not blank(part)]
    if any(_refused(part, style) is None for part in there):
        return True
    tally.add("nothing-left", message.id)
    for part in there:
        tally.part(_refused(part, style) or "", message, part)
    return False


def _refused(part: Part, style: Style) -> str | None:
    """The loss that a part is left out with, None if it is written."""
    if not style.reasoning and isinstance(part, Reasoning):
        return "reasoning-left-out"
    if not style.tools and isinstance(part, (ToolCall, ToolResult)):
        return "tool-left-out"
    return None


def speaks(message: Message) -> bool:
    """Whether a message says or shows something itself, beyond reasoning and traffic with tools."""
    return any(not isinstance(part, (Reasoning, ToolCall, ToolResult)) for part in message.parts)


def blocks(message: Message, style: Style, place: Place, tally: Tally, stamp: str = "") -> list[str]:
    """The blocks of a message. `stamp` (its time) goes into the summaries of what is folded."""
    message = _linked(message, place)
    parts = message.parts
    if len(parts) == 1 and parts[0].__class__ is Text:  # nearly all messages
        return [_text(parts[0].text, message, parts[0], style, tally)]
    found: list[str] = []
    sources: list[Citation] = []
    for part in parts:
        if isinstance(part, Citation):
            sources.append(part)
        elif _refused(part, style):
            tally.part(
                "reasoning-left-out" if isinstance(part, Reasoning) else "tool-left-out", message, part
            )
        elif not blank(part):
            found.append(_block(part, message, style, place, tally, stamp))
    if sources:
        lines = "\n".join(f"- {_source(source)}" for source in sources)
        found.append(style.folded(f"{style.words.sources} ({len(sources)})", lines))
    return found


def _linked(message: Message, place: Place) -> Message:
    """The message with its links to files that a program made leading to these files, or being plain words."""
    if not any(isinstance(part, Text) and "sandbox:" in part.text for part in message.parts):
        return message
    made: dict[str, str] = {}
    for part in message.parts:
        where = place(part.asset) if isinstance(part, (Image, Audio, Video, File)) and part.asset else None
        if where is not None:
            made[str(part.extra.get("pointer"))] = pieces.path(where)
    parts = tuple(
        msgspec.structs.replace(part, text=sandbox.resolved(part.text, made.get))
        if isinstance(part, Text)
        else part
        for part in message.parts
    )
    return msgspec.structs.replace(message, parts=parts)


def _block(part: Part, message: Message, style: Style, place: Place, tally: Tally, stamp: str) -> str:
    words = style.words
    match part:
        case Text():
            return _text(part.text, message, part, style, tally)
        case Code():
            return _fence(part.text, part.language, message, part, style, tally)
        case Reasoning():
            took = "" if part.seconds is None else f" · {part.seconds:g} s"
            title = f": {part.title}" if part.title else ""
            body = _text(part.text, message, part, style, tally) if part.text else "…"
            return style.folded(f"{words.reasoning}{title}{took}{stamp}", body)
        case ToolCall():
            return style.folded(
                _said(words.called, part.tool) + stamp,
                _fence(part.input, part.language, message, part, style, tally),
            )
        case ToolResult():
            said = _said(words.failed if part.error else words.answered, part.tool or message.author or "")
            title = f": {part.title}" if part.title else ""
            return style.folded(
                f"{said}{title}{stamp}", _fence(part.output, None, message, part, style, tally)
            )
        case Document():
            return _document(part, message, style, tally)
        case Image():
            shown = _media(part, words.picture, "!", message, words, place, tally)
            if part.prompt:
                shown += "\n\n" + style.folded(words.prompt, _text(part.prompt, message, part, style, tally))
            return shown
        case Audio():
            return _media(part, words.sound, "", message, words, place, tally)
        case Video():
            return _media(part, words.video, "", message, words, place, tally)
        case File():
            return _media(part, words.file, "", message, words, place, tally)
        case Opaque():
            tally.part("unknown-as-data", message, part)
            data = json.dumps(part.raw, ensure_ascii=False, indent=1)
            return style.folded(
                words.unknown.replace("{kind}", part.kind), _fence(data, "json", message, part, style, tally)
            )
        case Citation():
            return _source(part)
        case _:
            assert_never(part)


def _said(sentence: str, tool: str) -> str:
    return sentence.replace("{tool}", tool or "?")


def _fence(text: str, language: str | None, message: Message, part: Part, style: Style, tally: Tally) -> str:
    block = style.fence(text, language)
    if style.fence is not pieces.fence and block != pieces.fence(text, language):
        tally.part("text-changed", message, part)
    return block


def _text(text: str, message: Message, part: Part, style: Style, tally: Tally) -> str:
    if style.dollars and message.role != "user":  # what a person typed was never drawn as a formula
        text = dollars(text)
    found = style.prose(text, style.words.marks)
    if found.changed:
        tally.part("markup-neutralised", message, part)
    if found.replaced:
        tally.part("text-changed", message, part)
    written = found.text.strip("\n")
    if style.breaks and message.role == "user" and "\n" in written:
        written = _broken(written)
    if style.direction and pieces.has_right_to_left(written):
        return _directed(written)
    return written


_BLOCK = re.compile(r"[ \t]*(?:[-*+>|#=`~]|\d{1,9}[.)])")


def _broken(text: str) -> str:
    """Prose of which each line that goes on in the next ends in two blanks: poems, addresses, lists without marks."""
    lines = text.split("\n")
    code = lines_of_code(lines).code
    return "\n".join(
        f"{line}  "
        if n + 1 < len(lines)
        and not code[n]
        and not code[n + 1]
        and line.strip()
        and lines[n + 1].strip()
        and not line.endswith(("  ", "\\"))
        and not _BLOCK.match(line)
        and not _BLOCK.match(lines[n + 1])
        else line
        for n, line in enumerate(lines)
    )


def _directed(text: str) -> str:
    """Prose that begins from right to left between tags that let a viewer set it so; fences stay as they are."""
    out: list[str] = []
    run: list[str] = []
    fence = ""

    def close() -> None:
        body = "\n".join(run).strip("\n")
        if body:
            out.append(f'<div dir="auto">\n\n{body}\n\n</div>' if pieces.reads_right_to_left(body) else body)
        run.clear()

    for line in text.split("\n"):
        if fence:
            run.append(line)
            if line.startswith(fence) and not line.strip(f"{fence[0]} \t"):
                out.append("\n".join(run))
                run.clear()
                fence = ""
        elif line.startswith(("```", "~~~")) and ("`" not in line.lstrip("`") or line[0] == "~"):
            close()
            run.append(line)
            fence = line[: len(line) - len(line.lstrip(line[0]))]
        else:
            run.append(line)
    if fence:
        out.append("\n".join(run))
    else:
        close()
    return "\n\n".join(out)


# A canvas that holds a program is called a document all the same; its name tells.
_PROGRAMS = {
    ".py": "python", ".js": "javascript", ".ts": "typescript", ".tsx": "tsx", ".jsx": "jsx", ".html": "html", ".css": "css",
    ".sh": "bash", ".sql": "sql", ".java": "java", ".c": "c", ".cpp": "cpp", ".cs": "csharp", ".go": "go", ".rs": "rust",
    ".rb": "ruby", ".php": "php", ".swift": "swift", ".kt": "kotlin", ".json": "json", ".yaml": "yaml", ".yml": "yaml",
    ".toml": "toml", ".xml": "xml", ".r": "r",
}  # fmt: skip


def language(part: Document) -> str | None:
    """The language of a document that is a program ("" if it is not known), None if it is prose."""
    form = part.form or ""
    if form.startswith("code"):
        return form.partition("/")[2]
    return _PROGRAMS.get(names.extension(part.title or ""))


def title(part: Document) -> str | None:
    """The title of a document that does not begin with it anyway."""
    first = part.text.lstrip().split("\n", 1)[0].strip("#*_ \t\r")
    return None if not part.title or first.casefold() == part.title.strip().casefold() else part.title


def framed(part: Document, head: str, body: str, change: str, lacks: str) -> str:
    """A document with what is to be said about it: `head` above, and which changes it is or lacks."""
    above = [head] if head else []
    if part.replaces is not None:
        above.append(change.replace("{passage}", pieces.span(part.replaces)))
    below = [f"*{lacks.replace('{n}', str(part.lacks))}*"] if part.lacks else []
    return "\n\n".join([*above, *([body] if body else []), *below])


def _document(part: Document, message: Message, style: Style, tally: Tally) -> str:
    named = title(part)
    head = f"**{pieces.inline(named or style.words.document)}**"
    program = language(part)
    if program is not None:
        code = _fence(part.text, program, message, part, style, tally)
        return framed(part, head, code, style.words.change, style.words.lacks)
    body = _text(part.text, message, part, style, tally)
    return pieces.quoted(framed(part, head, body, style.words.change, style.words.lacks))


def _media(
    part: Image | Audio | Video | File,
    sort: str,
    mark: str,
    message: Message,
    words: Words,
    place: Place,
    tally: Tally,
) -> str:
    name = part.name or sort
    where = None if part.asset is None else place(part.asset)
    if where is None:
        tally.part("media-missing", message, part)
        return f"*[{pieces.inline(words.missing.replace('{name}', name))}]*"
    return f"{mark}[{pieces.inline(name)}]({pieces.path(where)})"


def _source(source: Citation) -> str:
    words = source.title or source.url or ""
    line = pieces.link(words, source.url)
    if source.text:
        line = f"{line}: {pieces.inline(source.text)}" if line else pieces.inline(source.text)
    return line
