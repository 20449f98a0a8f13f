"""Numbers that mean somebody: IBANs, payment cards, national numbers, telephone numbers, in that order of precedence.

A run of digits and separators is looked at once. What its own checksum or shape proves counts anywhere; anything else
needs its name beside it, and is left alone where the nearest word says that it is a number of another sort.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrator.privacy.finders import national, phones
from migrator.privacy.finding import Candidate, Confidence, Taken
from migrator.privacy.scan import Cue, Scan

_GAP = r"(?:[ \t.\-/()]{1,3}|[ \t]{0,2}[\-.]?\n[ \t>]{0,3}[\-.]?)?"
_RUN = re.compile(rf"\(?\+?\(?\d(?:{_GAP}\d){{6,}}")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{2}[ -]?\d{2}(?:(?:[ .\-/]{1,2}|[ \t]?\n[ \t>]{0,3})?[A-Za-z0-9]){11,32})"
)
_LENGTHS = dict(
    pair.split(":")
    for pair in [
        "AD:24",
        "AE:23",
        "AL:28",
        "AT:20",
        "AZ:28",
        "BA:20",
        "BE:16",
        "BG:22",
        "BH:22",
        "BI:27",
        "BR:29",
        "BY:28",
        "CH:21",
        "CR:22",
        "CY:28",
        "CZ:24",
        "DE:22",
        "DJ:27",
        "DK:18",
        "DO:28",
        "EE:20",
        "EG:29",
        "ES:24",
        "FI:18",
        "FK:18",
        "FO:18",
        "FR:27",
        "GB:22",
        "GE:22",
        "GI:23",
        "GL:18",
        "GR:27",
        "GT:28",
        "HN:28",
        "HR:21",
        "HU:28",
        "IE:22",
        "IL:23",
        "IQ:23",
        "IR:26",
        "IS:26",
        "IT:27",
        "JO:30",
        "KW:30",
        "KZ:20",
        "LB:28",
        "LC:32",
        "LI:21",
        "LT:20",
        "LU:20",
        "LV:21",
        "LY:25",
        "MA:28",
        "MC:27",
        "MD:24",
        "ME:22",
        "MK:19",
        "MN:20",
        "MR:27",
        "MT:31",
        "MU:30",
        "MZ:25",
        "NI:28",
        "NL:18",
        "NO:15",
        "OM:23",
        "PK:24",
        "PL:28",
        "PS:29",
        "PT:25",
        "QA:29",
        "RO:24",
        "RS:22",
        "RU:33",
        "SA:24",
        "SC:31",
        "SD:18",
        "SE:24",
        "SI:19",
        "SK:24",
        "SM:27",
        "SN:28",
        "SO:23",
        "ST:25",
        "SV:28",
        "TL:23",
        "TN:24",
        "TR:26",
        "UA:29",
        "VA:22",
        "VG:24",
        "XK:20",
        "YE:30",
        "DZ:26",
        "AO:25",
        "BF:28",
        "BJ:28",
        "CF:27",
        "CG:27",
        "CI:28",
        "CM:27",
        "CV:25",
        "GA:27",
        "GQ:27",
        "GW:25",
        "KM:27",
        "MG:27",
        "ML:28",
        "NE:28",
        "TD:27",
        "TG:28",
    ]
)
_CARD_SHAPE = re.compile(
    r"(\d{4})([ .\-/]{1,2}|[ \t]?-?\n[ \t>]{0,3}-?)(\d{4})\D{1,4}(\d{4})\D{1,4}(\d{1,7})|(\d{4})\D{1,4}(\d{6})\D{1,4}(\d{4,5})"
)
_CARD_BEGIN = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|6(?:011|4[4-9]|5)|35(?:2[89]|[3-8])|30[0-5]|3[689]|62|50|5[6-9]|6[0-9]|9792|1800|2131|220[0-4]|81|8[26]"
)
_CARD_SURE = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|6(?:011|4[4-9]|5)|35(?:2[89]|[3-8])|3[68]|9792|62"
)
_CUES = frozenset({"phone", "card", "iban", "national", "birth", "not", "version", "ip"})
_DATE_TIME = re.compile(
    r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?!\d)|(?:19|20)\d{6}(?:\D?\d{4,6})?\Z"
)
_DECIMAL = re.compile(r"\d+[.,]\d+\Z")
_LINK = re.compile(
    r"(?:https?|ftp|wss?|s3|gs)://[^\s<>\"')\]]*\Z|\bwww\.[^\s<>\"')\]]*\Z|\bdoi\.org/\S*\Z|\b10\.\d{4,5}/\S*\Z"
)
_PHONE_LINK = re.compile(
    r"(?:wa\.me/\+?|tel:\+?|sms:\+?|callto:\+?|[?&](?:phone|tel|mobile|msisdn|number|to)=(?:\+|%2B|00)?)\Z",
    re.IGNORECASE,
)


class Run(NamedTuple):
    """A run of digits in a text: where, as written, its digits, what names it, and whether it is in code or data."""

    start: int
    end: int
    written: str
    digits: str
    cue: Cue
    code: bool
    quoted: bool


def numbers(scan: Scan) -> Iterator[Candidate]:
    """Every number of a person in the text."""
    text = scan.text
    taken = 0
    places = Taken()
    for one in _ibans(scan):
        places.add(one.start, one.end)
        yield one
    yield from national.beside_names(scan, places)
    for match in _RUN.finditer(text):
        start, end = match.span()
        held = places.until(start, end)
        if start < taken or held is not None:
            again = _RUN.match(text, held + 1, end) if held is not None and held + 7 < end else None
            if again is None:
                continue
            start, end = again.span()
        for piece in _split(text, start, end):
            candidate = _one(scan, *piece)
            if candidate is not None:
                taken = candidate.end
                yield candidate


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The run itself, or its parts where it is plainly several numbers: parted by a line break, two blanks or ` / `."""
    written = text[start:end]
    size = sum(c.isdigit() for c in written)
    if size <= 19 and (
        size <= 15 or _CARD_SHAPE.fullmatch(written.strip("(+ ")) or written.strip("+(").isdigit()
    ):
        yield start, end
        return
    digits = "".join(c for c in written if c.isdigit())
    if size <= 19 and written.count("\n") == 1 and luhn(digits) and _CARD_BEGIN.match(digits):
        yield start, end
        return
    at = start
    parts = re.split(r"([ \t]*\n[ \t>]*|  +|\t| / |/ | - )", written)
    if len(parts) == 1:
        card = _CARD_SHAPE.search(written)
        if card is not None:
            yield start + card.start(), start + card.end()
            if end - (start + card.end()) > 7:
                again = _RUN.search(text, start + card.end(), end)
                if again is not None:
                    yield from _split(text, *again.span())
            return
        first = re.match(r"\+?\d[\d ()-]{8,18}?\d(?= \+)", written)
        if first is not None:
            yield start, start + first.end()
        yield start, end
        return
    for number, part in enumerate(parts):
        if number % 2 == 0 and sum(c.isdigit() for c in part) >= 7:
            yield at, at + len(part)
        at += len(part)


def _one(scan: Scan, start: int, end: int) -> Candidate | None:
    text = scan.text
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before == "n" and start > 1 and text[start - 2] == "\\":
        before = " "
    if (
        before.isalnum()
        or before in "_#$€£₺%^~\\"
        or after == "_"
        or (after.isalpha() and not (after in "xX" and text[end + 1 : end + 2].isdigit()))
    ):
        return None
    if (
        after in "%€$£₺"
        or (before == "." and start > 1 and text[start - 2].isdigit())
        or (after in ".," and text[end + 1 : end + 2].isdigit())
    ):
        return None
    if (
        before in "-/=&"
        and start > 1
        and (text[start - 2].isalnum() and before in "-/")
        and not _PHONE_LINK.search(text, max(0, start - 40), start)
    ):
        return None
    if after == "-" and text[end + 1 : end + 2].isalnum():
        return None
    written = text[start:end]
    if _PHONE_LINK.search(text, max(0, start - 30), start):
        digits = re.sub(r"\D", "", written)
        return Candidate("phone", start, end, phones.key(digits)) if 8 <= len(digits) <= 15 else None
    if _LINK.search(text, max(0, start - 300), start):
        return None
    digits = "".join(c for c in written if c.isdigit())
    code = scan.view.in_code(start)
    quoted = before in "\"'`" and after in "\"'`"
    run = Run(start, end, written, digits, scan.cue(start, end, _CUES), code, quoted)
    return _card(run) or national.unnamed(run) or _phone(run)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        n = int(digit)
        total += n if place % 2 == 0 else n * 2 - 9 * (n > 4)
    return total % 10 == 0


def _card(run: Run) -> Candidate | None:
    if not 12 <= len(run.digits) <= 19 or (len(set(run.digits)) < 2 and run.cue.sort != "card"):
        return None
    if run.written.startswith(("+", "(", "00")):
        return None
    named = run.cue.sort == "card"
    grouped = _CARD_SHAPE.fullmatch(run.written) is not None
    alike = (
        (named or grouped) and len(run.digits) == 16 and run.digits[0] in "234569"
    )  # no brand's, but a card to its owner
    if not luhn(run.digits) or not (alike or _CARD_BEGIN.match(run.digits)):
        if (
            named
            and (grouped or run.written.isdigit())
            and 15 <= len(run.digits) <= 16
            and _CARD_SURE.match(run.digits)
            and run.cue.distance < 40
        ):
            return Candidate("card", run.start, run.end, run.digits, "possible")
        return None
    if named or (
        grouped and run.cue.sort not in {"not", "version"} | ({"national"} if run.cue.heading else set())
    ):
        return Candidate("card", run.start, run.end, run.digits)
    if run.cue.sort == "not" and (run.cue.heading or run.cue.distance < 30):
        return None
    sure = _CARD_SURE.match(run.digits) and 14 <= len(run.digits) <= 16 and len(set(run.digits)) > 3
    if (
        sure
        and run.written.isdigit()
        and run.cue.sort in {"", "not"}
        and not run.cue.heading
        and (not run.code or run.quoted)
    ):
        return Candidate("card", run.start, run.end, run.digits, "likely")
    return None


def _phone(run: Run) -> Candidate | None:
    if _DATE_TIME.match(run.written) or (_DECIMAL.fullmatch(run.written) and run.cue.sort != "phone"):
        return None
    return phones.phone(run)


def _ibans(scan: Scan) -> Iterator[Candidate]:
    text, at = scan.text, 0
    while (match := _IBAN.search(text, at)) is not None:
        start, written = match.start(1), match[1]
        at = match.start() + 2
        found = iban(written)
        confidence: Confidence = "certain"
        if found is None and written[:2] in _LENGTHS:
            cue = scan.cue(*match.span(1), _CUES)
            size = _length(written, int(_LENGTHS[written[:2]]))
            if (
                cue.sort == "iban"
                and cue.distance < 30
                and size is not None
                and not written[size : size + 1].isalnum()
            ):
                found, confidence = size, "possible"
        if found is not None:
            at = start + found
            yield Candidate(
                "iban", start, at, re.sub(r"[^A-Za-z0-9]", "", written[:found]).upper(), confidence
            )


def iban(written: str) -> int | None:
    """How much of `written` is an IBAN whose check digits are right (ISO 13616, MOD 97-10); None if it begins with none."""
    country = written[:2].upper()
    wanted = _LENGTHS.get(country)
    if wanted is None:
        return None
    size = _length(written, int(wanted))
    if size is None or (size < len(written) and written[size].isalnum()):
        return None
    plain = re.sub(r"[^A-Za-z0-9]", "", written[:size]).upper()
    turned = plain[4:] + plain[:4]
    value = int("".join(str(int(c, 36)) for c in turned))
    return size if value % 97 == 1 else None


def _length(written: str, wanted: int) -> int | None:
    """The length of the piece of `written` that holds so many letters and digits; None if it is too short."""
    seen = 0
    for place, char in enumerate(written):
        seen += char.isalnum()
        if seen == wanted:
            return place + 1
    return None
