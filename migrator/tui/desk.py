"""What lies on the desk during one sitting: the open vault, its library, and what has been written out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from migrator import i18n
from migrator.app.context import Context
from migrator.app.convert import Converted
from migrator.app.keeping.reading import Library, library
from migrator.vault.handle import Vault
from migrator.vault.index.browse import Listed

T = TypeVar("T")
_PLAIN = re.compile(r"[A-Za-z0-9-]+")


class Desk:
    """Filled as the person goes along. `lasting`: the vault stays after the program ends. `kiosk`: made-up chats alone, nothing is kept."""

    def __init__(self, folder: Path, *, kiosk: bool = False) -> None:
        self.folder = folder
        self.kiosk = kiosk
        self.vault: Vault | None = None
        self.lasting = False
        self.chats: Library | None = None
        self.listed: list[Listed] = []  # all conversations, the one used last first
        self.names: Mapping[str, str] = {}  # of projects and personas, as far as they are known
        self.conversations = 0
        self.marked: set[str] = set()
        self.moved: list[Converted] = []
        self.steps_done = 0
        self.steps = 0
        self.wanted = ""  # a place that was chosen elsewhere, for Move to go to
        self.content = 0  # goes up whenever there is something new to look at
        self._vaults = ExitStack()
        self._held = ExitStack()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="library")
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="exports")
        self._warming: Future[None] | None = (
            None  # the exports are being opened before anybody asks for a chat
        )

    def hold(self, vault: Vault, stack: ExitStack, *, lasting: bool) -> None:
        """Put an open vault on the desk; `stack` closes it. What lay there before is closed."""
        self.clear()
        self._vaults = stack
        self.vault, self.lasting = vault, lasting

    def open_library(self, context: Context) -> None:
        """Open what the vault holds anew: called in a job, because the index may have to be built."""
        self.close_library()
        if self.vault is not None:
            self.chats = self._held.enter_context(library(self.vault, context))
            self.listed = self.chats.conversations()
            self.names = self.chats.names()
            self.conversations = len(self.listed)
        self.content += 1

    def warm(self) -> None:
        """Begin to open the exports beside the screen: the first chat that is read would otherwise wait for it."""
        if self.chats is not None and self._warming is None:
            self._warming = self._beside.submit(self.chats.warm)

    def close_library(self) -> None:
        """Close what is read; the vault stays open. Also called in a job, before the index is made anew."""
        if self._warming is not None:
            wait([self._warming])
            self._warming = None
        self._held.close()
        self._held = ExitStack()
        self.chats, self.listed, self.names = None, [], {}

    def queries(self) -> tuple[str, ...]:
        """The marked conversations as `--only` takes them; nothing for all of them."""
        return tuple(
            f"id:{one}" if _PLAIN.fullmatch(one) else 'id:"' + re.sub(r'(["\\\\])', r"\\\1", one) + '"'
            for one in sorted(self.marked)
        )

    async def ask(self, question: Callable[[], T]) -> T:
        """The answer to a short question about the library, found beside the screen, one at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)

    def clear(self) -> None:
        """Close the library and the vault; a session's vault is gone then."""
        self.close_library()
        self._vaults.close()
        self._vaults = ExitStack()
        self.vault, self.lasting, self.conversations = None, False, 0
        self.moved.clear()
        self.marked.clear()
        self.content += 1

    def close(self) -> None:
        """The end of the sitting."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._beside.shutdown(wait=True, cancel_futures=True)
        self.clear()


def surroundings() -> Context:
    """The context of a short question: nothing is reported."""
    return Context(language=i18n.language())
