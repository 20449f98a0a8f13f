import json

import pytest

from migrator.adapter import Choices
from migrator.model import Asset, Image, Reasoning, Text
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import PNG, chat, line, moment, says
from migrator_sillytavern import TARGET
from migrator_sillytavern import chat as module


def chats(archive, **options):
    outcome = run(TARGET, archive, Choices(options=options))
    files = {path: data for path, data in outcome.files.items() if path.startswith("chats/")}
    return {
        path.rpartition("/")[2]: [json.loads(t) for t in data.split(b"\n")] for path, data in files.items()
    }, outcome


def said(lines):
    return [message["mes"] for message in lines[1:]]


@pytest.mark.parametrize("case", CASES)
def test_every_chat_has_a_header_and_dates_that_the_page_reads(case):
    for name, lines in chats(CASES[case]())[0].items():
        assert lines[0]["user_name"]
        assert len(name.encode()) <= 250
        for message in lines[1:]:
            date = message["send_date"]
            assert len(date) == 24
            assert date.endswith("Z")
            assert message["is_system"] is False


def test_answers_that_end_a_branch_are_versions_and_other_branches_are_chats():
    found, outcome = chats(CASES["branches"]())
    shown, *others = [
        lines for lines in found.values() if lines[0]["chat_metadata"]["migrator"]["conversation"] == "tree"
    ]
    assert said(shown) == [f"sentinel-{key}-end" for key in ("q1", "a1b", "q2b", "a2b")]
    assert shown[-1]["swipes"] == ["sentinel-a2b-end", "sentinel-a2c-end"]
    assert shown[-1]["swipe_id"] == 0
    assert sorted(tuple(said(lines)) for lines in others) == sorted(
        tuple(f"sentinel-{key}-end" for key in keys.split()) for keys in ("q1 a1", "q1 a1b q2 a2", "q9 a9")
    )
    assert [r.branches for r in outcome.receipts] == [4, 0]


def test_a_name_stays_while_a_chat_grows_and_whichever_branch_is_shown():
    first = [
        says("user", "q"),
        says("assistant", "a", "q"),
        says("user", "q2", "a"),
        says("assistant", "a2", "q2"),
    ]
    fork = [says("user", "q2b", "a"), says("assistant", "a2b", "q2b")]

    def names(messages, head):
        found, _ = chats(MemoryArchive([chat("c", *messages, head=head, title="T")]))
        return {said(lines)[-1].split("-")[1]: name[-14:] for name, lines in found.items()}

    short = names(first[:2], "a")
    assert names(first, "a2") == {"a2": short["a"]}
    assert names(first + fork, "a2b") == names(first + fork, "a2")
    assert names(first + fork, "a2b")["a2"] == short["a"]


def test_titles_in_long_letters_keep_their_ending():
    found, outcome = chats(MemoryArchive([line("c", "Hi", "Ho", title="الرحلة " * 80)]))
    (name,) = found
    assert name.endswith(".jsonl")
    assert len(name.encode()) < 210
    assert "title-changed" in {loss.kind for receipt in outcome.receipts for loss in receipt.losses}
    assert found[name][0]["chat_metadata"]["migrator"]["title"] == "الرحلة " * 80


def test_pictures_stand_beside_the_words_and_reasoning_beside_the_answer():
    picture = Asset(id="p", path="p.png", media_type="image/png", size=len(PNG))
    messages = [
        says("user", "q", created=moment(0), parts=(Image(asset="p"),)),
        says(
            "assistant",
            "a",
            "q",
            created=moment(1),
            parts=(Reasoning(text="hm", seconds=2.5), Text(text="yes")),
        ),
    ]
    archive = MemoryArchive([chat("c", *messages), picture], {"p": PNG})
    found, outcome = chats(archive)
    ((_, question, answer),) = found.values()
    assert question["mes"] == ""
    assert question["extra"]["media"][0]["url"].startswith("data:image/png;base64,")
    assert (answer["extra"]["reasoning"], answer["extra"]["reasoning_duration"]) == ("hm", 2500)
    assert {r.outcome for r in outcome.receipts if r.item == "asset"} == {"written"}
    found, outcome = chats(archive, **{"image-limit": 10})
    ((_, question, _answer),) = found.values()
    assert question["mes"] == "[image]"


def test_what_the_page_would_replace_or_run_is_text():
    text = "{{user}} <b>x</b> `{{ y }}` \\<z> <BOT>"
    ((_, question, _),) = chats(MemoryArchive([line("c", text, "Ho")]))[0].values()
    assert question["mes"].startswith("{\u200b{user}} <\u200bb>x<\u200b/b> `{\u200b{ y }}` \\<z> <\u200bBOT>")


def test_the_character_is_called_as_the_person_likes():
    found, outcome = chats(MemoryArchive([line("c", "Hi", "Ho")]), character="Old/friend")
    assert json.loads(outcome.files["Old friend.json"])["data"]["name"] == "Old friend"
    assert {path.rpartition("/")[0] for path in outcome.files if "/" in path} == {"chats/Old friend"}
    ((_, _question, answer),) = found.values()
    assert answer["name"] == "Old friend"


def test_branches_beyond_all_measure_are_counted_as_left_out(monkeypatch):
    monkeypatch.setattr(module, "_COPIES", 1)
    _, outcome = chats(CASES["branches"]())
    lost = [loss for receipt in outcome.receipts for loss in receipt.losses if loss.kind == "branch-left-out"]
    assert lost
    assert sum(r.messages for r in outcome.receipts) + sum(loss.total for loss in lost) == 12
