"""What a person types to open a vault, in the one form that is used as the passphrase of age.

A passphrase is NFC-normalised and keeps everything else, blanks within it included. A recovery code is 26 characters of
Crockford's base32 (130 random bits) and 2 check characters, shown as seven groups of four; its canonical form, upper
case with hyphens, is the passphrase itself, so that it can be typed into `age` as it is printed.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from migrator.errors import WrongSecret
from migrator.i18n import _, listed

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DATA, _CHECK, _GROUP = 26, 2, 4
_LOOKS_LIKE_ONE = re.compile(r"[0-9A-Za-z]{4}([-– ]?[0-9A-Za-z]{4}){6}")


def passphrase(typed: str) -> str:
    """`typed` in NFC, without line ends at its end."""
    return unicodedata.normalize("NFC", typed.rstrip("\r\n"))


def new_recovery_code() -> str:
    """A fresh code in its canonical form, `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`."""
    data = "".join(secrets.choice(CROCKFORD) for _n in range(_DATA))
    return _grouped(data + _check(data))


def groups(code: str) -> list[str]:
    """The seven groups of a canonical code, for showing it and for asking one back."""
    return code.split("-")


def recovery_code(typed: str) -> str | None:
    """The canonical form of what was typed, None if it does not even look like a code (it may be a passphrase).

    Lower case, missing hyphens, O for 0 and I or L for 1 are understood. WrongSecret, at no cost in time, if it looks
    like a code and cannot be one: a character that no code has (with its group), or check characters that do not match.
    """
    stripped = unicodedata.normalize("NFKC", typed).strip()
    if not _LOOKS_LIKE_ONE.fullmatch(stripped):
        return None
    plain = re.sub(r"[-– ]", "", stripped).upper().translate(str.maketrans("OIL", "011"))
    wrong = sorted({i // _GROUP + 1 for i, char in enumerate(plain) if char not in CROCKFORD})
    if wrong:
        raise WrongSecret(
            _("A recovery code has no letter U, and group {groups} has one.").format(groups=listed(wrong)),
            _("Look at the sheet again: it is probably a V."),
        )
    if _check(plain[:_DATA]) != plain[_DATA:]:
        raise WrongSecret(
            _(
                "This recovery code was not typed as it is printed: its last two characters do not fit the others."
            ),
            _("Compare it with the sheet group by group."),
        )
    return _grouped(plain)


def _grouped(plain: str) -> str:
    return "-".join(plain[i : i + _GROUP] for i in range(0, len(plain), _GROUP))


def _check(data: str) -> str:
    number = int.from_bytes(hashlib.sha256(data.encode("ascii")).digest()[:2], "big") >> 6
    return CROCKFORD[number >> 5] + CROCKFORD[number & 31]
