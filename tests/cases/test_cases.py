"""The program as a person runs it: `README.md` in this folder says what a case is."""

import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/case.toml"))
UPDATE = bool(os.environ.get("MIGRATE_CASES_UPDATE"))
PROGRAM = [os.environ["MIGRATE"]] if os.environ.get("MIGRATE") else [sys.executable, "-m", "migrator"]


def runs():
    for case in CASES:
        spec = tomllib.loads((case / "case.toml").read_text("utf-8"))
        for language in spec.get("languages", ["en"]):
            yield pytest.param(
                case, spec, language, id=f"{case.name}-{language}" if language != "en" else case.name
            )


def environment(home, language):
    """Little more than nothing: what a person's settings are must not matter."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    if not os.environ.get("MIGRATE"):
        kept["PYTHONPATH"] = os.pathsep.join([str(HERE.parents[1]), str(HERE.parents[1] / "adapters")])
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LC_ALL": f"{language}.UTF-8",
        "COLUMNS": "80",
    }


def make_inputs(case, spec, work):
    """Put the files in place; returns their names."""
    if (case / "in").is_dir():
        shutil.copytree(case / "in", work, dirs_exist_ok=True)
        for path in work.rglob(
            "*"
        ):  # a checkout leaves them open to all, which a file with a secret may not be
            path.chmod(0o700 if path.is_dir() else 0o600)
    for export in spec.get("export", ()):
        from migrator.sample import make

        wanted = {key: value for key, value in export.items() if key != "path"}
        make(**wanted).write_zip(work / export["path"])
    return set(files(work))


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def listing(work, inputs):
    return "".join(f"{name}\n" for name in files(work) if name not in inputs)


def compare(golden, found):
    """Equal to the golden file, if there is one."""
    if not golden.exists():
        return
    if UPDATE:
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8"), golden.name


@pytest.mark.parametrize(("case", "spec", "language"), list(runs()))
def test_case(case, spec, language, tmp_path):
    work, home = tmp_path / "work", tmp_path / "home"
    work.mkdir()
    home.mkdir()
    inputs = make_inputs(case, spec, work)
    goldens = case if language == "en" else case / language
    for number, run in enumerate(spec["run"], 1):
        ran = subprocess.run(
            [*PROGRAM, *shlex.split(run["cmd"])],
            cwd=work,
            env=environment(home, language),
            input=(work / run["stdin"]).read_bytes() if "stdin" in run else b"",
            capture_output=True,
            timeout=60,
            check=False,
        )
        out, err = ran.stdout.decode(), ran.stderr.decode()
        assert ran.returncode == run.get("exit", 0), err
        assert "Traceback" not in err
        if run.get("err") == []:
            assert err == ""
        for piece in run.get("out", []):
            assert piece in out
        for piece in run.get("err", []):
            assert piece in err
        compare(goldens / f"{number}.out", out)
        compare(goldens / f"{number}.err", err)
    compare(goldens / "after.txt", listing(work, inputs))
    assert files(home) == [], "the program wrote into the home folder"


def test_there_are_cases_and_each_says_what_holds():
    assert CASES
    for case in CASES:
        assert tomllib.loads((case / "case.toml").read_text("utf-8"))["about"], case.name
