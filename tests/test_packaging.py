"""What the program reads at run time is in the wheel. An editable install would never show that it is not."""

import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DATA = {".toml", ".json", ".txt", ".mo", ".tcss", ".css", ".html", ".typed"}


def tracked():
    """Every data file of the packages that git knows."""
    ran = subprocess.run(
        ["git", "ls-files", "migrator", "adapters"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = ran.stdout.split("\n") if ran.returncode == 0 else []
    return [name for name in names if Path(name).suffix in DATA]


def packaged():
    """Every file that the build puts into the wheel as data, by the same patterns."""
    patterns = CONFIG["tool"]["setuptools"]["package-data"]
    found = set()
    for source in (ROOT, ROOT / "adapters"):
        for init in [*source.glob("migrator/**/__init__.py"), *source.glob("migrator_*/**/__init__.py")]:
            package = init.parent
            name = ".".join(package.relative_to(source).parts)
            for pattern in [*patterns["*"], *patterns.get(name, [])]:
                found |= {path.relative_to(ROOT).as_posix() for path in package.glob(pattern)}
    return found


@pytest.mark.skipif(not tracked(), reason="not a checkout")
def test_every_data_file_is_in_the_wheel():
    assert set(tracked()) - packaged() == set()


def test_every_package_is_typed():
    roots = [
        path.parent for path in [*ROOT.glob("migrator/__init__.py"), *ROOT.glob("adapters/*/__init__.py")]
    ]
    assert [root.name for root in roots if not (root / "py.typed").exists()] == []
