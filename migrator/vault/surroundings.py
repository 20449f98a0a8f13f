"""What lies in a vault's folder beside what is sealed: README.txt, and what the program did not put there."""

from __future__ import annotations

import re

import msgspec

from migrator.events import Problem
from migrator.i18n import _
from migrator.vault import disk, readme, state
from migrator.vault.handle import Vault
from migrator.vault.layout import FOLDERS

_OURS = {
    "": re.compile(
        r"(vault\.json|README\.txt|state\.age|index\.db)(\.part)?|lock|index\.db(\.part)?-(wal|shm|journal)"
        r"|keys|originals|parts|journal|copy\.(new|old)"
    ),
    "keys": re.compile(r"(passphrase|recovery|device-[0-9a-f]+)\.age(\.part)?|recovery\.pending"),
    "originals": re.compile(
        r".*\.age(\.part)?"
    ),  # those that the journal does not know are named by themselves
    "parts": re.compile(r"[0-9a-f]{32}\.age(\.part)?"),
    "journal": re.compile(r"\d{8}-[0-9a-f]{16}\.age(\.part)?"),
}
_DROPPED = {".ds_store", "desktop.ini", "thumbs.db"}  # what systems leave in every folder that they show


def check_readme(vault: Vault, *, mend: bool) -> list[Problem]:
    """README.txt tells how to open the vault without us: it is compared with what was written, and written anew."""
    known, now = state.known(vault.layout, vault.keys), state.readme_hash(vault.layout)
    if now == known.readme or (now and not known.readme):
        return []
    if mend:
        disk.write_whole(vault.layout.readme, readme.text(vault.keys).encode("utf-8"), "readme")
        fresh = msgspec.structs.replace(known, readme=state.readme_hash(vault.layout))
        if vault.layout.state.exists():
            state.write(vault.layout, vault.keys, fresh)
    what = _("It is missing or not as it was written; `migrate vault verify` writes it anew.")
    return [Problem(kind="readme-changed", where="README.txt", what=what)]


def foreign(vault: Vault) -> list[Problem]:
    """Files and links in the vault's folders that the program did not put there; nothing is done to them."""
    found = []
    for folder in (vault.folder, *(vault.folder / name for name in FOLDERS)):
        inside = "" if folder == vault.folder else folder.name
        with disk.guarded(inside or str(folder)):
            paths = sorted(folder.iterdir()) if folder.is_dir() else []
        for path in paths:
            if path.is_symlink() or not (_OURS[inside].fullmatch(path.name) or path.name.lower() in _DROPPED):
                what = _(
                    "The program did not put this here, or it is a link to elsewhere. It is left as it is."
                )
                where = f"{inside}/{path.name}" if inside else path.name
                found.append(Problem(kind="foreign-file", where=where, what=what))
    return found
