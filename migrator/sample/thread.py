"""One conversation while it is being written: a tree of nodes in the full form of generations A to C.

Every later form is made from the full one, as the vendor did: `slim` takes away what generation D lacks.
"""

from __future__ import annotations

from typing import Any

from migrator.sample.assets import Asset, Place
from migrator.sample.dice import Dice
from migrator.sample.ledger import Json, Mark


class Thread:
    """A conversation's tree, its clock and its files. `head` is the node that the next message hangs on."""

    def __init__(self, dice: Dice, number: int, started: float, *, model: str, marked: bool) -> None:
        self.dice = dice
        self.number = number
        self.id = dice.uuid()
        self.started = self.now = started
        self.model = model
        self.marked = marked
        self.mapping: dict[str, Json] = {}
        self.assets: list[Asset] = []
        self.marks: list[Mark] = []
        self._pending: list[tuple[str, str]] = []
        self._count = 0
        self.extra: Json = {}
        self.modern = started > 1743465600  # April 2025: new ids of files, a new generator of pictures
        self.head = "client-created-root" if started > 1735689600 else dice.uuid()
        self.mapping[self.head] = {"id": self.head, "message": None, "parent": None, "children": []}

    # ------------------------------------------------------------------------------------------- marks

    def mark(self, kind: str) -> str:
        """A word for the next message to carry, once in the whole export; empty if marks are not wanted."""
        if not self.marked:
            return ""
        token = f"qz{self.number:07d}x{self._count:04d}"
        self._count += 1
        self._pending.append((kind, token))
        return token

    def skip_marks(self, count: int) -> None:
        """So many marks of this conversation are in use already."""
        self._count += count

    def marked_text(self, text: str, kind: str) -> str:
        """`text` with a mark in a sentence of its own at the end."""
        if not self.marked:
            return text
        return f"{text}\n\n{self.mark(kind)}" if text else self.mark(kind)

    # ---------------------------------------------------------------------------------------- messages

    def add(
        self,
        role: str,
        content: Json,
        *,
        name: str | None = None,
        recipient: str = "all",
        channel: str | None = None,
        metadata: Json | None = None,
        end_turn: bool | None = None,
        weight: float = 1.0,
        status: str = "finished_successfully",
        timed: bool = True,
    ) -> str:
        """Hang a message below the head and make it the head; returns its id."""
        dice = self.dice
        node_id = dice.uuid()
        self.now = round(self.now + 3 + dice.random() * 80, 6)
        message: Json = {
            "id": node_id,
            "author": {"role": role, "name": name, "metadata": {}},
            "create_time": self.now if timed else None,
            "update_time": None,
            "content": content,
            "status": status,
            "end_turn": end_turn,
            "weight": weight,
            "metadata": {} if metadata is None else metadata,
            "recipient": recipient,
            "channel": channel,
        }
        self.mapping[node_id] = {"id": node_id, "message": message, "parent": self.head, "children": []}
        self.mapping[self.head]["children"].append(node_id)
        self.head = node_id
        if self._pending:
            self.marks += [Mark(self.id, node_id, kind, token) for kind, token in self._pending]
            self._pending.clear()
        return node_id

    def user(self, text: str, *, metadata: Json | None = None, parts: list[Any] | None = None) -> str:
        """A question. `parts` stand before the text, as the vendor puts files."""
        text = self.marked_text(text, "user")
        content = (
            {"content_type": "multimodal_text", "parts": [*parts, text]}
            if parts
            else {"content_type": "text", "parts": [text]}
        )
        return self.add("user", content, metadata=self._asked(metadata))

    def _asked(self, metadata: Json | None) -> Json:
        out: Json = {
            "request_id": self.dice.uuid(),
            "timestamp_": "absolute",
            "message_type": None,
            "message_source": None,
        }
        return out | (metadata or {})

    def answer(self, text: str, *, metadata: Json | None = None, kind: str = "assistant") -> str:
        """An answer that ends the turn."""
        content = {"content_type": "text", "parts": [self.marked_text(text, kind)]}
        return self.add(
            "assistant", content, metadata=self.answered(metadata), end_turn=True, channel="final"
        )

    def answered(self, metadata: Json | None = None) -> Json:
        """What the metadata of an assistant's message always hold."""
        out: Json = {
            "model_slug": self.model,
            "default_model_slug": self.model,
            "parent_id": self.head,
            "request_id": self.dice.uuid(),
            "timestamp_": "absolute",
            "message_type": "next",
            "finish_details": {"type": "stop", "stop_tokens": [200002]},
            "is_complete": True,
        }
        return out | (metadata or {})

    def call(self, tool: str, text: str, *, language: str = "unknown") -> str:
        """The assistant asks a tool; `text` must carry its own mark, if any."""
        content = {"content_type": "code", "language": language, "response_format_name": None, "text": text}
        return self.add(
            "assistant",
            content,
            recipient=tool,
            metadata=self.answered(),
            channel="commentary",
            end_turn=False,
        )

    def tool(self, tool: str, content: Json, *, metadata: Json | None = None, weight: float = 1.0) -> str:
        """A tool answers."""
        return self.add("tool", content, name=tool, metadata=metadata, weight=weight)

    # ------------------------------------------------------------------------------------------- files

    def asset(self, name: str, motif: str, place: Place, *, prompt: str | None = None) -> Asset:
        """A new file for the message that comes next. `message` is filled by `claim`."""
        dice = self.dice
        file_id = f"file_00000000{dice.hex(24)}" if self.modern else f"file-{dice.base62(22)}"
        made = Asset(file_id, name, motif, place, self.id, "", self.now, dice.random(), dice.uuid(), prompt)
        self.assets.append(made)
        return made

    def claim(self, message: str, *assets: Asset) -> None:
        """Say that `message` shows these files."""
        for asset in assets:
            self.assets[self.assets.index(asset)] = asset._replace(message=message)
