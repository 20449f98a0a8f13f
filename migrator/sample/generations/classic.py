"""Generations A and B: one `conversations.json`, files under their own names, `chat.html` beside."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.sample import generations as g
from migrator.sample.ledger import Json, Ledger
from migrator.sample.outlet import Outlet
from migrator.sample.story import Story

# What records and messages did not hold yet in generation A.
_LATER = (
    "context_scopes",
    "is_read_only",
    "is_study_mode",
    "memory_scope",
    "owner",
    "pinned_time",
    "sugar_item_id",
    "sugar_item_visible",
)
_LATER_B = ("context_scopes", "owner")
_HTML_HEAD = (
    b"<!DOCTYPE html>\n<html>\n<head>\n<title>ChatGPT Data Export</title>\n</head>\n"
    b'<body>\n<div id="root"></div>\n<script>\n'
)


def write(material: g.Material, outlet: Outlet, ledger: Ledger) -> None:
    """The whole export."""
    early = material.generation == "A"
    encode = g.encoder(ascii_only=True, ordered=False)
    stories = g.write_conversations(
        outlet, "conversations.json", _records(material, early=early), ledger, encode
    )
    assets: Json = {}
    for story in stories:
        for asset in story.assets:
            if g.survives(asset) and asset.place != "sandbox":
                path = asset.classic_path(material.person.id)
                outlet.put(path, asset.data())
                ledger.present.add(asset.id)
                assets[asset.pointer] = path if early else {"file_path": path, "mime_type": asset.media_type}
    outlet.put("user.json", g.as_json(material.person.user_json()))
    outlet.put("message_feedback.json", g.as_json(g.feedback(material.person, stories)))
    outlet.put("shared_conversations.json", g.as_json(g.shared_conversations(stories)))
    if early:
        outlet.put("model_comparisons.json", b"[]")
    else:
        outlet.put("group_chats.json", g.as_json(group_chats(material)))
        outlet.put("shopping.json", b"[]")
        outlet.put("sora.json", b"{}")
        outlet.put(
            "basispoints.json", g.as_json({"attachments": [], "containers": [], "container_bindings": []})
        )
    if material.chat_html:
        chat_html(outlet, _records(material, early=early), assets, encode)
    ledger.files |= outlet.sizes


def _records(material: g.Material, *, early: bool) -> Iterator[Story]:
    for story in material.stories():
        for key in _LATER if early else _LATER_B:
            story.record.pop(key, None)
        if early:
            for node in story.record["mapping"].values():
                if node["message"]:
                    del node["message"]["channel"]
        yield story


def chat_html(outlet: Outlet, stories: Iterator[Story], assets: Json, encode: g.Encode) -> None:
    """All conversations again as a script, and the map from pointers to files."""
    with outlet.file("chat.html") as out:
        out.write(_HTML_HEAD + b"var jsonData = [")
        between = b""
        for story in stories:
            out.write(between + encode(story.record).replace(b"</", b"<\\/"))
            between = b", "
        out.write(b"];\nvar assetsJson = " + g.as_json(assets) + b";\n</script>\n</body>\n</html>\n")


def group_chats(material: g.Material) -> Json:
    """A group chat; the inner form is not publicly known, so this is one plausible form among many."""
    person = material.person
    return {
        "chats": [
            {
                "id": f"gc_{person.id[5:17]}",
                "title": "Weekend plan",
                "created_at": "2026-01-10T09:30:00Z",
                "members": [{"name": person.name, "role": "owner"}, {"name": "Jo", "role": "member"}],
                "messages": [
                    {"id": "m1", "author": "Jo", "text": "Shall we take the early train?"},
                    {"id": "m2", "author": person.name, "text": "Yes, the one at 7:40. I bring bread."},
                ],
            }
        ]
    }
