"""One message: who, when, and its parts; thinking and tools folded until they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, assert_never

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message as Posted
from textual.widgets import Static

from migrator.i18n import N_, _, ngettext, when
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
    ToolCall,
    ToolResult,
    Video,
)
from migrator.model import Text as Prose
from migrator.shape.people import speaker
from migrator.text import safe as clean
from migrator.tui.content import line, prose
from migrator.tui.widgets.marked import Marked

_FOLDED = (Reasoning, ToolCall, ToolResult, Opaque)


class MessageView(Static, can_focus=True):
    """Takes the keys that concern one message. `version`: which of how many at this place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "unfold", N_("Fold, unfold")),
        Binding("left", "version(-1)", N_("Other version"), key_display="← →"),
        Binding("right", "version(1)", show=False),
    ]

    class Version(Posted):
        """Another version of this message is wanted: the next (1) or the one before (-1)."""

        def __init__(self, message: str, by: int) -> None:
            super().__init__()
            self.message, self.by = message, by

    def __init__(
        self,
        message: Message,
        version: tuple[int, int] = (1, 1),
        *,
        keys: Sequence[str] = (),
        unfolded: bool = False,
    ) -> None:
        """`keys`: what was searched for, as `widgets.marked` takes it."""
        super().__init__()
        self.message = message
        self._version = version
        self._keys = keys
        self._open = unfolded
        self.add_class(f"-{message.role}")

    def on_mount(self) -> None:
        """Lay it out."""
        self._lay_out()

    def _lay_out(self) -> None:
        whole = Group(*self._laid())
        self.update(Marked(whole, self._keys) if self._keys else whole)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without a use here are not shown."""
        del parameters
        if action == "version":
            return self._version[1] > 1
        if action == "unfold":
            return any(isinstance(part, _FOLDED) for part in self.message.parts)
        return True

    def action_unfold(self) -> None:
        """Show or hide thinking and tools."""
        self._open = not self._open
        self._lay_out()

    def action_version(self, by: int) -> None:
        """Ask for another version."""
        self.post_message(self.Version(self.message.id, by))

    def _laid(self) -> Iterator[RenderableType]:
        yield self._header()
        folded = 0
        for part in self.message.parts:
            if isinstance(part, _FOLDED) and not self._open:
                folded += 1
            else:
                yield from _part(part)
        if folded:
            said = ngettext(
                "▸ {n} piece folded (thinking, tools): Enter shows it",
                "▸ {n} pieces folded (thinking, tools): Enter shows them",
                folded,
            )
            yield line(said.format(n=folded), "italic")
        yield Text("")

    def _header(self) -> Text:
        message = self.message
        who = {"user": _("You"), "assistant": _("Assistant"), "tool": _("Tool"), "system": _("System")}
        about = [speaker(message) or who[message.role], message.model or ""]
        about.append(when.moment(message.created) if message.created else "")
        at, of = self._version
        if of > 1:
            about.append(_("‹ version {at} of {of} ›").format(at=at, of=of))
        return line("■ " + " · ".join(piece for piece in about if piece), "bold")


def _part(part: Part) -> Iterator[RenderableType]:
    match part:
        case Prose():
            yield prose(part.text)
        case Code():
            yield Syntax(clean(part.text), _language(part.language), theme="ansi_dark", word_wrap=True)
        case Reasoning():
            yield line("▾ " + _("thinking") + (f": {part.title}" if part.title else ""), "italic")
            yield Padding(Text(clean(part.text)), (0, 0, 0, 2))
        case ToolCall():
            yield line("▾ " + _("to the tool {tool}").format(tool=part.tool), "italic")
            yield Padding(Text(clean(part.input)), (0, 0, 0, 2))
        case ToolResult():
            yield line("▾ " + _("from the tool {tool}").format(tool=part.title or part.tool or "?"), "italic")
            yield Padding(Text(clean(part.output)), (0, 0, 0, 2))
        case Document():
            yield line("▤ " + (part.title or _("document")), "bold")
            if part.replaces is not None:
                yield line(
                    _("a change whose place could not be told, instead of: {passage}").format(
                        passage=part.replaces
                    )
                )
            yield Padding(prose(part.text), (0, 0, 0, 2))
            if part.lacks:
                yield line(
                    _("not in it: changes whose place could not be told ({n})").format(n=part.lacks), "italic"
                )
        case Citation():
            yield Text(clean("↗ " + " ".join(piece for piece in (part.title, part.url) if piece)))
        case Image() | Audio() | Video() | File():
            sort = {
                Image: _("picture"),
                Audio: _("sound"),
                Video: _("video"),
                File: _("file"),
            }[type(part)]
            yield line(f"▣ {sort}: {part.name or part.asset or '?'}")
        case Opaque():
            yield line("▾ " + _("content of kind {kind}, kept whole").format(kind=part.kind), "italic")
        case _:
            assert_never(part)


def _language(name: str | None) -> str:
    return name if name and name.isascii() and name.replace("+", "").replace("-", "").isalnum() else "text"
