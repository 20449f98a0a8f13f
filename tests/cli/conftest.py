"""Running the program inside the test's own process."""

import pytest

from migrator.cli import main
from tests.ran import Ran


@pytest.fixture
def migrate(capfdbinary, monkeypatch, tmp_path):
    """A function that runs `migrate` with words, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run
