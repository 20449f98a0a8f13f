"""A long research task: kicked off, worked on for minutes, then one report with many sources."""

from __future__ import annotations

import json

from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread
from migrator.sample.turns.thinking import think
from migrator.sample.turns.web import referenced


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`asks` (what it wants to know first), `more` (the person's reply), `thoughts`, `sources`, `report`.

    `widget = true`: the report stands as JSON inside a widget's state and nowhere else, as in 2026.
    """
    say = cast.say
    thread.user(say(turn.texts["user"]), metadata={"system_hints": ["research"]})
    thread.answer(say(turn.texts["asks"]))
    thread.user(say(turn.texts["more"]), metadata={"system_hints": ["research"]})
    title = say(turn.texts["name"])
    task = thread.dice.uuid()
    thread.call(
        "research_kickoff_tool.start_research_task", json.dumps({"user_query": title}, ensure_ascii=False)
    )
    about: Json = {
        "async_task_type": "research",
        "async_task_id": f"deepresch_{task}",
        "async_task_title": title,
    }
    thread.tool(
        "research_kickoff_tool.start_research_task",
        {"content_type": "text", "parts": [""]},
        metadata=about | {"is_visually_hidden_from_conversation": True},
    )
    think(thread, [say(thought) for thought in turn.lists["thoughts"]], turn.facts.get("seconds"))
    report = thread.marked_text(say(turn.texts["report"]), "assistant")
    text, references = referenced(report, turn.facts["sources"])
    if turn.facts.get("widget"):
        state = {"report_message": json.dumps({"title": title, "content": report}, ensure_ascii=False)}
        about["chatgpt_sdk"] = {"widget_state": json.dumps(state, ensure_ascii=False)}
        text, references = "", []
    thread.add(
        "assistant",
        {"content_type": "text", "parts": [text]},
        metadata=thread.answered(about | {"model_slug": "research", "content_references": references}),
        end_turn=True,
        channel="final",
    )
    thread.extra["default_model_slug"] = "research"
    thread.extra["async_status"] = 3
