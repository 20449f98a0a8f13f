import datetime as dt
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from migrator.adapter import Choices
from migrator.model import Reasoning, Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, moment, says
from migrator_llm import TARGET
from migrator_llm import rows as rows_module


def made(archive):
    outcome = run(TARGET, archive)
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(outcome.files["logs.db"])
        base.row_factory = sqlite3.Row
        assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert not base.execute("PRAGMA foreign_key_check").fetchall()
        chats = [dict(row) for row in base.execute("SELECT * FROM conversations ORDER BY rowid")]
        rows = [dict(row) for row in base.execute("SELECT * FROM responses ORDER BY id")]
    return chats, rows, outcome


def losses(outcome, source):
    (receipt,) = [r for r in outcome.receipts if r.source == source]
    return {loss.kind: loss.where for loss in receipt.losses}


def said(rows):
    return [(row["prompt"], row["response"]) for row in rows]


def test_a_row_is_a_question_and_its_answer():
    (chat_row,), rows, _ = made(MemoryArchive([line("c", "Hi", "Ho", "He", "Ha", title="Talk")]))
    assert (chat_row["name"], chat_row["model"]) == ("Talk", "from-chatgpt")
    assert {(row["model"], row["resolved_model"]) for row in rows} == {("from-chatgpt", "gpt-4o")}
    assert said(rows) == [
        ("Hi sentinel-c-0-end", "Ho sentinel-c-1-end"),
        ("He sentinel-c-2-end", "Ha sentinel-c-3-end"),
    ]
    assert [row["datetime_utc"] for row in rows] == [
        "2024-05-01T12:00:00.000000+00:00",
        "2024-05-01T12:00:02.000000+00:00",
    ]
    assert {row["conversation_id"] for row in rows} == {chat_row["id"]}


def test_where_one_side_spoke_alone_the_other_is_empty():
    archive = MemoryArchive(
        [
            chat(
                "c",
                says("assistant", "a"),
                says("user", "b", "a"),
                says("system", "s", "b"),
                says("user", "d", "s"),
            )
        ]
    )
    _, rows, _ = made(archive)
    assert said(rows) == [("", "sentinel-a-end"), ("sentinel-b-end", ""), ("sentinel-d-end", "")]
    assert [row["system"] for row in rows] == [None, None, "sentinel-s-end"]


def test_every_branch_is_a_conversation_that_holds_what_came_before_it():
    chats, rows, outcome = made(CASES["branches"]())
    names = {c["id"]: c["name"] for c in chats}
    found = {}
    for row in rows:
        found.setdefault(names[row["conversation_id"]], []).append((row["prompt"], row["response"]))
    word = "sentinel-{}-end".format
    assert found["Branches"] == [(word("q1"), word("a1b")), (word("q2b"), word("a2b"))]
    others = sorted(pairs for name, pairs in found.items() if name.startswith("Branches ("))
    assert others == [
        [(word("q1"), word("a1"))],
        [(word("q1"), word("a1b")), (word("q2"), word("a2"))],
        [(word("q1"), word("a1b")), (word("q2b"), word("a2c"))],
        [(word("q9"), word("a9"))],
    ]
    assert len({row["id"] for row in rows}) == len(rows)
    assert sorted(names.values()) == ["", *["Branches", *[f"Branches ({n})" for n in range(2, 6)]]]
    assert [r.branches for r in outcome.receipts] == [4, 0]


def test_branches_beyond_all_measure_begin_where_they_leave(monkeypatch):
    monkeypatch.setattr(rows_module, "_COPIES", 3)
    _, rows, outcome = made(CASES["branches"]())
    assert sum(row["prompt"] == "sentinel-q1-end" for row in rows) < 4
    assert sum(r.messages for r in outcome.receipts) == 12


def test_ids_sort_as_the_messages_stand_even_where_their_times_do_not():
    same = moment(0)
    archive = MemoryArchive(
        [
            chat(
                "c",
                says("user", "a", created=same),
                says("assistant", "b", "a", created=same),
                says("user", "d", "b", created=same),
                says("assistant", "e", "d", created=same - dt.timedelta(seconds=9)),
                says("user", "f", "e", created=same + dt.timedelta(microseconds=3)),
            )
        ]
    )
    _, rows, _ = made(archive)
    assert [row["prompt"][9] for row in rows] == ["a", "d", "f"]


def test_reasoning_has_its_own_column():
    parts = (Reasoning(text="hm", title="Thinking", at="/t"), Text(text="yes"))
    archive = MemoryArchive([chat("c", says("user", "a"), says("assistant", "b", "a", parts=parts))])
    _, (row,), outcome = made(archive)
    assert (row["response"], row["reasoning"]) == ("yes", "Thinking\n\nhm")
    assert "reasoning-folded" not in losses(outcome, "c")


def test_what_a_database_cannot_hold_is_replaced_and_named():
    archive = MemoryArchive([chat("c", says("user", "a", parts=(Text(text="a\0b\ud800", at="/p/0"),)))])
    _, (row,), outcome = made(archive)
    assert row["prompt"] == "a\ufffdb\ufffd"
    assert losses(outcome, "c")["text-changed"] == ("a#/p/0",)


@pytest.mark.parametrize("case", CASES)
def test_another_run_gives_the_same_ids(case):
    assert [row["id"] for row in made(CASES[case]())[1]] == [row["id"] for row in made(CASES[case]())[1]]


def test_what_is_added_to_ones_own_logs_is_added_once_from_any_folder(tmp_path, monkeypatch):
    bundle, elsewhere = tmp_path / "bundle", tmp_path / "elsewhere"
    bundle.mkdir()
    elsewhere.mkdir()
    for name, data in run(TARGET, CASES["plain"]()).files.items():
        (bundle / name).write_bytes(data)
    own = elsewhere / "mine.db"
    own.write_bytes(run(TARGET, MemoryArchive([line("my", "own", "chat")])).files["logs.db"])
    monkeypatch.chdir(elsewhere)
    for expected in ("Added 3 chats", "Added 0 chats"):
        ran = subprocess.run(
            [sys.executable, bundle / "add-to-logs.py", "mine.db"], capture_output=True, text=True, check=True
        )
        assert ran.stdout.startswith(expected)
    with closing(sqlite3.connect(own)) as base:
        assert base.execute("SELECT count(*) FROM conversations").fetchone() == (4,)
        assert base.execute("SELECT count(*) FROM responses").fetchone() == (5,)
    assert sorted(path.name for path in elsewhere.iterdir()) == ["mine.db"]


def test_adding_says_what_is_wrong_and_adds_nothing(tmp_path):
    for name, data in run(TARGET, CASES["plain"]()).files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "empty.db").write_bytes(b"")

    def refused(*words):
        ran = subprocess.run(
            [sys.executable, tmp_path / "add-to-logs.py", *words],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": ""},
        )
        assert ran.returncode == 1
        assert "Nothing was added." in ran.stderr
        return ran.stderr

    assert "the very logs" in refused(str(tmp_path / "logs.db"))
    assert "There is no" in refused(str(tmp_path / "absent.db"))
    assert "did not take them" in refused(str(tmp_path / "empty.db"))
    assert "could not be asked" in refused()


def test_the_bytes_do_not_depend_on_the_version_of_sqlite():
    data = run(TARGET, CASES["plain"]()).files["logs.db"]
    assert data[96:100] == (3_040_000).to_bytes(4, "big")


def test_the_model_that_goes_on_can_be_named():
    outcome = run(TARGET, CASES["plain"](), Choices(options={"model": "my-own"}))
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(outcome.files["logs.db"])
        assert base.execute("SELECT DISTINCT model FROM responses").fetchall() == [("my-own",)]
