"""`migrate push` and `migrate net log` as a person and as a script run them."""

from pathlib import Path

import pytest

from migrator import registry
from migrator.sample import demo
from migrator.sample.hostile import cases
from tests.ollama.pretended_models import models
from tests.open_webui.pretended import TOKEN, pretended

READABLE = [
    pytest.param(case, marks=[] if number % 6 == 0 else pytest.mark.long, id=str(case))
    for number, case in enumerate(case for case in cases(long=False) if case.exits & {0, 3})
]


@pytest.fixture
def export(tmp_path):
    demo.pair()[1].write_zip(tmp_path / "export.zip")
    (tmp_path / "token").write_text(TOKEN + "\r\nanother line\n")
    return "export.zip"


def test_a_push_from_the_first_look_to_the_log(migrate, export):
    with pretended() as server:
        where = ("push", "--to", "open-webui", "--url", server.url, "--from", export)
        tried = migrate(*where, "--dry-run")
        assert tried.code == 0, tried.err
        assert "nothing was sent" in tried.out
        assert server.asked == []
        assert migrate("net", "log").out.startswith("Nothing was ever sent")

        done = migrate(*where, "--token-file", "token")
        assert done.code == 0, done.err
        assert f"chats: {len(server.chats)} sent" in done.out
        assert "migrate net log" in done.out
        again = migrate(*where, "--token-file", "token", "--json")
        counts = again.document["items"]["conversation"]
        assert (counts["sent"], counts["there"]) == (0, len(server.chats))

    log = migrate("net", "log")
    assert "push open-webui: chats" in log.out
    assert server.url.removeprefix("http://") in log.out
    told = migrate("net", "log", "--json")
    assert sum(
        request["count"] for request in told.document["requests"] if request["what"].endswith(": chats")
    ) == len(server.chats)
    titles = [chat["chat"]["title"] for chat in server.chats]
    assert not [title for title in titles if title in told.out]
    assert TOKEN not in told.out + log.out


def test_the_answer_of_a_model_is_shown_safely(migrate, export):
    with models() as server:
        server.says["/v1/chat/completions"] = b'{"choices":[{"message":{"content":"Hi\\u001b[31m there"}}]}'
        done = migrate("push", "--to", "openai-compatible", "--url", server.url, "--from", export)
    assert done.code == 0, done.err
    assert "there" in done.out
    assert "\x1b" not in done.out


def test_after_a_model_was_made_it_is_said_how_to_talk_to_it(migrate, export):
    with models() as server:
        done = migrate("push", "--to", "ollama", "--url", server.url, "--from", export, "--set", "name=ada")
    assert done.code == 0, done.err
    assert "ollama run ada" in done.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--to", "open-webui"), 2),
        (("--url", "http://127.0.0.1:1"), 2),
        (("--to", "nobody", "--url", "http://127.0.0.1:1"), 2),
        (("--to", "markdown", "--url", "http://127.0.0.1:1"), 2),
        (("--to", "open-webui", "--url", "127.0.0.1:1"), 2),
        (("--to", "open-webui", "--url", "http://127.0.0.1:1", "--token-file", "empty"), 2),
        (("--to", "open-webui", "--url", "http://127.0.0.1:1", "--token-file", "absent"), 2),
        (("--to", "open-webui", "--url", "http://127.0.0.1:1", "--vault", "v"), 2),
        (("--to", "open-webui", "--url", "http://127.0.0.1:1", "--set", "batch=x"), 2),
        (("--to", "open-webui", "--url", "http://192.168.0.1"), 20),
        (("--to", "open-webui", "--url", "https://chat.example.org"), 20),
        (("--to", "open-webui", "--url", "https://chat.example.org", "--allow-host", "example.org"), 20),
        (("--to", "open-webui", "--url", "http://chat.example.org", "--allow-host", "chat.example.org"), 20),
        (("--to", "open-webui", "--url", "http://127.0.0.1:9"), 9),
    ],
)
def test_what_cannot_be_is_said_with_its_code(migrate, export, tmp_path, words, code):
    (tmp_path / "empty").touch()
    ran = migrate("push", "--from", export, *words, "--json")
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert ran.error["exit"] == code


@pytest.mark.parametrize("case", READABLE)
def test_strange_exports_go_to_every_server_or_are_refused(migrate, tmp_path, case):
    path = case.write(tmp_path)
    if migrate("inspect", path, "--json").code not in {0, 3}:
        pytest.skip("inspect does not read it; its own test says whether that is right")
    (tmp_path / "token").write_text(TOKEN)
    with pretended() as server:
        where = ("push", "--to", "open-webui", "--url", server.url, "--token-file", "token", "--from", path)
        first, again = migrate(*where, "--json"), migrate(*where, "--json")
        assert first.code in {0, 3}, first.err
        assert first.document["items"].get("conversation", {}).get("sent", 0) == len(server.chats)
        assert again.document["items"].get("conversation", {}).get("sent", 0) == 0
        assert len(server.sources()) == len(set(server.sources()))
    with models() as server:
        for target in ("openai-compatible", "ollama"):
            ran = migrate("push", "--to", target, "--url", server.url, "--from", path, "--json")
            assert ran.code in {0, 3}, ran.err


def test_every_server_has_a_sentence_and_a_proof_that_exists_or_none():
    for name in registry.pusher_names():
        pusher = registry.pusher(name)
        assert pusher.name == name
        assert pusher.about
        assert all(option.help for option in pusher.options)
        if pusher.proof:
            file, _, test = pusher.proof.partition("::")
            assert f"def {test}(" in (Path(__file__).parents[2] / file).read_text("utf-8")
