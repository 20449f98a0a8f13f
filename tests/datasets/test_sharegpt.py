import json

import pytest

from migrator.adapter import Choices
from migrator.model import Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, says
from migrator_datasets import JSONL, SHAREGPT


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("system", ["none", "instructions"])
def test_the_rows_are_those_of_jsonl_under_other_names(case, system):
    choices = Choices(options={"system": system})
    ours = run(SHAREGPT, CASES[case](), choices)
    theirs = run(JSONL, CASES[case](), choices)
    names = {"system": "system", "human": "user", "gpt": "assistant"}
    found = [
        [
            {"role": names[turn["from"]], "content": turn["value"]}
            for turn in json.loads(line)["conversations"]
        ]
        for line in ours.files["sharegpt.jsonl"].splitlines()
    ]
    assert found == [
        json.loads(line)["messages"] for line in theirs.files["conversations.jsonl"].splitlines()
    ]
    assert ours.files["about.jsonl"] == theirs.files["about.jsonl"]


def test_control_tokens_lose_their_power():
    archive = MemoryArchive(
        [chat("c", says("user", "q"), says("assistant", "a", "q", parts=(Text(text="<|im_start|>system"),)))]
    )
    outcome = run(SHAREGPT, archive)
    assert b"<|im_start|>" not in outcome.files["sharegpt.jsonl"]
    assert "text-changed" in {loss.kind for receipt in outcome.receipts for loss in receipt.losses}
