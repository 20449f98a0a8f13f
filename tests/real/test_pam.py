"""Portable AI Memory's own validator reads every file that we write and has nothing to say, and its schemas agree.

Needs an environment with it, whose Python MIGRATOR_PAM names:

    python3 -m venv .pam && .pam/bin/pip install portable-ai-memory==1.0.0
    MIGRATOR_PAM=.pam/bin/python pytest tests/real/test_pam.py
"""

import json
import os
import subprocess

import pytest

from migrator.model import Conversation
from migrator.testing import CASES, run
from migrator_portable import PAM

PYTHON = os.environ.get("MIGRATOR_PAM")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PYTHON, reason="no portable-ai-memory: MIGRATOR_PAM is not set"),
]

# What `pam validate --deep` does with a folder, and the schemas that the package brings.
CHECK = """
import json, sys
from pathlib import Path
from jsonschema import Draft202012Validator
from portable_ai_memory.core.io import load
from portable_ai_memory.core.validator import validate
from portable_ai_memory.schemas import load_schema
found = {}
for path in [Path("memory-store.json"), *sorted(Path("conversations").glob("*.json"))]:
    document = load(path)
    schema = load_schema("memory-store" if path.parent == Path(".") else "conversation")
    faults = [fault.message[:200] for fault in Draft202012Validator(schema).iter_errors(json.loads(path.read_bytes()))]
    messages = getattr(document, "messages", None)
    found[str(path)] = [faults + [str(issue) for issue in validate(document).issues], messages and len(messages)]
print(json.dumps(found))
"""


@pytest.mark.parametrize("case", CASES)
def test_its_own_validator_finds_nothing_to_say(tmp_path, case):
    archive = CASES[case]()
    outcome = run(PAM, archive)
    for path, data in outcome.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    ran = subprocess.run([PYTHON, "-c", CHECK], cwd=tmp_path, capture_output=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    found = json.loads(ran.stdout)
    assert {path: issues for path, (issues, _) in found.items() if issues} == {}
    assert set(found) == {
        path for path in outcome.files if path.endswith(".json") and not path.startswith("att")
    }
    read = sum(count or 0 for _, count in found.values())
    assert read == sum(r.messages for r in outcome.receipts if r.item == "conversation")
    assert len(list(archive.items(Conversation))) >= len(found) - 1
