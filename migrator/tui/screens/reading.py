"""Reading one conversation: the way that was last shown, and every other one by walking its versions."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from migrator.i18n import N_, _, ngettext
from migrator.model import Asset, Conversation, Message
from migrator.shape import fold, tree
from migrator.shape.fold import plain
from migrator.shape.visible import empty
from migrator.tui.addresses import addresses
from migrator.tui.content import safe
from migrator.tui.screens import ask
from migrator.tui.screens.files import Files
from migrator.tui.screens.outside import Addresses
from migrator.tui.widgets.keys import Keys
from migrator.tui.widgets.message import MessageView
from migrator.vault.index.rows import body
from migrator.vault.index.search import spots

_PAGE = 25  # messages laid out at a time: chats of forty thousand exist


class Reading(Screen[None]):
    """The messages of one path through the tree, laid out as far as they are read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", N_("Back")),
        Binding("j,down", "step(1)", N_("Next"), key_display="j ↓"),
        Binding("k,up", "step(-1)", N_("Before"), key_display="k ↑"),
        Binding("g,home", "edge(False)", N_("Begin"), key_display="g"),
        Binding("G,end", "edge(True)", N_("End"), key_display="G"),
        Binding("space,pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("f", "files", N_("Files")),
        Binding("l", "links", N_("Links")),
        Binding("n", "hit(1)", N_("Next hit")),
        Binding("N", "hit(-1)", show=False),
        Binding("y", "command_line", show=False),
    ]

    def __init__(
        self,
        conversation: Conversation,
        files: Sequence[Asset],
        at: str | None = None,
        words: str = "",
    ) -> None:
        """`at`: the message to begin with, found by `words`."""
        super().__init__()
        self._keys = [plain(word) for word in fold.words(words)]
        self._chat = conversation
        self._files = files
        self._below = tree.children(conversation)
        self._by_id = {message.id: message for message in conversation.messages}
        self._at = at if at in self._by_id else None
        self._path: list[Message] = []
        self._first = self._end = 0

    def compose(self) -> ComposeResult:
        """Title, messages, keys."""
        yield Static(safe(self._chat.title or _("Untitled"), one_line=True), id="title")
        yield Static(id="about", classes="line")
        yield VerticalScroll(id="messages", can_focus=False)
        yield Keys()

    async def on_mount(self) -> None:
        """The way last shown, or the one through the message that was found."""
        leaf = tree.head(self._chat)
        if self._at is not None and self._at not in {m.id for m in tree.path(self._chat)}:
            leaf = self._leaf(self._at)
        self._follow(leaf)
        await self._open(self._at)

    # ------------------------------------------------------------------------------------ the messages

    def _follow(self, leaf: str | None) -> None:
        whole = tree.path(self._chat, leaf) if leaf is not None else ()
        self._path = [m for m in whole if m.hidden is None and not empty(m)]

    def _leaf(self, below: str) -> str:
        """The newest end below a message."""
        while following := self._below.get(below):
            below = following[-1].id
        return below

    async def _open(self, at: str | None) -> None:
        """Lay out a page around `at` and go there."""
        scroll = self.query_one("#messages", VerticalScroll)
        where = next((n for n, m in enumerate(self._path) if m.id == at), 0)
        self._first = max(0, where - 3)
        self._end = min(len(self._path), where + _PAGE)
        await scroll.remove_children()
        if not self._path:
            await scroll.mount(Static(safe(_("There is no message to show in this conversation."))))
        await scroll.mount_all([self._view(m) for m in self._path[self._first : self._end]])
        self._tell()
        views = list(self.query(MessageView))
        if views:
            self._go(views[where - self._first])

    def _view(self, message: Message) -> MessageView:
        versions = [m.id for m in self._versions(message)]
        return MessageView(
            message,
            (versions.index(message.id) + 1, len(versions)),
            keys=self._keys,
            unfolded=bool(self._keys) and message.id == self._at,
        )

    def _versions(self, message: Message) -> list[Message]:
        """The messages at the same place of the tree, this one among them."""
        return [
            one
            for one in self._below.get(message.parent, [])
            if one.id == message.id or (one.hidden is None and one.role == message.role)
        ]

    def _go(self, view: MessageView) -> None:
        view.focus(scroll_visible=False)
        self.call_after_refresh(
            self.query_one("#messages", VerticalScroll).scroll_to_widget, view, top=True, animate=False
        )

    async def _more(self, *, above: bool) -> None:
        """Lay out the page before or after."""
        scroll = self.query_one("#messages", VerticalScroll)
        if above:
            first = max(0, self._first - _PAGE)
            new = [self._view(m) for m in self._path[first : self._first]]
            self._first = first
            await scroll.mount_all(new, before=0)
        else:
            end = min(len(self._path), self._end + _PAGE)
            new = [self._view(m) for m in self._path[self._end : end]]
            self._end = end
            await scroll.mount_all(new)

    async def action_step(self, by: int) -> None:
        """To the next message or the one before; within a long one, by half a screen."""
        scroll = self.query_one("#messages", VerticalScroll)
        views = list(self.query(MessageView))
        here = next((n for n, view in enumerate(views) if view.has_focus), 0)
        if not views:
            return
        region = views[here].virtual_region
        if by > 0 and region.bottom > scroll.scroll_offset.y + scroll.size.height + 1:
            scroll.scroll_relative(y=scroll.size.height // 2, animate=False)
            return
        if by < 0 and region.y < scroll.scroll_offset.y:
            scroll.scroll_relative(y=-(scroll.size.height // 2), animate=False)
            return
        if here + by >= len(views) and self._end < len(self._path):
            await self._more(above=False)
        elif here + by < 0 and self._first > 0:
            before = self._first
            await self._more(above=True)
            here += before - self._first
        views = list(self.query(MessageView))
        self._go(views[max(0, min(len(views) - 1, here + by))])

    async def action_page(self, by: int) -> None:
        """A screenful; the next messages are laid out when the end comes near."""
        scroll = self.query_one("#messages", VerticalScroll)
        if (
            by > 0
            and self._end < len(self._path)
            and scroll.max_scroll_y - scroll.scroll_offset.y < 2 * scroll.size.height
        ):
            await self._more(above=False)
        if by < 0 and self._first > 0 and scroll.scroll_offset.y == 0:
            await self.action_step(-1)
            return
        scroll.scroll_relative(y=by * max(1, scroll.size.height - 2), animate=False)

    async def action_edge(self, last: bool) -> None:
        """To the first or the last message."""
        if self._path:
            await self._open(self._path[-1 if last else 0].id)

    async def on_message_view_version(self, event: MessageView.Version) -> None:
        """Walk to another version of a message; what follows it follows."""
        here = self._by_id[event.message]
        versions = self._versions(here)
        at = next(n for n, one in enumerate(versions) if one.id == here.id)
        other = versions[(at + event.by) % len(versions)]
        self._follow(self._leaf(other.id))
        await self._open(other.id)

    # ------------------------------------------------------------------------------------------- about

    def _tell(self) -> None:
        branches = tree.branches(self._chat)
        hidden = len(self._chat.messages) - sum(
            m.hidden is None and not empty(m) for m in self._chat.messages
        )
        said = [ngettext("{n} message here", "{n} messages here", len(self._path)).format(n=len(self._path))]
        if branches:
            said.append(
                ngettext("{n} other branch (← →)", "{n} other branches (← →)", branches).format(n=branches)
            )
        if hidden:
            said.append(_("{n} never shown by ChatGPT").format(n=hidden))
        if self._files:
            said.append(
                ngettext("{n} file (f)", "{n} files (f)", len(self._files)).format(n=len(self._files))
            )
        self.query_one("#about", Static).update(safe(" · ".join(said)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without a use here are not shown."""
        del parameters
        if action == "files":
            return bool(self._files)
        if action == "hit":
            return bool(self._keys)
        return True

    def action_files(self) -> None:
        """The files of this conversation, to open or to save."""
        from migrator.tui.app import MigrateApp

        if isinstance(self.app, MigrateApp) and (chats := self.app.desk.chats) is not None:
            self.app.push_screen(Files(chats, self._chat, self._files))

    def action_links(self) -> None:
        """The web addresses in the message that has the keys."""
        here = next((view.message for view in self.query(MessageView) if view.has_focus), None)
        found = addresses(here) if here is not None else []
        if found:
            self.app.push_screen(Addresses(found))
        else:
            self.notify(_("There is no link in this message."), markup=False)

    async def action_hit(self, by: int) -> None:
        """To the next message on this way that holds what was searched for, or the one before."""
        here = next((view.message.id for view in self.query(MessageView) if view.has_focus), None)
        at = next((n for n, message in enumerate(self._path) if message.id == here), 0)
        order = range(at + 1, len(self._path)) if by > 0 else range(at - 1, -1, -1)
        for number in order:
            if spots(body(self._path[number]), self._keys):
                self._at = self._path[number].id
                await self._open(self._at)
                return
        self.notify(_("There is no other hit that way."), markup=False)

    def _command(self) -> str:
        return shlex.join(["migrate", "vault", "show", self._chat.id])

    def action_command_line(self) -> None:
        """The same as a command."""
        self.app.push_screen(ask.Tell(_("The same as a command"), self._command()))

    def action_close(self) -> None:
        """Back to the list."""
        self.dismiss(None)
