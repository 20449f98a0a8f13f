"""`people` (the made-up people beside this file) can be imported by the tests of this folder; a vault with an export."""

import sys
from pathlib import Path

import pytest

from tests.ran import Ran

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch):
    from migrator.vault import slots

    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)
    monkeypatch.setattr(slots, "DEVICE_WORK_FACTOR", 2)


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    """A made-up export of sixty chats with shared links and a few missing attachments."""
    from migrator.sample import make

    path = tmp_path_factory.mktemp("export") / "export.zip"
    make(7, "D", 60).write_zip(path)
    return path


@pytest.fixture
def vault(tmp_path):
    """An empty vault and the file with its passphrase beside it; `vault.folder`, `vault.secret`."""
    from people import PASSPHRASE

    from migrator.vault import secret
    from migrator.vault.create import create

    (tmp_path / "secret.txt").write_text(PASSPHRASE + "\n")
    with create(tmp_path / "vault", PASSPHRASE, secret.new_recovery_code()) as made:
        yield made


@pytest.fixture
def stick(tmp_path, monkeypatch):
    """A folder that counts as another disk, since a machine that runs tests may have one only."""
    from migrator.vault import disks

    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(
        disks, "same_disk", lambda one, other: (folder in one.parents) is (folder in other.parents)
    )
    return folder


@pytest.fixture
def leave(vault, capfdbinary, tmp_path):
    """A function that runs `migrate leave …` on the vault."""
    from migrator.cli import main

    def run(*words, known=True):
        secret = ["--vault", str(vault.folder), "--passphrase-file", str(tmp_path / "secret.txt")]
        code = main(["leave", *map(str, words), *(secret if known else [])])
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run
