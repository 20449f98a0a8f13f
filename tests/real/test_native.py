"""The native form, read by a JSON parser that is not the one that wrote it."""

import json

import msgspec
import pytest

from migrator.model import Conversation
from migrator.testing import CASES, run
from migrator_portable import NATIVE

pytestmark = pytest.mark.real


@pytest.mark.parametrize("case", CASES)
def test_another_json_parser_reads_the_same_values(case):
    archive = CASES[case]()
    lines = run(NATIVE, archive).files["archive.jsonl"].splitlines()
    read = [json.loads(line) for line in lines[1:]]
    chats = [value for value in read if value["type"] == "conversation"]
    values = json.loads(json.dumps(msgspec.to_builtins(list(archive.items(Conversation)))))
    assert repr(chats) == repr(values)
