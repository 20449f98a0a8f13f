"""Every exit code is provoked through the command line, and every failure says the same in JSON."""

from __future__ import annotations

import errno
import inspect
import os
import shutil

import pytest

from migrator import errors
from migrator.sample import hostile, make
from migrator.vault import slots
from migrator.vault.handle import unlock

SECRET = "six words that nobody else has"


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch):
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "export.zip"
    make(7, "D", 60).write_zip(path)
    return path


@pytest.fixture
def place(migrate, tmp_path, export):
    """A folder with an export and an empty vault; the words that name the vault."""
    shutil.copy(export, tmp_path / "export.zip")
    (tmp_path / "pw").write_text(SECRET + "\n")
    words = ("--vault", "v", "--passphrase-file", "pw")
    assert migrate("vault", "init", *words, "--no-input", "--recovery-file", "rc").code == 0
    return words


def _hostile(tmp_path, code):
    case = next(case for case in hostile.cases(long=False) if set(case.exits) == {code})
    return case.write(tmp_path)


def _refused_by(fault):
    def broken(*_args):
        raise fault

    return broken


class TestFailures:
    """Each ends with its code; --json leaves standard output empty and says why on the last line of the other."""

    @pytest.fixture
    def fails(self, migrate):
        seen = []

        def run(code, kind, *words):
            ran = migrate(*words, "--json")
            assert (ran.code, ran.out) == (code, ""), ran.err
            assert ran.error["kind"] == kind
            assert ran.error["exit"] == code
            assert ran.error["message"]
            assert ran.error.keys() == {"kind", "message", "hint", "exit"}
            plain = migrate(*words)
            assert (plain.code, plain.out) == (code, "")
            assert plain.err.startswith("migrate: ")
            seen.append(code)

        yield run
        assert seen

    def test_1_a_target_breaks(self, fails, place, monkeypatch):
        monkeypatch.setattr("migrator_portable.native.line", _refused_by(ValueError("private")))
        fails(1, "failed", "--from", "export.zip", "--to", "native")

    @pytest.mark.parametrize(
        "words",
        [
            ["--to", "native", "--from", "export.zip", "more.zip"],
            ["--to", "native", "--from", "-", "--from", "-"],
            ["--to", "native", "--from", "missing.zip"],
            ["--from", "export.zip"],
            ["--to", "native", "inspect", "export.zip"],
            ["--to", "native", "--from", "export.zip", "--only", "after:soon"],
            ["--to", "native", "--from", "export.zip", "--set", "no-such-key=1"],
            ["--to", "native", "--from", "export.zip", "--set", "novalue"],
            ["--to", "native", "--to", "jsonl", "--from", "export.zip"],
            ["--to", "native", "--from", "export.zip", "--branches", "some"],
            ["--to", "native", "--from", "export.zip", "--redact", "nothing-known"],
            ["export.zip"],
            ["inspect", ""],
            ["vault", "add", "", "--vault", "v", "--passphrase-file", "pw"],
            ["--to", "native", "--from", ""],
            ["--to", "native", "--from", "export.zip", "--out", ""],
            ["--to", "native", "--from", "export.zip", "--out="],
            ["vault", "list", "--vault", "v", "--passphrase-file", "missing"],
            ["inspct", "export.zip"],
            ["inspect"],
            ["vault", "init", "--vault", "v", "--no-input", "--passphrase-file", "pw"],
            ["completion", "tcsh"],
        ],
        ids=" ".join,
    )
    def test_2_what_cannot_be_carried_out_as_it_was_given(self, fails, place, words):
        fails(2, "usage", *words)

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("unknown-id", ["--to", "nowhere", "--from", "export.zip"]),
            ("output-exists", ["--to", "native", "--from", "export.zip", "--out", "v"]),
            ("answer-needed", ["--to", "native", "--vault", "v", "--no-input"]),
            ("unknown-id", ["targets", "nowhere"]),
            ("answer-needed", ["vault", "list", "--vault", "v", "--no-input"]),
            ("unknown-id", ["leave", "show", "no-such-step", "--vault", "v", "--passphrase-file", "pw"]),
        ],
    )
    def test_2_a_script_can_tell_the_reasons_apart(self, fails, place, kind, words):
        fails(2, kind, *words)

    def test_4_another_kind_of_file(self, fails, tmp_path):
        (tmp_path / "notes.txt").write_text("nothing of the sort")
        fails(4, "not-recognised", "inspect", "notes.txt")
        fails(4, "not-recognised", "--from", "notes.txt", "--to", "native")

    def test_5_a_dangerous_file(self, fails, tmp_path):
        path = _hostile(tmp_path, 5)
        fails(5, "refused", "inspect", path)
        fails(5, "refused", "--from", path, "--to", "native")

    def test_7_something_comes_first(self, fails, place):
        fails(7, "condition-not-met", "leave", "done", "download-export", *place)

    def test_8_the_disk_is_full(self, fails, place, monkeypatch):
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        monkeypatch.setattr("migrator.app.sink._Counted.write", _refused_by(full))
        fails(8, "no-space", "--from", "export.zip", "--to", "native")

    def test_9_a_server_that_does_not_answer(self, fails, place):
        fails(
            9, "stopped", "push", "--to", "open-webui", "--url", "http://127.0.0.1:9", "--from", "export.zip"
        )

    def test_10_no_vault(self, fails, place):
        fails(10, "no-vault", "vault", "list", "--vault", "elsewhere", "--passphrase-file", "pw")
        fails(10, "no-vault", "--to", "native", "--vault", "elsewhere", "--passphrase-file", "pw")

    def test_11_another_process_holds_the_vault(self, fails, place, tmp_path):
        with unlock(tmp_path / "v", SECRET) as other, other.writing():
            fails(11, "vault-busy", "vault", "add", "export.zip", *place)

    def test_12_the_wrong_secret(self, fails, place, tmp_path):
        (tmp_path / "pw").write_text("something else altogether\n")
        fails(12, "wrong-secret", "vault", "list", *place)

    def test_13_a_damaged_slot(self, fails, place, tmp_path):
        slot = tmp_path / "v" / "keys" / "passphrase.age"
        slot.write_bytes(slot.read_bytes()[:-9])
        fails(13, "vault-damaged", "vault", "list", *place)

    def test_14_made_by_a_newer_version(self, fails, place, tmp_path):
        marker = tmp_path / "v" / "vault.json"
        marker.write_text('{"format": 2, "id": "other"}')
        fails(14, "too-new", "vault", "list", *place)

    def test_20_nobody_allowed_the_connection(self, fails, place, migrate):
        assert migrate("vault", "add", "export.zip", *place).code == 0
        fails(20, "network-refused", "leave", "links", "--check", "--no-input", *place)

    def test_130_ctrl_c(self, fails, place, monkeypatch):
        monkeypatch.setattr("migrator_portable.native.line", _refused_by(KeyboardInterrupt()))
        fails(130, "interrupted", "--from", "export.zip", "--to", "native")


class TestDone:
    """The codes with which a command has done its work: the result is on standard output."""

    def test_0(self, migrate, place):
        assert migrate("--from", "export.zip", "--to", "native", "--json").code == 0

    def test_3_the_input_was_not_complete(self, migrate, tmp_path):
        path = _hostile(tmp_path, 3)
        looked = migrate("inspect", path, "--json")
        assert (looked.code, looked.document["complete"]) == (3, False)
        ran = migrate("--from", path, "--to", "native", "--json")
        assert (ran.code, ran.document["target"]) == (3, "native")

    def test_6_strict_and_something_was_lost(self, migrate, place, tmp_path):
        ran = migrate("--from", "export.zip", "--to", "jsonl", "--strict", "--out", "o", "--json")
        assert (ran.code, ran.out, ran.error["kind"]) == (6, "", "lost-something")
        assert (tmp_path / "o" / "manifest.json").is_file()


def test_every_code_of_the_tree_is_provoked_here():
    kinds = [each for each in vars(errors).values() if inspect.isclass(each)]
    codes = {each.exit_code for each in kinds}
    tried = {
        int(name.split("_")[1])
        for group in (TestFailures, TestDone)
        for name in vars(group)
        if name.startswith("test_")
    }
    assert codes | {0, 3} == tried
