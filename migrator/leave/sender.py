"""The checker for a pasted sender, link or whole message: it parses text and opens nothing.

It can say that something is a fake, or that no sign of one was found. It can never say that a message is real.
Everything that is pasted is hostile: it is quoted back through `text.safe` only, and shortened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import SplitResult, urlsplit

import msgspec

from migrator.i18n import N_, _
from migrator.leave.content import Host
from migrator.leave.hostnames import BRANDS, decoded, imitates, is_number, plain, registered
from migrator.text import safe, shorten

Weight = Literal["stop", "careful", "fine"]

LONGEST = 64_000
"""Characters of a message that are looked at; mail about an account is far shorter."""

SHORTENERS = frozenset(
    {"bit.ly", "t.co", "tinyurl.com", "goo.gl", "is.gd", "ow.ly", "rb.gy", "cutt.ly", "t.ly"}
)
RUNS = frozenset(
    [
        "exe",
        "msi",
        "bat",
        "cmd",
        "com",
        "scr",
        "ps1",
        "vbs",
        "js",
        "jse",
        "wsf",
        "hta",
        "lnk",
        "iso",
        "img",
        "dmg",
        "pkg",
        "app",
        "apk",
        "jar",
        "html",
        "htm",
        "shtml",
        "svg",
        "xhtml",
        "url",
    ]
)

_URL = re.compile(
    r"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}:)?//(?:\[[0-9a-f:.]+\])?[^\s<>\"'\])}]*|\bwww\.[^\s<>\"'\])}]+|\b(?:javascript|data):\S+"
)
_MARKDOWN = re.compile(r"\[([^\]\n]{1,200})\]\(([^)\s]{1,2000})\)")
_ANCHOR = re.compile(r"""(?is)<a\b[^>]*\bhref\s*=\s*["']?([^"'\s>]+)[^>]*>(.{0,300}?)</a>""")
_HEADER = re.compile(r"(?im)^(from|reply-to|sender|return-path)[ \t]*:[ \t]*(.+)$")
_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
_NAMED = re.compile(r"([^<>]{0,200})<([^<>@\s]+@[^<>\s]+)>")
_FILE = re.compile(r"(?i)[^\s/\\<>:\"|?*]{1,120}\.([a-z0-9]{2,5})\b")
_HOST = re.compile(r"(?i)^[\w-]+(?:\.[\w-]+)+\.?$")
_PHONE = re.compile(r"(?:\+|\b00|\()\d[\d\s().-]{7,16}\d|\b1?[-. ]?8\d\d[-. ]\d{3}[-. ]\d{4}\b")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was noticed. `kind` is a stable word, `what` a sentence, `where` the piece of text, made safe."""

    kind: str
    weight: Weight
    what: str
    where: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """All findings and the worst of their weights; "fine" means only that no sign of a fake was found."""

    weight: Weight
    findings: tuple[Finding, ...]


_TEXTS = {
    "lookalike": N_("This name imitates OpenAI or ChatGPT and belongs to somebody else."),
    "punycode": N_(
        "This name is written in foreign letters behind a code (xn--), a known way to imitate another name."
    ),
    "foreign-letters": N_("This name holds letters that look like others."),
    "user-in-link": N_(
        "What stands before the @ is not where the link leads. It leads to what stands after it."
    ),
    "number-host": N_("The link leads to a bare number instead of a name."),
    "shortener": N_("The link is shortened, so that nobody can see where it leads."),
    "script": N_("This is not a link to a page but a program inside a link."),
    "not-https": N_("The link is not encrypted (http instead of https)."),
    "odd-letters": N_(
        "The link holds characters that programs read in different ways, to hide where it leads."
    ),
    "odd-port": N_("The link names an unusual port."),
    "text-differs": N_("The text of the link shows another address than the one it leads to."),
    "name-only": N_("The name says OpenAI or ChatGPT, the address does not."),
    "reply-elsewhere": N_("An answer would go to another owner than the sender."),
    "attachment": N_("A file of this kind can run on your computer. An export ends in .zip."),
    "two-endings": N_("The file hides its real ending behind another one."),
    "hidden-letters": N_("The text holds invisible characters, which serve to mislead."),
    "number-to-call": N_(
        "It gives a number to call. That is a known trick in false mail about charges and refunds."
    ),
    "unknown-host": N_(
        "This address is not one that is known to belong to OpenAI, Google, Apple or Microsoft."
    ),
    "known-host": N_(
        "This address belongs to {owner}. That alone does not make a message real: senders can be forged."
    ),
    "nothing": N_("No address or link was found in it."),
}
_WEIGHTS: dict[str, Weight] = {
    "not-https": "careful",
    "odd-port": "careful",
    "shortener": "careful",
    "unknown-host": "careful",
    "foreign-letters": "careful",
    "known-host": "fine",
    "nothing": "careful",
}
_RANK: tuple[Weight, ...] = ("fine", "careful", "stop")


def look_at(text: str, hosts: Iterable[Host]) -> Verdict:
    """What can be seen in `text`: a sender, a link, a list of headers or a whole message, as it was pasted."""
    known = tuple(hosts)
    text = text[:LONGEST]
    found = [*_message(text, known)]
    if not any(f.where for f in found):
        found.append(_finding("nothing", ""))
    unique = tuple(dict.fromkeys(found))
    return Verdict(weight=max((f.weight for f in unique), key=_RANK.index), findings=unique)


def _message(text: str, known: tuple[Host, ...]) -> Iterator[Finding]:
    if hidden := _HIDDEN.search(text):
        around = text[max(0, hidden.start() - 20) : hidden.end() + 20]
        yield _finding("hidden-letters", around)
    clean = _HIDDEN.sub("", text)
    yield from _senders(clean, known)
    for shown, target in _pairs(clean):
        yield from _link(target, known)
        yield from _differs(shown, target)
    for match in _URL.finditer(clean):
        yield from _link(match[0].rstrip(".,;"), known)
    if _HOST.match(clean.strip()):
        yield from _host(clean.strip(), clean.strip(), known)
    yield from _files(clean)
    for match in _PHONE.finditer(_URL.sub(" ", clean)):
        yield _finding("number-to-call", match[0])


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in _MARKDOWN.finditer(text):
        yield match[1], match[2]
    for match in _ANCHOR.finditer(text):
        yield re.sub(r"<[^>]*>", "", match[2]).strip(), match[1]


def _senders(text: str, known: tuple[Host, ...]) -> Iterator[Finding]:
    heads: dict[str, str] = {}
    for match in _HEADER.finditer(text):
        heads.setdefault(match[1].casefold(), match[2])
    lines = list(heads.values()) or [
        line for line in text.splitlines()[:5] if "@" in line and "://" not in line
    ]
    for line in lines:
        for name, address in _addresses(line):
            host = address.rpartition("@")[2]
            yield from _host(host, address, known)
            brand = any(b in plain(name) for b in BRANDS)
            if brand and not _owner(host, known):
                yield _finding("name-only", f"{name} <{address}>")
    sender, reply = (_first_host(heads.get(k, "")) for k in ("from", "reply-to"))
    if sender and reply and registered(sender) != registered(reply):
        yield _finding("reply-elsewhere", f"{sender} → {reply}")


def _addresses(line: str) -> list[tuple[str, str]]:
    """Names and addresses. A name that is itself an address ("help@openai.com" <x@evil.example>) is only a name."""
    named = [(match[1].strip(' "'), match[2]) for match in _NAMED.finditer(line)]
    return named or [("", match[0]) for match in _ADDRESS.finditer(line)]


def _first_host(line: str) -> str:
    return next((a.rpartition("@")[2].casefold() for _name, a in _addresses(line)), "")


def _link(url: str, known: tuple[Host, ...]) -> Iterator[Finding]:
    low = url.strip().casefold()
    if low.startswith(("javascript:", "data:", "vbscript:")):
        yield _finding("script", url)
        return
    parts = _split(url)
    if parts is None or not parts.hostname:
        return
    if parts.scheme == "mailto":
        return
    if parts.username is not None:
        yield _finding("user-in-link", url)
    if "\\" in url or "%40" in parts.netloc.casefold():
        yield _finding("odd-letters", url)
    if parts.scheme == "http":
        yield _finding("not-https", url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if port not in {None, 80, 443}:
        yield _finding("odd-port", url)
    yield from _host(parts.hostname, url, known)


def _split(url: str) -> SplitResult | None:
    text = url if "//" in url else f"https://{url}"
    # Browsers take a backslash for a slash; so does whoever sends such a link.
    try:
        return urlsplit(text.replace("\\", "/"))
    except ValueError:
        return None


def _host(host: str, where: str, known: tuple[Host, ...]) -> Iterator[Finding]:
    host = host.strip(".").casefold()
    if is_number(host):
        yield _finding("number-host", where)
        return
    shown = decoded(host)
    coded = host != shown
    if coded:
        yield _finding("punycode", f"{where} = {shown}")
    elif not host.isascii():
        yield _finding("foreign-letters", where)
    owner = _owner(host, known)
    if owner is not None:
        yield _finding("known-host", where, owner=owner.title)
    elif imitates(shown, [h.id for h in known]):
        yield _finding("lookalike", where)
    elif registered(host) in SHORTENERS:
        yield _finding("shortener", where)
    else:
        yield _finding("unknown-host", where)


def _owner(host: str, known: tuple[Host, ...]) -> Host | None:
    host = host.strip(".").casefold()
    return next((h for h in known if host == h.id or (h.below and host.endswith(f".{h.id}"))), None)


def _differs(shown: str, target: str) -> Iterator[Finding]:
    inner, outer = _split(shown.strip()), _split(target)
    if inner is None or outer is None or not inner.hostname or not _HOST.match(inner.hostname):
        return
    if outer.hostname and registered(inner.hostname) != registered(outer.hostname):
        yield _finding("text-differs", f"{shown} → {target}")


def _files(text: str) -> Iterator[Finding]:
    for match in _FILE.finditer(_URL.sub(" ", _ADDRESS.sub(" ", text))):
        if match[1].casefold() in RUNS - {"com", "app", "url"} or (
            match[1].casefold() in {"com", "app", "url"}
            and re.search(r"\.(zip|pdf|json)\.", match[0], re.IGNORECASE)
        ):
            two = re.search(r"(?i)\.(zip|pdf|json|txt|docx?)\.[a-z0-9]+$", match[0])
            yield _finding("two-endings" if two else "attachment", match[0])


def _finding(kind: str, where: str, owner: str = "") -> Finding:
    return Finding(
        kind=kind,
        weight=_WEIGHTS.get(kind, "stop"),
        what=_(_TEXTS[kind]).format(owner=owner),
        where=shorten(safe(where, one_line=True), 100),
    )
