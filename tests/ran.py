"""What one run of the program inside a test's own process gave."""

from __future__ import annotations

import json


class Ran:
    """Exit code, standard output, standard error."""

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
