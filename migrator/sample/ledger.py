"""The truth about an export that was written: what a complete reader has to find in it.

A *mark* is a word that occurs once in the whole export, inside the text of one message. A test that looks for the
marks in a target's output knows which messages arrived.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]

MARK = re.compile(r"qz[0-9]{7}x[0-9]{4}")


class Mark(NamedTuple):
    """One marked text. `kind` says what sort of text carries it; `head`: it is on the branch that was shown last."""

    conversation: str
    message: str
    kind: str
    token: str
    head: bool = True


@dataclass
class Ledger:
    """Counts over one export, or over several that are merged.

    `messages` counts the nodes that hold a message object, hidden ones too; `leaves` the ends of all branches, and
    `branches` those beyond the first of each conversation. `tasks` are those of `codex.json`, which a reader may count
    among the conversations. Assets are counted by file id, those without one by path.
    """

    path: Path | None = None
    conversations: int = 0
    empty: int = 0
    messages: int = 0
    leaves: int = 0
    branches: int = 0
    tasks: int = 0
    task_messages: int = 0
    json_bytes: int = 0
    memories: int = 0
    instructions: int = 0
    referenced: set[str] = field(default_factory=set)
    present: set[str] = field(default_factory=set)
    content_types: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    marks: list[Mark] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> set[str]:
        """Files that messages name and the export does not hold."""
        return self.referenced - self.present

    @property
    def unreferenced(self) -> set[str]:
        """Files that the export holds and no message names."""
        return self.present - self.referenced

    def count(self, record: Json, marks: list[Mark]) -> None:
        """Add one conversation as it was written, with the marks that its texts may carry."""
        mapping = record.get("mapping") or {}
        self.conversations += 1
        here = {key: node for key, node in mapping.items() if node and node.get("message")}
        self.messages += len(here)
        self.empty += not here
        parents = {node["parent"] for node in here.values()}
        leaves = sum(key not in parents for key in here)
        self.leaves += leaves
        self.branches += max(leaves - 1, 0)
        for node in here.values():
            message = node["message"]
            kind = message["content"]["content_type"]
            self.content_types[kind] += 1
            self.roles[message["author"]["role"]] += 1
            self.memories += kind == "model_editable_context" or message.get("recipient") == "bio"
            self.instructions += kind == "user_editable_context"
        if marks:
            shown, at = set(), record.get("current_node")
            while at in mapping and at not in shown:
                shown.add(at)
                at = mapping[at]["parent"]
            self.marks += [
                mark._replace(head=mark.message in shown) for mark in marks if mark.message in here
            ]

    def as_json(self) -> Json:
        """Counts and marks as one JSON object."""
        return {
            "conversations": self.conversations,
            "empty": self.empty,
            "messages": self.messages,
            "leaves": self.leaves,
            "branches": self.branches,
            "tasks": self.tasks,
            "task_messages": self.task_messages,
            "json_bytes": self.json_bytes,
            "memories": self.memories,
            "instructions": self.instructions,
            "assets": {
                "referenced": len(self.referenced),
                "present": len(self.present),
                "missing": len(self.missing),
                "unreferenced": len(self.unreferenced),
            },
            "content_types": dict(sorted(self.content_types.items())),
            "roles": dict(sorted(self.roles.items())),
            "files": dict(sorted(self.files.items())),
            "marks": [mark._asdict() for mark in self.marks],
        }
