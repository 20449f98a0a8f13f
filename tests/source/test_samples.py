"""Other projects' published test exports, where they are at hand: split and parsed as the standard library reads them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from migrator.errors import MigratorError
from migrator.source import json_elements, open_source, parse

SAMPLES = Path(os.environ.get("MIGRATOR_SAMPLES") or Path(__file__).parents[2] / "../shared/samples")
FILES = sorted(SAMPLES.rglob("*.json")) + sorted(SAMPLES.rglob("*.zip"))
pytestmark = pytest.mark.skipif(not FILES, reason="no samples here")


def read_by_the_standard_library(data: bytes):
    value = json.loads(data.decode("utf-8-sig"), parse_constant=str)
    if isinstance(value, dict) and isinstance(value.get("conversations"), list):
        return value["conversations"]
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_file_of_a_sample_is_split_as_the_standard_library_reads_it(path):
    with open_source(path) as source:
        for entry in source.entries:
            if not entry.name.endswith(".json"):
                continue
            data = source.open(entry).read()
            elements = list(json_elements(source.open(entry), step=1000))
            try:
                expected = read_by_the_standard_library(data)
            except ValueError:
                assert any(element.fault for element in elements) or not _all_parse(elements)
                continue
            listed = [element for element in elements if element.index is not None]
            if len(expected) == 1 and len(listed) != 1:
                continue  # an object whose first list is taken for its records
            assert [parse(element.raw) for element in listed] == expected
            assert not any(element.fault for element in elements)


def _all_parse(elements) -> bool:
    try:
        return all(parse(element.raw) is not None for element in elements)
    except MigratorError:
        return False
