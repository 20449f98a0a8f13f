"""Where everything in a vault lies, and `vault.json`, the only file of it that is neither sealed nor a plain text.

`vault.json` is `{"format": 1, "id", "slots": {file: sha256}}`: no secrets, no titles. The hashes are hints, by which a
damaged slot can be told from a wrong passphrase; a wrong hint alone refuses nothing.
"""

from __future__ import annotations

import contextlib
import stat
import uuid
from pathlib import Path

import msgspec

from migrator.errors import NoVault, Refused, TooNew, VaultDamaged
from migrator.i18n import _
from migrator.vault import disk, staged

FORMAT = 1
FOLDERS = staged.FOLDERS


class Layout:
    """The paths of one vault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marker = folder / "vault.json"
        self.readme = folder / "README.txt"
        self.lock = folder / "lock"
        self.keys = folder / "keys"
        self.originals = folder / "originals"
        self.parts = folder / "parts"
        self.journal = folder / "journal"
        self.index = folder / "index.db"
        self.state = folder / "state.age"

    def slot(self, name: str) -> Path:
        """The file of a key slot: "passphrase", "recovery" or "device-<hex>"."""
        return self.keys / f"{name}.age"

    def slots(self) -> list[str]:
        """The names of the slots that are there: the passphrase first, then the recovery code, then devices."""
        with disk.guarded("keys/"):
            names = {
                path.name.removesuffix(".age") for path in self.keys.iterdir() if path.name.endswith(".age")
            }
        order = ["passphrase", "recovery"]
        return [name for name in order if name in names] + sorted(names.difference(order))

    def make(self) -> None:
        """Make the folders that are missing, private to this user."""
        with disk.guarded(str(self.folder), ours=False):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(PermissionError):  # FAT and some network file systems know no modes
                self.folder.chmod(0o700)
            for name in FOLDERS:
                (self.folder / name).mkdir(mode=0o700, exist_ok=True)
            disk.sync_folder(self.folder)


class MarkerDamaged(VaultDamaged):
    """vault.json is missing or cannot be read. A secret that opens a slot is enough to write it anew (`handle.unlock`)."""

    def __init__(self, newer: TooNew | None = None) -> None:
        """`newer`: what to say instead if no slot opens, since the number of the format may be meant."""
        self.newer = newer
        super().__init__(
            _("The vault's file vault.json is missing or damaged; the sealed files are not affected."),
            _(
                "Open the vault with its passphrase or recovery code, which writes it anew, or follow README.txt."
            ),
        )


class Marker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `vault.json` says."""

    format: int
    id: str
    slots: dict[str, str]


def find(folder: Path) -> Layout:
    """The vault in `folder`, checked as far as can be done without a key.

    NoVault if there is none, Refused if the folder or one inside it is a link, TooNew for a later format. A `vault.json`
    that is missing or unreadable, though something is sealed there, is no hindrance: `handle.unlock` writes it anew.
    """
    layout = Layout(folder)
    refuse_links(layout)
    staged.finish(folder)
    if not layout.marker.exists() and not any(
        any(sealed.glob("*.age")) for sealed in (layout.originals, layout.journal)
    ):
        raise NoVault(
            _("There is no vault in {folder}.").format(folder=folder),
            _("Make one with “migrate vault init”, or name another folder with --vault."),
        )
    with contextlib.suppress(MarkerDamaged):
        read_marker(layout)
    return layout


def refuse_links(layout: Layout) -> None:
    """Refused if the vault's folder, or one of those in it, is a symbolic link: it could lead anywhere."""
    for path in (layout.folder, *(layout.folder / name for name in FOLDERS)):
        try:
            mode = path.lstat().st_mode
        except OSError:
            continue
        if stat.S_ISLNK(mode):
            raise Refused(
                _("{path} is a link to another place, and a vault is not opened through a link.").format(
                    path=path
                ),
                _("Name the real folder instead. Nothing was read or written."),
            )


def read_marker(layout: Layout) -> Marker:
    """What `vault.json` says. TooNew for a later format, MarkerDamaged if it is missing or cannot be read."""
    try:
        with disk.guarded("vault.json"):
            data = layout.marker.read_bytes()
    except VaultDamaged:
        raise MarkerDamaged from None
    try:
        return _parse(data)
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, ValueError):
        raise MarkerDamaged from None


def _parse(data: bytes) -> Marker:
    number = msgspec.json.decode(msgspec.json.decode(data, type=dict[str, msgspec.Raw])["format"], type=int)
    if number > FORMAT:
        newer = TooNew(
            _(
                "This vault was made by a newer version of the program (format {found}, known up to {known})."
            ).format(found=number, known=FORMAT),
            _("Update the program. The vault was not touched."),
        )
        raise MarkerDamaged(newer) if _one_flip_away(number) else newer
    marker = msgspec.json.decode(data, type=Marker)
    if marker.format != FORMAT or str(uuid.UUID(marker.id)) != marker.id:
        raise ValueError
    return marker


def _one_flip_away(number: int) -> bool:
    """Whether one damaged bit makes the format of today into `number`: then the key text, which is sealed, decides."""
    return 0 <= number <= 9 and (ord(str(number)) ^ ord(str(FORMAT))).bit_count() == 1


def write_marker(layout: Layout, marker: Marker) -> None:
    """Replace `vault.json`."""
    disk.write_whole(
        layout.marker, msgspec.json.format(msgspec.json.encode(marker), indent=2) + b"\n", "marker"
    )
