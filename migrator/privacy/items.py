"""Redaction of whole items: every text in them, their ids where those are made of names, their bytes.

It stands between the archive and the target, so every target gets it. What the person chose is looked for in titles,
texts, code, tool output, citations, file names, memories, instructions, in what a reader kept without understanding it
(`extra`, `Opaque`), and in the files themselves (`files`).
"""

from __future__ import annotations

import contextlib
import functools
import re
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar, assert_never

import msgspec

from migrator.errors import MigratorError
from migrator.model import (
    Account,
    Asset,
    Audio,
    Citation,
    Code,
    Conversation,
    Document,
    File,
    Image,
    Message,
    Opaque,
    Origin,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.privacy import files
from migrator.privacy.finding import Finding
from migrator.privacy.redactor import Redactor

V = TypeVar("V")
_MEDIA = (Image, Audio, Video, File)
# Fields that hold ids of other items, words of a vocabulary or places in the export; the rest is text.
_IDS = frozenset({"id", "parent", "head", "project", "persona", "conversation", "message", "asset", "path"})
_WORDS = frozenset(
    {"role", "status", "hidden", "media_type", "language", "at", "kind", "form", "rating", "plan", "type"}
)
_NAMES = frozenset({"name", "file"})
_PLAIN_ID = re.compile(r"[A-Za-z0-9_:~-]*(?:\.(?:dat|png|jpe?g|webp|gif|json|txt|bin))?")
_CODE_TOOLS = frozenset({"python", "code_interpreter", "bash", "shell", "exec", "container.exec"})


class Redaction:
    """Redacts the items of one archive with one `Redactor`. `leave_out`: files that cannot be looked into stay behind."""

    def __init__(self, redactor: Redactor, *, leave_out: bool = False) -> None:
        self.redactor = redactor
        self.leave_out = leave_out
        self._ids: dict[str, str] = {}  # ids that changed: the vendor's to ours
        self._sorts: dict[str, files.Sort] = {}
        self._sizes: dict[str, int] = {}
        self._place = functools.lru_cache(maxsize=4096)(self._new_place)

    # ------------------------------------------------------------------------------------------ items

    def conversation(self, whole: Conversation) -> Conversation:
        """A conversation with everything in it redacted; the same object if nothing was found."""
        title = self.title(whole.title)
        messages = tuple(map(self._message, whole.messages))
        changed: dict[str, Any] = {} if title is whole.title else {"title": title}
        if any(new is not old for new, old in zip(messages, whole.messages, strict=True)):
            changed["messages"] = messages
        changed |= self._ids_of(whole, ("id", "head", "project", "persona"))
        changed |= self._rest(whole)
        if whole.model is not None and (model := self.text(whole.model)) is not whole.model:
            changed["model"] = model
        return msgspec.structs.replace(whole, **changed) if changed else whole

    def item(self, item: V) -> V:
        """Any other item."""
        if isinstance(item, Conversation):
            return self.conversation(item)  # type: ignore[return-value]
        if isinstance(item, Account):
            return self._account(item)  # type: ignore[return-value]
        return self._fields(item)

    def title(self, title: str | None) -> str | None:
        """A title."""
        return title if title is None else self.text(title)

    def text(self, text: str, *, code: bool = False) -> str:
        """A text."""
        return self.redactor.text(text, code=code)

    def name(self, name: str) -> str:
        """The name of a file: its ending stays, and underscores count as blanks."""
        stem, dot, end = name.rpartition(".")
        if not dot or not end.isalnum() or len(end) > 5:
            stem, dot, end = name, "", ""
        made = self.redactor.text(stem)
        if "_" in made:
            found = self.redactor.finder.find(made.replace("_", " "))
            found = [one._replace(value=made[one.start : one.end]) for one in found if one.kind != "TEXT"]
            made = self.redactor.replaced(made, found) if found else made
        return name if made == stem else f"{made}{dot}{end}"

    def id(self, old: str) -> str:
        """An id: as it is, unless it is made of a name or an address. One id always becomes the same other one."""
        if _PLAIN_ID.fullmatch(old) and not self.redactor.finder.words:
            return old
        if old in self._ids:
            return self._ids[old]
        made = "/".join(self.name(piece) for piece in old.split("/"))
        if made == old:
            return old
        taken = set(self._ids.values())
        free, number = made, 1
        while free in taken:
            number += 1
            free = f"{made}-{number}"
        self._ids[old] = free
        return free

    def asset(self, asset: Asset, open_it: Callable[[], BinaryIO]) -> Asset:
        """An attachment, with the size of what is left of it. Its bytes are read once for that, and not kept."""
        made = self._fields(asset)
        size = self._sizes.get(asset.id)
        if size is None:
            size = asset.size
            if self.sort(asset, open_it) != "opaque":
                with (
                    contextlib.suppress(MigratorError, OSError, zlib.error),
                    self.opened(asset, open_it) as stream,
                ):
                    size = sum(len(block) for block in iter(lambda: stream.read(1 << 20), b""))
            self._sizes[asset.id] = size
        return made if size == asset.size else msgspec.structs.replace(made, size=size)

    def opened(self, asset: Asset, open_it: Callable[[], BinaryIO]) -> BinaryIO:
        """The bytes of an attachment as they may go out."""
        return files.Cleaned.of(open_it, asset.name or asset.path, asset.media_type, self.redactor)

    def cleaned(self, stream: BinaryIO, name: str) -> BinaryIO:
        """The bytes of a file that is no attachment, as they may go out."""
        return files.Cleaned.of(lambda: stream, name, None, self.redactor)

    def sort(self, asset: Asset, open_it: Callable[[], BinaryIO]) -> files.Sort:
        """What sort of file an attachment is: its first bytes say so. One that cannot be read is opaque."""
        known = self._sorts.get(asset.id)
        if known is None:
            head = b""
            with contextlib.suppress(MigratorError, OSError, zlib.error), open_it() as stream:
                head = stream.read(files.HEAD)
            known = self._sorts[asset.id] = files.sort_of(head, asset.media_type) if head else "opaque"
        return known

    def looked_into(self, asset: Asset, open_it: Callable[[], BinaryIO]) -> bool:
        """Whether everything in the file was looked at."""
        return files.looked_into(self.sort(asset, open_it))

    @property
    def not_looked_into(self) -> int:
        """How many of the files that were asked for hold what was not looked at."""
        return sum(not files.looked_into(sort) for sort in self._sorts.values())

    def original(self, changed: str) -> str:
        """The vendor's id behind one of ours."""
        return next((old for old, new in self._ids.items() if new == changed), changed)

    # ------------------------------------------------------------------------------------------ inside

    def _message(self, message: Message) -> Message:
        parts = message.parts
        changed: dict[str, Any] = {}
        if len(parts) == 1 and parts[0].__class__ is Text and not parts[0].extra:
            text = parts[0].text
            made = self.redactor.text(text)
            if made is not text:
                changed["parts"] = (msgspec.structs.replace(parts[0], text=made),)
        elif parts:
            new = tuple(map(self._part, parts))
            if any(a is not b for a, b in zip(new, parts, strict=True)):
                changed["parts"] = new
        changed |= self._ids_of(message, ("id", "parent"))
        if message.author is not None and (author := self.text(message.author)) is not message.author:
            changed["author"] = author
        if message.extra or message.origin is not None:
            changed |= self._rest(message)
        return msgspec.structs.replace(message, **changed) if changed else message

    def _part(self, part: Part) -> Part:
        match part:
            case Code():
                return self._fields(part, code=True)
            case ToolCall():
                return self._fields(part, code=part.language is not None or part.tool in _CODE_TOOLS)
            case Document():
                return self._fields(part, code=(part.form or "").startswith("code"))
            case Text() | Reasoning() | ToolResult() | Citation() | Opaque():
                return self._fields(part)
            case Image() | Audio() | Video() | File():
                return self._fields(part)
            case _:
                assert_never(part)

    def _fields(self, value: V, *, code: bool = False) -> V:
        changed: dict[str, Any] = {}
        for field in value.__struct_fields__:  # type: ignore[attr-defined]
            old = getattr(value, field)
            new: Any = old
            if not old or field in _WORDS:
                continue
            if field == "extra":
                new = self.redactor.value(old)
            elif isinstance(old, Origin):
                new = self._origin(old)
            elif (
                isinstance(old, bytes) and self.leave_out and files.sort_of(old[: files.HEAD], None) != "text"
            ):
                new = None
            elif isinstance(old, bytes):
                new = files.cleaned(
                    old, getattr(value, "name", None), getattr(value, "media_type", None), self.redactor
                )
            elif field in _IDS:
                new = self.id(old)
            elif isinstance(old, str):
                new = (
                    self.name(old)
                    if field in _NAMES and isinstance(value, (*_MEDIA, Asset))
                    else self.text(old, code=code)
                )
            elif field == "raw":
                new = self.redactor.value(old)
            if new is not old and new != old:
                changed[field] = new
        return msgspec.structs.replace(value, **changed) if changed else value  # type: ignore[type-var]

    def _account(self, account: Account) -> Account:
        made = self._fields(account)
        changed: dict[str, Any] = {}
        for field, kind in (("email", "email"), ("phone", "phone"), ("name", "name")):
            value = getattr(account, field)
            if value and kind in self.redactor.finder.kinds and getattr(made, field) == value:
                found = Finding(kind, 0, len(value), value, value.casefold(), "certain")
                changed[field] = self.redactor.replaced(value, [found])
        if changed.get("email") or made.email != account.email:
            changed["id"] = made.email if made.id == account.email else made.id
        return msgspec.structs.replace(made, **changed) if changed else made

    def _ids_of(self, value: Any, fields: tuple[str, ...]) -> dict[str, str]:
        changed = {}
        for field in fields:
            old = getattr(value, field)
            if old is not None and (new := self.id(old)) is not old:
                changed[field] = new
        return changed

    def _rest(self, value: Any) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        if value.extra and (extra := self.redactor.value(value.extra)) is not value.extra:
            changed["extra"] = extra
        if value.origin is not None and (origin := self._origin(value.origin)) is not value.origin:
            changed["origin"] = origin
        return changed

    def _origin(self, origin: Origin) -> Origin:
        file = self._place(origin.file)
        pointer = self.redactor.text(origin.pointer) if "@" in origin.pointer else origin.pointer
        unchanged = file == origin.file and pointer is origin.pointer
        return origin if unchanged else Origin(file, pointer)

    def _new_place(self, path: str) -> str:
        made = "/".join(self.name(piece) for piece in path.split("/"))
        return path if made == path else made
