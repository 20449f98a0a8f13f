"""A shell that asks gets the commands, options and targets that could come next, and nothing else."""

import pytest

from migrator import registry
from migrator.cli.commands import COMMANDS


@pytest.fixture
def ask(migrate, monkeypatch):
    """What bash is told when Tab is pressed after these words."""

    def run(*words):
        monkeypatch.setenv("_MIGRATE_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(["migrate", *words]))
        monkeypatch.setenv("COMP_CWORD", str(len(words) if words and words[-1] else max(len(words), 1)))
        ran = migrate()
        assert (ran.code, ran.err) == (0, "")
        return {line.split(",")[1] for line in ran.out.splitlines()}

    return run


def test_commands(ask):
    assert set(COMMANDS) <= ask("")
    assert ask("in") == {"inspect"}


def test_targets_after_to(ask):
    assert ask("--to", "") >= set(registry.target_names())
    assert ask("targets", "nat") == {"native"}


def test_options_of_the_main_job_and_of_commands(ask):
    assert {"--to", "--from", "--dry-run"} <= ask("--")
    assert "--json" in ask("inspect", "--")
    assert "--to" not in ask("inspect", "--")
