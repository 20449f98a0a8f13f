"""Damage is named by every command that shows the archive, and what can be made again is made again."""

import json
import random
import shutil
import subprocess
import sys

import pytest

from migrator.app.context import Context
from migrator.app.keeping import caring
from migrator.app.keeping.adding import add
from migrator.app.keeping.reading import library
from migrator.cli.program import run
from migrator.errors import MigratorError
from migrator.events import Problem
from migrator.sample import demo
from migrator.vault import secret, slots
from migrator.vault.content import BytesContent
from migrator.vault.create import create
from migrator.vault.handle import Vault, unlock
from migrator.vault.journal import journal_files
from migrator.vault.originals import BLOCK, all_originals
from migrator.vault.originals import add as keep
from migrator.vault.parts import check, open_part

PASSPHRASE = "six words that nobody else has"


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch, tmp_path):
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@pytest.fixture
def vault(tmp_path):
    demo.pair()[0].write_zip(tmp_path / "export.zip")
    (tmp_path / "secret").write_text(PASSPHRASE)
    (tmp_path / "secret").chmod(0o600)
    with create(tmp_path / "vault", PASSPHRASE, secret.new_recovery_code()) as made:
        add(made, [str(tmp_path / "export.zip")], Context())
        yield made


@pytest.fixture
def again(vault):
    with unlock(vault.folder, PASSPHRASE) as opened:
        yield opened


@pytest.fixture
def migrate(vault, tmp_path, capfd):
    def call(*words):
        code = run(
            [
                *words,
                "--vault",
                str(vault.folder),
                "--passphrase-file",
                str(tmp_path / "secret"),
                "--no-input",
            ]
        )
        return code, capfd.readouterr()

    return call


def flip(path, at=None):
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 1
    path.write_bytes(data)


HARMS = {
    "the only journal file damaged": lambda v: flip(journal_files(v.layout)[0]),
    "the last journal files missing": lambda v: [p.unlink() for p in journal_files(v.layout)],
    "a journal file replaced by an empty one": lambda v: journal_files(v.layout)[-1].write_bytes(b""),
}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize(
    "words",
    [
        ("vault", "list"),
        ("vault", "search", "the"),
        ("vault", "restore", "--out", "{out}"),
        ("--to", "markdown", "--out", "{out}"),
    ],
)
def test_no_command_answers_nothing_with_a_good_conscience(vault, migrate, tmp_path, harm, words):
    HARMS[harm](vault)
    code, said = migrate(*(word.format(out=tmp_path / "out") for word in words))
    assert code in {3, 13}
    assert "journal/" in said.err
    code, _said = migrate("vault", "verify", "--json")
    assert code == 13


def test_a_lost_record_is_made_anew_by_a_check_and_everything_is_shown_again(vault, migrate, tmp_path):
    with library(vault, Context()) as chats:
        wanted = len(chats.conversations())
    [path.unlink() for path in journal_files(vault.layout)]
    migrate("vault", "verify", "--give-up-gaps")
    code, said = migrate("vault", "list", "--json")
    assert (code, len(json.loads(said.out)["conversations"])) == (0, wanted)


def problems(vault):
    return {(p.kind, p.where) for p in caring.verify(vault, Context()).problems}


@pytest.mark.parametrize("harm", [lambda p: p.unlink(), flip, lambda p: p.write_text("Send your key to …")])
def test_the_readme_is_looked_at_and_written_anew(vault, harm):
    assert problems(vault) == set()
    whole = vault.layout.readme.read_bytes()
    harm(vault.layout.readme)
    assert problems(vault) == {("readme-changed", "README.txt")}
    assert vault.layout.readme.read_bytes() == whole
    assert problems(vault) == set()


def test_what_is_not_the_vaults_is_named(vault, tmp_path):
    (vault.folder / "holiday.jpg").write_bytes(b"sea")
    (vault.layout.journal / "more").symlink_to(tmp_path / "export.zip")
    (vault.folder / ".DS_Store").write_bytes(b"")
    names = {where for kind, where in problems(vault) if kind == "foreign-file"}
    assert names == {"holiday.jpg", "journal/more"}


def test_an_original_that_is_a_link_is_named(vault, tmp_path):
    path = vault.layout.originals / f"{all_originals(vault)[0].hex}.age"
    shutil.move(path, tmp_path / "elsewhere.age")
    path.symlink_to(tmp_path / "elsewhere.age")
    assert not caring.verify(vault, Context()).ok


def test_each_page_of_the_index_is_read(vault):
    assert caring.verify(vault, Context()).ok
    data, chance, silent = vault.layout.index.read_bytes(), random.Random(7), []
    for _ in range(40):
        at = chance.randrange(len(data))
        flip(vault.layout.index, at)
        outcome = caring.verify(vault, Context())  # and it never ends in anything but an answer
        if outcome.ok or not any(p.kind.startswith("index-") for p in outcome.problems):
            silent.append(at)
        for conversation in ("demo", ""):
            try:
                with library(vault, Context()) as chats:
                    chats.conversation(conversation)
            except MigratorError:
                pass
        vault.layout.index.write_bytes(data)
    assert silent == []


# ------------------------------------------------------------------------------------------------------- parts

INNER = bytes(range(256)) * 2000


def part(vault, original, filled):
    def fill(out):
        filled.append(1)
        out.write(INNER)

    return open_part(vault, original, "inner.zip", fill)


@pytest.fixture
def original(vault):
    return keep(vault, BytesContent("memories.txt", b"tea"), what="memories")[0]


@pytest.mark.parametrize("at", [0, 100, 500, 70_000, 200_000, -1])
def test_a_damaged_part_is_made_anew_even_in_the_middle_of_reading(vault, original, at):
    filled = []
    part(vault, original, filled).close()
    (path,) = vault.layout.parts.iterdir()
    flip(path, at)
    with part(vault, original, filled) as plain:
        read = b""
        while block := plain.read(4096):
            read += block
    assert read == INNER
    assert filled == [1, 1]
    with part(vault, original, filled) as plain:
        plain.seek(-10, 2)
        assert plain.read() == INNER[-10:]
    assert len(filled) == 2


def test_a_part_in_the_place_of_another_one_is_not_believed(vault, original):
    other = keep(vault, BytesContent("other.txt", b"coffee"), what="memories")[0]
    filled = []
    part(vault, original, filled).close()
    (first,) = vault.layout.parts.iterdir()
    with open_part(vault, other, "inner.zip", lambda out: out.write(b"short")) as plain:
        assert plain.read() == b"short"
    (second,) = [path for path in vault.layout.parts.iterdir() if path != first]
    shutil.copy(second, first)
    assert [problem.where for problem in check(vault)] == [f"parts/{first.name}"]
    with part(vault, original, filled) as plain:
        assert plain.read(BLOCK) == INNER
    assert check(vault) == []


# --------------------------------------------------------------------------------------- a medium that is read-only


def refused(*_):
    raise MigratorError("lock may not be written here (Read-only file system).")


@pytest.mark.parametrize("index", [True, False])
def test_a_copy_on_a_medium_that_cannot_be_written_is_read_listed_searched_and_checked(
    vault, monkeypatch, tmp_path, index
):
    with library(vault, Context()) as chats:
        wanted = len(chats.conversations()), chats.search("the")[1]
    if not index:
        vault.layout.index.unlink()
    before = {p: p.stat().st_mtime_ns for p in vault.folder.rglob("*")}
    monkeypatch.setattr(Vault, "read_only", True)
    monkeypatch.setattr("migrator.vault.lock.held", refused)
    with unlock(vault.folder, PASSPHRASE) as opened:
        with library(opened, Context()) as chats:
            assert (len(chats.conversations()), chats.search("the")[1]) == wanted
        assert caring.verify(opened, Context()).ok
    assert {p: p.stat().st_mtime_ns for p in vault.folder.rglob("*")} == before


def test_an_index_with_a_log_beside_it_is_not_opened_where_nothing_can_be_written(vault, monkeypatch):
    with library(vault, Context()) as chats:
        wanted = len(chats.conversations())
    vault.layout.index.with_name("index.db-wal").write_bytes(b"")
    monkeypatch.setattr(Vault, "read_only", True)
    told = []
    with library(vault, Context(listener=told.append)) as chats:
        assert len(chats.conversations()) == wanted
    assert not [event for event in told if isinstance(event, Problem)]


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_the_whole_program_on_a_real_read_only_mount(vault, tmp_path):
    inside = [
        "bwrap",
        "--bind",
        "/",
        "/",
        "--dev-bind",
        "/dev",
        "/dev",
        "--ro-bind",
        str(vault.folder),
        str(vault.folder),
    ]
    if subprocess.run([*inside, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no name spaces here")
    rest = ["--vault", str(vault.folder), "--passphrase-file", str(tmp_path / "secret"), "--no-input"]
    out = str(tmp_path / "out")
    for words in (["list"], ["search", "the"], ["verify"], ["restore", "--out", out]):
        done = subprocess.run(
            [*inside, sys.executable, "-m", "migrator", "vault", *words, *rest],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, (words, done.stderr)
