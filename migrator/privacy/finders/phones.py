"""Telephone numbers: `phonenumbers` decides what is one; how it is written and what stands beside it, whether it counts."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import phonenumbers

from migrator.privacy.finding import Candidate

if TYPE_CHECKING:
    from migrator.privacy.finders.numbers import Run

# Where a number without a country code is tried: where our users live first. A number in its national form with a trunk
# prefix or in the usual groups is taken if it is valid in one of them.
REGIONS = (
    "TR",
    "SA",
    "EG",
    "US",
    "GB",
    "DE",
    "FR",
    "AE",
    "JO",
    "IQ",
    "MA",
    "DZ",
    "TN",
    "LB",
    "SY",
    "KW",
    "QA",
    "NL",
    "BE",
    "AT",
    "CH",
    "IT",
    "ES",
    "SE",
    "AU",
    "IN",
    "PK",
    "IR",
    "RU",
    "UA",
    "BR",
    "MX",
    "JP",
    "KR",
    "CN",
    "PL",
    "ZA",
    "NG",
    "KE",
    "IE",
    "NZ",
    "IL",
    "GR",
)
_TRUNK = (
    "TR",
    "SA",
    "EG",
    "GB",
    "DE",
    "FR",
    "AE",
    "JO",
    "IQ",
    "MA",
    "DZ",
    "LB",
    "NL",
    "BE",
    "AT",
    "CH",
    "IT",
    "SE",
    "AU",
    "PK",
    "IR",
    "ZA",
    "NG",
    "KE",
    "IE",
    "IL",
    "NZ",
    "JP",
    "KR",
    "SY",
    "IN",
    "UA",
)
_NANP = re.compile(
    r"(?:1[ .-])?(?:\([2-9]\d\d\)[ ]?|[2-9]\d\d(?P<sign>[-. ]))[2-9]\d\d(?(sign)(?P=sign)|[-. ])\d{4}"
)
_TR = re.compile(r"5\d\d[ -]\d{3}[ -]\d{2}[ -]?\d{2}")
_GROUPED = re.compile(
    r"\(?0\(?\d{1,5}\)?(?:[ ./()-]{1,3}|[ \t]?\n[ \t>]?)\(?\d{2,8}\)?(?:(?:[ ./()-]{1,2}|[ \t]?\n[ \t>]?)\d{1,5}){0,5}"
)
_MOBILE = re.compile(
    r"05\d{9}|05\d{8}|01[0125]\d{8}|07\d{9}|0[67]\d{8}|01[5-7]\d{8,9}|09\d{8,9}|03\d{9}|04\d{8}|08\d{8}"
)
_SPREAD = re.compile(r"(?:\d{1,2}[ ,.\-/]{1,2}){5,}\d{1,2}")


def key(digits: str) -> str:
    """What all spellings of one number share: its last nine digits' whole number, without country code or trunk prefix."""
    national = digits.lstrip("0")
    return national[-9:] if len(national) > 9 else national


def phone(run: Run) -> Candidate | None:
    """`run` as a telephone number, or None."""
    written, size = run.written, len(run.digits)
    named = run.cue.sort == "phone" and (run.cue.heading or run.cue.distance <= 40)
    other = run.cue.sort in {"not", "national", "iban", "card", "version"} and (
        run.cue.heading or run.cue.distance < 25
    )
    if written.lstrip("(").startswith("+"):
        if not 8 <= size <= 15 or (other and run.cue.heading):
            return None
        return _international(run, "+" + run.digits, named=named)
    if run.digits.startswith("00") and 10 <= size <= 17 and not run.digits.startswith("000"):
        found = _international(run, "+" + run.digits[2:], named=named)
        if found is not None and (named or (_valid("+" + run.digits[2:]) and not other)):
            return found
    if named and 7 <= size <= 15 and not _SPREAD.fullmatch(written[: 40 if size > 12 else 0]):
        if _possible(run.digits):
            return Candidate("phone", run.start, run.end, key(run.digits))
        return None
    if (
        other
        or not 9 <= size <= 13
        or (run.code and not run.quoted)
        or (run.cue.heading and run.cue.sort == "not")
    ):
        return None
    if _NANP.fullmatch(written.replace("\n", " ")):
        return Candidate("phone", run.start, run.end, key(run.digits), "likely")
    if _TR.fullmatch(written.replace("\n", " ")) and _valid_in(run.digits, ("TR",)):
        return Candidate("phone", run.start, run.end, key(run.digits), "likely")
    if run.digits.startswith("0") and not run.digits.startswith("00"):
        shaped = _GROUPED.fullmatch(written) or _MOBILE.fullmatch(written)
        if shaped and _valid_in(run.digits, _TRUNK):
            return Candidate("phone", run.start, run.end, key(run.digits), "likely")
    if (
        size >= 11
        and written.isdigit()
        and run.digits.startswith(("905", "9665", "9715", "201"))
        and _valid("+" + run.digits)
    ):
        return Candidate("phone", run.start, run.end, key(run.digits), "likely")
    return None


def _international(run: Run, number: str, *, named: bool) -> Candidate | None:
    if not _possible(number):
        # A trunk zero in parentheses after the country code, +44 (0)20 …, is no part of the number.
        trimmed = "+" + re.sub(r"\(0\)", "", run.written).replace("+", "").translate(_DIGITS_ONLY)
        if not _possible(trimmed):
            return None
        number = trimmed
    if (
        not named
        and not _valid(number)
        and not re.search(r"[ \-.()]", run.written.lstrip("+("))
        and len(run.digits) < 10
    ):
        return None
    return Candidate("phone", run.start, run.end, key(number[1:]), "certain" if _valid(number) else "likely")


class _DigitsOnly(dict[int, str | None]):
    def __missing__(self, code: int) -> str | None:
        return chr(code) if chr(code).isdigit() else None


_DIGITS_ONLY = _DigitsOnly()


@functools.lru_cache(maxsize=4096)
def _valid(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False


@functools.lru_cache(maxsize=4096)
def _possible(number: str) -> bool:
    """Whether the number may exist: with its country code, or in any region in its national form."""
    if number.startswith("+"):
        try:
            return phonenumbers.is_possible_number(phonenumbers.parse(number, None))
        except phonenumbers.NumberParseException:
            return False
    return 7 <= len(number) <= 15


@functools.lru_cache(maxsize=4096)
def _valid_in(digits: str, regions: tuple[str, ...]) -> bool:
    for region in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(digits, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
