"""Traces of memory and instructions, projects and GPTs."""

from __future__ import annotations

from migrator.model import Instruction, Memory, Persona, Project
from tests.chatgpt.making import chain, message, read


def context(**content: object) -> dict:
    return message("user", content=content)


def test_a_call_to_bio_is_a_memory():
    call = message("assistant", "Likes tea.", recipient="bio", create_time=1700000000)
    (memory,) = read([chain([call])]).of(Memory)
    assert (memory.text, memory.source, memory.conversation) == ("Likes tea.", "bio", "c")
    assert memory.created.timestamp() == 1700000000


def test_the_memory_list_gives_its_entries():
    listed = "1. [2024-05-28]. Likes tea.\n\n2. [2024-06-01]. Has two cats:\nA and B.\n"
    said = context(content_type="model_editable_context", model_set_context=listed, structured_context=None)
    memories = read([chain([said])]).of(Memory)
    assert [(m.text, m.extra) for m in memories] == [
        ("Likes tea.", {"date": "2024-05-28"}),
        ("Has two cats:\nA and B.", {"date": "2024-06-01"}),
    ]
    assert {m.created for m in memories} == {None}


def test_a_memory_list_of_another_look_is_one_memory():
    said = context(content_type="model_editable_context", model_set_context="Likes tea. 2. [2024-01-01] no")
    assert [m.text for m in read([chain([said])]).of(Memory)] == ["Likes tea. 2. [2024-01-01] no"]


def test_the_same_memory_in_two_conversations_has_one_id():
    call = message("assistant", "Likes tea.", recipient="bio")
    listed = context(content_type="model_editable_context", model_set_context="1. [2024-05-28]. Likes tea.")
    ids = {m.id for m in read([chain([call]), chain([listed], conversation_id="d")]).of(Memory)}
    assert len(ids) == 1


def test_custom_instructions_are_unwrapped():
    said = context(
        content_type="user_editable_context",
        user_profile="The user provided the following information about themselves.\nUser profile:\n```I am A```",
        user_instructions="Be brief",
    )
    (found,) = read([chain([said])]).of(Instruction)
    assert (found.about_me, found.how_to_answer, found.conversation) == ("I am A", "Be brief", "c")


def test_the_plain_form_in_the_metadata_is_preferred():
    said = context(content_type="user_editable_context", user_profile="wrapped", user_instructions="wrapped")
    said["metadata"] = {
        "is_user_system_message": True,
        "user_context_message_data": {"about_user_message": "I am A", "about_model_message": None},
    }
    (found,) = read([chain([said])]).of(Instruction)
    assert (found.about_me, found.how_to_answer) == ("I am A", "")


def test_empty_instructions_are_none():
    said = context(content_type="user_editable_context", user_profile="", user_instructions=None)
    found = read([chain([said])])
    assert found.of(Instruction) == []
    assert found.one.messages[0].hidden == "context"


def home(**keys: object) -> tuple[str | None, str | None, dict]:
    found = read([chain([message("user", "x")], **keys)])
    assert [p.id for p in found.of(Project)] == ([found.one.project] if found.one.project else [])
    assert [p.id for p in found.of(Persona)] == ([found.one.persona] if found.one.persona else [])
    extra = {k: v for k, v in found.one.extra.items() if k != "mapping"}
    return found.one.project, found.one.persona, extra


def test_projects_and_gpts():
    assert home(gizmo_id="g-p-1", gizmo_type="snorlax", conversation_template_id="g-p-1") == (
        "g-p-1",
        None,
        {"gizmo_type": "snorlax"},
    )
    assert home(gizmo_id="odd", gizmo_type="snorlax") == ("odd", None, {"gizmo_type": "snorlax"})
    assert home(gizmo_id="g-1", gizmo_type="gpt", conversation_template_id="g-1") == (
        None,
        "g-1",
        {"gizmo_type": "gpt"},
    )
    assert home(conversation_template_id="g-p-2") == ("g-p-2", None, {})
    assert home(conversation_template_id="g-2") == (None, "g-2", {})
    assert home(conversation_template_id=None, gizmo_id=None) == (None, None, {})
    assert home(gizmo_id="g-p-1", conversation_template_id="g-2") == ("g-p-1", "g-2", {})
    assert home(gizmo_id=7) == (None, None, {"gizmo_id": 7})
    assert home(gizmo_id="g-1", conversation_template_id="g-2") == (
        None,
        "g-1",
        {"conversation_template_id": "g-2"},
    )
