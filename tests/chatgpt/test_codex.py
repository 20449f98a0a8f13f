"""Codex tasks are conversations; nothing is made up for them."""

from __future__ import annotations

from migrator.model import Citation, Opaque, Text
from tests.chatgpt.making import chain, links, message, read

TASK = {
    "archived": True,
    "id": "task_e_1",
    "title": "Fix it",
    "turns": [
        {
            "id": "task_e_1~usertrn_e_1",
            "role": "user",
            "input_items": [
                {"type": "message", "content": [{"content_type": "text", "text": "Fix the build"}]}
            ],
            "custom_instructions": "None",
        },
        {
            "id": "task_e_1~assttrn_e_1",
            "role": "assistant",
            "previous_turn_id": "task_e_1~usertrn_e_1",
            "turn_status": "TaskTurnStatusEnum.COMPLETED",
            "branch": "main",
            "output_items": [
                {
                    "content": [
                        {"content_type": "text", "text": "Done"},
                        {"content_type": "repo_file_citation", "path": "a.py", "line_range_start": 1},
                        {"content_type": "novel", "x": 1},
                    ]
                }
            ],
        },
    ],
}


def test_a_task_is_a_conversation_without_times():
    found = read({"conversations.json": [chain([message("user", "x")])], "codex.json": [TASK]})
    task = found.conversations[1]
    assert (task.id, task.title, task.archived, task.created, task.updated) == (
        "task_e_1",
        "Fix it",
        True,
        None,
        None,
    )
    assert task.extra == {"codex": True}
    assert task.head == "task_e_1~assttrn_e_1"
    user, assistant = task.messages
    assert (user.role, user.parent, user.created) == ("user", None, None)
    assert user.parts == (
        Text(text="Fix the build", at="/input_items/0/content/0", extra={"item": {"type": "message"}}),
    )
    assert user.extra == {"custom_instructions": "None"}
    assert (assistant.parent, assistant.status) == (user.id, "TaskTurnStatusEnum.COMPLETED")
    assert [type(part) for part in assistant.parts] == [Text, Citation, Opaque]
    assert assistant.origin.pointer == "/0/turns/1"
    roles = {file.name: file.role for file in found.export.files}
    assert roles["codex.json"] == "conversations"


def test_several_answers_to_one_turn_are_branches():
    twice = {**TASK, "turns": [*TASK["turns"], {**TASK["turns"][1], "id": "second"}]}
    (task,) = read({"codex.json": [twice]}).conversations
    assert list(links(task).values()) == [None, TASK["turns"][0]["id"], TASK["turns"][0]["id"]]
    assert task.head == "second"


def test_odd_turns_lose_nothing():
    odd = {
        "id": "task_e_2",
        "turns": [
            None,
            7,
            {"id": "a", "previous_turn_id": "a"},
            {"id": "a"},
            {"output_items": [3, {"content": 4}]},
        ],
    }
    (task,) = read({"codex.json": [odd]}).conversations
    assert len(task.messages) == 5
    assert len({m.id for m in task.messages}) == 5
