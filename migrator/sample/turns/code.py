"""The code interpreter: the assistant writes a program, a tool runs it and answers, sometimes with a picture."""

from __future__ import annotations

from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`code`, `output`; `chart = true` draws one; `failed = true` raises an error.

    `makes` names files that the answer offers for download.
    """
    thread.user(cast.say(turn.texts["user"]))
    run(
        thread,
        cast.say(turn.texts["code"]),
        cast.say(turn.texts["output"]),
        chart=bool(turn.facts.get("chart")),
        failed=bool(turn.facts.get("failed")),
    )
    made = [thread.asset(cast.say(name), "", "sandbox") for name in turn.lists.get("makes", ())]
    links = "\n".join(f"[Download {asset.name}](sandbox:/mnt/data/{asset.name})" for asset in made)
    answer = cast.say(turn.texts["assistant"])
    node = thread.answer(f"{answer}\n\n{links}" if links else answer)
    thread.claim(node, *made)


def run(thread: Thread, code: str, output: str, *, chart: bool = False, failed: bool = False) -> None:
    """One call of the interpreter and what it printed."""
    written = f"{code}\n# {thread.mark('code')}" if thread.marked else code
    thread.call("python", written, language="python" if thread.dice.chance(0.5) else "unknown")
    started = thread.now
    if thread.marked:
        output = f"{output}\n{thread.mark('output')}"
    messages: list[Json] = [
        {
            "message_type": "stream",
            "time": round(started + 0.4, 6),
            "sender": "server",
            "stream_name": "stdout",
            "text": output,
        }
    ]
    chart_file = thread.asset("chart.png", "chart", "screen") if chart else None
    if chart_file is not None:
        messages.append(
            {
                "message_type": "image",
                "time": round(started + 0.6, 6),
                "sender": "server",
                "image_payload": None,
                "image_url": chart_file.pointer,
                "width": 240,
                "height": 160,
            }
        )
    result = {
        "status": "failed_with_in_kernel_exception" if failed else "success",
        "run_id": thread.dice.uuid(),
        "start_time": started,
        "update_time": round(started + 0.8, 6),
        "code": code,
        "end_time": round(started + 0.8, 6),
        "final_expression_output": None,
        "in_kernel_exception": {"name": "ValueError", "traceback": [], "args": [], "notes": []}
        if failed
        else None,
        "system_exception": None,
        "messages": messages,
        "jupyter_messages": [],
        "timeout_triggered": None,
    }
    metadata: Json = {"aggregate_result": result, "is_complete": True}
    if chart_file is not None:
        metadata["ada_visualizations"] = [
            {"type": "chart", "file_id": chart_file.id, "title": "Chart", "chart_type": "bar"}
        ]
    node = thread.tool("python", {"content_type": "execution_output", "text": output}, metadata=metadata)
    if chart_file is not None:
        thread.claim(node, chart_file)
