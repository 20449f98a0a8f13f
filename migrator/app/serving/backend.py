"""Answers for the protocol: the open vault, one answer at a time, each in the account before it leaves."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from migrator.app.context import Context
from migrator.app.serving import faults
from migrator.app.serving.account import Account
from migrator.app.serving.answers import Made, prompts
from migrator.app.serving.answers.table import ANSWERS
from migrator.app.serving.catalogue import ReadChat
from migrator.app.serving.opened import Holder, Served
from migrator.errors import Interrupted, KeysChanged
from migrator.mcp.contract import Answer, Client


class Backend:
    """`mcp.contract.Backend` over a vault."""

    def __init__(self, folder: Path | None, secret: Callable[[], str] | None, grant: str | None) -> None:
        """`secret` None: this computer's keychain opens the vault; `grant` None: the only one there is."""
        self._stopped = threading.Event()
        self._holder = Holder(folder, secret, grant, Context(cancelled=self._stopped.is_set))
        self._account = Account()
        self._turn = threading.Lock()

    def call(self, tool: str, arguments: msgspec.Struct, client: Client) -> Answer:
        """See the contract."""
        return self._answer(tool, client, lambda served: ANSWERS[tool](served, arguments))

    def read(self, template: str, key: str, client: Client) -> Answer:
        """See the contract."""
        return self._answer(
            f"resource {template}", client, lambda served: ANSWERS["read_chat"](served, ReadChat(chat=key))
        )

    def prompt(self, name: str, arguments: Mapping[str, str], client: Client) -> Answer:
        """See the contract."""
        return self._answer(f"prompt {name}", client, lambda served: prompts.PROMPTS[name](served, arguments))

    def interrupt(self) -> None:
        """See the contract."""
        self._stopped.set()
        self._holder.interrupt()

    def opening(self) -> bool:
        """See the contract."""
        return self._holder.is_opening

    def rest(self) -> None:
        """See the contract."""
        with self._turn:
            self._holder.close()

    def _answer(self, what: str, client: Client, make: Callable[[Served], Made]) -> Answer:
        with self._turn, self._explaining():
            self._stopped.clear()
            with self._holder.served() as served:
                made = make(served)
                if self._stopped.is_set():
                    raise faults.too_slow()

        def settle(size: int) -> None:
            with self._turn, self._explaining():
                try:
                    self._account.record(served.vault, served.by, client, what, made.leaving, size)
                except KeysChanged:
                    self._holder.close()  # the next question opens the vault with its new keys
                    raise

        return Answer(made.text, settle)

    @contextlib.contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except (Exception, Interrupted) as fault:  # noqa: BLE001 - no text of an exception leaves
            if self._stopped.is_set():
                raise faults.too_slow() from None
            raise faults.explained(fault) from None
