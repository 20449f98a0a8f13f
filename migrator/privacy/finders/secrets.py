"""Keys, tokens and private keys."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from migrator.privacy.finding import Candidate
from migrator.privacy.scan import Scan

_PRIVATE = re.compile(
    r"-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?!-----BEGIN)[\s\S]){0,20000}?-----END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r"|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----(?:(?!---- BEGIN)[\s\S]){0,20000}?---- END SSH2 ENCRYPTED PRIVATE KEY ----"
    r"|PuTTY-User-Key-File-\d:[\s\S]{0,20000}?Private-MAC: ?[0-9a-f]{40,64}"
)
_CUT_OFF = re.compile(
    r"-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:\s|\\n|\\r)*(?:[A-Za-z-]{3,20}: [^\n]{0,100}|[A-Za-z0-9+/=]{16,}|[A-Za-z0-9+/]{1,15}=+))+"
)
# One line break may stand inside a key: the rest then begins the next line.
_GAP = r"(?:[ \t]?\n[ \t]?)?"
_REST = re.compile(r"[ \t]?\n[ \t]{0,8}([\w+/=.~-]{4,200})(?![\w+/=~-])")
_VALUE = r"(?:[\"'`](?P<quoted>[^\"'`\s]{%d,300})[\"'`]|(?P<bare>[^\s\"'`,;|<>(){}\[\]]{%d,300}))"
_ASSIGNED = re.compile(
    r"[\w-]{0,24}[\"'`\])]{0,3}(?:[ \t]{0,3}(?:\([^()\n]{0,24}\)))?[ \t]{0,4}(?:=>|:=|:|=|＝|is|was|yok|هو|هي)[ \t]{0,4}\n?[ \t]{0,4}"
    + _VALUE % (16, 16)
)
_WEAK = re.compile(
    r"[\w]{0,3}[\"'`]?[ \t]{0,3}(?:is|=|:|=>)?[ \t]{0,3}[\"'`]?([\w+/=.~-]{24,200})(?![\w+/=~-])"
)
_HEX_ONLY = re.compile(r"[0-9a-fA-F-]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_KEYLIKE = re.compile(r"[\w+/=.~:|%$!-]+")
NOT_A_VALUE = re.compile(
    r"\$[{(A-Za-z]|%[A-Z_]+%|\{\{|<[^>]*>|\*{3}|x{4,}|\.{3}|…|os\.|env\b|environ|process\.|getenv|getpass|config[.\[]|settings\.|self\.|this\."
    r"|\A(?:your|my|the|a|some|new|old|example|change|insert|enter|replace)[-_ ]|\A[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z|[-_]here\Z|\(\)|\A[({\[]|://",
    re.IGNORECASE,
)


def private_keys(scan: Scan) -> Iterator[Candidate]:
    """Whole keys from BEGIN to END; one that is cut off, as far as it goes."""
    if not scan.of("begin"):
        return
    taken: list[tuple[int, int]] = []
    for match in _PRIVATE.finditer(scan.text):
        taken.append(match.span())
        yield Candidate("private-key", *match.span(), re.sub(r"\s", "", match[0]))
    for match in _CUT_OFF.finditer(scan.text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            yield Candidate("private-key", *match.span(), re.sub(r"\s", "", match[0]), "likely")


def shapes(scan: Scan) -> Iterator[Candidate]:
    """Keys and tokens that their own shape tells."""
    text = scan.text
    for hit in scan.of("shape"):
        before = text[hit.start - 1] if hit.start else " "
        escaped = before in "nrt" and text[hit.start - 2 : hit.start - 1] == "\\"
        if (before.isalnum() or before == "_") and text[hit.start] not in ".-_:" and not escaped:
            continue
        found = _shape(scan, hit.which, hit.start, hit.end)
        if found is not None:
            start, end = found
            written = text[hit.start : hit.end]
            if written in {"Bearer ", "Basic ", "PRIVATE-TOKEN", "AccountKey=", "SharedAccessKey=", "sig="}:
                start = hit.end + (len(text[hit.end : end]) - len(text[hit.end : end].lstrip(" \"':=")))
                if not _random(text[start:end], 3.0) or NOT_A_VALUE.search(text[start:end]):
                    continue
            elif "/" in written:
                start = hit.end
            if _is_sample(text[start:end]):
                continue
            yield Candidate("key", start, end, re.sub(r"\s", "", text[start:end]))


def _is_sample(key: str) -> bool:
    """`ghp_xxxxxxxx…`, `sk-…0000`: one character over and over."""
    tail = key[-16:]
    return len(set(tail)) <= 2


def _shape(scan: Scan, which: int, at: int, end: int) -> tuple[int, int] | None:
    text = scan.text
    best: tuple[int, int] | None = None
    for before, then in scan.lexicon.shapes[which]:
        start = at
        if before is not None:
            lead = before.search(text, max(0, at - 60), at)
            if lead is None:
                continue
            start = lead.start()
        match = then.match(text, end)
        stop = match.end() if match is not None else 0
        if match is None or (stop < len(text) and text[stop] == "\n"):
            joined = _joined(text, end, then)
            if joined is not None and (match is None or joined > stop):
                match, stop = True, joined  # type: ignore[assignment]
        if match is None or (stop < len(text) and (text[stop].isalnum() or text[stop] == "_")):
            continue
        while stop > end and text[stop - 1] in ".-":
            stop -= 1
        if best is None or stop > best[1]:
            best = (start, stop)
    return best


def _joined(text: str, end: int, then: re.Pattern[str]) -> int | None:
    """Where a key ends that has a line break inside, if its shape fits without that."""
    stop = text.find("\n", end, end + 400)
    if stop < 0 or not re.fullmatch(r"[\w+/=.~$-]*[ \t]?", text[end:stop]):
        return None
    rest = _REST.match(text, stop - 1 if text[stop - 1 : stop] in {" ", "\t"} else stop)
    if rest is None or not (re.search(r"\d", rest[1]) or re.search(r"[a-z][A-Z]|[A-Z]{4}", rest[1])):
        return None
    first = text[end:stop].rstrip()
    match = then.match(first + rest[1])
    if match is None or match.end() <= len(first) or match.end() < len(first) + len(rest[1].rstrip(".-")):
        return None
    return rest.start(1) + match.end() - len(first)


def named(scan: Scan) -> Iterator[Candidate]:
    """Long random values after the name of a key or token and a colon or equals sign."""
    text = scan.text
    for hit in scan.of("secret"):
        match = _ASSIGNED.match(text, hit.end)
        if match is None:
            continue
        group = "quoted" if match["quoted"] is not None else "bare"
        value = match[group].rstrip(".")
        start = match.start(group)
        if not is_key(value):
            continue
        if group == "bare" and not _UUID.fullmatch(value) and re.fullmatch(r"[a-z_.]+\d{0,2}", value):
            continue
        yield Candidate("key", start, start + len(value), value, "likely")


def is_key(value: str) -> bool:
    """Whether a value under the name of a key looks like one: long, mixed, and no placeholder."""
    if len(value) < 16 or _KEYLIKE.fullmatch(value) is None or NOT_A_VALUE.search(value) or _is_sample(value):
        return False
    return re.search(r"\d", value) is not None and _random(value, 3.0)


def weakly_named(scan: Scan) -> Iterator[Candidate]:
    """Long random values right after a word for key: mixed in a way that no hash, id or name is."""
    for hit in scan.of("weak"):
        match = _WEAK.match(scan.text, hit.end)
        if match is None:
            continue
        value = match[1].rstrip(".,;")
        if (
            not is_key(value)
            or _UUID.fullmatch(value)
            or _HEX_ONLY.fullmatch(value)
            or not _random(value, 3.5)
        ):
            continue
        if (
            re.search(r"[a-z]", value)
            and re.search(r"[A-Z]", value)
            and len(re.findall(r"\d", value)) >= 2
            and "/" not in value[:3]
        ):
            yield Candidate("key", match.start(1), match.start(1) + len(value), value, "possible")


def _random(value: str, least: float) -> bool:
    """Whether the characters are as mixed as those of a key: `least` bits for each."""
    counted = Counter(value)
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in counted.values()) >= least
