"""The demo export: small, curated, pleasant to look at; and an older export of the same account, for merging.

The newer one is of generation D: slim, without tool messages. The older one is of generation C and complete; it
also holds three conversations that the newer lacks, and two of which the newer knows the continuation.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from importlib import resources

from migrator.sample.account import Account, account
from migrator.sample.dice import Dice
from migrator.sample.export import Export, of
from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Scene, scene, script
from migrator.sample.story import Story, begin, belongs, close, play
from migrator.sample.thread import Thread

SEED = "demo"
_LUCK = (0.7, 0.5, 0.9)  # which of the two maps of files knows a file: both, the first, the second


def pair(seed: object = SEED, *, truth: bool = False) -> tuple[Export, Export]:
    """The older export (generation C) and the newer one (generation D) of one account."""
    person = account(seed)
    return (
        of(lambda: _stories(seed, person, older=True, truth=truth), person, "C"),
        of(lambda: _stories(seed, person, older=False, truth=truth), person, "D"),
    )


@lru_cache(maxsize=1)
def _plan() -> Json:
    text = resources.files(__package__).joinpath("demo.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _stories(seed: object, person: Account, *, older: bool, truth: bool) -> list[Story]:
    plan = _plan()
    taken = _moment(plan["older_taken"])
    out = []
    for number, chat in enumerate(plan["chat"]):
        if (_moment(chat["at"]) > taken) if older else (chat.get("only") == "older"):
            continue
        out.append(_story(Dice(seed, "demo", number), number, chat, person, older=older, truth=truth))
    return out[::-1]  # the vendor puts the newest first


def _story(dice: Dice, number: int, chat: Json, person: Account, *, older: bool, truth: bool) -> Story:
    context = bool(chat.get("context"))
    thread = begin(
        dice, number, _moment(chat["at"]), person, model=chat["model"], marked=truth, context=context
    )
    title: str | None = "New chat"
    if "scene" in chat:
        title = _play(thread, scene(chat["scene"]), dice)
    if "then" in chat and not older:
        thread.now = _moment(chat["later"])
        _play(thread, scene(chat["then"]), dice)
    for i, asset in enumerate(thread.assets):
        thread.assets[i] = asset._replace(luck=0.01 if chat.get("lost") else _LUCK[(number + i) % len(_LUCK)])
    story = close(thread, None if chat.get("untitled") else title, **_facts(chat, thread, person))
    story.luck = 0.1 if context else 0.4
    story.shared = bool(chat.get("shared"))
    if "rating" in chat:
        story.feedback = _thumb(chat["rating"], thread)
    return story


def _play(thread: Thread, played: Scene, dice: Dice) -> str:
    """Play a scene; returns its title."""
    cast = Cast(script(played.language), dice)
    play(thread, played, cast)
    return cast.say(played.title)


def _facts(chat: Json, thread: Thread, person: Account) -> Json:
    facts: Json = {}
    if "project" in chat:
        facts |= belongs(person.projects[chat["project"] - 1])
    if "persona" in chat:
        facts |= belongs(person.personas[chat["persona"] - 1])
    if chat.get("archived"):
        facts["is_archived"] = True
    if chat.get("starred"):
        facts["is_starred"] = True
    if chat.get("pinned"):
        facts["pinned_time"] = round(thread.now + 60, 6)
    if chat.get("private"):
        facts["is_do_not_remember"] = True
    return facts


def _thumb(rating: str, thread: Thread) -> Json:
    return {
        "id": thread.dice.uuid(),
        "conversation_id": thread.id,
        "message_id": thread.head,
        "workspace_id": None,
        "rating": f"thumbs_{rating}",
        "create_time": round(thread.now + 20, 6),
        "update_time": round(thread.now + 20, 6),
        "evaluation_name": None,
        "evaluation_treatment": None,
        "content": '{"text": "Kind and to the point."}',
    }


def _moment(value: dt.datetime | dt.date) -> float:
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    return value.timestamp()
