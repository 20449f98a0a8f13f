"""Keys that come faster than the screen can follow wait their turn: each acts on what the one before it has left.

A terminal hands over fast typing, and what is pasted, as many keys at once. Textual gives each to the field that has
the focus when it is read, so that in "/" and then words, all words went to the list that was about to lose the focus.
"""

from __future__ import annotations

import re
from collections import deque
from typing import ClassVar

from textual.app import App
from textual.events import Event, Key, Paste
from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.widgets import Input

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff]")
_LINE_ENDS = re.compile(
    r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
)  # where `str.splitlines` cuts, but for \n itself
_BREAK = re.compile(r"[ \t]*\n\s*")
_PATIENCE = 3.0  # seconds that a key waits at most for what goes before it
_AGAIN = 0.03  # seconds between two looks at whether a screen that is on its way has come


class TypeAhead(App[None]):
    """An app that takes one key after another.

    `OPENING`: groups of workers that bring another screen or field up; while one runs, keys wait for what it brings.
    """

    OPENING: ClassVar[frozenset[str]] = frozenset({"opening"})

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[Event] = deque()
        self._turn = 0  # goes up with every key that is handed on
        self._busy = False
        self._is_held = False
        self._limit: Timer | None = None

    @property
    def settled(self) -> bool:
        """Whether everything that was typed has had its effect."""
        return not self._busy

    def hold_keys(self) -> None:
        """Let keys wait for a field that is about to open by itself: a passphrase must not go anywhere else."""
        self._is_held = True
        self.set_timer(_PATIENCE, self.release_keys)

    async def release_keys(self) -> None:
        """Hand on what waited."""
        if self._is_held:
            self._is_held = False
            if not self._busy:
                await self._hand_on()

    def meant(self, key: Key) -> Key:
        """The key that whoever has the focus now shall get for `key`."""
        return key

    async def on_event(self, event: Event) -> None:
        """Take a key in turn; everything else goes its way at once."""
        if isinstance(event, Paste) and not event.is_forwarded:
            # A field writes what it holds to the terminal as it stands; so nothing that a terminal obeys gets in.
            # Terminals send the end of a line as a carriage return. A field of one line keeps its first line only, so
            # there an end of line becomes a blank: no words are glued together or lost.
            text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", event.text))
            event.text = _BREAK.sub(" ", text.strip("\n")) if isinstance(self.focused, Input) else text
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            self._typed.append(event)
            if not self._busy and not self._is_held:
                await self._hand_on()
            return
        await super().on_event(event)

    async def _hand_on(self) -> None:
        """The next key to whoever has the focus now; then round by everybody who may act on it."""
        if not self._typed:
            self._busy = False
            return
        self._busy = True
        self._turn += 1
        if self._limit is not None:
            self._limit.stop()
        self._limit = self.set_timer(_PATIENCE, lambda turn=self._turn: self._give_up(turn))
        target = self.focused or self.screen
        event = self._typed.popleft()
        await super().on_event(self.meant(event) if isinstance(event, Key) else event)
        way: list[MessagePump] = list(target.ancestors_with_self)
        self._round([*way, *way], self._turn)  # once with the key, once with what it made a widget say

    def _round(self, stops: list[MessagePump], turn: int) -> None:
        """Through the queues of `stops`, one behind the other, as the key goes up to the app."""
        while stops:
            stop, *stops = stops
            if stop.call_later(self._round, stops, turn):
                return
        self._settle(turn)

    def _settle(self, turn: int) -> None:
        """What the key called for has begun; a screen that it brought up is made and has its focus."""
        screen = self.screen
        if not screen.call_later(self.call_later, self._settled, turn, screen):
            self.call_later(self._settled, turn, screen)

    async def _settled(self, turn: int, screen: MessagePump) -> None:
        if turn != self._turn or not self._busy:
            return
        if self._typed and any(
            not worker.is_finished and worker.group in self.OPENING for worker in self.workers
        ):
            self.set_timer(_AGAIN, lambda: self._settle(turn))
        elif self.screen is not screen:
            self._settle(turn)
        else:
            await self._hand_on()

    async def _give_up(self, turn: int) -> None:
        """Whatever it was that went before, it did not come back: the keys go on."""
        if turn == self._turn and self._busy:
            await self._hand_on()
