"""The ways into a vault, for any face: which there are, adding and removing them, and new keys for everything.

A face asks and shows; nothing here does. Secrets come in as text that the person typed and are not kept. What holds for
all of these: a copy made earlier keeps the ways in that it had.

    ways_in(folder)                          → the slots; no secret is needed
    remember_here(vault)                     → (slot, keyring): this computer opens it from now on
    take_away(vault, slot)                   a way in is gone; never the last one that can be typed
    change_passphrase(vault, new)            `objection(new)` first says what speaks against it
    new_recovery_code() / replace_recovery(vault, code)   the code is shown once, and in use when the second returns
    rekey(vault, passphrase, code, context)  → Rekeyed: everything sealed anew; stopped on the way, the same call goes on
"""

from __future__ import annotations

from pathlib import Path

from migrator.app.context import Context
from migrator.app.keeping.contents import contents
from migrator.app.keeping.takings import takings
from migrator.app.unlocking import default_folder
from migrator.vault import keys, secret
from migrator.vault import rekey as storage
from migrator.vault.handle import Vault
from migrator.vault.index import build
from migrator.vault.keys import Slot
from migrator.vault.layout import find
from migrator.vault.passphrases import objection
from migrator.vault.rekey import Rekeyed

__all__ = [
    "Rekeyed",
    "Slot",
    "change_passphrase",
    "new_recovery_code",
    "objection",
    "rekey",
    "remember_here",
    "replace_recovery",
    "take_away",
    "ways_in",
]


def ways_in(folder: Path | None = None) -> list[Slot]:
    """The slots of the vault in `folder` (None: the usual place); it need not be open. NoVault, VaultDamaged, TooNew."""
    return keys.all_slots(find(folder or default_folder()))


def remember_here(vault: Vault) -> tuple[str, str]:
    """Let this computer's keyring open the vault; the slot's name and what the keyring is called.

    KeyringUnavailable, with nothing changed, if there is none of the operating system's own or it keeps no secrets.
    """
    return keys.add_device(vault)


def take_away(vault: Vault, slot: str) -> None:
    """Remove one way in, by the name that `ways_in` gives, from the keyring too if it is this computer's.

    UsageError if there is none of that name, ConditionNotMet if it is the last that can be typed.
    """
    keys.remove(vault, slot)


def change_passphrase(vault: Vault, new: str) -> None:
    """The vault opens with `new` from now on. Ask `objection(new)` first: None, or what speaks against it."""
    keys.change_passphrase(vault, new)


def new_recovery_code() -> str:
    """A code to show, to have written down and asked back; it opens nothing before `replace_recovery` or `rekey`."""
    return secret.new_recovery_code()


def replace_recovery(vault: Vault, code: str) -> None:
    """The vault opens with this recovery code from now on, and no longer with the one before."""
    keys.replace_recovery(vault, code)


def rekey(vault: Vault, passphrase: str, recovery_code: str, context: Context) -> Rekeyed:
    """Seal everything anew under new keys, and make the index under its new one.

    `passphrase` is the vault's own and stays; `recovery_code` is a new one, already written down; computers that
    remembered the vault no longer do. `vault` goes on under the new keys; other open handles have to be opened again.
    WrongSecret, before anything is changed, if the passphrase is not the vault's. Stopped on the way, every file still
    opens, `vault.keys.changing` is true, and calling it again (with any new code) goes on. `Rekeyed.kept` names what was
    too damaged to be sealed anew.
    """

    def indexed(held: Vault) -> None:
        with contents(held, context, ()) as opened:
            connection, _filled = build.rebuild(
                held, opened.exports, context.report, takings=takings(held, opened, context)
            )
            connection.close()

    return storage.rekey(vault, passphrase, recovery_code, context.report, rebuild_index=indexed)
