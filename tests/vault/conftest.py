"""A vault that opens quickly: the same formats, with scrypt at its cheapest."""

import io
import zipfile

import pytest

from migrator.vault import secret, slots
from migrator.vault.create import create
from migrator.vault.handle import unlock

PASSPHRASE = "six words that nobody else has"


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch, tmp_path):
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)
    monkeypatch.setattr(slots, "DEVICE_WORK_FACTOR", 2)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@pytest.fixture
def code():
    return secret.new_recovery_code()


@pytest.fixture
def vault(tmp_path, code):
    with create(tmp_path / "vault", PASSPHRASE, code) as made:
        yield made


@pytest.fixture
def reopen(vault):
    opened = []

    def again():
        opened.append(unlock(vault.folder, PASSPHRASE))
        return opened[-1]

    yield again
    for each in opened:
        each.close()


@pytest.fixture
def export(tmp_path):
    """A ZIP as a person downloads it, with two made-up members."""
    return write_zip(
        tmp_path / "export.zip", {"conversations.json": b"[]" * 1000, "file-1.png": bytes(range(256)) * 600}
    )


def write_zip(path, members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    path.write_bytes(held.getvalue())
    return path


def tree(folder):
    """Every file below a folder with its bytes."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
