"""The parts of a message as what Open WebUI's page draws: Markdown, folded blocks, files, sources."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import Any, assert_never
from urllib.parse import urlsplit

import msgspec

from migrator.adapter import Shelf
from migrator.errors import MigratorError
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
from migrator.shape.attachments import file_name
from migrator.shape.markdown.parts import framed, title
from migrator.shape.markdown.pieces import fence, folded, inline, quoted
from migrator.shape.markdown.prose import Dialect, clean
from migrator.shape.markdown.quiet import quiet
from migrator.shape.tally import Tally
from migrator.shape.tokens import harmless
from migrator.shape.visible import blank
from migrator_open_webui.options import Wishes

# The page looks for folded blocks before it looks at backslashes, and draws the formulas of models as they are.
_DIALECT = Dialect(entity=True, brackets=True)
_DETAILS = re.compile("<(/?details)", re.IGNORECASE)
# What browsers draw in an <img>; anything else would show as a broken picture.
_DRAWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"}


class Drawing:
    """Gathers what one message of Open WebUI holds after another, part by part."""

    def __init__(self, wishes: Wishes, shelf: Shelf, tally: Tally, room: int) -> None:
        self.wishes = wishes
        self.shelf = shelf
        self.tally = tally
        self.room = room  # bytes of images that the chat can still take
        self.inlined: list[str] = []  # ids of the images that are in the chat
        self.begin()

    def begin(self) -> None:
        """What is added from here on belongs to the next message."""
        self.blocks: list[str] = []
        self.files: list[dict[str, str]] = []
        self.sources: list[dict[str, Any]] = []

    @property
    def content(self) -> str:
        """The Markdown text of the message."""
        return harmless("\n\n".join(self.blocks))

    @property
    def nothing(self) -> bool:
        """Whether the message would be drawn empty."""
        return not self.blocks and not self.files and not self.sources

    def add(self, message: Message) -> None:
        """Everything that a message holds."""
        parts = message.parts
        if len(parts) == 1 and parts[0].__class__ is Text:  # nearly all messages
            if not blank(parts[0]):
                self._prose(message, parts[0], parts[0].text)
            return
        for part in message.parts:
            if not blank(part):
                self._part(message, part)

    def _part(self, message: Message, part: Part) -> None:
        match part:
            case Text():
                self._prose(message, part, part.text)
            case Code():
                self.tally.count("code-folded", message.id)
                self.blocks.append(self._fence(message, part.text, part.language))
            case Reasoning():
                self._reasoning(message, part)
            case ToolCall() | ToolResult():
                self._tool(message, part)
            case Image() | Audio() | Video() | File():
                self._media(message, part)
            case Document():
                self.tally.count("document-folded", message.id)
                named = title(part)
                self._prose(message, part, part.text)
                head = f"**{inline(named)}**" if named else ""
                words = self.wishes.words
                self.blocks.append(framed(part, head, self.blocks.pop(), words.change, words.lacks))
            case Citation():
                self._source(part)
            case Opaque():
                self.tally.count("unknown-as-data", message.id)
                raw = json.dumps(msgspec.to_builtins(part.raw), indent=1, ensure_ascii=False)
                self.blocks.append(folded(part.kind, self._fence(message, raw, "json")))
            case _:
                assert_never(part)

    def _fence(self, message: Message, given: str, language: str | None) -> str:
        """A code block; the page finds the end of a folded block before it looks at fences, so that stays whole."""
        text = harmless(clean(given))
        if "details" in text:
            text = _DETAILS.sub("<\u200b\\1", text)
        if text != given:
            self.tally.count("text-changed", message.id)
        return fence(text, language)

    def _prose(self, message: Message, part: Part, text: str) -> None:
        written = quiet(clean(text), _DIALECT, close=True)
        if written.changed:
            self.tally.part("markup-neutralised", message, part)
        if written.replaced or clean(text) != text:
            self.tally.part("text-changed", message, part)
        self.blocks.append(written.text)

    def _reasoning(self, message: Message, part: Reasoning) -> None:
        if not self.wishes.fold_reasoning:
            self.tally.part("reasoning-left-out", message, part)
            return
        self.tally.count("reasoning-folded", message.id)
        seconds = round(part.seconds) if part.seconds is not None else None
        summary = part.title or (f"Thought for {seconds} seconds" if seconds is not None else "Thoughts")
        body = quiet(clean(part.text), _DIALECT, close=True).text
        duration = f' duration="{seconds}"' if seconds is not None else ""
        self.blocks.append(
            f'<details type="reasoning" done="true"{duration}>\n'
            f"<summary>{html.escape(' '.join(clean(summary).split()), quote=False)}</summary>\n{quoted(body)}\n</details>"
        )

    def _tool(self, message: Message, part: ToolCall | ToolResult) -> None:
        if not self.wishes.fold_tools:
            self.tally.part("tool-left-out", message, part)
            return
        self.tally.count("tool-folded", message.id)
        if isinstance(part, ToolCall):
            self.blocks.append(folded(f"→ {part.tool}", self._fence(message, part.input, part.language)))
        else:
            title = part.title or part.tool or "tool"
            self.blocks.append(folded(f"← {title}", self._fence(message, part.output, None)))

    def _media(self, message: Message, part: Image | Audio | Video | File) -> None:
        asset = self.shelf.asset(part.asset) if part.asset else None
        name = clean(part.name or self._sort(part))
        if asset is None:
            self.tally.part("media-missing", message, part)
            self.blocks.append(f"*[{inline(self.wishes.words.missing.replace('{name}', name))}]*")
            return
        url = self._inlined(part, asset.id) if isinstance(part, Image) else None
        if url is not None:
            self.files.append({"type": "image", "url": url, "name": name})
            return
        self.tally.count("media-named", message.id)
        where = f"`files/{file_name(asset)}`" if self.wishes.beside else "left in the export"
        self.blocks.append(f"*[{inline(name)}: {where}]*")

    def _sort(self, part: Image | Audio | Video | File) -> str:
        """What a file without a name is called."""
        words = self.wishes.words
        match part:
            case Image():
                return words.picture
            case Audio():
                return words.sound
            case Video():
                return words.video
            case File():
                return words.file
            case _:
                assert_never(part)

    def _inlined(self, part: Image, asset_id: str) -> str | None:
        """The image as a data URL, if the person wants that and it fits; else None."""
        asset = self.shelf.asset(asset_id)
        kind = (asset.media_type if asset else None) or part.media_type or ""
        limit = min(self.wishes.image_limit, self.room)
        if asset is None or not self.wishes.inline or kind not in _DRAWN or asset.size > limit:
            return None
        try:
            with self.shelf.open(asset) as stream:
                data = stream.read(limit + 1)
        except (MigratorError, OSError):
            return None
        if len(data) > limit:
            return None
        encoded = base64.b64encode(data).decode("ascii")
        self.room -= len(encoded)
        self.inlined.append(asset.id)
        return f"data:{kind};base64,{encoded}"

    def _source(self, part: Citation) -> None:
        """A source below the answer.

        The page asks a search engine for the little picture of each source whose name begins with `http`; and it takes
        the address for the name unless `external` says that there is one (Citations.svelte, 0.12.4).
        """
        name = clean(part.title or "")
        if not name or name.lower().startswith("http"):
            name = " ".join(filter(None, (_host(part.url), name))) or "source"
        place: dict[str, Any] = {"source": part.url or name, "name": name}
        source = {"name": name, "url": part.url} if part.url else {"name": name}
        if part.url:
            place["external"] = True
        said = quiet(clean(part.text or ""), _DIALECT).text
        self.sources.append({"source": source, "document": [said], "metadata": [place]})


def _host(url: str | None) -> str:
    """The name of the site."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
