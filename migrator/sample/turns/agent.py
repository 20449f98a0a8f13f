"""The agent of 2025: it drives a browser in a computer of its own, and each step leaves a picture of the screen."""

from __future__ import annotations

import json

from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread
from migrator.sample.turns.pictures import part


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`steps` are what it does; then one page that it read, and the answer."""
    say = cast.say
    thread.user(say(turn.texts["user"]), metadata={"system_hints": ["agent"]})
    thread.tool(
        "computer.initialize",
        {"content_type": "computer_initialize_state", "computer_id": "0", "os": "linux", "apps": []},
        metadata={"is_visually_hidden_from_conversation": True},
    )
    for i, step in enumerate(turn.lists["steps"]):
        thread.call(
            "computer.do",
            thread.marked_text(
                json.dumps({"actions": [{"action": "click", "x": 90 * i + 20, "y": 80}]}), "code"
            ),
        )
        screen = thread.asset("screen.png", "page", "screen")
        state: Json = {
            "id": thread.dice.hex(12),
            "dom": None,
            "url": f"https://town.example.org/step/{i}",
            "title": say(step),
            "is_terminal": False,
        }
        node = thread.tool(
            "computer.do",
            {
                "content_type": "computer_output",
                "computer_id": "0",
                "screenshot": part(screen),
                "tether_id": None,
                "is_ephemeral": True,
                "state": state,
            },
            metadata={"turn_summary": say(step)},
        )
        thread.claim(node, screen)
    page = say(turn.texts["page"])
    thread.tool(
        "web.run",
        {
            "content_type": "sonic_webpage",
            "url": "https://town.example.org/allotments/water",
            "domain": "town.example.org",
            "title": "Allotments: water",
            "text": thread.marked_text(page, "quote"),
            "snippet": page[:60],
            "pub_date": None,
            "crawl_date": None,
            "pub_timestamp": None,
            "ref_id": "turn1view0",
        },
    )
    thread.tool(
        "api_tool.call_tool",
        {
            "content_type": "citable_code_output",
            "output_str": thread.marked_text(say(turn.texts["calendar"]), "output"),
            "metadata": {
                "display_title": "Calendar",
                "display_url": "https://calendar.example.org",
                "connector_id": "connector_calendar",
                "connector_source": "calendar",
            },
        },
    )
    thread.answer(say(turn.texts["assistant"]))
