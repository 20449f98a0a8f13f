"""Roles, names, visibility, and all the keys that no field takes."""

from __future__ import annotations

import pytest

from migrator.model import Message
from tests.chatgpt.making import chain, message, read


def one(said: dict) -> Message:
    (only,) = read([chain([said])]).one.messages
    return only


def test_fields_are_taken_and_the_rest_stays():
    said = message(
        "assistant",
        "hi",
        create_time=1700000000.5,
        update_time=1700000001,
        status="finished_successfully",
        end_turn=True,
        weight=1.0,
        recipient="all",
        channel=None,
        metadata={"model_slug": "gpt-4o", "request_id": "r"},
    )
    said["author"]["metadata"] = {"real_author": "x"}
    read_ = one(said)
    assert (read_.role, read_.model, read_.status) == ("assistant", "gpt-4o", "finished_successfully")
    assert read_.created.timestamp() == 1700000000.5
    assert read_.updated.timestamp() == 1700000001
    assert read_.extra == {
        "author": {"metadata": {"real_author": "x"}},
        "end_turn": True,
        "weight": 1.0,
        "recipient": "all",
        "channel": None,
        "metadata": {"request_id": "r"},
    }


def test_an_id_of_its_own_that_is_not_the_nodes_stays_in_extra():
    chat = chain([message("user", "hi")])
    chat["mapping"]["m0"]["message"]["id"] = "other"
    chat["mapping"]["m0"]["id"] = "third"
    (read_,) = read([chat]).one.messages
    assert read_.id == "m0"
    assert read_.extra == {"id": "other", "node": {"id": "third"}}


def test_unknown_keys_of_a_node_stay_in_extra():
    chat = chain([message("user", "hi", node="mine")])
    chat["mapping"]["m0"]["novelty"] = [1]
    (read_,) = read([chat]).one.messages
    assert read_.extra == {"node": "mine", "node of the mapping": {"novelty": [1]}}


def test_a_pointer_escapes_the_id_it_goes_through():
    chat = {"id": "c", "mapping": {"a/b~c": {"message": message("user", "x")}}}
    (read_,) = read([chat]).one.messages
    assert read_.origin.pointer == "/0/mapping/a~1b~0c/message"


@pytest.mark.parametrize(
    ("role", "as_"),
    [("function", "tool"), ("developer", "system"), ("user", "user"), ("tool", "tool")],
)
def test_roles(role, as_):
    assert one(message(role, "x")).role == as_


@pytest.mark.parametrize(
    "author", [None, {}, {"role": None}, {"role": "critic"}, {"role": ["user"]}, "user", 7]
)
def test_an_unknown_role_hides_nothing_and_is_kept(author):
    said = message("user", "words")
    said["author"] = author
    read_ = one(said)
    assert (read_.role, read_.hidden) == ("system", None)
    assert read_.parts[0].text == "words"
    if author:
        assert read_.extra["author"] == author


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (message("user", "x"), None),
        (message("assistant", "x"), None),
        (message("assistant", "x", recipient="all"), None),
        (message("assistant", "x", recipient=None), None),
        (message("user", "x", weight=0.0), None),
        (message("system", "x"), "system"),
        (message("tool", "x"), "tool"),
        (message("assistant", "x", recipient="web.run"), "tool"),
        (message("assistant", ""), "empty"),
        (message("user", "x", metadata={"is_visually_hidden_from_conversation": True}), "hidden"),
        (message("user", "x", metadata={"is_visually_hidden_from_conversation": False}), None),
        (message("user", "x", metadata={"is_user_system_message": True}), "context"),
        (message("system", "x", metadata={"is_user_system_message": True}), "context"),
        (message("user", content={"content_type": "user_editable_context", "user_profile": "x"}), "context"),
        (message("assistant", content={"content_type": "model_editable_context"}), "context"),
        (message("user", "x", metadata=None), None),
        (message("user", "x", metadata=["odd"]), None),
    ],
)
def test_visibility(said, why):
    assert one(said).hidden == why


def test_a_picture_that_a_tool_made_is_shown():
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}
    assert one(message("tool", picture, kind="multimodal_text")).hidden is None


def test_hidden_messages_stay_in_the_tree():
    found = read(
        [
            chain(
                [
                    message("system", "s"),
                    message("user", "u"),
                    message("tool", "t"),
                    message("assistant", "a"),
                ]
            )
        ]
    )
    assert [m.parent for m in found.one.messages] == [None, "m0", "m1", "m2"]


def test_lone_surrogates_nul_and_mojibake_are_read_exactly():
    raw = (
        b'[{"id": "c", "title": "\\ud83d", "mapping": {"m": {"message": {"author": {"role": "user"}, "content": '
        b'{"content_type": "text", "parts": ["a\\u0000b \\udc00 \xc3\xa3\xe2\x82\xac\xc2\x90"]}}}}}]'
    )
    found = read({"conversations.json": raw})
    assert found.one.title == "\ud83d"
    assert found.one.messages[0].parts[0].text == "a\x00b \udc00 ã€\x90"
    assert found.problems == []
