"""A file that the person attaches: a document, a table, a text."""

from __future__ import annotations

import re

from migrator.sample.assets import Asset
from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread

# How an attached file's text comes back to the model, hidden: the search dump that clients do not show.
_PAGE = re.compile(r"<page (\d+)>")
_DUMP = (
    "The contents of the file {name} are copied here.\n\nMade-up sample document\nNothing in here is real."
)


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`file` is its name; `found` what the file search found, if it is shown."""
    name = cast.say(turn.texts["file"])
    asset = thread.asset(name, "", "upload")
    asked = thread.user(cast.say(turn.texts["user"]), metadata={"attachments": [attachment(asset)]})
    thread.claim(asked, asset)
    thread.tool(
        "myfiles_browser",
        {
            "content_type": "tether_quote",
            "url": asset.id,
            "domain": name,
            "text": thread.marked_text(_DUMP.format(name=name), "quote"),
            "title": name,
            "tether_id": None,
        },
        metadata={"is_visually_hidden_from_conversation": True},
        weight=0.0,
    )
    text, citations = _into_file(thread.marked_text(cast.say(turn.texts["assistant"]), "assistant"), asset)
    thread.add(
        "assistant",
        {"content_type": "text", "parts": [text]},
        metadata=thread.answered({"citations": citations}),
        end_turn=True,
        channel="final",
    )


def _into_file(text: str, asset: Asset) -> tuple[str, list[Json]]:
    """`<page N>` becomes a citation in the form of the file search: 【4:0†name】."""
    out: list[str] = []
    citations: list[Json] = []
    at = length = 0
    for match in _PAGE.finditer(text):
        before = text[at : match.start()]
        marker = f"【4:{len(citations)}†{asset.name}】"
        start = length + len(before)
        length = start + len(marker)
        out += [before, marker]
        citations.append(
            {
                "start_ix": start,
                "end_ix": length,
                "citation_format_type": "berry_file_search",
                "metadata": {
                    "type": "file",
                    "name": asset.name,
                    "id": asset.id,
                    "source": "my_files",
                    "text": match[1],
                },
            }
        )
        at = match.end()
    return "".join([*out, text[at:]]), citations


def attachment(asset: Asset) -> Json:
    """How a message's metadata name a file."""
    out: Json = {"id": asset.id, "name": asset.name, "size": asset.size}
    out["mimeType" if asset.id.startswith("file-") else "mime_type"] = asset.media_type
    if asset.extension == "png":
        out |= dict(zip(("width", "height"), asset.measure, strict=True))
    return out
