"""`migrate vault keys`: the ways into the vault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.asking import shown_recovery, written_recovery
from migrator.cli.group import Group
from migrator.cli.session import Session, shared
from migrator.cli.vault_access import opened, vault_options
from migrator.i18n import _

if TYPE_CHECKING:
    from migrator.app.keeping.ways import Slot


def command() -> click.Command:
    """The command in the language in use."""

    @click.group(
        cls=Group,
        help=_("The ways into the vault: the passphrase, the recovery code, computers that remember it."),
        short_help=_("The ways into the vault."),
    )
    def keys() -> None:
        pass

    for make in (_list, _add, _recovery, _remove):
        keys.add_command(make())
    return keys


def _list() -> click.Command:
    @click.command("list", help=_("Show the ways in. No secret is needed."))
    @click.option(
        "--vault",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=_("The vault's folder, if it is not in the usual place."),
    )
    @shared
    def list_(session: Session, vault: Path | None) -> None:
        from migrator.app.keeping.ways import ways_in

        found = ways_in(vault)
        session.show(
            {"slots": [{"name": s.name, "kind": s.kind, "intact": s.intact} for s in found]}, _lines(found)
        )

    return list_


def _add() -> click.Command:
    @click.command(
        "add",
        help=_(
            "Let this computer remember the vault: it then opens without the passphrase, for whoever is logged in here."
            " The secret is kept in the system's own keychain and nowhere else."
        ),
    )
    @vault_options
    @shared
    def add(session: Session, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.keeping.ways import remember_here

        with opened(session, vault, passphrase_file) as open_vault:
            slot, keyring = remember_here(open_vault)
        session.show(
            {"slot": slot, "keyring": keyring},
            [_("{keyring} opens the vault from now on.").format(keyring=keyring)],
        )

    return add


def _recovery() -> click.Command:
    @click.command(
        "recovery", help=_("Make a new recovery code. The old sheet opens only copies made earlier.")
    )
    @click.option(
        "--recovery-file",
        type=click.Path(path_type=Path),
        metavar="OUT",
        help=_("Write the recovery code to a new file instead of showing it; outside the vault."),
    )
    @vault_options
    @shared
    def recovery(
        session: Session, recovery_file: Path | None, vault: Path | None, passphrase_file: str | None
    ) -> None:
        from migrator.app.keeping.ways import new_recovery_code, replace_recovery
        from migrator.vault import pending

        with opened(session, vault, passphrase_file) as open_vault:
            code = new_recovery_code()
            if recovery_file is not None:
                code = written_recovery(recovery_file, code, open_vault.layout)
            else:
                shown_recovery(session, code)
            replace_recovery(open_vault, code)
            pending.done(open_vault.layout)
            session.show({"vault": str(open_vault.folder)}, [_("The new recovery code opens the vault.")])

    return recovery


def _remove() -> click.Command:
    @click.command("remove", help=_("Take a way in away; SLOT is what `vault keys list` shows."))
    @click.argument("slot")
    @vault_options
    @shared
    def remove(session: Session, slot: str, vault: Path | None, passphrase_file: str | None) -> None:
        from migrator.app.keeping.ways import take_away, ways_in

        with opened(session, vault, passphrase_file) as open_vault:
            take_away(open_vault, slot)
            left = [one for one in ways_in(open_vault.folder) if one.kind != "device"]
        lines = [_("Removed. Copies of the vault made earlier still have it.")]
        if len(left) == 1 and left[0].kind == "passphrase":
            lines.append(
                _(
                    "Only the passphrase opens the vault now. If it is lost, so is the vault: `migrate vault keys"
                    " recovery` makes a new recovery code."
                )
            )
        elif len(left) == 1:
            lines.append(
                _(
                    "Only the recovery code opens the vault now. If it is lost, so is the vault: `migrate vault"
                    " passphrase` sets a new passphrase."
                )
            )
        session.show({"removed": slot}, lines)

    return remove


def _lines(found: Sequence[Slot]) -> Iterator[str]:
    kinds = {
        "passphrase": _("the passphrase"),
        "recovery": _("the recovery code"),
        "device": _("a computer that remembers it"),
    }
    longest = max((len(slot.name) for slot in found), default=0)
    for slot in found:
        state = "" if slot.intact else "  " + _("(not as it was written)")
        yield f"{slot.name:{longest}}  {kinds[slot.kind]}{state}"
