"""National and tax numbers: `python-stdnum` checks them; a name beside one, or a strong checksum, makes it count.

Rules of our own, where the library has none:

* `sa`, Saudi national id and iqama: ten digits, the first 1 (citizen) or 2 (resident), Luhn over all. The rule that the
  public validators of the National Information Center's number share (github.com/alhazmy13/Saudi-ID-Validator; seen 2026-11-30).
* `eg`, Egyptian national id: 14 digits, century (2 is 19xx, 3 is 20xx), date of birth YYMMDD, governorate, four of
  serial, check digit, whose rule is not published (en.wikipedia.org/wiki/Egyptian_National_Identity_Card; seen 2026-11-30).
* `ae`, Emirates id: 784, year of birth, seven digits, Luhn over all (en.wikipedia.org/wiki/Emirates_Identity_Card; seen 2026-11-30).
* `ir`, Iranian national code: ten digits, weights 10 to 2, modulo 11 (fa.wikipedia.org, كارت شناسايی ملی; seen 2026-11-30).
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.privacy.finding import Candidate, Taken
from migrator.privacy.scan import Cue, Scan

if TYPE_CHECKING:
    from migrator.privacy.finders.numbers import Run

_TOKEN = re.compile(
    r"(?<![\w])(?:[A-Z]{1,6}-?|[a-z])?\d(?:(?:[ .\-/]|[ \t]?\n[ \t>]?)?[A-Za-z0-9]){4,23}(?![\w])"
)
_LETTERED = re.compile(
    r"(?<!\w)(?:[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d|[A-Z]{1,2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]|[A-Z]\d{7,8}[A-Z]?|[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}\d?)(?!\w)"
)
_GOVERNORATES = {
    1,
    2,
    3,
    4,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    31,
    32,
    33,
    34,
    35,
    88,
}
_REACH = 42
_NUMBERS = frozenset({"phone", "card", "iban", "national", "birth", "not", "version"})


def beside_names(scan: Scan, taken: Taken) -> Iterator[Candidate]:
    """What stands beside the name of a number: behind it, in its column, as its key's value, or in front of it."""
    if "national" not in scan.sorts:
        return
    for match in _tokens(scan):
        start, end = match
        written = scan.text[start:end]
        plain = re.sub(r"[^A-Za-z0-9]", "", written)
        if sum(c.isdigit() for c in plain) < 4 or taken.until(start, end) is not None:
            continue
        cue = scan.cue(start, end, _NUMBERS)
        if cue.sort != "national" or (cue.distance > _REACH and not cue.heading):
            continue
        fit = _fits(scan, cue, written)
        if fit is None:
            continue
        size, sure = fit
        if not sure and not cue.heading and _another_between(scan, start, cue):
            continue
        taken.add(start, start + size)
        yield Candidate(
            "national",
            start,
            start + size,
            re.sub(r"[^A-Za-z0-9]", "", written[:size]).upper(),
            "certain" if sure else "likely",
        )


def _tokens(scan: Scan) -> Iterator[tuple[int, int]]:
    spans = [match.span() for match in _TOKEN.finditer(scan.text)]
    known = Taken()
    for start, end in spans:
        known.add(start, end)
    spans += [
        m.span() for m in _LETTERED.finditer(scan.text) if known.until(m.start(), m.start() + 1) is None
    ]
    return iter(sorted(spans))


def _another_between(scan: Scan, start: int, cue: Cue) -> bool:
    """Whether another number stands between the name and this one: then it is that one's name."""
    between = scan.text[max(0, start - cue.distance) : start]
    return cue.distance < 999 and bool(re.search(r"\d{5,}", between))


def _fits(scan: Scan, cue: Cue, written: str) -> tuple[int, bool] | None:
    """How much of `written` the number is, and whether a checksum says so."""
    one = scan.lexicon.national[cue.which]
    least, most = one["digits"]
    for size in _ends(written):
        plain = re.sub(r"[^A-Za-z0-9]", "", written[:size])
        if not least <= len(plain) <= most + 2:
            continue
        if any(_checks(name, written[:size]) for name in one["check"]) or any(
            OWN[name](plain) for name in one.get("own", ())
        ):
            return size, True
    for size in _ends(written):
        plain = re.sub(r"[^A-Za-z0-9]", "", written[:size])
        digits = sum(c.isdigit() for c in plain)
        if (
            least <= len(plain) <= most
            and digits >= min(5, least)
            and (digits >= len(plain) - 4 or _LETTERED.fullmatch(plain.upper()))
        ):
            if re.fullmatch(r"(?:19|20)\d\d(?:[-/.]\d\d){0,2}", written[:size]):
                continue
            return size, False
    return None


def _ends(written: str) -> Iterator[int]:
    """Where it may end: at its end, else at an earlier gap."""
    yield len(written)
    for gap in reversed(list(re.finditer(r"[ \n]+", written))):
        yield gap.start()


def unnamed(run: Run) -> Candidate | None:
    """A number that proves itself: its checksum or structure leaves one number in a hundred or fewer."""
    if run.cue.sort in {"not", "version", "phone", "iban", "card"} and (
        run.cue.heading or run.cue.distance < 30
    ):
        return None
    if run.code and not run.quoted:
        return None
    if run.cue.sort == "national" and run.cue.heading:
        return None
    digits, written = run.digits, run.written
    strong = (
        (len(digits) == 11 and written.isdigit() and _checks("tr.tckimlik", digits))
        or (
            len(digits) == 11
            and re.fullmatch(r"\d{3}\.\d{3}\.\d{3}-\d\d", written) is not None
            and _checks("br.cpf", digits)
        )
        or (len(digits) == 14 and "/" in written and _checks("br.cnpj", digits))
        or (
            len(digits) == 15
            and digits[0] in "12"
            and (written.isdigit() or " " in written)
            and _checks("fr.nir", digits)
        )
        or (len(digits) == 14 and written.isdigit() and OWN["eg"](digits))
        or (len(digits) == 15 and digits.startswith("784") and OWN["ae"](digits))
        or (len(digits) == 18 and written.isdigit() and _checks("cn.ric", digits))
        or (
            len(digits) == 11
            and re.fullmatch(r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", written) is not None
            and _checks("be.nn", digits)
        )
    )
    return Candidate("national", run.start, run.end, digits, "likely") if strong else None


def lettered(scan: Scan) -> Iterator[Candidate]:
    """Numbers with letters that prove themselves: codice fiscale, CURP."""
    for match in _LETTERED.finditer(scan.text):
        name = {16: "it.codicefiscale", 18: "mx.curp"}.get(len(match[0]))
        if name is not None and _checks(name, match[0]):
            yield Candidate("national", *match.span(), match[0])


@functools.cache
def _module(name: str) -> object | None:
    try:
        return importlib.import_module(f"stdnum.{name}")
    except ImportError:  # a later version of the library may move one
        return None


@functools.lru_cache(maxsize=8192)
def _checks(name: str, written: str) -> bool:
    module = _module(name)
    return module is not None and bool(module.is_valid(written.replace("\n", " ")))  # type: ignore[attr-defined]


def _sa(digits: str) -> bool:
    from migrator.privacy.finders.numbers import luhn

    return len(digits) == 10 and digits.isdigit() and digits[0] in "12" and luhn(digits)


def _eg(digits: str) -> bool:
    if (
        len(digits) != 14
        or not digits.isdigit()
        or digits[0] not in "23"
        or int(digits[7:9]) not in _GOVERNORATES
    ):
        return False
    return _is_day((1700 + 100 * int(digits[0])) + int(digits[1:3]), digits[3:5], digits[5:7])


def _ae(digits: str) -> bool:
    from migrator.privacy.finders.numbers import luhn

    return (
        len(digits) == 15 and digits.startswith("784") and 1900 <= int(digits[3:7]) <= 2100 and luhn(digits)
    )


def _ir(digits: str) -> bool:
    if len(digits) != 10 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    rest = sum(int(d) * weight for d, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)


def _is_day(year: int, month: str, day: str) -> bool:
    try:
        dt.date(year, int(month), int(day))
    except ValueError:
        return False
    return True


OWN = {"sa": _sa, "eg": _eg, "ae": _ae, "ir": _ir}
__all__ = ["OWN", "beside_names", "lettered", "unnamed"]
