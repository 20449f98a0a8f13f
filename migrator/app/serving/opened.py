"""The vault while it is open for answers: one grant, the chats that it covers, and nothing of the others.

It is opened when the first answer needs it, and closed, key and all, when nothing was asked for a while. Before each
answer the journal is looked at: a grant that was withdrawn ends at once, an export that came in is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from migrator.app import unlocking
from migrator.app.context import Context
from migrator.app.keeping.reading import Library, library
from migrator.app.serving import faults
from migrator.app.serving.covered import covered, originals
from migrator.app.serving.grants import Given, meant
from migrator.app.serving.redacting import Mend, mender
from migrator.errors import MigratorError, UsageError
from migrator.model import Conversation
from migrator.vault.handle import Vault
from migrator.vault.index.granted import Shown

_PLAIN = re.compile(r"(?!x-)[A-Za-z0-9_-]{1,64}")


def address(key: str) -> str:
    """The id under which a client knows a chat or a message: its own, if that is one of `[A-Za-z0-9_-]`."""
    if _PLAIN.fullmatch(key):
        return key
    return "x-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]


class Served:
    """An open vault and what a grant covers of it."""

    def __init__(self, vault: Vault, chats: Library, by: Given, context: Context) -> None:
        self.vault = vault
        self.chats = chats
        self.by = by
        self.context = context
        self.originals = originals(vault)
        self.mend: Mend = mender(by.grant.redact, vault)
        chats.narrow(covered(vault, chats, by, context))
        self._odd = {address(one.id): one.id for one in chats.shown() if not _PLAIN.fullmatch(one.id)}
        self._names: dict[str, str] | None = None

    def is_current(self, by: Given) -> bool:
        """Whether nothing has changed that would make another answer."""
        return by == self.by and originals(self.vault) == self.originals

    def find(self, key: str) -> Shown:
        """The chat of an address. NotFound if the grant covers none of that address."""
        found = self.chats.one(self._odd.get(key, key)) if _PLAIN.fullmatch(key) or key in self._odd else None
        if found is None:
            raise faults.not_found()
        return found

    def chat(self, key: str) -> Conversation:
        """The whole chat of an address. NotFound."""
        whole = self.chats.whole(self.find(key).id)
        if whole is None:
            raise faults.not_found()
        return whole

    @property
    def names(self) -> dict[str, str]:
        """What projects are called."""
        if self._names is None:
            self._names = self.chats.names()
        return self._names


class Holder:
    """Opens the vault when it is needed, and closes it."""

    def __init__(
        self, folder: Path | None, secret: Callable[[], str] | None, grant: str | None, context: Context
    ) -> None:
        """`secret`: reads what opens the vault; None leaves that to this computer's keychain."""
        self._folder = folder
        self._secret = secret
        self._grant = grant
        self._context = context
        self._stack = ExitStack()
        self._vault: Vault | None = None
        self._served: Served | None = None
        self.is_opening = False

    @contextlib.contextmanager
    def served(self) -> Iterator[Served]:
        """The open vault, as it is now. Fault, MigratorError.

        What fails with a vault that was open already is tried once more with one that is opened anew: it may have been
        given new keys, or its index may have been made again.
        """
        fresh = self._vault is None
        self.is_opening = self._served is None
        try:
            served = self._current()
        except MigratorError:
            if fresh or self._context.cancelled():
                raise
            self.close()
            served = self._current()
        finally:
            self.is_opening = False
        yield served

    def _current(self) -> Served:
        vault = self._opened()
        vault.check_keys()
        by = meant(vault, self._grant)
        if by is None:
            raise faults.no_grant()
        if self._served is None or not self._served.is_current(by):
            self._stack.close()
            self._stack, self._served = ExitStack(), None
            chats = self._stack.enter_context(library(vault, self._context))
            self._served = Served(vault, chats, by, self._context)
        return self._served

    def _opened(self) -> Vault:
        if self._vault is None:
            self._vault = unlocking.opened(self._folder, self._told, typed=self._secret is not None)
        return self._vault

    def _told(self) -> str:
        if self._secret is None:
            raise faults.locked()
        try:
            return self._secret()
        except (UsageError, OSError, ValueError):
            raise faults.no_secret() from None

    def interrupt(self) -> None:
        """Stop a question to the index; may come from another thread."""
        served = self._served
        if served is not None:
            with contextlib.suppress(Exception):
                served.chats.interrupt()

    def close(self) -> None:
        """Close everything and let go of the key."""
        self._stack.close()
        self._stack, self._served = ExitStack(), None
        if self._vault is not None:
            self._vault.close()
            self._vault = None
