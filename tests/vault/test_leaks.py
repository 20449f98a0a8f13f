"""Nothing readable on the disk: a canary in the export and in a decision is looked for everywhere, all the time."""

import base64
import contextlib
import os
from pathlib import Path

import pytest

from migrator.errors import VaultDamaged
from migrator.seal.spool import Spool
from migrator.vault import disk
from migrator.vault.content import SpoolContent, content_of
from migrator.vault.copy import copy
from migrator.vault.handle import unlock
from migrator.vault.kinds import ProjectName
from migrator.vault.originals import add
from migrator.vault.parts import open_part
from migrator.vault.rekey import rekey
from migrator.vault.session import session
from migrator.vault.verify import verify

from .conftest import PASSPHRASE
from .lives import CODE

CANARY = "KanaryaŞarkısı كناري canary-7f31"
PLAIN = "canary-7f31"


def traces(secrets):
    """Each secret as it could stand on a disk: UTF-8, UTF-16 both ways, any case, base64 at all three alignments."""
    found = set()
    for text in secrets:
        for data in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
            found.add(data.lower())
            for shift in range(3):
                found.add(base64.b64encode(b"\0" * shift + data + b"\0" * 3)[4:-8].lower())
    return {each for each in found if len(each) > 7}


def places(*folders):
    """Every file below the folders, and every file that this process holds open, names or not."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())
    for path in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # closed since it was listed
            if "(deleted)" in str(path.readlink()):
                yield path


def leaks(secrets, *folders):
    wanted = traces(secrets)
    found = []
    for path in places(*folders):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except OSError:
            continue  # closed or removed since it was listed
        with os.fdopen(descriptor, "rb") as file:
            data = file.read().lower()
        if any(each in data for each in wanted):
            found.append(path)
    return found


@pytest.fixture
def export_with_canary(tmp_path):
    folder = tmp_path / "downloads" / "unpacked"
    folder.mkdir(parents=True)
    (folder / "conversations.json").write_text(f'[{{"title": "{CANARY}"}}]' * 3000, "utf-8")
    return folder


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_a_whole_life_leaves_no_trace(tmp_path, vault, code, export_with_canary, monkeypatch, capfd):
    where = [vault.folder, tmp_path / "migrator-0", tmp_path / "copy", tmp_path / "cwd"]
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    where[1] = tmp_path / f"migrator-{os.getuid()}"
    secrets = [PLAIN, CANARY, PASSPHRASE, code, code.replace("-", ""), CODE, vault.keys.index_key.hex()]
    secrets += [vault.keys.identities[0].text(), vault.keys.identities[0].text()[20:]]
    looks = []

    def look(step):
        looks.append(step)
        if len(looks) % 3 == 0:
            assert leaks(secrets, *where) == [], step

    monkeypatch.setattr(disk, "watcher", look)
    original, _ = add(vault, content_of(export_with_canary))
    with Spool(1000) as spool:
        for _ in range(200):
            spool.write(CANARY.encode() * 20)
        add(vault, SpoolContent(f"{CANARY}.zip", spool))
        assert leaks(secrets, *where) == []
    open_part(vault, original, "inner.zip", lambda w: w.write(CANARY.encode() * 5000)).close()
    with vault.writing():
        vault.journal.put({"g-p-1": ProjectName(name=CANARY)})
        vault.journal.compact()
    verify(vault)
    copy(vault, tmp_path / "copy")
    rekey(vault, PASSPHRASE, CODE)
    with session() as short:
        add(short, content_of(export_with_canary))
        assert leaks(secrets, *where) == []
    unlock(vault.folder, PASSPHRASE).close()
    assert len(looks) > 60
    assert leaks(secrets, *where) == []
    said = capfd.readouterr()
    assert said.out + said.err == ""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("how", ["file", "upper", "utf-16-le", "utf-16-be", "base64", "shifted", "unlinked"])
def test_a_planted_leak_is_found(tmp_path, how):
    data = {
        "upper": PLAIN.upper().encode(),
        "utf-16-le": PLAIN.encode("utf-16-le"),
        "utf-16-be": PLAIN.encode("utf-16-be"),
        "base64": base64.b64encode(f"some more {PLAIN} text".encode()),
        "shifted": base64.b64encode(f"some more!{PLAIN} text".encode()),
    }.get(how, PLAIN.encode())
    leak = tmp_path / "deep" / "leak"
    leak.parent.mkdir()
    with leak.open("w+b") as file:
        file.write(b"\0" * 5000 + data + b"\0" * 5000)
        file.flush()
        if how == "unlinked":
            leak.unlink()
        assert leaks([PLAIN], tmp_path) != []
    assert (leaks([PLAIN], tmp_path) == []) == (how == "unlinked")


def test_errors_hold_no_secret_and_no_title(vault, export_with_canary, code):
    original, _ = add(vault, content_of(export_with_canary))
    path = vault.layout.originals / f"{original.hex}.age"
    path.write_bytes(path.read_bytes()[:-1])
    told = repr([(problem.where, problem.what) for problem in verify(vault).problems])
    for slot in ("passphrase", "recovery"):
        vault.layout.slot(slot).write_bytes(b"junk")
    for typed in (PASSPHRASE, code):
        with pytest.raises(VaultDamaged) as why:
            unlock(vault.folder, typed)
        told += f"{why.value!r} {why.value.hint} {why.value.__cause__!r} {why.value.__context__!r}"
    for hidden in (PLAIN, PASSPHRASE, code, "unpacked"):
        assert hidden not in told
