"""Account, feedback and shared links."""

from __future__ import annotations

import datetime as dt

import pytest

from migrator.model import Account, Feedback, Origin, SharedLink
from migrator_chatgpt import READER
from tests.chatgpt.making import chain, held, message, read

CHAT = chain([message("user", "hi")])


def items(kind: type, **files: object) -> list:
    return read({"conversations.json": [CHAT], **{f"{k}.json": v for k, v in files.items()}}).of(kind)


def test_account():
    user = {
        "id": "user-1",
        "email": "a@example.org",
        "chatgpt_plus_user": True,
        "phone_number": None,
        "birth_year": 1990,
    }
    assert items(Account, user=user) == [
        Account(
            id="user-1",
            email="a@example.org",
            plan="plus",
            origin=Origin("user.json"),
            extra={"phone_number": None, "birth_year": 1990},
        )
    ]


@pytest.mark.parametrize("user", [[], {}, 7, [{}, {}], "x"])
def test_an_odd_account_is_none(user):
    assert items(Account, user=user) == []


def test_feedback():
    thumb = {
        "id": "f",
        "conversation_id": "c",
        "message_id": "m0",
        "user_id": "u",
        "rating": "thumbs_down",
        "content": '{"text": "too long", "tags": ["style"]}',
        "create_time": "2024-05-01T10:00:00Z",
    }
    assert items(Feedback, message_feedback=[thumb]) == [
        Feedback(
            id="f",
            conversation="c",
            message="m0",
            rating="thumbs_down",
            text="too long",
            created=dt.datetime(2024, 5, 1, 10, tzinfo=dt.UTC),
            origin=Origin("message_feedback.json", "/0"),
            extra={"user_id": "u", "content": {"tags": ["style"]}},
        )
    ]


@pytest.mark.parametrize("content", ["{}", "{", "[]", "7", "", None, {}, "plain words"])
def test_feedback_with_any_content(content):
    (thumb,) = items(Feedback, message_feedback=[{"id": "f", "content": content}, None, 7])
    assert thumb.text == ("plain words" if content == "plain words" else "{" if content == "{" else None)


def test_shared_link():
    link = {"id": "s1", "conversation_id": "c", "title": "T", "is_anonymous": True, "novel": 1}
    assert items(SharedLink, shared_conversations=[link]) == [
        SharedLink(
            id="s1",
            url="https://chatgpt.com/share/s1",
            conversation="c",
            title="T",
            anonymous=True,
            origin=Origin("shared_conversations.json", "/0"),
            extra={"novel": 1},
        )
    ]


def test_missing_ids_are_derived_and_stable():
    first, second = items(SharedLink, shared_conversations=[{"title": "T", "a": 1}, {"a": 1, "title": "T"}])
    assert first.id == second.id
    assert first.url is None


def test_very_many_entries_are_not_held(monkeypatch):
    monkeypatch.setattr("migrator_chatgpt.export._HELD_UP_TO", 0)
    assert [f.id for f in items(Feedback, message_feedback=[{"id": "f"}])] == ["f"]


def test_asking_again_gives_the_same_and_reports_nothing_twice():
    problems = []
    source = held({"conversations.json": [CHAT], "message_feedback.json": b'[{"id": "f"}, {"id" "g"}]'})
    export = READER.open(source, problems.append)
    first = list(export.others())
    told = list(problems)
    assert len(told) == 1
    assert list(export.others()) == first
    assert problems == told
