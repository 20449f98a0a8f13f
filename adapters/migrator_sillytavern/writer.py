"""Writes `chats/CHARACTER/`, a file for each chat and each branch, and the character that they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Sink
from migrator.events import Report
from migrator.i18n import N_
from migrator.losses import Loss
from migrator.model import Asset
from migrator.shape import names
from migrator.wishes import FOLD_TOOLS, KEEP_REASONING, wished
from migrator_sillytavern.chat import Plan, chats

OPTIONS = (
    KEEP_REASONING,
    FOLD_TOOLS,
    Option(
        key="character",
        default="ChatGPT",
        help=N_("The name of the character that answers in the chats."),
    ),
    Option(
        key="image-limit",
        default=4_000_000,
        help=N_("The largest picture, in bytes, that goes inside a chat; larger ones are named only."),
    ),
)


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The chats and the character."""
    del report
    character = names.safe(str(choices.options["character"]), "ChatGPT", 60)
    # The page draws Markdown in a way of its own, so what could load or run is made text where the whole text is known.
    wish = msgspec.structs.replace(wished(choices), drawn=False)
    plan = Plan(wish, character, int(choices.options["image-limit"]))
    inside: dict[str, str] = {}
    for made in archive.convert(partial(chats, plan=plan)):
        for file in made.files:
            sink.write(f"chats/{character}/{file.name}", file.data)
        if made.receipt.target:
            inside.update(dict.fromkeys(made.inlined, made.receipt.target))
        yield made.receipt
    sink.write(
        f"{character}.json", json.dumps(_card(character), ensure_ascii=False, indent=1).encode() + b"\n"
    )
    for asset in archive.items(Asset):
        if asset.id in inside:
            yield Receipt(item="asset", source=asset.id, target=inside[asset.id])
        else:
            lost = Loss("asset-left-out", (asset.id,))
            yield Receipt(item="asset", source=asset.id, outcome="left-out", losses=(lost,))


def _card(character: str) -> dict[str, object]:
    """A character without a story: what answers in the chats is the model that the person connects."""
    texts = ("description", "personality", "scenario", "first_mes", "mes_example", "creator_notes")
    more = ("system_prompt", "post_history_instructions", "creator", "character_version")
    data = {
        "name": character,
        **dict.fromkeys((*texts, *more), ""),
        "alternate_greetings": [],
        "tags": [],
        "extensions": {},
    }
    return {"spec": "chara_card_v2", "spec_version": "2.0", "data": data}
