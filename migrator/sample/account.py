"""The made-up person whose export it is: account, projects, custom GPTs, instructions over the years, memories."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from migrator.sample.dice import Dice
from migrator.sample.ledger import Json


def moment(year: int, month: int, day: int = 1) -> float:
    """Midnight UTC as seconds since 1970."""
    return dt.datetime(year, month, day, tzinfo=dt.UTC).timestamp()


BEGAN = moment(2023, 2, 14)

_NAMES = ("Robin Talvik", "Ayla Demirsoy", "Nour Hadidi", "Sam Okonjo-Lindt", "Mika Harrowfield")
_INSTRUCTIONS = (
    (
        moment(2023, 8, 20),
        "I teach part-time and bake at weekends.",
        "Keep answers short. Metric units, please.",
    ),
    (
        moment(2024, 9, 3),
        "I teach maths part-time, bake at weekends, and I am learning Turkish. I live with my partner and a cat.",
        "Keep answers short and friendly. Metric units. If you are not sure, say so.",
    ),
    (
        moment(2025, 11, 10),
        "I teach maths, I am learning Turkish and Arabic, I run a small allotment garden. Python at home, never at work.",
        "Be direct. Metric units. No flattery. Show the steps when it is about maths or code; name your sources.",
    ),
)
_MEMORIES = (
    (moment(2024, 3, 2), "Prefers metric units and 24-hour times."),
    (moment(2024, 5, 19), "Has a cat called Pepper who is on a kidney diet."),
    (moment(2024, 8, 11), "Is learning Turkish; wants corrections with a one-line reason."),
    (moment(2024, 12, 1), "Does not eat pork or shellfish; partner is lactose intolerant."),
    (moment(2025, 2, 7), "Teaches mathematics to years 8 to 10, part-time."),
    (moment(2025, 6, 30), "Has an allotment of 120 square metres with heavy clay soil."),
    (moment(2025, 10, 14), "Codes in Python for fun, uses Linux at home."),
    (moment(2026, 1, 9), "Is planning a train journey through Anatolia with a friend."),
)


@dataclass(frozen=True)
class Account:
    """A person, as far as an export knows one."""

    id: str
    name: str
    email: str
    phone: str
    birth_year: int
    projects: tuple[str, ...]
    personas: tuple[str, ...]

    def instructions(self, at: float) -> tuple[str, str] | None:
        """The custom instructions that held at that time: about the person, how to answer."""
        found = None
        for since, about, how in _INSTRUCTIONS:
            if since <= at:
                found = (about, how)
        return found

    def memories(self, at: float) -> tuple[tuple[float, str], ...]:
        """What was remembered at that time."""
        return tuple(memory for memory in _MEMORIES if memory[0] <= at)

    def user_json(self) -> Json:
        """The content of `user.json`."""
        return {
            "id": self.id,
            "email": self.email,
            "chatgpt_plus_user": True,
            "phone_number": self.phone,
            "birth_year": self.birth_year,
        }


def account(seed: object) -> Account:
    """The person that belongs to `seed`."""
    dice = Dice(seed, "account")
    name = dice.pick(_NAMES)
    return Account(
        id=f"user-{dice.base62(24)}",
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        phone=f"+1555010{dice.whole(1000, 9999)}",
        birth_year=dice.whole(1965, 2000),
        projects=tuple(f"g-p-{dice.hex(32)}" for _ in range(3)),
        personas=tuple(f"g-{dice.base62(9)}" for _ in range(2)),
    )
