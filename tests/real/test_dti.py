"""Every file that we write is valid by the schema that the Data Transfer Initiative published.

Needs the schema, as the page https://schemas.pub/schemas/24 shows it, in a file that MIGRATOR_DTI_SCHEMA names. The page does
not say under which licence it stands, so it is not kept here.
"""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from migrator.adapter import Choices
from migrator.testing import CASES, run
from migrator_portable import DTI

SCHEMA = os.environ.get("MIGRATOR_DTI_SCHEMA")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SCHEMA, reason="no schema: MIGRATOR_DTI_SCHEMA is not set"),
]


@pytest.mark.parametrize("email", ["", "someone@example.org"])
@pytest.mark.parametrize("case", CASES)
def test_every_file_is_valid_by_the_published_schema(case, email):
    schema = json.loads(Path(SCHEMA).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    valid = Draft202012Validator(schema)
    for path, data in run(DTI, CASES[case](), Choices(options={"email": email})).files.items():
        found = json.loads(data)
        assert [fault.message for fault in valid.iter_errors(found)] == [], path
        known = {one["identifier"] for one in found["identifiers"]} | {"AI"}
        assert {message["sender"] for message in found["messages"]} <= known
        stamps = [found["details"][key] for key in ("createdAt", "startTime", "endTime")]
        for stamp in stamps + [message["sentAt"] for message in found["messages"]]:
            assert datetime.fromisoformat(stamp).tzinfo is not None
