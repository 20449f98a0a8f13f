"""The demo export: small, curated, pleasant to look at; and an older export of the same account, for merging."""

from __future__ import annotations

from migrator.sample.account import Account, account, moment
from migrator.sample.dice import Dice
from migrator.sample.export import Export, of
from migrator.sample.scenes import Cast, scene, script
from migrator.sample.story import Story, begin, belongs, close, play

SEED = "demo"


def pair(seed: object = SEED) -> tuple[Export, Export]:
    """The older export (generation C) and the newer one (generation D) of one account."""
    person = account(seed)
    return (
        of(lambda: _stories(seed, person, older=True), person, "C"),
        of(lambda: _stories(seed, person, older=False), person, "D"),
    )


def _stories(seed: object, person: Account, *, older: bool) -> list[Story]:
    out = []
    keys = [found.key for found in script("en").scenes]
    for number, key in enumerate(keys):
        started = moment(2023, 6) + number * 6_000_000
        dice = Dice(seed, "demo", key)
        played = scene(key)
        cast = Cast(script(played.language), dice)
        thread = begin(dice, number, started, person, marked=False)
        play(thread, played, cast)
        facts = belongs(person.projects[0]) if number % 7 == 3 else {}
        out.append(close(thread, cast.say(played.title), **facts))
    return out[:-2] if older else out[3:]
