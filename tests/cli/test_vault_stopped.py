"""A command that was stopped goes on when the same words are typed again, files that it wrote itself included."""

import pytest

from migrator.cli.program import run
from migrator.vault import disk, slots
from migrator.vault.handle import unlock

PASSPHRASE = "six words that nobody else has"


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)
    monkeypatch.setattr(disk, "sync", lambda _file: None)
    monkeypatch.setattr(disk, "sync_folder", lambda _folder: None)
    (tmp_path / "secret").write_text(PASSPHRASE)
    (tmp_path / "secret").chmod(0o600)


def typed(tmp_path, n, *words, out="code"):
    rest = [
        "--vault",
        str(tmp_path / f"vault {n}"),
        "--passphrase-file",
        str(tmp_path / "secret"),
        "--no-input",
    ]
    return run(["vault", *words, "--recovery-file", str(tmp_path / f"{out} {n}"), *rest])


def stopped(step, act):
    left = [step]

    def watch(_name):
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    disk.watcher = watch
    try:
        return act() == 130
    finally:
        disk.watcher = disk._nothing


@pytest.mark.parametrize("words", [("init",), ("rekey",), ("keys", "recovery")])
def test_the_same_words_again_finish_it(tmp_path, words):
    step = 0
    while True:
        step += 1
        if words != ("init",):
            assert typed(tmp_path, step, "init", out="first") == 0
        was = stopped(step, lambda step=step: typed(tmp_path, step, *words))
        if not was:
            break
        assert typed(tmp_path, step, *words) == 0
        code = (tmp_path / f"code {step}").read_text().strip()
        for secret in (PASSPHRASE, code):
            with unlock(tmp_path / f"vault {step}", secret) as vault:
                assert not vault.keys.changing
                assert sorted(path.name for path in vault.layout.keys.iterdir()) == [
                    "passphrase.age",
                    "recovery.age",
                ]
    assert step > 5


@pytest.mark.parametrize("words", [("rekey",), ("keys", "recovery")])
def test_a_file_of_somebody_else_or_of_an_earlier_run_stays(tmp_path, words, capfd):
    assert typed(tmp_path, 1, "init") == 0
    before = (tmp_path / "code 1").read_bytes()
    assert typed(tmp_path, 1, *words) == 2
    assert (tmp_path / "code 1").read_bytes() == before
    assert typed(tmp_path, 1, *words, out="next") == 0
    assert typed(tmp_path, 1, *words, out="next") == 2
