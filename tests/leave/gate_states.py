"""States of an archive at the moment in which the gate is asked: exports × copies × damage × later changes × clocks.

Each state is made with the program's own functions on a real vault; then the gate is asked, and an oracle that shares no code
with it restores every export from the vault and from the copy. The law: *ready to delete means that every export ever added
comes back byte for byte from two places on two disks, opened with the secret in force, and that none of them is known to
lack something that nobody accepted.*

Disks are made up, since a machine that runs tests has one: what lies below `stick/` is another disk, `share/` is not known.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
import json
import random
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from migrator.app.context import Context
from migrator.app.keeping import caring, copying
from migrator.app.leaving import change, checklist
from migrator.app.leaving.book import VaultBook
from migrator.errors import MigratorError
from migrator.vault import disks, keys, kinds, secret
from migrator.vault.content import BytesContent, content_of
from migrator.vault.create import create
from migrator.vault.handle import Vault, unlock
from migrator.vault.merge import take_in
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.rekey import rekey

FIRST, SECOND = "six words that nobody else has", "another six words that nobody else has"
DAY = dt.timedelta(days=1)
TODAY = dt.datetime.now(dt.UTC)
BEGAN = (TODAY - 10 * DAY).timestamp()
ANSWERS = (
    "level=delete",
    "plan=plus",
    "payer=apple",
    "login=apple",
    "region=turkiye",
    "accounts=one",
    "uses=nothing",
)

EXPORTS = {
    # name: (exports in the order of adding, whether something is known to be missing in the end)
    "whole": (("whole",), False),
    "whole and notes": (("whole", "notes"), False),
    "two": (("older", "whole"), False),
    "cut": (("cut",), True),
    "cut, then whole": (("cut", "whole"), False),
    "shard missing": (("holed",), True),
    "shard missing, then one of 2023": (("holed", "older"), True),
    "shard missing, then a stranger's": (("holed", "stranger"), True),
    "shard missing, then a nameless one": (("holed", "nameless"), True),
    "shard missing, then an earlier one": (("holed", "earlier"), True),
    "shard missing, then a later one": (("holed", "later"), False),
    "shard missing, then a later one with less": (("holed", "later-less"), True),
    "broken record, then one of 2023": (("broken", "older"), True),
}
COPIES = ("stick", "none", "same disk", "share", "share, vouched for", "stick and same disk")
DAMAGE = (
    "none",
    "original gone",
    "original cut",
    "original flipped",
    "original a link",
    "slots gone",
    "copy away",
    "copy's original gone",
    "copy's original cut",
    "copy's original flipped",
    "copy's original linked to the vault's",
    "copy's journal gone",
    "copy's slots gone",
    "copy's marker gone",
    "copy a link to the vault",
    "both gone",
)
LATER = (
    "none",
    "export added",
    "passphrase",
    "code",
    "rekey",
    "copied again",
    "copy decides",
    "copy adds",
    "vault decides",
    "rekey, copied again",
    "work in the copy taken in, copied again",
)
CLOCKS = {
    "next day": DAY + dt.timedelta(hours=2),
    "nine days on": 9 * DAY,
    "back": -30 * dt.timedelta(hours=1),
}


class State(NamedTuple):
    """One state, by the names above."""

    exports: str
    copies: str
    damage: str
    later: str
    clock: str


class Outcome(NamedTuple):
    """What the gate said and what is true."""

    ready: bool
    restorable: bool
    missing: tuple[str, ...]


def states(seed: int, count: int) -> list[State]:
    """`count` states: every single deviation from a state in which all is well, then pairs and more by chance."""
    axes = (tuple(EXPORTS), COPIES, DAMAGE, LATER, tuple(CLOCKS))
    well = tuple(axis[0] for axis in axes)
    found = [State(*well)]
    for place, axis in enumerate(axes):
        found += [
            State(*(value if n == place else each for n, each in enumerate(well))) for value in axis[1:]
        ]
    others = [State(*each) for each in itertools.product(*axes) if State(*each) not in set(found)]
    random.Random(seed).shuffle(others)
    return (found + others)[:count]


def expected_well(state: State) -> bool:
    """Whether nothing at all is wrong in this state, so that a gate that stays shut would be a nuisance."""
    return (
        not EXPORTS[state.exports][1]
        and state.copies in {"stick", "share, vouched for", "stick and same disk"}
        and state.damage == "none"
        and state.later in {"none", "copied again", "vault decides", "rekey, copied again"}
        and state.clock == "next day"
    )


@contextlib.contextmanager
def made_up_disks(root: Path) -> Iterator[None]:
    """Let `stick` be another disk, and nobody know about `share`."""

    def same(one: Path, other: Path) -> bool | None:
        below = {path.resolve().relative_to(root.resolve()).parts[0] for path in (one, other)}
        return None if "share" in below else len(below - {"stick"}) == len(below)

    before, disks.same_disk = disks.same_disk, same
    try:
        yield
    finally:
        disks.same_disk = before


def outcome(root: Path, state: State) -> Outcome:
    """Make the state in the empty folder `root`, ask the gate, and look what is true."""
    with made_up_disks(root):
        added: list[bytes] = []
        places = _made(root, state, added)
        secret_now = SECOND if state.later == "passphrase" else FIRST
        now = dt.datetime.now(dt.UTC) + CLOCKS[state.clock]
        try:
            with unlock(root / "vault", secret_now) as vault:
                found = checklist.status(VaultBook(vault), Context(now=lambda: now))
            ready, missing = found.ready_to_delete, tuple(one.step for one in found.missing)
        except MigratorError as fault:
            ready, missing = False, (fault.kind,)
        kept = [_restores(place, secret_now, added) for place in (root / "vault", *places)]
        return Outcome(ready, kept[0] and any(kept[1:]), missing)


def _restores(folder: Path, typed: str, added: list[bytes]) -> bool:
    """Whether everything that was added comes back from here, in a folder that is no link, opened with what is typed."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    if any(path.is_symlink() or path.stat().st_nlink > 1 for path in (folder / "originals").iterdir()):
        return False
    try:
        with unlock(folder, typed) as vault:
            found = set()
            for one in all_originals(vault):
                with contextlib.suppress(MigratorError, OSError), open_original(vault, one) as plain:
                    found.add(hashlib.sha256(plain.read()).hexdigest())
    except (MigratorError, OSError):
        return False
    return {hashlib.sha256(data).hexdigest() for data in added} <= found


def _made(root: Path, state: State, added: list[bytes]) -> list[Path]:
    """The vault, its copies and what happened to them; the copies that lie on another disk."""
    for name in ("home", "stick", "share"):
        (root / name).mkdir()
    code = secret.new_recovery_code()
    with create(root / "vault", FIRST, code) as vault:
        for name in EXPORTS[state.exports][0]:
            _add(vault, root, name, added)
        caring.verify(vault, Context())
        targets = _copied(vault, root, state.copies)
        _ticked(vault, vouched=state.copies == "share, vouched for")
        if state.later in {"copied again", "vault decides"}:
            change.choose(VaultBook(vault), ["uses=nothing"], Context())
    _changed(root, state, targets, code, added)
    for place in (root / "vault", *targets):
        _damaged(root, state.damage, place)
    return [place for place in targets if place.parent.name != "home"]


def _add(vault: Vault, root: Path, name: str, added: list[bytes]) -> None:
    if name == "notes":
        added.append(b"likes tea")
        add(vault, BytesContent("memories.txt", b"likes tea"), what="memories")
        return
    path = write(root / "home" / f"{name}.zip", name)
    added.append(path.read_bytes())
    add(vault, content_of(path))


def _copied(vault: Vault, root: Path, which: str) -> list[Path]:
    names = {
        "none": (),
        "same disk": ("home",),
        "stick and same disk": ("stick", "home"),
        "stick": ("stick",),
    }.get(which, ("share",))
    targets = [root / name / "copy" for name in names]
    for target in targets:
        copying.copy(vault, target, Context())
    return targets


def _ticked(vault: Vault, *, vouched: bool) -> None:
    """Everything that a person does by hand: the worst case is somebody who ticked all of it."""
    book, context = VaultBook(vault), Context()
    change.choose(book, ANSWERS, context)
    if vouched:
        change.accept(book, "copy-place", lambda _gap, phrase: phrase, context)
    seen = checklist.look(book, context)
    by_hand = [s for s in seen.content.step if not s.held_by and s.destroys != "account"]
    vault.journal.put({s.id: kinds.Tick(state="done", print=seen.seen_print(s)) for s in by_hand})


def _changed(root: Path, state: State, targets: list[Path], code: str, added: list[bytes]) -> None:
    later = state.later
    if later in {"copy decides", "copy adds", "work in the copy taken in, copied again"}:
        for target in targets:
            with unlock(target, FIRST) as copied:
                if later != "copy decides":
                    _add(copied, root, "later", added)
                else:
                    change.choose(VaultBook(copied), ["plan=free"], Context())
    with unlock(root / "vault", FIRST) as vault:
        match later:
            case "export added":
                _add(vault, root, "newest", added)
            case "passphrase":
                keys.change_passphrase(vault, SECOND)
            case "code":
                keys.replace_recovery(vault, secret.new_recovery_code())
            case "rekey":
                rekey(vault, FIRST, secret.new_recovery_code())
            case "copied again":
                for target in targets:
                    copying.copy(vault, target, Context())
            case "rekey, copied again":
                rekey(vault, FIRST, secret.new_recovery_code())
                caring.verify(vault, Context())
                for target in targets:
                    copying.copy(vault, target, Context())
            case "work in the copy taken in, copied again":
                for target in targets:
                    with unlock(target, FIRST) as copied:
                        take_in(vault, copied)
                    copying.copy(vault, target, Context())


def _damaged(root: Path, damage: str, place: Path) -> None:
    of_copy = place != root / "vault"
    originals = sorted((place / "originals").glob("*.age"))
    if (damage.startswith("copy") != of_copy and damage != "both gone") or not originals:
        return
    first = originals[0]
    match damage.removeprefix("copy").removeprefix("'s").strip():
        case "original gone" | "both gone":
            first.unlink()
        case "original cut":
            first.write_bytes(first.read_bytes()[:100])
        case "original flipped":
            data = bytearray(first.read_bytes())
            data[len(data) // 2] ^= 1
            first.write_bytes(data)
        case "original a link":
            first.rename(root / "home" / "moved")
            first.symlink_to(root / "home" / "moved")
        case "original linked to the vault's":
            first.unlink()
            first.symlink_to(root / "vault" / "originals" / first.name)
        case "slots gone":
            for path in (place / "keys").iterdir():
                path.unlink()
        case "journal gone":
            for path in (place / "journal").iterdir():
                path.unlink()
        case "marker gone":
            (place / "vault.json").unlink()
        case "away":
            shutil.rmtree(place)
        case "a link to the vault":
            shutil.rmtree(place)
            place.symlink_to(root / "vault")


# ------------------------------------------------------------------------------------- made-up exports


def write(path: Path, name: str) -> Path:
    """One of the exports that the states are made of."""
    whole = {"numbers": range(1, 7), "shards": 2, "mail": "deniz@example.org", "made": _days_ago(6)}
    kind = {
        "whole": whole,
        "cut": whole,
        "holed": {**whole, "lacks": 1},
        "broken": {**whole, "broken": True},
        "older": {**whole, "numbers": range(1, 3), "shards": 0, "made": None},
        "stranger": {**whole, "mail": "dora@extra.org", "made": _days_ago(4)},
        "nameless": {**whole, "mail": None, "made": _days_ago(4)},
        "earlier": {**whole, "made": _days_ago(8)},
        "later": {**whole, "numbers": range(1, 8), "made": _days_ago(4)},
        "later-less": {**whole, "numbers": range(2, 8), "made": _days_ago(4)},
        "newest": {**whole, "numbers": range(1, 9), "made": _days_ago(2)},
    }[name]
    _written(path, **kind)
    if name == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    return path


def _days_ago(days: int) -> str:
    return (TODAY - days * DAY).isoformat()


def _written(path, numbers, shards, mail, made, lacks=None, broken=False) -> None:
    chats = [_chat(number) for number in numbers]
    if broken:
        chats[1] = "no conversation"
    names = [f"conversations-{n:03}.json" for n in range(shards)] or ["conversations.json"]
    share = -(-len(chats) // len(names))
    files = {n: chats[i * share : (i + 1) * share] for i, n in enumerate(names)}
    with zipfile.ZipFile(path, "w") as out:
        listed = []
        for number, (file, held) in enumerate(files.items()):
            data = json.dumps(held)
            listed.append({"path": file, "size_bytes": len(data)})
            if number != lacks:
                out.writestr(file, data)
        if mail:
            out.writestr("user.json", json.dumps({"id": f"user-{mail[:3]}", "email": mail}))
        if shards:
            about = {"version": 1, "export_files": listed, "logical_files": {}, "created_at": made}
            out.writestr("export_manifest.json", json.dumps(about))


def _chat(number: int) -> dict:
    ident, now = f"00000000-0000-4000-8000-{number:012d}", BEGAN + number
    message = {
        "id": f"m-{number}",
        "author": {"role": "user", "metadata": {}},
        "create_time": now,
        "content": {"content_type": "text", "parts": [f"hello {number}"]},
        "status": "finished_successfully",
        "metadata": {},
        "recipient": "all",
    }
    node = {f"m-{number}": {"id": f"m-{number}", "message": message, "parent": None, "children": []}}
    return {
        "id": ident,
        "conversation_id": ident,
        "title": f"Chat {number}",
        "create_time": BEGAN,
        "update_time": now,
        "current_node": f"m-{number}",
        "mapping": node,
    }
