"""Malicious, broken and strange exports through every tool: short lines, nothing that steers, and the server stays."""

import json
import re

import pytest

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.serving import grants
from migrator.errors import MigratorError
from migrator.sample.hostile import cases
from migrator.vault import secret
from migrator.vault.create import create

from .conftest import PASSPHRASE
from .test_answers import fits

READABLE = [case for case in cases(long=False) if case.exits & {0, 3}]
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def checked(text, case):
    """An answer of at most 8,000 letters in which every line that is not ours is marked."""
    fits(text)
    assert not UNSAFE.search(text)
    for word in case.hostile:
        if UNSAFE.search(word):
            assert word not in text
    return text


@pytest.mark.parametrize(
    "redact", [(), pytest.param(("all",), marks=pytest.mark.long)], ids=["as it is", "replaced"]
)
@pytest.mark.parametrize("case", READABLE, ids=str)
def test_every_tool_answers_and_the_server_stays(tmp_path, serving, capfd, case, redact):
    export = case.write(tmp_path)
    at = tmp_path / "hostile-vault"
    with create(at, PASSPHRASE, secret.new_recovery_code()) as vault:
        try:
            add(vault, [str(export)], Context())
        except MigratorError:
            pytest.skip("the vault does not take it; its own test says whether that is right")
        grants.give(vault, "all", Context(), redact=redact)
    capfd.readouterr()
    talk = serving(at=at)
    listed = checked(talk.call("list_chats", limit=50)[0], case)
    addresses = list(dict.fromkeys(re.findall(r"^chat ([A-Za-z0-9_-]+) · ", listed, re.MULTILINE)))
    for key in addresses[:12]:
        cursor = ""
        for _page in range(4):
            text, failed = talk.call("read_chat", chat=key, cursor=cursor)
            if failed:
                assert re.match(r"Error (4|9): ", text)  # an empty chat has no message to begin at
                break
            found = re.search(r"^more: cursor (\S+)$", checked(text, case), re.MULTILINE)
            if not found:
                break
            cursor = found[1]
        for method, params in (
            ("resources/read", {"uri": f"migrator://chat/{key}"}),
            ("prompts/get", {"name": "continue_chat", "arguments": {"chat": key}}),
        ):
            answer = talk.ask(method, params)
            assert not UNSAFE.search(json.dumps(answer, ensure_ascii=False))
            assert "Error 99" not in json.dumps(answer)
    for words in ("the", "a", "instructions", "ignore", "İ", "\x00", '"', "*", "العربية"):
        text, failed = talk.call("search_chats", words=words)
        assert not failed
        checked(text, case)
    for tool in ("about_me", "list_projects"):
        text, failed = talk.call(tool)
        assert not failed
        checked(text, case)
    assert talk.ask("ping")["result"] == {}
    assert capfd.readouterr() == ("", "")
