"""Conversations by chance: some scenes, some talk, some branches, and now and then a chat that goes on in a new one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from migrator.sample.account import Account
from migrator.sample.dice import Dice
from migrator.sample.ledger import Json, Mark
from migrator.sample.scenes import Cast, Scene, Script, Turn, script, sentences
from migrator.sample.story import Story, begin, belongs, close
from migrator.sample.thread import Thread
from migrator.sample.turns import USES

_LANGUAGES = (("en", 0.72), ("ar", 0.82), ("tr", 0.91), ("zh", 0.96), ("ja", 1.0))


class Mix(NamedTuple):
    """How conversations by chance are made up: how often they go on, how long answers are, what never turns up.

    `turns` times as many turns follow the first scene; an answer has `paragraphs` (least, most); `without` are uses;
    a share of `untimed` conversations has no time.
    """

    turns: float = 1.0
    paragraphs: tuple[int, int] = (3, 14)
    without: frozenset[str] = frozenset()
    untimed: float = 0.003


PLAIN = Mix()
LONG = Mix(1.4, (8, 28), frozenset({"parts"}), 0.0)
"""About 450 messages and 20 conversations in a megabyte, where `PLAIN` has 760 and 47. Exports of which people gave the
numbers are longer still: 305 messages in a megabyte of the slim form (September 2026), 142 of the classic one (March 2026).
What some other converters end at does not turn up: parts that are null or objects, conversations without a time."""


def chance_story(
    seed: object,
    number: int,
    when: Callable[[int], float],
    person: Account,
    *,
    marked: bool,
    mix: Mix = PLAIN,
) -> Story:
    """Conversation `number` of an account; `when` says when each of them began."""
    if number and Dice(seed, "copied", number).chance(0.02):
        copied = _branched_off(seed, number, when, person, marked=marked, mix=mix)
        if copied:
            return copied
    return _fresh(seed, number, when(number), person, marked=marked, mix=mix)


def _fresh(seed: object, number: int, started: float, person: Account, *, marked: bool, mix: Mix) -> Story:
    dice = Dice(seed, "story", number)
    throw = dice.random()
    words = script(next(name for name, share in _LANGUAGES if throw < share))
    thread = begin(dice, number, started, person, marked=marked)
    cast = Cast(words, dice)
    scene = dice.pick(words.scenes)
    title: str | None = cast.say(scene.title)
    _ramble(thread, scene, cast, words, mix)
    for _ in range(_length(dice, mix)):
        if dice.chance(0.15):
            cast.anew()
            _ramble(thread, dice.pick(words.scenes), cast, words, mix)
        else:
            _talk(thread, cast, words, mix)
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
    if dice.chance(mix.untimed):
        facts["create_time"] = None
    story = close(thread, title, **facts)
    story.shared = dice.chance(0.02)
    if dice.chance(0.05):
        story.feedback = _thumb(thread, dice)
    if dice.chance(0.02):
        _forget_child(story.record, dice)
    return story


def _length(dice: Dice, mix: Mix) -> int:
    """How many turns follow the first scene: mostly few, with a long tail."""
    return int(mix.turns * 2.2 / (1.02 - dice.random()) ** 0.9) - 1


def _ramble(thread: Thread, scene: Scene, cast: Cast, words: Script, mix: Mix) -> None:
    for turn in scene.turns:
        if turn.use in mix.without:
            continue
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


def _talk(thread: Thread, cast: Cast, words: Script, mix: Mix) -> None:
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
    thread.answer(f"{answer}\n\n{_paragraphs(dice, sentences(words.language), dice.whole(*mix.paragraphs))}")


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


def _branched_off(
    seed: object, number: int, when: Callable[[int], float], person: Account, *, marked: bool, mix: Mix
) -> Story | None:
    """The conversation before this one, gone on with in a new chat: the first messages have the same ids in both.

    None if that one names files, which would then stand in the export twice.
    """
    original = _fresh(seed, number - 1, when(number - 1), person, marked=marked, mix=mix)
    if original.assets:
        return None
    dice = Dice(seed, "branched off", number)
    thread = Thread(dice, number, when(number), model=original.record["default_model_slug"], marked=marked)
    thread.mapping, thread.head = _line(original.record)
    thread.marks = [
        Mark(thread.id, mark.message, mark.kind, _renumbered(mark.token, number))
        for mark in original.marks
        if mark.message in thread.mapping
    ]
    if marked:
        thread.mapping = json.loads(_renumbered(json.dumps(thread.mapping), number))
        thread.skip_marks(len(original.marks))
    words = script("en")
    _talk(thread, Cast(words, dice), words, mix)
    return close(thread, f"Branch · {original.record['title']}")


def _renumbered(text: str, number: int) -> str:
    """Marks of the conversation before become marks of this one."""
    return text.replace(f"qz{number - 1:07d}x", f"qz{number:07d}x")


def _line(record: Json) -> tuple[dict[str, Json], str]:
    """The nodes from the root to what was shown last, without branches."""
    old = record["mapping"]
    keys, at = [], record["current_node"]
    while at is not None:
        keys.append(at)
        at = old[at]["parent"]
    keys.reverse()
    return {key: old[key] | {"children": keys[i + 1 : i + 2]} for i, key in enumerate(keys)}, keys[-1]
