"""An export goes in byte for byte, once, and comes out the same."""

import hashlib
import io
import zipfile

import pytest

from migrator.errors import UsageError, VaultDamaged
from migrator.seal.spool import Spool
from migrator.vault import originals
from migrator.vault.content import BytesContent, SpoolContent, content_of
from migrator.vault.originals import add, all_originals, open_original
from migrator.vault.parts import open_part
from migrator.vault.restore import restore

from .conftest import tree, write_zip


def test_an_export_is_kept_byte_for_byte(vault, export, reopen):
    kept, new = add(vault, content_of(export))
    assert new
    assert kept.sha256 == hashlib.sha256(export.read_bytes()).hexdigest()
    assert (kept.name, kept.size, kept.packed) == ("export.zip", export.stat().st_size, False)
    with open_original(reopen(), all_originals(reopen())[0]) as plain:
        assert plain.read() == export.read_bytes()
        with zipfile.ZipFile(plain) as z:
            assert z.read("file-1.png")[:3] == b"\0\1\2"


def test_the_same_export_twice_changes_nothing(vault, export, tmp_path):
    first, _ = add(vault, content_of(export))
    before = tree(vault.folder)
    renamed = tmp_path / "again.zip"
    renamed.write_bytes(export.read_bytes())
    second, new = add(vault, content_of(renamed))
    assert (second, new) == (first, False)
    assert tree(vault.folder) == before


def test_another_export_of_the_same_size_is_another_export(vault, tmp_path):
    one, two = BytesContent("a", b"1234"), BytesContent("a", b"1235")
    assert add(vault, one)[1]
    assert add(vault, two)[1]
    assert [o.size for o in all_originals(vault)] == [4, 4]


def test_a_lost_or_damaged_original_comes_back_by_adding_it_again(vault, export):
    kept, _ = add(vault, content_of(export))
    path = vault.layout.originals / f"{kept.hex}.age"
    for damage in (path.unlink, lambda: path.write_bytes(path.read_bytes()[:-1])):
        damage()
        with pytest.raises(VaultDamaged):
            open_original(vault, kept)
        assert add(vault, content_of(export)) == (kept, True)
        with open_original(vault, kept) as plain:
            assert plain.read() == export.read_bytes()
        assert len(all_originals(vault)) == 1


def test_a_folder_is_packed_the_same_each_time(vault, tmp_path):
    folder = tmp_path / "unzipped"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "x.json").write_bytes(b"{}" * 50_000)
    (folder / "a.json").write_bytes(b"[]")
    (tmp_path / "secret.txt").write_text("not part of it")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    kept, new = add(vault, content_of(folder))
    assert new
    assert kept.packed
    assert kept.name == "unzipped.zip"
    (folder / "a.json").touch()
    assert add(vault, content_of(folder)) == (kept, False)
    with open_original(vault, kept) as plain, zipfile.ZipFile(plain) as z:
        assert z.namelist() == ["a.json", "b/x.json"]
        assert z.testzip() is None
        assert {i.date_time for i in z.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.compress_type for i in z.infolist()} == {zipfile.ZIP_STORED}


def test_a_loose_file_is_packed_too(vault, tmp_path):
    loose = tmp_path / "conversations.json"
    loose.write_bytes(b"[1]")
    kept, _ = add(vault, content_of(loose))
    assert (kept.name, kept.packed) == ("conversations.zip", True)
    with open_original(vault, kept) as plain, zipfile.ZipFile(plain) as z:
        assert z.read("conversations.json") == b"[1]"


def test_standard_input_is_kept_from_its_spool(vault, export):
    with Spool(100) as spool:
        spool.write(export.read_bytes())
        kept, _ = add(vault, SpoolContent("stdin.zip", spool))
    assert kept.sha256 == hashlib.sha256(export.read_bytes()).hexdigest()


def test_nothing_at_a_path_is_said(tmp_path):
    with pytest.raises(UsageError):
        content_of(tmp_path / "missing.zip")


def test_a_hand_copied_list_is_an_original_of_its_own_kind(vault):
    kept, _ = add(vault, BytesContent("memories.txt", "Likes çay.".encode()), what="memories")
    assert all_originals(vault) == [kept]
    assert kept.what == "memories"


def test_the_disk_lying_is_noticed_before_anything_counts(vault, export, monkeypatch):
    real = originals.open_file

    def other(*_):
        return io.BytesIO(b"not what was written")

    monkeypatch.setattr(originals, "open_file", other)
    with pytest.raises(VaultDamaged, match="reads back differently"):
        add(vault, content_of(export))
    monkeypatch.setattr(originals, "open_file", real)
    assert all_originals(vault) == []
    assert list(vault.layout.originals.iterdir()) == []


def test_restore_gives_the_same_bytes(vault, export, tmp_path):
    other = write_zip(tmp_path / "sub.zip", {"x": b"y"})
    add(vault, content_of(export))
    add(vault, content_of(other))
    add(vault, BytesContent("../../CON:\x1b[31m", b"hostile name"))
    add(vault, BytesContent("export.zip", b"same name"))
    out = tmp_path / "out"
    restored, problems = restore(vault, out)
    assert problems == []
    assert [r.packed for r in restored] == [False] * 4
    assert (out / "export.zip").read_bytes() == export.read_bytes()
    assert (out / "export (2).zip").read_bytes() == b"same name"
    assert len(list(out.iterdir())) == 4
    assert all(p.parent == out and p.name.isprintable() for p in out.iterdir())
    with pytest.raises(UsageError, match="already"):
        restore(vault, out)
    (out / "export.zip").write_bytes(b"overwritten")
    restore(vault, out, force=True)
    assert (out / "export.zip").read_bytes() == export.read_bytes()


def test_restore_leaves_out_what_is_damaged_and_says_so(vault, export, tmp_path):
    bad, _ = add(vault, content_of(export))
    add(vault, BytesContent("good", b"good"))
    path = vault.layout.originals / f"{bad.hex}.age"
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    restored, problems = restore(vault, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["good"]
    assert [p.where for p in problems] == [f"originals/{bad.hex}.age"]
    assert len(restored) == 1


def test_a_part_is_made_once_and_again_when_it_is_gone(vault, export):
    kept, _ = add(vault, content_of(export))
    calls = []

    def fill(writer):
        calls.append(1)
        writer.write(b"inner zip" * 10_000)

    for _ in range(2):
        with open_part(vault, kept, "a/inner.zip", fill) as plain:
            plain.seek(9)
            assert plain.read(9) == b"inner zip"
    (part,) = vault.layout.parts.iterdir()
    part.write_bytes(part.read_bytes()[:-3])
    open_part(vault, kept, "a/inner.zip", fill).close()
    part.unlink()
    open_part(vault, kept, "a/inner.zip", fill).close()
    assert len(calls) == 3
    assert list(vault.layout.parts.iterdir()) == [part]
