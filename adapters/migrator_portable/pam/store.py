"""`memory-store.json`: what the old assistant knew, each memory with its kind, its day and its origin."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from migrator.adapter import Receipt
from migrator.losses import Loss
from migrator.model import Instruction, Memory
from migrator.shape import ids, times
from migrator.shape.facts.fact import of_memory
from migrator.shape.facts.pack import newest
from migrator.shape.facts.subjects import subject
from migrator.shape.repaired.nodes import fit
from migrator_portable.pam.chat import PLATFORM, VERSION, encoded

SPEC = "https://portable-ai-memory.org/spec/v1.0"
_TYPES = {
    "rules": "instruction",
    "people": "relationship",
    "plans": "project",
    "likes": "preference",
    "about": "identity",
}


def memories(
    known: Sequence[Memory],
    told: Sequence[Instruction],
    index: Mapping[str, dict[str, Any]],
    path: str,
) -> tuple[list[dict[str, Any]], list[Receipt]]:
    """All memories and every version of the instructions, and their receipts.

    `index` holds the chats by the vendor's ids; each gets the ids of the memories that come from it.
    """
    made: list[dict[str, Any]] = []
    receipts: list[Receipt] = []
    for memory in known:
        day = of_memory(memory).day
        text = fit(memory.text)
        created = memory.created or (dt.datetime.fromisoformat(f"{day}T00:00:00+00:00") if day else None)
        kind = _TYPES.get(subject(text), "fact")
        method = "manual" if memory.source == "by-hand" else "api_export"
        made.append(_object(memory, text, kind, created, index, method))
        receipts.append(_receipt("memory", memory, path, changed=text != memory.text))
    last = newest(told)
    for one in told:
        whole = "\n\n".join(piece for piece in (one.about_me, one.how_to_answer) if piece)
        text = fit(whole)
        version = _object(one, text, "instruction", one.created, index, "api_export")
        if last is not None and one is not last:
            version["status"] = "superseded"
            version["temporal"]["superseded_by"] = _key(last)
        made.append(version)
        receipts.append(_receipt("instruction", one, path, changed=text != whole))
    return made, receipts


def document(owner: str, made: Sequence[dict[str, Any]], index: Sequence[dict[str, Any]]) -> bytes:
    """The file. Its check sum is over the memories in order of their ids, as RFC 8785 writes JSON."""
    ordered = sorted(made, key=lambda one: str(one["id"]))
    canonical = json.dumps(ordered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return encoded(
        {
            "schema": "portable-ai-memory",
            "schema_version": VERSION,
            "spec_uri": SPEC,
            "owner": {"id": owner},
            "memories": made,
            "conversations_index": index,
            "integrity": {
                "canonicalization": "RFC8785",
                "checksum": _digest(canonical),
                "total_memories": len(made),
            },
            "export_type": "full",
        }
    )


def _object(
    item: Memory | Instruction,
    text: str,
    kind: str,
    created: dt.datetime | None,
    index: Mapping[str, dict[str, Any]],
    method: str,
) -> dict[str, Any]:
    chat = index.get(item.conversation or "")
    origin = {"platform": PLATFORM, "extraction_method": method}
    if chat is not None:
        origin["conversation_ref"] = chat["id"]
        chat["derived_memories"].append(_key(item))
    return {
        "id": _key(item),
        "type": kind,
        "status": "active",
        "content": text or " ",
        "content_hash": content_hash(text),
        "tags": [],
        "temporal": {"created_at": times.iso(created or times.UNKNOWN)},
        "provenance": origin,
    }


def content_hash(text: str) -> str:
    """The hash by which memories of the same words are known: trimmed, in small letters, NFC, blanks as one."""
    plain = unicodedata.normalize("NFC", text.strip().lower())
    return _digest(re.sub(r"\s+", " ", plain))


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _key(item: Memory | Instruction) -> str:
    return ids.derived("memory" if isinstance(item, Memory) else "instruction", item.id)


def _receipt(kind: Any, item: Memory | Instruction, path: str, *, changed: bool) -> Receipt:
    losses = (Loss("text-changed", (item.id,)),) if changed else ()
    return Receipt(
        item=kind, source=item.id, target=path, outcome="changed" if changed else "written", losses=losses
    )
