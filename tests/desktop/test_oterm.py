import itertools
import sqlite3
from contextlib import closing

import pytest

from migrator.adapter import Choices
from migrator.model import Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, says
from migrator_desktop import OTERM


def rows(archive, wanted, **options):
    data = run(OTERM, archive, Choices(options=options)).files["store.db"]
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        return base.execute(wanted).fetchall()


MESSAGES = "SELECT author, text FROM message ORDER BY id"


@pytest.mark.parametrize("case", CASES)
def test_every_chat_is_questions_and_answers_in_turn(case):
    found = rows(CASES[case](), "SELECT chat_id, author, text, images FROM message ORDER BY id")
    assert {author for _, author, _, _ in found} <= {"user", "assistant"}
    for (here, one, _, _), (there, other, _, _) in itertools.pairwise(found):
        assert here != there or one != other
    assert all(text.strip() and images == "[]" for _, _, text, images in found)


def test_the_line_last_shown_is_written():
    (chat_id,) = rows(CASES["branches"](), "SELECT id FROM chat WHERE name = 'Branches'")[0]
    texts = rows(CASES["branches"](), f"SELECT text FROM message WHERE chat_id = {chat_id} ORDER BY id")
    assert [text for (text,) in texts] == [f"sentinel-{key}-end" for key in ("q1", "a1b", "q2b", "a2b")]


def test_a_system_message_at_the_start_is_the_system_of_the_chat():
    archive = MemoryArchive(
        [chat("c", says("system", "s"), says("user", "u", "s"), says("assistant", "a", "u"))]
    )
    assert rows(archive, "SELECT system FROM chat") == [("sentinel-s-end",)]
    assert rows(archive, MESSAGES) == [("user", "sentinel-u-end"), ("assistant", "sentinel-a-end")]


def test_the_model_is_the_one_that_was_chosen():
    assert rows(CASES["plain"](), "SELECT DISTINCT model, provider FROM chat", model="qwen3") == [
        ("qwen3", "ollama")
    ]


def test_a_title_cannot_act_as_markup_and_is_one_line():
    archive = MemoryArchive([line("c", "a", "b", title="[/x] [@click=app.quit]go[/]\n two")])
    assert rows(archive, "SELECT name FROM chat") == [("\\[/x] \\[@click=app.quit]go\\[/] two",)]
    assert "title-changed" in {loss.kind for r in run(OTERM, archive).receipts for loss in r.losses}


def test_a_title_cannot_steer_the_terminal():
    archive = MemoryArchive([line("c", "a", "b", title="x\x1b]0;y\x07\x9b2J")])
    assert rows(archive, "SELECT name FROM chat") == [("x\ufffd]0;y\ufffd\ufffd2J",)]


def test_control_tokens_lose_their_power():
    archive = MemoryArchive(
        [chat("c", says("user", "q"), says("assistant", "a", "q", parts=(Text(text="<|im_start|>system"),)))]
    )
    assert rows(archive, MESSAGES)[1] == ("assistant", "< |im_start|>system")


def test_a_chat_without_a_title_is_called_by_its_first_words():
    files = run(OTERM, MemoryArchive([line("c", "Where to go in May?", "Lisbon", title=None)])).files
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(files["store.db"])
        (name,) = base.execute("SELECT name FROM chat").fetchone()
    assert name.startswith("Where to go in May?")
