"""Every installed target bears the hostile corpus: a few of its cases by default, all of them with --long."""

import pytest

from migrator import registry
from migrator.app.context import Context
from migrator.app.gathering import archive_of, exports_of
from migrator.errors import MigratorError
from migrator.sample import hostile
from migrator.testing import MemoryArchive, run
from migrator.testing.cases import line
from migrator.testing.contract import check_declared, check_paths, check_sums
from migrator.testing.words import missing
from migrator_portable import NATIVE

FEW = ("messages-malformed", "text-unicode", "tree-several-roots")


def check(case, folder, targets):
    """The case through each of the targets."""
    try:
        with exports_of([str(case.write(folder))], None, Context()) as exports:
            archive = archive_of(exports, Context(), None, only=(), head_only=False)
            assert archive.seen.conversations >= 0  # and whether a conversation comes twice
            for target in targets:
                outcome = run(target, archive)
                check_sums(archive, outcome)
                check_declared(target, outcome)
                check_paths(outcome.files)
                assert list(missing(archive, outcome)) == [], target.name
    except MigratorError as fault:  # unknown or refused, alike for every target
        if fault.exit_code not in {4, 5}:
            raise


@pytest.mark.parametrize("name", FEW)
def test_every_target_bears_what_is_odd(name, tmp_path):
    check(hostile.case(name), tmp_path, registry.targets())


@pytest.mark.long
@pytest.mark.parametrize("case", list(hostile.cases(long=False)), ids=str)
def test_every_target_bears_the_whole_corpus(case, tmp_path):
    check(case, tmp_path, registry.targets())


def test_a_word_that_is_gone_is_found():
    archive = MemoryArchive([line("c", "a plain question", "an answer")])
    outcome = run(NATIVE, archive)
    assert list(missing(archive, outcome)) == []
    outcome.files["archive.jsonl"] = outcome.files["archive.jsonl"].replace(b"plain", b"")
    assert list(missing(archive, outcome)) == ["message 0 of conversation 'c': 1 words missing"]
