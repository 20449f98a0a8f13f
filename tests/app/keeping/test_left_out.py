"""A link with the name of a file of the export is a file that is not here: said, exit 3, and remembered by the gate."""

import errno
import os
import zipfile

import pytest

from migrator.app.context import Context
from migrator.app.inspect import inspect
from migrator.app.keeping.adding import add
from migrator.app.leaving.book import VaultBook
from migrator.errors import MigratorError
from migrator.sample import make
from migrator.vault.originals import all_originals
from migrator.vault.session import session

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links as POSIX has them")


@pytest.fixture
def vault():
    with session() as made:
        yield made


@pytest.fixture
def folder(tmp_path):
    """An unpacked export of two shards without a manifest."""
    make(7, "C", 120).write_zip(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as packed:
        packed.extractall(tmp_path / "export")
    (tmp_path / "export" / "export_manifest.json").unlink()
    assert (tmp_path / "export" / "conversations-001.json").is_file()
    return tmp_path / "export"


def linked(folder, name):
    (folder / name).rename(folder.parent / "moved.json")
    (folder / name).symlink_to(folder.parent / "moved.json")


@pytest.mark.parametrize(
    "name", ["conversations-001.json", "conversations-000.json", "user.json", "group_chats.json"]
)
def test_a_linked_file_of_the_export_is_missing_and_not_kept(folder, name):
    linked(folder, name)
    found = inspect([str(folder)], Context()).document()
    assert not found["complete"]
    assert (name, "linked-file") in {(one["where"], one["kind"]) for one in found["problems"]}
    assert name not in {file["name"] for file in found["sources"][0]["files"]}


def test_a_link_of_the_person_s_own_is_told_and_takes_nothing_away(folder):
    (folder / "notes.txt").symlink_to(folder.parent / "nowhere")
    found = inspect([str(folder)], Context()).document()
    assert found["complete"]
    assert "linked-file" in {one["kind"] for one in found["problems"]}


def test_the_gate_remembers_what_only_the_folder_could_tell(folder, vault):
    linked(folder, "conversations-001.json")
    added = add(vault, [str(folder)], Context())
    assert not added.complete
    assert {gap.kind for gap in VaultBook(vault).survey(Context()).gaps} >= {"incomplete"}
    again = add(vault, [str(folder)], Context())
    assert not again.new


def test_a_whole_folder_has_no_such_gap(folder, vault):
    assert add(vault, [str(folder)], Context()).complete
    assert "incomplete" not in {gap.kind for gap in VaultBook(vault).survey(Context()).gaps}


@pytest.mark.parametrize("name", ["conversations-001.json", "user.json"])
@pytest.mark.parametrize("fault", [errno.EACCES, errno.EIO])
def test_a_file_that_may_not_be_read_is_missing_and_the_others_are_read(folder, name, fault, monkeypatch):
    real = os.open

    def refusing(path, *rest, **more):
        if str(path).endswith(name):
            raise OSError(fault, os.strerror(fault))
        return real(path, *rest, **more)

    whole = inspect([str(folder)], Context()).document()
    monkeypatch.setattr(os, "open", refusing)
    found = inspect([str(folder)], Context()).document()
    assert not found["complete"]
    assert (name, "unreadable") in {(one["where"], one["kind"]) for one in found["problems"]}
    assert 0 < found["conversations"] <= whole["conversations"]


def test_a_folder_with_a_file_that_may_not_be_read_is_not_taken_in_by_half(folder, vault, monkeypatch):
    real = os.open

    def refusing(path, *rest, **more):
        if str(path).endswith("conversations-001.json"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(MigratorError):
        add(vault, [str(folder)], Context())
    assert not all_originals(vault)
