"""Streams that are closed, full or missing; names that lead nowhere; secrets that others may read. As whole programs."""

import json
import os
import subprocess
import sys

import pytest

from migrator.sample import make

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's /dev/full")  # noqa: PTH110


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "export.zip"
    make(7, "D", 5).write_zip(path)
    return path


@pytest.fixture
def shell(tmp_path, export):
    """Runs a line of the shell, in which `migrate` is the program and `$E` an export."""

    def run(line, **environment):
        script = f'migrate() {{ "{sys.executable}" -m migrator "$@"; }}; {line}'
        return subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
            env={**os.environ, "E": str(export), **environment},
        )  # fmt: skip

    return run


@pytest.mark.parametrize(
    "out", [">&-", ">/dev/full", "2>&-", "<&-", "2>/dev/full", ">&- 2>&- <&-", ">/dev/full 2>/dev/full"]
)
@pytest.mark.parametrize("how", ["", "--json"])
def test_what_was_written_is_written_whatever_became_of_the_words(shell, tmp_path, out, how):
    ran = shell(f"migrate --to markdown --from $E --out out {how} {out}")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "out" / "manifest.json").is_file()
    if "2>" not in out and "<&-" not in out:
        assert "only showing the result failed" in ran.stderr
        assert "Something unexpected" not in ran.stderr


@pytest.mark.parametrize(
    "words", ["inspect $E", "targets", "completion bash", "--version", "--help", "vault --help"]
)
def test_a_result_that_nobody_wanted_is_no_failure_and_one_that_was_lost_is(shell, words):
    assert shell(f"migrate {words} >&-").returncode == (2 if words == "vault" else 0)
    ran = shell(f"migrate {words} >/dev/full")
    assert ran.returncode == 8
    assert "Exception" not in ran.stderr


def test_the_last_line_is_the_json_object_when_the_result_cannot_be_written(shell):
    ran = shell("migrate inspect $E --json >/dev/full")
    assert ran.returncode == 8
    error = json.loads(ran.stderr.splitlines()[-1])["error"]
    assert (error["kind"], error["exit"]) == ("no-space", 8)


@pytest.mark.parametrize("err", ["2>&-", "2>/dev/full", "2>&- >&-"])
@pytest.mark.parametrize(
    ("words", "code"), [("nonsense", 2), ("inspect nowhere.zip", 2), ("vault list --vault no", 10)]
)
def test_an_error_keeps_its_code_when_it_cannot_be_told(shell, words, code, err):
    assert shell(f"migrate {words} {err}").returncode == code


@pytest.mark.parametrize("target", ["markdown", "obsidian", "html"])
def test_names_are_utf_8_on_the_disk_whatever_the_locale(shell, tmp_path, target):
    """Python 3.11 to 3.14 in a locale that is not UTF-8."""
    chats = [{"id": "c1", "title": "سفر إلى إسطنبول", "mapping": {"m": {"id": "m", "parent": None, "children": [], "message": {
        "id": "m", "author": {"role": "user"}, "content": {"content_type": "text", "parts": ["merhaba"]}}}}}]  # fmt: skip
    (tmp_path / "conversations.json").write_text(json.dumps(chats))
    line = f"migrate --to {target} --from conversations.json --out out --force >/dev/null"
    odd = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for environment in (odd, odd, {"PYTHONUTF8": "1"}):  # the second and third find an equal bundle
        ran = shell(line, **environment)
        assert ran.returncode == 0, ran.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    names = {
        os.fsencode(path.relative_to(tmp_path / "out"))
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert {file["path"].encode() for file in manifest["files"]} <= names


@pytest.mark.parametrize(
    "words",
    [
        "--to markdown --from $E --out $E/sub",
        "--to markdown --from $E --out $(printf 'x%.0s' $(seq 300))",
        "demo --out $E/sub",
        "vault init --vault $E/sub --no-input --passphrase-file pw --recovery-file code",
        "vault init --vault new --no-input --passphrase-file pw --recovery-file $E/code",
    ],
)
def test_a_place_that_leads_nowhere_is_told_with_its_reason(shell, tmp_path, words):
    (tmp_path / "pw").write_text("six words that nobody else has\n")
    ran = shell(f"migrate {words}")
    assert ran.returncode == 2, ran.stderr
    assert "refused an operation" not in ran.stderr
    assert "→" in ran.stderr


@pytest.mark.parametrize("words", ["inspect e.zip", "--to markdown --from $E", "targets"])
def test_a_folder_that_is_gone_is_told(shell, words):
    ran = shell(f"mkdir gone; cd gone; rmdir ../gone; PYTHONSAFEPATH=1 migrate {words} >/dev/null")
    assert ran.returncode in {0, 2}
    assert "Something unexpected" not in ran.stderr
    assert "refused an operation" not in ran.stderr


@pytest.mark.parametrize(
    ("mode", "code"), [(0o600, 0), (0o400, 0), (0o644, 2), (0o640, 2), (0o604, 2), (0o660, 2)]
)
def test_a_secret_that_others_may_read_is_refused(shell, tmp_path, mode, code):
    (tmp_path / "pw").write_text("six words that nobody else has\n")
    (tmp_path / "pw").chmod(mode)
    ran = shell("migrate vault init --vault new --no-input --passphrase-file pw --recovery-file code")
    assert ran.returncode == code, ran.stderr
    if code:
        assert "chmod 600 pw" in ran.stderr
        assert not (tmp_path / "new").exists()
        assert (
            shell(
                f"migrate push --to open-webui --url http://127.0.0.1:9 --token-file pw --from {'$E'}"
            ).returncode
            == 2
        )
        ran = shell(
            "cat pw | migrate vault init --vault new --no-input --passphrase-file - --recovery-file code"
        )
        assert ran.returncode == 0, ran.stderr


def test_what_a_viewer_was_shown_is_swept_by_whatever_comes_next(shell, tmp_path):
    left = tmp_path / "tmp" / f"migrator-{os.getuid()}" / "look-999999999-0123456789abcdef"
    left.mkdir(parents=True)
    left.parent.chmod(0o700)
    (left / "name.png").write_bytes(b"x")
    shell("migrate targets >/dev/null", TMPDIR=str(tmp_path / "tmp"))
    assert not left.exists()


def test_nothing_is_made_for_sweeping(shell, tmp_path):
    (tmp_path / "tmp").mkdir()
    shell("migrate targets >/dev/null", TMPDIR=str(tmp_path / "tmp"))
    assert not list((tmp_path / "tmp").iterdir())


def test_a_vault_in_which_others_may_write_is_told(shell, tmp_path):
    (tmp_path / "pw").write_text("six words that nobody else has\n")
    shell("migrate vault init --vault new --no-input --passphrase-file pw --recovery-file code")
    assert "chmod 700" not in shell("migrate vault list --vault new --passphrase-file pw").stderr
    (tmp_path / "new").chmod(0o777)
    ran = shell("migrate vault list --vault new --passphrase-file pw")
    assert ran.returncode == 0
    assert "chmod 700 new" in ran.stderr
