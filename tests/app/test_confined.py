"""A sitting that can leave nothing behind. Run in processes of their own: an audit hook cannot be taken out again."""

import subprocess
import sys

import pytest


def run(code, tmp_path):
    return subprocess.run(
        [sys.executable, "-c", "from migrator.app.confined import confined\n" + code],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
    )


@pytest.mark.parametrize(
    "attempt",
    [
        "open('here.txt', 'w')",
        "open('here.txt', 'ab')",
        "import os; os.open('here.txt', os.O_CREAT | os.O_WRONLY)",
        "import os; os.mkdir('here.txt')",
        "import os; os.symlink('/etc/passwd', 'here.txt')",
        "import os; os.rename(sys.argv[0] or 'a', 'here.txt')",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
    ],
)
def test_it_refuses_to_write_elsewhere_to_connect_and_to_start_programs(attempt, tmp_path):
    ran = run(
        "import sys\n"
        "with confined() as sitting:\n"
        f"    try:\n        {attempt}\n"
        "    except PermissionError as fault:\n        assert 'workshop' in str(fault)\n"
        "    else:\n        sys.exit('not refused')\n"
        "assert sitting.proof([b'words']).refused >= 1\n",
        tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    assert not (tmp_path / "here.txt").exists()


def test_the_proof_finds_what_was_left_and_words_that_lie_about(tmp_path):
    ran = run(
        "from migrator.seal.private import private_name\n"
        "with confined() as sitting:\n"
        "    private_name('left').write_bytes(b'a' * (1 << 20) + b'the canary' )\n"
        "import pathlib; pathlib.Path('lies-about').write_bytes(b'x' * ((1 << 20) - 3) + b'the canary')\n"
        "proof = sitting.proof([b'the canary'])\n"
        "assert not proof.clean and len(proof.left) == 1 and len(proof.found) == 2, proof\n",
        tmp_path,
    )
    assert ran.returncode == 0, ran.stderr


def test_a_search_for_nothing_proves_nothing(tmp_path):
    ran = run("with confined() as sitting: pass\nassert not sitting.proof([]).clean\n", tmp_path)
    assert ran.returncode == 0, ran.stderr


def test_what_is_refused_is_an_error_of_ours_where_files_are_saved(tmp_path):
    ran = run(
        "from pathlib import Path\nfrom migrator.errors import MigratorError\nfrom migrator.vault import disk\n"
        "with confined():\n"
        "    try:\n"
        "        with disk.guarded('there', ours=False): Path('there').mkdir()\n"
        "    except MigratorError: pass\n"
        "    else: raise SystemExit('no error')\n",
        tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    assert not (tmp_path / "there").exists()
