"""Every installed target, held to the contract on made-up exports of every generation, read by the real reader."""

import pytest

from migrator import registry
from migrator.adapter import read
from migrator.events import quiet
from migrator.model import Asset
from migrator.sample import make
from migrator.source.opening import open_source
from migrator.testing import MemoryArchive
from migrator.testing.contract import check_declared, check_paths, check_sentinels, check_sums, run

GENERATIONS = ("A", "B", "C", "D")


@pytest.fixture(scope="module", params=GENERATIONS)
def archive(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "export"
    make("contract", request.param, 25, truth=True).write_folder(folder)
    source = open_source(folder)
    (reader,) = [r for r in registry.readers() if r.name == "chatgpt"]
    items = tuple(read(reader, source, quiet))
    export = reader.open(source, quiet)
    files = {}
    for item in items:
        if isinstance(item, Asset):
            with export.open(item) as stream:
                files[item.id] = stream.read()
    return MemoryArchive(items, files)


@pytest.mark.parametrize("name", registry.target_names())
def test_a_target_keeps_the_contract_on_an_export(name, archive):
    target = registry.target(name)
    outcome = run(target, archive)
    check_sums(archive, outcome)
    check_sentinels(archive, outcome)
    check_declared(target, outcome)
    check_paths(outcome.files)
