"""This computer's keyring as a way in: the only module that imports `keyring`.

Only the keyrings of operating systems are used, and their classes by name: never the functions at the top of `keyring`,
which obey environment variables and configuration files and, where a plain-text back end is installed, silently write
secrets into a file. No third-party back end is even loaded. A keyring is a convenience; if it is missing or locked, the
vault opens with the passphrase.
"""

from __future__ import annotations

import contextlib
import importlib
import secrets
from collections.abc import Iterator
from typing import Protocol

from migrator.errors import MigratorError
from migrator.i18n import _

SERVICE = "assistant-migrator"
# Module, class, and what people call it. Exactly these classes; a subclass from elsewhere is not one of them.
ALLOWED = (
    ("keyring.backends.macOS", "Keyring", "macOS Keychain"),
    ("keyring.backends.Windows", "WinVaultKeyring", "Windows Credential Manager"),
    ("keyring.backends.SecretService", "Keyring", "Secret Service"),
    ("keyring.backends.libsecret", "Keyring", "libsecret"),
    ("keyring.backends.kwallet", "DBusKeyring", "KWallet"),
)
_LOCKED = (
    "KeyringLocked"  # keyring.errors.KeyringLocked; loading keyring takes as long as the rest of the program
)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class KeyringUnavailable(MigratorError):
    """There is no keyring of the operating system, or it is locked, or it lacks the entry. The passphrase still opens."""

    kind = "keyring-unavailable"


def available() -> str | None:
    """What people call the keyring that would be used, None if there is none. Nothing is asked of it."""
    found = _backend()
    return found[1] if found else None


class Backend(Protocol):
    """What is used of a keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove it."""


def new_secret() -> str:
    """26 random characters of base32, 130 bits. Short, since Windows keeps about 1280 characters at most."""
    return "".join(secrets.choice(_ALPHABET) for _n in range(26))


def store(vault: str, slot: str, text: str) -> str:
    """Keep a slot's secret, read it back, and return the keyring's name. KeyringUnavailable if that fails."""
    backend, name = _found()
    with _explained(name):
        backend.set_password(SERVICE, _user(vault, slot), text)
        if backend.get_password(SERVICE, _user(vault, slot)) != text:
            raise KeyringUnavailable(
                _("{keyring} did not keep what was put into it.").format(keyring=name),
                _("The vault opens with the passphrase, as before."),
            )
    return name


def load(vault: str, slot: str) -> str:
    """The secret of a slot. KeyringUnavailable if the keyring is missing, locked or does not have it."""
    backend, name = _found()
    with _explained(name):
        text = backend.get_password(SERVICE, _user(vault, slot))
    if not text:
        raise KeyringUnavailable(
            _("{keyring} has no entry for this vault.").format(keyring=name),
            _("Open it with the passphrase; “migrate vault keys add” puts it into the keyring again."),
        )
    return text


def delete(vault: str, slot: str) -> bool:
    """Remove the entry of a slot; whether it was there. A keyring that is missing or locked keeps it: False."""
    found = _backend()
    if found is None:
        return False
    try:
        found[0].delete_password(SERVICE, _user(vault, slot))
    except Exception:  # noqa: BLE001 - every back end fails in its own way, and none of it may stop a removal
        return False
    return True


def _user(vault: str, slot: str) -> str:
    return f"{vault}/{slot}"


def _found() -> tuple[Backend, str]:
    found = _backend()
    if found is None:
        raise KeyringUnavailable(
            _("This computer has no keyring that can be used, or it is not running."),
            _("Open the vault with the passphrase or the recovery code."),
        )
    return found


def _backend() -> tuple[Backend, str] | None:
    for module, name, shown in ALLOWED:
        with contextlib.suppress(Exception):  # a back end whose library is absent may fail in any way at all
            kind = getattr(importlib.import_module(module), name)
            if kind.viable:
                return kind(), shown
    return None


@contextlib.contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except MigratorError:
        raise
    except Exception as why:  # noqa: BLE001 - every back end raises errors of its own; their texts are not ours to show
        if type(why).__name__ == _LOCKED:
            raise KeyringUnavailable(
                _("{keyring} is locked.").format(keyring=name),
                _("Unlock it and try again, or open the vault with the passphrase."),
            ) from None
        raise KeyringUnavailable(
            _("{keyring} did not answer ({why}).").format(keyring=name, why=type(why).__name__),
            _("Open the vault with the passphrase or the recovery code."),
        ) from None
