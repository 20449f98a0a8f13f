"""`state.age`: what the vault was when it was last written to, sealed, so that a loss at the end of things is noticed.

A journal that lost its last files looks like an older journal, and a key slot that was put back looks like one that was
written. This file says the highest number that the journal reached and the hash of each slot. It is written after what
it speaks of, so that a stop leaves it behind, never ahead. It holds nothing that exists nowhere else: without it these
two losses go unnoticed, and the next change writes it anew.
"""

from __future__ import annotations

import hashlib

import msgspec

from migrator.errors import VaultDamaged, WrongSecret
from migrator.i18n import _
from migrator.seal.age import open_bytes, seal_bytes
from migrator.vault import disk
from migrator.vault.keytext import KeyText
from migrator.vault.layout import Layout

_LARGEST = 1 << 20  # bytes


class State(msgspec.Struct, frozen=True, kw_only=True):
    """`last`: the highest number in the journal; `slots`: the SHA-256 of each slot's file, by file name.

    `readme`: the SHA-256 of README.txt, "" if it was not there.
    """

    v: int = 1
    last: int = 0
    slots: dict[str, str] = msgspec.field(default_factory=dict)
    readme: str = ""


def read(layout: Layout, keys: KeyText) -> State | None:
    """What the file says, None if there is none. VaultDamaged if it cannot be read or is sealed for another key."""
    try:
        with disk.guarded("state.age"), layout.state.open("rb") as file:
            sealed = file.read(_LARGEST)
    except VaultDamaged:
        if layout.state.exists():
            raise
        return None
    try:
        return msgspec.json.decode(open_bytes(sealed, keys.identities, name="state.age"), type=State)
    except (msgspec.DecodeError, UnicodeDecodeError, WrongSecret):
        raise VaultDamaged(
            _("state.age cannot be read, so whether the newest decisions are there is not known."),
            _("Run `migrate vault verify`, which writes it anew. The exports are not affected."),
        ) from None


def known(layout: Layout, keys: KeyText) -> State:
    """The same; if there is none or it cannot be read, a state that claims nothing."""
    try:
        return read(layout, keys) or State()
    except VaultDamaged:
        return State()


def readme_hash(layout: Layout) -> str:
    """The SHA-256 of README.txt, "" if it is not there or cannot be read."""
    try:
        return hashlib.sha256(layout.readme.read_bytes()).hexdigest()
    except OSError:
        return ""


def write(layout: Layout, keys: KeyText, state: State) -> None:
    """Replace it. The caller holds the lock."""
    data = msgspec.json.encode(state)
    disk.write_whole(layout.state, seal_bytes(data, keys.recipients), "state")
