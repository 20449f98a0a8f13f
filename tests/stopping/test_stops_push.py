"""A push that is stopped anywhere ends with 130, and running it again leaves each chat on the server once."""

import json
import os
import signal
import zipfile

import pytest

from migrator.sample import make
from tests.open_webui.pretended import TOKEN, pretended

from .stops import SIGNALS, points, run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
QUICK, LONG = 4, 90


def test_a_push_that_is_stopped_goes_on_and_doubles_nothing(tmp_path, request, monkeypatch):
    export = tmp_path / "export.zip"
    made = make(7, "D", 12)
    made.write_zip(export)
    with zipfile.ZipFile(export) as packed:
        listed = [json.loads(packed.read(n)) for n in packed.namelist() if n.startswith("conversations")]
    wanted = sum(map(len, listed))
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / "token").chmod(0o600)
    count = LONG if request.config.getoption("--long") else QUICK
    wrong = []
    chosen = None
    for number in range(count):
        monkeypatch.setenv("HOME", str(tmp_path / f"home-{number}"))
        with pretended() as server:
            words = (
                "push",
                "--to",
                "open-webui",
                "--url",
                server.url,
                "--from",
                str(export),
                "--token-file",
                str(tmp_path / "token"),
            )
            if chosen is None:
                chosen = points(words, 12, count)
                server.chats.clear()
                monkeypatch.setenv("HOME", str(tmp_path / "home-anew"))
            name = SIGNALS[number % len(SIGNALS)]
            ended = run(words, chosen[number], getattr(signal, name))
            if ended.code not in {0, 130}:
                wrong.append(f"{name} at {chosen[number]}: exit {ended.code} {ended.err[-200:]}")
            again = run(words)
            sources = server.sources()
            if again.code or len(sources) != len(set(sources)) or len(sources) < wanted:
                wrong.append(
                    f"{name} at {chosen[number]}: {again.code}, {len(sources)} of {wanted}; {again.err[-200:]}"
                )
    assert not wrong
