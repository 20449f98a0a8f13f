"""Messages of plain words are read by a short way, which makes of them what the long way would."""

import copy

import pytest

from migrator.events import quiet
from migrator.sample.export import make
from migrator.source import open_source
from migrator_chatgpt import READER, message, slim
from migrator_chatgpt.chat import Chat
from migrator_chatgpt.sandbox import Made


@pytest.mark.parametrize("generation", ["A", "C", "D"])
def test_the_short_way_and_the_long_way_make_the_same(generation, tmp_path, monkeypatch):
    path = tmp_path / "export.zip"
    make("short", generation, 60).write_zip(path)
    with open_source(str(path)) as source:
        export = READER.open(source, quiet)
        short = [export.conversation(record) for record in export.records()]
        taken = []
        monkeypatch.setattr(slim, "read", lambda *_: None)
        words = message._words
        monkeypatch.setattr(message, "_words", lambda *given: taken.append(1) or words(*given))
        assert [export.conversation(record) for record in export.records()] == short
        monkeypatch.setattr(message, "_just_words", lambda raw: None)
        assert [export.conversation(record) for record in export.records()] == short
    assert len(taken) > sum(len(c.messages) for c in short) / 4


ODD = [
    {"author": {"role": "user"}},
    {"author": {"role": ["user"]}},
    {"author": {"role": "user", "name": "Eve"}},
    {"author": {"role": "user", "metadata": {"x": 1}}},
    {"author": {"role": "assistant"}, "recipient": "bio"},
    {"author": {"role": "assistant"}, "recipient": None},
    {"author": {"role": "user"}, "recipient": "bio"},
    {"author": {"role": "user"}, "metadata": {}},
    {
        "author": {"role": "user"},
        "metadata": {"model_slug": 3, "is_visually_hidden_from_conversation": False},
    },
    {"author": {"role": "user"}, "metadata": {"model_slug": "m", "citations": [], "content_references": []}},
    {"author": {"role": "user"}, "metadata": [1]},
    {"author": {"role": "assistant"}, "status": 5, "create_time": "soon", "update_time": None},
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("text", ["words", "", " ", "sandbox:/mnt/data/a.txt", r"a \(x\)", None, 3])
def test_odd_messages_come_out_the_same_both_ways(odd, text, monkeypatch):
    raw = {"id": "k", "content": {"content_type": "text", "parts": [text]}, **odd}
    node = {"id": "k", "parent": None, "message": raw, "beside": 1}

    class Files:
        def find(self, *_, **__):
            return None

        def made_by(self, *_, **__):
            return Made("none")

    def read():
        chat = Chat("c", "f", "/0", {}, Files(), lambda *_: None)
        return message.read("k", copy.deepcopy(node), None, chat)

    short = read()
    monkeypatch.setattr(message, "_just_words", lambda raw: None)
    assert read() == short
