"""Looking at the program is quick and loads nothing heavy, and what opens the network or secrets stays unloaded."""

import subprocess
import sys

import pytest

HEAVY = {
    "textual",
    "httpx",
    "keyring",
    "sqlcipher3",
    "cryptography",
    "babel",
    "hypothesis",
    "segno",
    "migrator_chatgpt",
}


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["inspect", "--help"], ["completion", "bash"]])
def test_looking_at_the_program_loads_nothing_heavy(words):
    script = (
        "import sys\n"
        "from migrator.cli import main\n"
        f"code = main({words!r})\n"
        f"print(sorted({HEAVY!r} & {{name.split('.')[0] for name in sys.modules}}), file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stderr == "[]\n"


def test_the_package_itself_imports_nothing():
    script = (
        "import sys; before = set(sys.modules); import migrator; print(sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "['migrator']\n"
