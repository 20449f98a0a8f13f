"""A turn in which the model shows its thinking before it answers (2025 and later)."""

from __future__ import annotations

from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """Question, `thoughts` ("summary: content" each), a recap of `seconds`, answer."""
    asked = thread.user(cast.say(turn.texts["user"]))
    think(thread, [cast.say(thought) for thought in turn.lists["thoughts"]], turn.facts.get("seconds"))
    thread.answer(cast.say(turn.texts["assistant"]), metadata={"turn_exchange_id": asked})


def think(thread: Thread, thoughts: list[str], seconds: int | None = None) -> None:
    """The two messages that stand for thinking."""
    seconds = seconds or thread.dice.whole(3, 95)
    items = []
    for thought in thoughts:
        summary, _, content = thought.partition(": ")
        items.append({"summary": summary, "content": content, "chunks": [], "finished": True})
    items[-1]["content"] = thread.marked_text(str(items[-1]["content"]), "thoughts")
    group = thread.dice.uuid()
    said: Json = {"content_type": "thoughts", "thoughts": items, "source_analysis_msg_id": thread.dice.uuid()}
    thread.add(
        "assistant",
        said,
        metadata=thread.answered({"reasoning_status": "is_reasoning", "reasoning_group_id": group}),
        end_turn=False,
    )
    minutes, rest = divmod(seconds, 60)
    spent = f"{minutes}m {rest}s" if minutes else f"{seconds}s"
    thread.add(
        "assistant",
        {"content_type": "reasoning_recap", "content": f"Thought for {spent}"},
        metadata=thread.answered(
            {
                "reasoning_status": "reasoning_ended",
                "reasoning_group_id": group,
                "finished_duration_sec": seconds,
                "reasoning_start_time": thread.now,
                "reasoning_end_time": round(thread.now + seconds, 6),
            }
        ),
        end_turn=False,
    )
