"""A whole conversation: which scenes it plays, on which branches, with which marks of its own (archived, project …)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from migrator.sample.account import Account
from migrator.sample.assets import Asset
from migrator.sample.dice import Dice
from migrator.sample.ledger import Json, Mark
from migrator.sample.scenes import Cast, Scene, Script, Turn, script, sentences
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
_LANGUAGES = (("en", 0.72), ("ar", 0.82), ("tr", 0.91), ("zh", 0.96), ("ja", 1.0))


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


# ------------------------------------------------------------------------------------------------- by chance


def chance_story(seed: object, number: int, started: float, person: Account, *, marked: bool) -> Story:
    """Conversation `number` of an account, by chance: some scenes, some talk, some branches."""
    dice = Dice(seed, "story", number)
    throw = dice.random()
    words = script(next(name for name, share in _LANGUAGES if throw < share))
    thread = begin(dice, number, started, person, marked=marked)
    cast = Cast(words, dice)
    scene = dice.pick(words.scenes)
    title: str | None = cast.say(scene.title)
    _ramble(thread, scene, cast, words)
    for _ in range(_length(dice)):
        if dice.chance(0.15):
            cast.anew()
            _ramble(thread, dice.pick(words.scenes), cast, words)
        else:
            _talk(thread, cast, words)
    if dice.chance(0.06):
        _leave_branch(thread, cast, words)
    facts: Json = {}
    throw = dice.random()
    if throw < 0.12:
        facts |= belongs(dice.pick(person.projects))
    elif throw < 0.2:
        facts |= belongs(dice.pick(person.personas))
    if dice.chance(0.08):
        facts["is_archived"] = True
    if dice.chance(0.03):
        facts["is_starred"] = True
    if dice.chance(0.02):
        facts["pinned_time"] = round(thread.now + 1000, 6)
    if dice.chance(0.01):
        title = None
    if dice.chance(0.003):
        facts["create_time"] = None
    story = close(thread, title, **facts)
    story.shared = dice.chance(0.02)
    if dice.chance(0.05):
        story.feedback = _thumb(thread, dice)
    if dice.chance(0.02):
        _forget_child(story.record, dice)
    return story


def _length(dice: Dice) -> int:
    """How many turns follow the first scene: mostly few, with a long tail."""
    return int(2.2 / (1.02 - dice.random()) ** 0.9) - 1


def _ramble(thread: Thread, scene: Scene, cast: Cast, words: Script) -> None:
    for turn in scene.turns:
        grown = turn
        if cast.dice.chance(0.6) and "assistant" in turn.texts:
            grown = _with_more(turn, cast, words)
        USES[turn.use](thread, grown, cast)


def _with_more(turn: Turn, cast: Cast, words: Script) -> Turn:
    """The turn with a longer answer, so that no two files repeat each other wholly."""
    more = _paragraphs(cast.dice, sentences(words.language), cast.dice.whole(1, 5))
    texts = dict(turn.texts)
    texts["assistant"] = (cast.say(texts["assistant"]) + "\n\n" + more,)
    return Turn(turn.use, texts, turn.lists, turn.facts)


def _paragraphs(dice: Dice, pool: tuple[str, ...], count: int) -> str:
    pick = dice.pick
    return "\n\n".join([" ".join([pick(pool) for _ in range(dice.whole(2, 5))]) for _ in range(count)])


def _talk(thread: Thread, cast: Cast, words: Script) -> None:
    dice = cast.dice
    cast.anew()
    before = thread.head
    thread.user(cast.say(dice.pick(words.questions)))
    asked = thread.head
    answer = cast.say(dice.pick(words.answers))
    if dice.chance(0.05):
        again = dice.chance(0.5)
        thread.answer(_paragraphs(cast.dice, sentences(words.language), 1), kind="branch")
        thread.head = asked if again else before
        if not again:
            thread.user(cast.say(dice.pick(words.questions)))
    thread.answer(f"{answer}\n\n{_paragraphs(dice, sentences(words.language), dice.whole(3, 14))}")


def _leave_branch(thread: Thread, cast: Cast, words: Script) -> None:
    """A later branch that the person left again: the branch shown is the older one."""
    shown = thread.head
    above = thread.mapping[shown]["parent"]
    if thread.mapping[above]["message"] is None:
        return
    thread.head = above
    thread.answer(_paragraphs(cast.dice, sentences(words.language), 1), kind="branch")
    thread.head = shown


def _thumb(thread: Thread, dice: Dice) -> Json:
    up = dice.chance(0.7)
    return {
        "id": dice.uuid(),
        "conversation_id": thread.id,
        "message_id": thread.head,
        "workspace_id": None,
        "rating": "thumbs_up" if up else "thumbs_down",
        "create_time": round(thread.now + 30, 6),
        "update_time": round(thread.now + 31, 6),
        "evaluation_name": None,
        "evaluation_treatment": None,
        "content": "{}" if up else '{"text": "The amounts were wrong.", "tags": ["incorrect"]}',
    }


def _forget_child(record: Json, dice: Dice) -> None:
    """Some exports lack a child in a node's list; only `parent` can be trusted."""
    nodes = [node for node in record["mapping"].values() if node["children"]]
    dice.pick(nodes)["children"].pop()
