"""Running the program inside the test's own process."""

import json

import pytest

from migrator.cli import main


class Ran:
    """What one run of the program gave."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def document(self):
        """The JSON object on standard output."""
        return json.loads(self.out)

    @property
    def error(self):
        """The JSON error on the last line of standard error."""
        return json.loads(self.err.splitlines()[-1])["error"]


@pytest.fixture
def migrate(capfdbinary, monkeypatch, tmp_path):
    """A function that runs `migrate` with words, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run
