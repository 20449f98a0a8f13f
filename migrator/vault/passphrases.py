"""Choosing a passphrase: six random words are offered first; one's own needs twelve characters and must not be a common one.

Six words of the EFF's long list (7776 words) are 77.5 bits, out of reach for guessing through scrypt. There are no
rules about digits and signs: they make passphrases harder to keep, not to guess.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files

from migrator.i18n import _
from migrator.vault import secret

WORDS = 6
SHORTEST = 12  # characters, after NFC
_SEQUENCES = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


def generate() -> str:
    """Six words by the system's randomness, with blanks between them."""
    return " ".join(secrets.choice(_list("eff-long.txt")) for _n in range(WORDS))


def to_recall(count: int = 3) -> list[int]:
    """Which of the words to ask back, counted from 0, in a random order."""
    return secrets.SystemRandom().sample(range(WORDS), count)


def same_word(typed: str, word: str) -> bool:
    """Whether `typed` is that word, whatever its capitals and blanks."""
    plain = typed.strip().casefold()
    return secrets.compare_digest(plain.encode("utf-8", "replace"), word.casefold().encode("utf-8"))


def differ_at(first: str, again: str) -> int:
    """The first character, counted from 1, at which two passphrases differ. Says nothing about what stands there."""
    for number, (one, other) in enumerate(zip(first, again, strict=False), 1):
        if one != other:
            return number
    return min(len(first), len(again)) + 1


def strength(typed: str) -> str:
    """How good a passphrase of one's own is, as a sentence; empty while nothing is typed."""
    if not typed:
        return ""
    problem = objection(typed)
    if problem is not None:
        return problem
    words, characters = len(typed.split()), len(set(typed.casefold()))
    if (len(typed) >= 20 and characters >= 10) or words >= 5:
        return _("Strong, if nobody could guess it and it is used nowhere else.")
    return _("Accepted. Six random words would be stronger.")


def objection(typed: str) -> str | None:
    """Why a passphrase that a person chose is not taken, as a sentence for them; None if it is taken."""
    text = secret.passphrase(typed)
    if len(text) < SHORTEST:
        return _("It has {count} characters; at least {least} are needed.").format(
            count=len(text), least=SHORTEST
        )
    if not text.isprintable():
        return _("It holds a character that cannot be typed everywhere.")
    plain = "".join(char for char in text.casefold() if char.isalnum())
    if any(
        each == (each[:n] * len(each))[: len(each)] for each in (text, plain or text) for n in range(1, 5)
    ):
        return _("It repeats the same few characters.")
    if plain and any(plain in sequence for sequence in _SEQUENCES):
        return _("It is a sequence of the alphabet, of digits or of the keyboard.")
    common = set(_list("common.txt"))
    if {plain, plain.strip("0123456789"), plain.rstrip("0123456789")} & common or not plain.strip(
        "0123456789"
    ):
        return _("It is one of those that are tried first, or made of digits alone.")
    return None


@cache
def _list(name: str) -> tuple[str, ...]:
    return tuple(files("migrator.vault.words").joinpath(name).read_text("utf-8").split())
