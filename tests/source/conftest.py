"""Sources that are closed after each test."""

from __future__ import annotations

import contextlib

import pytest

from migrator import source


@pytest.fixture
def sources():
    """`open_sources`, with everything that it opens closed at the end."""
    with contextlib.ExitStack() as stack:

        def opened(paths, **kw):
            return [stack.enter_context(one) for one in source.open_sources(paths, **kw)]

        yield opened
