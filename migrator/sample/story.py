"""A whole conversation: which scenes it plays, on which branches, with which marks of its own (archived, project …)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from migrator.sample.account import Account
from migrator.sample.assets import Asset
from migrator.sample.dice import Dice
from migrator.sample.ledger import Json, Mark
from migrator.sample.scenes import Cast, Scene
from migrator.sample.thread import Thread
from migrator.sample.turns import USES, memory


@dataclass
class Story:
    """One conversation in the full form, its files and marks, and what other files of the export say of it.

    `size` is how many bytes of JSON it took, once it is written.
    """

    record: Json
    assets: list[Asset]
    marks: list[Mark]
    shared: bool = False
    feedback: Json | None = None
    luck: float = 0.5
    size: int = 0


class _Age(NamedTuple):
    until: float
    models: tuple[str, ...]


_MODELS = (
    _Age(1690000000, ("text-davinci-002-render-sha", "gpt-4")),
    _Age(1715600000, ("gpt-4", "gpt-3.5-turbo")),
    _Age(1733300000, ("gpt-4o", "gpt-4o-mini", "o1-preview")),
    _Age(1754600000, ("gpt-4o", "o3", "o4-mini", "gpt-4-5")),
    _Age(1e12, ("gpt-5", "gpt-5-thinking", "gpt-5-mini", "gpt-5-1")),
)


def model_at(when: float, dice: Dice) -> str:
    """A model of that time."""
    return dice.pick(next(age.models for age in _MODELS if when < age.until))


def begin(
    dice: Dice,
    number: int,
    started: float,
    person: Account,
    *,
    model: str = "",
    marked: bool,
    context: bool | None = None,
) -> Thread:
    """A conversation with its hidden opening: a system message, custom instructions, memories.

    `context` says whether the last two are there; None leaves it to chance.
    """
    thread = Thread(dice, number, started, model=model or model_at(started, dice), marked=marked)
    thread.add(
        "system",
        {"content_type": "text", "parts": [""]},
        metadata={"is_visually_hidden_from_conversation": True},
        end_turn=True,
        weight=0.0,
        timed=False,
    )
    told = person.instructions(started)
    if told and (dice.chance(0.5) if context is None else context):
        memory.instructed(thread, *told)
    if started > 1709251200 and (dice.chance(0.25) if context is None else context):
        memory.told(thread, person.memories(started))
    return thread


def play(thread: Thread, scene: Scene, cast: Cast) -> None:
    """Play all turns of a scene below the head."""
    for turn in scene.turns:
        USES[turn.use](thread, turn, cast)


def close(thread: Thread, title: str | None, **facts: object) -> Story:
    """The finished conversation; `facts` replace what its record says by default."""
    dice = thread.dice
    record: Json = {
        "title": title,
        "create_time": thread.started,
        "update_time": round(thread.now + dice.random() * 5, 6),
        "mapping": thread.mapping,
        "moderation_results": [],
        "current_node": thread.head,
        "plugin_ids": None,
        "conversation_id": thread.id,
        "conversation_template_id": None,
        "gizmo_id": None,
        "gizmo_type": None,
        "is_archived": False,
        "is_starred": None,
        "safe_urls": [],
        "blocked_urls": [],
        "default_model_slug": thread.model,
        "conversation_origin": None,
        "voice": None,
        "async_status": None,
        "disabled_tool_ids": [],
        "is_do_not_remember": None,
        "memory_scope": "global_enabled",
        "context_scopes": None,
        "sugar_item_id": None,
        "sugar_item_visible": False,
        "is_read_only": None,
        "is_study_mode": False,
        "owner": None,
        "pinned_time": None,
        "id": thread.id,
    }
    record.update(thread.extra)
    record.update(facts)
    return Story(record, thread.assets, thread.marks, luck=dice.random())


def belongs(person_or_gpt: str) -> Json:
    """How a record says that the chat stands in a project (`g-p-…`) or was held with a custom GPT (`g-…`)."""
    project = person_or_gpt.startswith("g-p-")
    out: Json = {
        "gizmo_id": person_or_gpt,
        "gizmo_type": "snorlax" if project else "gpt",
        "conversation_template_id": person_or_gpt,
    }
    return out | ({"memory_scope": "project_enabled"} if project else {})
