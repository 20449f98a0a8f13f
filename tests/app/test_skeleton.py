"""A new target begins with something that keeps the contract."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from migrator.app.skeleton import new_adapter, new_pack
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


@pytest.fixture
def packs(tmp_path):
    """A checkout with the family of packs and the project file as they are here."""
    for path in (*(ROOT / "adapters/migrator_packs").iterdir(), ROOT / "pyproject.toml"):
        if path.is_file():
            to = tmp_path / path.relative_to(ROOT)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(path.read_bytes())
    return tmp_path


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["aaa", "my-assistant", "zzz-9"])
def test_a_pack_is_registered_and_keeps_the_contract(packs, name):
    made = new_pack(name, packs)
    assert all((packs / path).is_file() for path in made.files)
    constant = name.replace("-", "_").upper()
    entries = tomllib.loads((packs / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    writers = entries["migrator.writers"]
    assert writers[name] == f"migrator_packs:{constant}"
    before = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    assert [key for key in writers if key != name] == list(before["migrator.writers"])
    script = (
        "import migrator_packs\n"
        "from migrator.testing import CASES, check_target\n"
        f"assert {constant!r} in migrator_packs.__all__ and len(migrator_packs.__all__) > 5\n"
        "for case in CASES.values():\n"
        f"    check_target(migrator_packs.{constant}, case())\n"
    )
    paths = [str(packs / "adapters"), str(ROOT), str(ROOT / "adapters")]
    program = f"import sys; sys.path[:0] = {paths!r}\n{script}"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_packs_one_after_another_stay_as_this_project_writes(packs):
    for name in ("mine", "another-one", "one-more"):
        new_pack(name, packs)
        for words in (["format", "--check"], ["check"]):
            command = [sys.executable, "-m", "ruff", *words, "--config", str(ROOT / "pyproject.toml")]
            ran = subprocess.run(
                [*command, "--no-cache", str(packs / "adapters")], capture_output=True, text=True, check=False
            )
            assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("name", ["kimi", "ollama", "Mine", "../x"])
def test_a_pack_whose_name_is_in_use_or_impossible_changes_nothing(packs, name):
    before = everything(packs)
    with pytest.raises(UsageError):
        new_pack(name, packs)
    assert everything(packs) == before


@pytest.mark.parametrize("path", ["adapters/migrator_packs/__init__.py", "pyproject.toml"])
def test_a_checkout_of_another_shape_is_left_as_it_is(packs, path):
    (packs / path).write_text("# nothing of what is looked for\n", "utf-8")
    before = everything(packs)
    with pytest.raises(UsageError, match="not as this command expects"):
        new_pack("mine", packs)
    assert everything(packs) == before
