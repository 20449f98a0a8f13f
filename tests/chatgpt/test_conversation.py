"""A conversation's own fields, and what stays in `extra`."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.chatgpt.making import chain, message, read


def one(**more):
    return read([chain([message("user", "x")], **more)]).one


def rest(chat) -> dict:
    return {key: value for key, value in chat.extra.items() if key != "mapping"}


def test_fields_are_taken_and_the_rest_stays():
    chat = one(
        id="c",
        title="T",
        create_time=1714557600.5,
        update_time=1714557700,
        default_model_slug="gpt-4o",
        is_archived=True,
        is_starred=True,
        pinned_time=1714557800.0,
        memory_scope="global_enabled",
        voice=None,
    )
    assert (chat.id, chat.title, chat.model) == ("c", "T", "gpt-4o")
    assert chat.created == dt.datetime(2024, 5, 1, 10, 0, 0, 500000, tzinfo=dt.UTC)
    assert chat.updated == dt.datetime(2024, 5, 1, 10, 1, 40, tzinfo=dt.UTC)
    assert (chat.archived, chat.starred, chat.pinned) == (True, True, True)
    assert rest(chat) == {"pinned_time": 1714557800.0, "memory_scope": "global_enabled", "voice": None}


@pytest.mark.parametrize("nothing", [None, False])
def test_flags_that_are_off(nothing):
    chat = one(is_archived=nothing, is_starred=nothing, pinned_time=nothing, default_model_slug=None)
    assert (chat.archived, chat.starred, chat.pinned, chat.model) == (False, False, False, None)
    assert rest(chat) == ({} if nothing is None else {"pinned_time": False})


def test_flags_of_another_type_stay_as_they_are():
    chat = one(is_archived="yes", is_starred=1, default_model_slug=["x"])
    assert (chat.archived, chat.starred, chat.model) == (False, False, None)
    assert rest(chat) == {"is_archived": "yes", "is_starred": 1, "default_model_slug": ["x"]}


def test_two_ids_that_differ_are_both_kept():
    chat = one(id="other")
    assert (chat.id, rest(chat)) == ("c", {"id": "other"})


@pytest.mark.parametrize("odd", [None, "", 7, ["c"]])
def test_an_id_of_another_type_is_made_from_the_content_and_stays(odd):
    first, second = one(conversation_id=odd), one(conversation_id=odd)
    assert first.id == second.id
    assert len(first.id) == 36
    assert rest(first) == {"conversation_id": odd}


def test_a_current_node_that_is_not_the_head_stays():
    assert rest(one(current_node="gone")) == {"current_node": "gone"}
