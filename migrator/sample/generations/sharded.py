"""Generations C and D: shards of 100 conversations and a manifest; in D slim, with `.dat` files and their maps."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from itertools import islice

from migrator.sample import generations as g
from migrator.sample.account import moment
from migrator.sample.assets import Asset
from migrator.sample.dice import Dice
from migrator.sample.generations import classic
from migrator.sample.ledger import Json, Ledger
from migrator.sample.outlet import Outlet
from migrator.sample.slim import slim
from migrator.sample.story import Story

SHARD = 100
_OMISSION_ERA, _LIBRARY_ERA = moment(2026, 5, 24), moment(2026, 8, 1)


def write(material: g.Material, outlet: Outlet, ledger: Ledger, *, later: list[Asset] | None = None) -> None:
    """The whole export. With `later`, files of messages are only listed there and written by the caller."""
    is_slim = material.generation in {"D", "P"}
    encode = g.encoder(ascii_only=False, ordered=True)
    source = (slim(story) if is_slim else story for story in material.stories())
    shards: list[str] = []
    notes = _Notes(material)
    while batch := list(islice(source, 1)):
        name = "conversations.json" if material.single else f"conversations-{len(shards):03d}.json"
        rest = islice(source, None if material.single else SHARD - 1)
        stories = g.write_conversations(outlet, name, _chain(batch, rest), ledger, encode)
        shards.append(name)
        for story in stories:
            for asset in story.assets:
                _write_asset(outlet, asset, ledger, notes, later, is_slim=is_slim)
            notes.take(story)
    if not shards:
        outlet.put("conversations.json", b"[]")
    _write_data(material, outlet, notes, is_slim=is_slim)
    if is_slim:
        ledger.tasks, ledger.task_messages = 1, 2
    if not is_slim and material.chat_html:
        classic.chat_html(outlet, material.stories(), notes.paths, encode)
    if is_slim:
        outlet.put(
            "sites/export_manifest.json", g.as_json({"artifacts": [], "requested_at": "2026-09-18T07:12:44Z"})
        )
    outlet.put("export_manifest.json", g.as_json(_manifest(outlet, shards)))
    ledger.files |= outlet.sizes


def _chain(first: list[Story], rest: Iterator[Story]) -> Iterator[Story]:
    yield from first
    yield from rest


class _Notes:
    """What the small files are made from, gathered while the shards are written."""

    def __init__(self, material: g.Material) -> None:
        self.material = material
        self.shared: list[Json] = []
        self.feedback: list[Json] = []
        self.names: Json = {}
        self.library: list[Json] = []
        self.paths: Json = {}

    def take(self, story: Story) -> None:
        """What one conversation gives."""
        self.shared += g.shared_conversations([story])
        self.feedback += g.feedback(self.material.person, [story])


def _write_asset(
    outlet: Outlet, asset: Asset, ledger: Ledger, notes: _Notes, later: list[Asset] | None, *, is_slim: bool
) -> None:
    if not g.survives(asset):
        return
    if not is_slim and asset.place == "sandbox":
        return
    if not is_slim:
        path = asset.classic_path(notes.material.person.id)
        outlet.put(path, asset.data())
        notes.paths[asset.pointer] = path
        ledger.present.add(asset.id)
        return
    if not _slim_holds(asset, ledger):
        return
    data = asset.data()
    if later is None:
        outlet.put(f"{asset.id}.dat", data)
    else:
        later.append(asset)
        outlet.sizes[f"{asset.id}.dat"] = len(data)
    ledger.present.add(asset.id)
    if asset.luck < 0.8 and asset.place != "sandbox":
        notes.names[f"{asset.id}.dat"] = asset.map_name()
    library_alone = asset.place == "sandbox" or (asset.place == "made" and asset.created > _LIBRARY_ERA)
    if library_alone or (asset.luck > 0.6 and asset.place in {"upload", "made"}):
        notes.library.append(_library_entry(asset, data))


def _slim_holds(asset: Asset, ledger: Ledger) -> bool:
    """Whether generation D holds the bytes: all that a message names, and a part of what it has dropped.

    Generated pictures went through three eras: kept, left out altogether, and in the library alone.
    """
    if asset.id in ledger.referenced or asset.place == "sandbox":
        return True
    if asset.place == "made" and asset.created > _OMISSION_ERA:
        return asset.created > _LIBRARY_ERA
    return asset.luck >= 0.4


def _library_entry(asset: Asset, data: bytes) -> Json:
    dice = Dice(asset.id)
    at = dt.datetime.fromtimestamp(asset.created, dt.UTC).isoformat().replace("+00:00", "Z")
    report = asset.extension == "docx"
    category = (
        "image" if asset.extension in {"png", "webp"} else "pdf" if asset.extension == "pdf" else "text"
    )
    made = asset.place == "made"
    return {
        "id": {"id": f"libfile_{dice.hex(32)}", "partition_key": f"user-{dice.base62(24)}"},
        "file_id": asset.id,
        "file_name": asset.name,
        "file_extension": asset.extension,
        "mime_type": asset.media_type,
        "file_size_bytes": len(data),
        "sha256_digest": hashlib.sha256(data).hexdigest(),
        "library_file_category": category,
        "library_artifact_type": "image" if made else "report" if report else None,
        "library_artifact_subtype": None,
        "origination_message_id": asset.message or None,
        "origination_thread_id": asset.conversation,
        "image_gen_generation_id": dice.base62(16) if made else None,
        "directory_id": None,
        "created_at": at,
        "record_creation_time": at,
        "version_created_at": at,
        "file_upload_time": at,
        "file_processed_time": at,
        "current_version_number": 1,
        "source_version_number": None,
    }


def _write_data(material: g.Material, outlet: Outlet, notes: _Notes, *, is_slim: bool) -> None:
    files: list[tuple[str, object]] = [
        ("user.json", material.person.user_json()),
        ("user_settings.json", [_settings()] if is_slim else _settings()),
        ("message_feedback.json", notes.feedback),
        ("shared_conversations.json", notes.shared),
        ("group_chats.json", classic.group_chats(material)),
        ("shopping.json", []),
        ("sora.json", {}),
    ]
    if is_slim:
        files += [
            ("conversation_asset_file_names.json", notes.names),
            ("library_files.json", notes.library),
            ("model_comparisons.json", []),
            ("sectioned_conversations.json", []),
            ("codex.json", _codex(material)),
            ("ads.json", {"ads_profile": [], "ad_hides": []}),
        ]
    for name, value in files:
        outlet.put(name, g.as_json(value))


def _settings() -> Json:
    return {
        "settings": {"theme": "system", "training_allowed": False, "show_sidebar": True},
        "announcements": {},
    }


def _codex(material: g.Material) -> list[Json]:
    dice = Dice(material.person.id, "codex")
    first = f"task_e_{dice.hex(32)}~usertrn_e_{dice.hex(32)}"
    text = "Add a --metric flag to the recipe converter and a test for it."
    answer = "Added the flag in recipe.py and a test that converts two cups of flour to 250 g."
    return [
        {
            "archived": False,
            "id": f"task_e_{dice.hex(32)}",
            "title": "Metric flag for the recipe converter",
            "turns": [
                {
                    "id": first,
                    "role": "user",
                    "input_items": [{"type": "message", "content": [{"content_type": "text", "text": text}]}],
                    "custom_instructions": None,
                },
                {
                    "id": f"task_e_{dice.hex(32)}~assttrn_e_{dice.hex(32)}",
                    "role": "assistant",
                    "output_items": [
                        {
                            "type": "message",
                            "content": [
                                {"content_type": "text", "text": answer},
                                {
                                    "content_type": "repo_file_citation",
                                    "path": "recipe.py",
                                    "line_range_start": 12,
                                    "line_range_end": 31,
                                },
                            ],
                        }
                    ],
                    "branch": "main",
                    "branch_name": "metric-flag",
                    "external_pull_request_id": "None",
                    "previous_turn_id": first,
                    "pull_request_status": "None",
                    "turn_status": "TaskTurnStatusEnum.COMPLETED",
                },
            ],
        }
    ]


def _manifest(outlet: Outlet, shards: list[str]) -> Json:
    logical: Json = {}
    if shards and shards != ["conversations.json"]:
        logical["conversations.json"] = {"files": shards, "sharded": True, "shard_count": len(shards)}
    for name in outlet.sizes:
        if name.endswith(".json") and "/" not in name and name not in shards:
            logical[name] = {"files": [name], "sharded": False}
    return {
        "version": 1,
        "manifest_file": "export_manifest.json",
        "export_files": [{"path": name, "size_bytes": size} for name, size in outlet.sizes.items()],
        "logical_files": logical,
    }
