"""What the made-up people talk about: one TOML file a language, and the words that vary in it.

A file holds `[slots]` (name → words), `[filler]` (paragraphs, questions and answers that fit anywhere) and
`[[scene]]`: a conversation as a script of turns. Texts may hold `{{name}}`, one of the slot's words, the same one
throughout a conversation, and `{{3-9}}`, a number.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from migrator.sample.dice import Dice

LANGUAGES = ("en", "ar", "tr", "zh", "ja")
_POOL = 4000
_SLOT = re.compile(r"\{\{([\w-]+)\}\}")

Template = tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """One question and what comes of it. `use` names the feature; `texts` are templates, `facts` everything else."""

    use: str
    texts: dict[str, Template]
    lists: dict[str, tuple[Template, ...]]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """A conversation as a script."""

    key: str
    language: str
    title: Template
    turns: tuple[Turn, ...]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Script:
    """Everything that is written in one language."""

    language: str
    slots: dict[str, tuple[str, ...]]
    paragraphs: tuple[Template, ...]
    questions: tuple[Template, ...]
    answers: tuple[Template, ...]
    scenes: tuple[Scene, ...]


class Cast:
    """The words that one conversation uses for its slots."""

    __slots__ = ("_chosen", "_slots", "dice")

    def __init__(self, script: Script, dice: Dice) -> None:
        self._slots = script.slots
        self._chosen: dict[str, str] = {}
        self.dice = dice

    def say(self, template: Template) -> str:
        """The template with its slots filled."""
        if len(template) == 1:
            return template[0]
        out = list(template)
        for i in range(1, len(out), 2):
            out[i] = self._word(out[i])
        return "".join(out)

    def _word(self, slot: str) -> str:
        if slot[0].isdigit():
            low, _, high = slot.partition("-")
            return str(self.dice.whole(int(low), int(high or low)))
        word = self._chosen.get(slot)
        if word is None:
            word = self._chosen[slot] = self.dice.pick(self._slots[slot])
        return word

    def anew(self) -> None:
        """Forget the words chosen so far."""
        self._chosen.clear()


@lru_cache(maxsize=len(LANGUAGES))
def sentences(language: str) -> tuple[str, ...]:
    """A few thousand sentences that fit anywhere, filled once: filling them anew each time would take the most time."""
    words = script(language)
    dice = Dice("sentences", language)
    cast = Cast(words, dice)
    out = []
    for _ in range(_POOL):
        cast.anew()
        out.append(cast.say(dice.pick(words.paragraphs)))
    return tuple(out)


@lru_cache(maxsize=len(LANGUAGES))
def script(language: str) -> Script:
    """The script of `language`, read from its TOML file."""
    text = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    filler = data["filler"]
    return Script(
        language=language,
        slots={name: tuple(words) for name, words in data["slots"].items()},
        paragraphs=_templates(filler["paragraphs"]),
        questions=_templates(filler["questions"]),
        answers=_templates(filler["answers"]),
        scenes=tuple(_scene(language, raw) for raw in data["scene"]),
    )


def scene(key: str) -> Scene:
    """The scene of that name, in whatever language it stands."""
    for language in LANGUAGES:
        for found in script(language).scenes:
            if found.key == key:
                return found
    raise KeyError(key)


def _template(text: str) -> Template:
    return tuple(_SLOT.split(text.strip("\n")))


def _templates(texts: list[str]) -> tuple[Template, ...]:
    return tuple(_template(text) for text in texts)


def _scene(language: str, raw: dict[str, Any]) -> Scene:
    facts = {key: value for key, value in raw.items() if key not in {"key", "title", "turn"}}
    return Scene(raw["key"], language, _template(raw["title"]), tuple(_turn(t) for t in raw["turn"]), facts)


def _turn(raw: dict[str, Any]) -> Turn:
    texts: dict[str, Template] = {}
    lists: dict[str, tuple[Template, ...]] = {}
    facts: dict[str, Any] = {}
    for key, value in raw.items():
        if key == "use":
            continue
        if isinstance(value, str):
            texts[key] = _template(value)
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            lists[key] = _templates(value)
        else:
            facts[key] = value
    return Turn(raw.get("use", "text"), texts, lists, facts)
