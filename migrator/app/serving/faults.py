"""Every way in which a request fails, each with its number: fixed sentences that hold nothing of a person's.

They are in English in every language: what reads them is a model.
"""

from __future__ import annotations

from migrator import errors
from migrator.mcp.contract import Fault, NotFound
from migrator.vault.index.connection import IndexStale


def locked() -> Fault:
    """The key is not there, and nothing here can ask for it."""
    return Fault(
        1,
        "The vault is locked, and nothing left it. Ask the person to run `migrate vault keys add` on this computer, which"
        " lets its keychain open the vault, or to connect with --passphrase-file; then ask again.",
    )


def no_secret() -> Fault:
    """What should open the vault cannot be had."""
    return Fault(
        1,
        "The vault is locked, and nothing left it: its passphrase file is not there, cannot be read, or may be read by"
        " others on this computer. Ask the person to look at it (chmod 600); then ask again.",
    )


def no_grant() -> Fault:
    """Nothing may be read."""
    return Fault(
        2,
        "No grant covers this, so nothing left the vault. The person decides what may be read, with"
        " `migrate mcp grant NAME` and, if there are several grants, `migrate mcp serve --grant NAME`.",
    )


def not_found() -> Fault:
    """No such chat, message or branch, or not one of the grant."""
    return NotFound(
        4, "There is no such thing among what may be read here. search_chats and list_chats give the ids."
    )


def busy() -> Fault:
    """Another process writes, and what leaves has to be recorded first."""
    return Fault(
        5, "Another program is working in the vault just now. Nothing left it; ask again in a moment."
    )


def too_slow() -> Fault:
    """The time for one request is over."""
    return Fault(
        6,
        "This takes too long here and was stopped. Ask for less: other words, or after:, before: or title:.",
    )


def bad_page() -> Fault:
    """A cursor that no answer gave."""
    return Fault(9, "This cursor is not one that an answer gave. Ask without it to begin at the start.")


def bad_query() -> Fault:
    """`only` cannot be read."""
    return Fault(
        10,
        "The value of only cannot be read. It takes terms such as after:2024-05 before:2025 title:word project:name"
        ' has:code archived:no -title:"two words"; a bare word is looked for in all texts.',
    )


def too_telling() -> Fault:
    """A question that holds what the grant replaces: its answer would tell whether it occurs."""
    return Fault(
        12,
        "This grant replaces personal data, and the question holds some of it or looks for words in whole chats. Ask"
        " with search_chats and other words.",
    )


def explained(fault: Exception | errors.Interrupted) -> Fault:
    """What a client is told about an error of the program's own."""
    match fault:
        case Fault():
            return fault
        case errors.Interrupted():
            return too_slow()
        case errors.VaultBusy():
            return busy()
        case errors.WrongSecret():
            return Fault(
                1,
                "The secret that this server was given does not open the vault (any more). Nothing left it.",
            )
        case errors.NoVault():
            return Fault(8, "There is no vault in the place that this server was given.")
        case errors.NoSpace():
            return Fault(11, "The disk is full. What leaves is recorded first, so nothing left the vault.")
        case IndexStale() | errors.VaultDamaged() | errors.TooNew():
            return Fault(
                7, "The vault cannot be read as it is. The person can look with `migrate vault verify`."
            )
        case _:
            return Fault(99, "Something unexpected happened here. Nothing left the vault.")
