"""`migrate workshop stick`: made with pip and a network, run without either. The whole of it is the long form."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BWRAP = shutil.which("bwrap")


def test_a_folder_with_something_in_it_is_left_alone(migrate, tmp_path):
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "mine").write_text("x")
    assert migrate("workshop", "stick", tmp_path / "stick", "--json").error["exit"] == 2
    assert [path.name for path in (tmp_path / "stick").iterdir()] == ["mine"]


def test_pip_that_fails_leaves_nothing(migrate, tmp_path):
    ran = migrate("workshop", "stick", tmp_path / "stick", "--python", "no-version", "--json")
    assert ran.code in {1, 2}
    assert not (tmp_path / "stick").exists()
    assert not list(tmp_path.glob(".stick-*"))


@pytest.mark.skipif(BWRAP is None, reason="no bubblewrap")
def test_the_stick_runs_without_a_network(migrate, tmp_path, request):
    if not request.config.getoption("--long"):
        pytest.skip("the long form: --long")
    stick = tmp_path / "stick"
    ran = migrate("workshop", "stick", stick, "--json")
    if ran.code == 1 and "network" in ran.error["hint"]:
        pytest.skip("no network to make it with")
    assert ran.document["path"] == str(stick)
    shown = subprocess.run(
        [
            str(BWRAP),
            "--unshare-net",
            "--ro-bind",
            "/",
            "/",
            "--tmpfs",
            "/tmp",
            "--ro-bind",
            str(stick),
            "/mnt",
            "--dev",
            "/dev",
            "--proc",
            "/proc",
            "--setenv",
            "PATH",
            f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "sh",
            "/mnt/start.sh",
            "--plain",
            "--lang",
            "en",
        ],
        input="1\n0\n0\nyes\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert shown.returncode == 0, shown.stderr
    assert "Everything was wiped" in shown.stdout
