"""Small rollouts made up in the forms that Codex 0.171.0 (paginated) and 0.98.0 (legacy) write."""

import base64
import json
import uuid

from migrator.testing.cases import PNG

NAME = "sessions/2026/11/30/rollout-2026-11-30T10-00-00-{}.jsonl"


def thread(n):
    return str(uuid.UUID(int=n, version=4))


class Rollout:
    """A chat line by line. `mode` is "paginated" or "legacy"."""

    def __init__(self, id_, mode="paginated", *, start=0, **meta):
        self.id, self.mode, self.records, self.ordinal = id_, mode, [], start
        payload = {"id": id_, "timestamp": "2026-11-30T10:00:00Z", "cwd": "/work", "cli_version": "0"} | meta
        if mode == "paginated":
            payload["history_mode"] = "paginated"
        self.add("session_meta", payload)

    def add(self, kind, payload):
        record = {
            "timestamp": f"2026-11-30T10:{len(self.records) % 60:02}:00Z",
            "type": kind,
            "payload": payload,
        }
        if self.mode == "paginated":
            record["ordinal"] = self.ordinal
            self.ordinal += 1
        self.records.append(record)
        return self

    def _item(self, **item):
        return self.add("event_msg", {"type": "item_completed", "item": item})

    def context(self):
        text = "<environment_context>hidden-context</environment_context>"
        return self.add("response_item", _message("user", text, ["environments.environment_context"]))

    def ask(self, text, *, picture=None):
        content = [{"type": "input_text", "text": text}]
        if picture is not None:
            address = "data:image/png;base64," + base64.b64encode(picture).decode()
            content = [
                {"type": "input_text", "text": '<image name=[Image #1] path="pic.png">'},
                {"type": "input_image", "image_url": address},
                {"type": "input_text", "text": "</image>"},
                *content,
            ]
        self.add("response_item", _message("user", content, ["user.text"]))
        if self.mode == "legacy":
            return self.add("event_msg", {"type": "user_message", "message": text, "images": []})
        images = [{"type": "local_image", "path": "pic.png"}] if picture is not None else []
        return self._item(type="UserMessage", id="u", content=[*images, {"type": "text", "text": text}])

    def answer(self, text):
        if self.mode == "legacy":
            self.add("event_msg", {"type": "agent_message", "message": text})
        else:
            self._item(type="AgentMessage", id="msg_1", content=[{"type": "Text", "text": text}])
        self.add("response_item", _message("assistant", [{"type": "output_text", "text": text}]))
        return self.add("event_msg", {"type": "task_complete", "last_agent_message": text})

    def run(self, command, output, call="c1", code=0):
        arguments = json.dumps({"cmd": command})
        self.add(
            "response_item",
            {"type": "function_call", "name": "exec_command", "arguments": arguments, "call_id": call},
        )
        if self.mode == "paginated":
            self._item(
                type="CommandExecution", id=call, command=[command], aggregated_output=output, exit_code=code
            )
        told = f"Wall time: 0\nProcess exited with code {code}\nOutput:\n{output}"
        return self.add("response_item", {"type": "function_call_output", "call_id": call, "output": told})

    def compact(self, summary):
        self.add("compacted", {"message": summary, "replacement_history": [_message("user", summary)]})
        item = _message("assistant", [{"type": "output_text", "text": summary}])
        return self.add("response_item", item | {"metadata": {"compaction_output": True}})

    def text(self):
        return "".join(json.dumps(record) + "\n" for record in self.records)


def _message(role, content, kinds=None):
    if isinstance(content, str):
        content = [{"type": "input_text", "text": content}]
    made = {"type": "message", "role": role, "content": content}
    if kinds:
        made["internal_chat_message_metadata_passthrough"] = {"content_item_kinds": kinds}
    return made


def write(home, *chats, archived=()):
    """The rollouts below `home`; those of the threads in `archived` flat in their own folder."""
    for chat in chats:
        path = home / NAME.format(chat.id)
        if chat.id in archived:
            path = home / "archived_sessions" / path.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(chat.text(), encoding="utf-8")
    return home


__all__ = ["NAME", "PNG", "Rollout", "thread", "write"]
