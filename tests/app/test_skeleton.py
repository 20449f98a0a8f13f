"""A new target begins with something that keeps the contract."""

import subprocess
import sys
from pathlib import Path

import pytest

from migrator.app.skeleton import new_adapter
from migrator.errors import UsageError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path):
    """As much of a checkout as the skeleton needs."""
    (tmp_path / "adapters").mkdir()
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def test_the_skeleton_keeps_the_contract_on_every_case(checkout):
    made = new_adapter("my-assistant", checkout)
    assert all((checkout / path).is_file() for path in made.files)
    script = (
        "from migrator.testing import CASES, check_target\n"
        "from migrator_my_assistant import MY_ASSISTANT\n"
        "for case in CASES.values():\n"
        "    check_target(MY_ASSISTANT, case())\n"
    )
    paths = [str(checkout / "adapters"), str(ROOT), str(ROOT / "adapters")]
    program = f"import sys; sys.path[:0] = {paths!r}\n{script}"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_the_skeleton_is_written_as_this_project_writes(checkout):
    new_adapter("my-assistant", checkout)
    for words in (["format", "--check"], ["check"]):
        command = [
            sys.executable,
            "-m",
            "ruff",
            *words,
            "--config",
            str(ROOT / "pyproject.toml"),
            "--no-cache",
        ]
        ran = subprocess.run(
            [*command, str(checkout / "adapters")], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout


def test_nothing_is_overwritten(checkout):
    new_adapter("mine", checkout)
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="exists already"):
        new_adapter("mine", checkout)
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["", "Mine", "1st", "a--b", "a_b", "../x", "a/b", "-x", "x-", "é"])
def test_a_name_that_cannot_be_a_package_is_a_usage_error(checkout, name):
    with pytest.raises(UsageError):
        new_adapter(name, checkout)
    assert not any((checkout / "adapters").iterdir())


def test_it_belongs_into_a_checkout(tmp_path):
    with pytest.raises(UsageError, match="not a checkout"):
        new_adapter("mine", tmp_path)
