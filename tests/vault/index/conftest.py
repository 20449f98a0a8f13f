"""A vault with a made-up export in it, and its exports opened as the program opens them."""

import contextlib

import pytest

from migrator.events import quiet
from migrator.source.zip_source import open_zip
from migrator.vault.content import content_of
from migrator.vault.originals import add, all_originals, open_original


@pytest.fixture
def exports_of(reader):
    """For a vault the function that opens the exports of an original, the same objects each time."""
    with contextlib.ExitStack() as stack:

        def make(vault):
            known = {}

            def exports(hex_name):
                if hex_name not in known:
                    original = next(o for o in all_originals(vault) if o.hex == hex_name)
                    source = stack.enter_context(open_zip(open_original(vault, original), name=original.name))
                    known[hex_name] = [reader.open(source, quiet)]
                return known[hex_name]

            return exports

        yield make


@pytest.fixture
def reader():
    from migrator import registry

    return next(reader for reader in registry.readers(quiet) if reader.name == "chatgpt")


@pytest.fixture
def put(tmp_path):
    """Adds a made-up export to a vault."""

    def put(vault, export, name):
        path = tmp_path / f"{name}.zip"
        ledger = export.write_zip(path)
        add(vault, content_of(path))
        return ledger

    return put
