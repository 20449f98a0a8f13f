"""Pictures: those that a person shows, and those that the assistant makes."""

from __future__ import annotations

import json

from migrator.sample.assets import Asset
from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread
from migrator.sample.turns.files import attachment


def part(asset: Asset, metadata: Json | None = None) -> Json:
    """A picture inside a message."""
    width, height = asset.measure
    return {
        "content_type": "image_asset_pointer",
        "asset_pointer": asset.pointer,
        "size_bytes": asset.size,
        "width": width,
        "height": height,
        "fovea": None,
        "metadata": metadata,
    }


def shown(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`files` are names of pictures and `motif` what they show."""
    motif = str(turn.facts.get("motif") or cast.say(turn.texts["motif"]))
    assets = [thread.asset(cast.say(name), motif, "upload") for name in turn.lists["files"]]
    asked = thread.user(
        cast.say(turn.texts["user"]),
        parts=[part(asset, {"sanitized": True, "dalle": None, "gizmo": None}) for asset in assets],
        metadata={"attachments": [attachment(asset) for asset in assets]},
    )
    thread.claim(asked, *assets)
    thread.answer(cast.say(turn.texts["assistant"]))


def made(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`prompt` and `motif`: DALL·E before spring 2025, the newer generator after."""
    thread.user(cast.say(turn.texts["user"]))
    prompt = cast.say(turn.texts["prompt"])
    modern = thread.modern
    name = "picture.png" if modern else "picture.webp"
    asset = thread.asset(name, cast.say(turn.texts["motif"]), "made", prompt=prompt)
    tool = "t2uay3k.sj1i4kz" if modern else "dalle.text2im"
    thread.call(
        tool,
        json.dumps(
            {"prompt": thread.marked_text(prompt, "code"), "size": "1024x1024", "n": 1}, ensure_ascii=False
        ),
        language="json",
    )
    seed = thread.dice.whole(1, 4_000_000_000)
    details: Json = {"gen_id": thread.dice.base62(16), "seed": seed, "parent_gen_id": None}
    metadata: Json = {"sanitized": False, "watermarked_asset_pointer": None}
    if modern:
        size = {"gen_size": "image", "height": 160, "width": 240, "transparent_background": False}
        metadata |= {
            "dalle": {**details, "prompt": ""},
            "generation": {**details, **size, "orientation": None},
        }
    else:
        details |= {
            "prompt": thread.marked_text(prompt, "prompt"),
            "edit_op": None,
            "serialization_title": "DALL-E generation metadata",
        }
        metadata |= {"dalle": details}
    node = thread.tool(
        tool,
        {"content_type": "multimodal_text", "parts": [part(asset, metadata)]},
        metadata={"image_gen_title": cast.say(turn.texts.get("name", ("",))) or None}
        if modern
        else {"dalle": {}},
    )
    thread.claim(node, asset)
    noise = "DALL-E returned some images. They are already displayed to the user. From now on, do not say or show ANYTHING."
    if modern or thread.dice.chance(0.5):
        thread.tool(tool, {"content_type": "text", "parts": [noise]})
    thread.answer(cast.say(turn.texts["assistant"]))
