"""E-mail addresses, and user names with passwords in web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.privacy.finding import Candidate
from migrator.privacy.scan import Scan

_LOCAL = re.compile(r"[\w.+%'!#$&*=?^{|}~/-]{0,64}\Z")
_LOCAL_START = re.compile(r"[^\w+]*")
_DOMAIN = re.compile(
    r"(?:\w(?:[\w-]{0,61}\w)?(?:\.[ \t]?\n?[ \t]?|[ \t]?\n[ \t]?\.)){1,8}(?:[A-Za-z]{2,24}|[^\W\d_a-zA-Z]{2,24}|xn--[a-z0-9-]{2,40})"
)
_BROKEN_DOMAIN = re.compile(r"[\w-]{1,40}[ \t]?\n[ \t]?[\w-]{1,40}\.(?:[\w-]{1,40}\.){0,3}[A-Za-z]{2,24}\b")
_IP_DOMAIN = re.compile(r"\[?\d{1,3}(?:\.\d{1,3}){3}\]?")
_SPELLED = re.compile(
    r"[\w.+-]{1,64} ?[\[(](?:at|@)[\])] ?[\w-]{1,63}(?:(?: ?[\[(](?:dot|\.)[\])] ?|\.)[\w-]{2,63}){1,5}",
    re.IGNORECASE,
)
_NO_DOMAIN = frozenset(
    [
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "ico",
        "bmp",
        "js",
        "jsx",
        "ts",
        "tsx",
        "css",
        "scss",
        "json",
        "toml",
        "yaml",
        "yml",
        "txt",
        "pdf",
        "html",
        "htm",
        "xml",
        "csv",
        "lock",
        "map",
        "mjs",
        "cjs",
        "vue",
        "exe",
        "dll",
        "so",
        "tar",
        "gz",
        "tgz",
        "whl",
        "deb",
        "rpm",
        "jar",
        "class",
        "shape",
        "dtype",
        "size",
        "T",
    ]
)
_KNOWN = frozenset(
    [
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "mil",
        "int",
        "info",
        "biz",
        "name",
        "pro",
        "aero",
        "coop",
        "museum",
        "app",
        "dev",
        "page",
        "blog",
        "shop",
        "store",
        "online",
        "site",
        "xyz",
        "tech",
        "cloud",
        "email",
        "mail",
        "test",
        "example",
        "invalid",
        "localhost",
        "local",
        "internal",
        "arpa",
        "cat",
        "jobs",
        "mobi",
        "tel",
        "travel",
        "asia",
        "post",
        "world",
        "live",
        "news",
        "agency",
        "company",
        "digital",
        "email",
        "istanbul",
        "ist",
        "arab",
        "berlin",
        "paris",
        "london",
        "nyc",
        "club",
        "link",
        "space",
        "website",
        "academy",
        "group",
        "media",
        "team",
        "work",
        "zone",
        "life",
        "today",
        "bank",
        "health",
    ]
)
_REMOTES = {"git", "hg", "svn", "gitlab", "gitea"}
_SHORT_WORDS = frozenset(
    [
        "to",
        "at",
        "is",
        "me",
        "on",
        "or",
        "and",
        "by",
        "via",
        "from",
        "for",
        "in",
        "of",
        "the",
        "my",
        "mail",
        "email",
        "e-mail",
        "address",
        "contact",
        "with",
        "cc",
        "bcc",
        "us",
        "a",
        "an",
        "be",
        "as",
        "it",
        "so",
        "if",
        "ile",
        "ve",
        "veya",
        "için",
        "adresi",
        "adresim",
        "adresine",
        "posta",
        "e-posta",
        "gelen",
        "şu",
        "bana",
        "bize",
        "olarak",
    ]
)
_LOGIN = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<login>[^\s/@:\"'<>`|\\{}]{0,128}:[^\s/@\"'<>`]{1,256}(?:[ \t]?\n[ \t]?[^\s/@\"'<>`]{1,128})?(?:@[^\s/@\"'<>`]{1,60})?)@(?=[\w.\[%-])"
)
_CURL = re.compile(r"curl [^\n]{0,200}?(?:-u|--user)[ =]?[\"']?(?P<login>[^\s\"':]{1,64}:[^\s\"']{3,64})")
_TOKEN_LOGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<login>[\w.~%+-]{16,256})@(?=[\w.-]+\.\w)")
_PLACEHOLDER = re.compile(
    r"\$|\{|<|\*{3}|\A(?:user|username|usr|login)?:(?:pass|password|passwd|pwd|secret|xxx+)?\Z|\.{3}",
    re.IGNORECASE,
)


def emails(scan: Scan) -> Iterator[Candidate]:
    """Addresses, also those with letters of any script, with a line break at a dot or beside the @, or written `(at)`."""
    text = scan.text
    done = 0
    for hit in scan.of("at"):
        if text[hit.start] in "[(":
            match = _SPELLED.search(text, max(done, hit.start - 65, 0), hit.end + 120)
            if match and match.start() < hit.start < match.end():
                yield Candidate("email", *match.span(), re.sub(r"\s", "", match[0]).lower(), "likely")
                done = match.end()
            continue
        found = _around(scan, hit.start, done)
        if found is not None:
            start, end = found
            done = end
            yield Candidate("email", start, end, re.sub(r"\s", "", text[start:end]).lower())


def _around(scan: Scan, at: int, done: int) -> tuple[int, int] | None:
    text = scan.text
    start = _local(text, at, done)
    if start is None:
        return None
    after = at + 1
    while after < len(text) and text[after] in " \t\n" and after - at < 4:
        after += 1
    if after > at + 1 and "\n" not in text[at:after]:
        return None
    local = text[start:at].strip()
    match = _DOMAIN.match(text, after)
    if match is None:
        broken = _BROKEN_DOMAIN.match(text, after)
        if broken is not None and after == at + 1:
            return start, broken.end()
        address = _IP_DOMAIN.match(text, after)
        return (start, address.end()) if address and text[after] == "[" else None
    end = match.end()
    top = match[0].rsplit(".", 1)[-1].strip()
    if top in _NO_DOMAIN or (
        top.isascii() and len(top) > 2 and top.lower() not in _KNOWN and scan.view.in_code(at)
    ):
        return None
    if "\n" in match[0] and top.lower() not in _KNOWN and len(top) > 2:
        whole = re.match(r"\w+(?:[\w-]*\.)+[A-Za-z]{2,24}", text[after:end])
        if whole is None:
            return None
        end = after + whole.end()
    if end < len(text) and (text[end].isdigit() or text[end] == "_"):
        return None
    if local.lower() in _REMOTES and end < len(text) and text[end] in ":/":
        return None
    if "://" in text[max(0, at - 200) : at] and re.search(r"://[^\s/@]*\Z", text[max(0, at - 200) : at]):
        return None  # a login, or a host of its own
    return start, end


def _local(text: str, at: int, done: int) -> int | None:
    """Where the part in front of the @ begins; None if there is none."""
    first = max(done, at - 64, 0)
    stop = at
    if text[first:at].rstrip(" \t") != text[first:at] and "\n" not in text[max(first, at - 3) : at]:
        return None
    broken = at > first and text[at - 1] in "\n \t" and "\n" in text[max(first, at - 3) : at]
    if broken:
        stop = (
            len(text[:at].rstrip(" \t\n")) if at < 4000 else at - (3 - len(text[at - 3 : at].rstrip(" \t\n")))
        )
    match = _LOCAL.search(text, first, stop)
    if match is None or not match[0]:
        return None
    start = match.start() + len(_LOCAL_START.match(match[0])[0])  # type: ignore[index]
    for sign in "/=?&":  # in a link, the address begins behind these
        start = max(start, text.rfind(sign, start, stop) + 1)
    start = _not_an_escape(text, start)
    if start >= stop or not any(c.isalnum() for c in text[start:stop]) or text[stop - 1] == ".":
        return None
    if broken:
        return start if text[start:stop].lower() not in _SHORT_WORDS else None
    return _line_above(text, start, first)


def _line_above(text: str, start: int, first: int) -> int:
    """`start`, or the beginning of a local part whose first half is the end of the line above."""
    if start < 2 or text[start - 1] != "\n" or start <= first:
        return start
    above = re.search(
        r"(?:\A|(?<=[\s<(\[\"':;,|]))[a-z0-9][a-z0-9._+-]{0,40}\Z", text[max(0, start - 42) : start - 1]
    )
    if above is None:
        return start
    word = above[0]
    joins = (
        word[-1] in "._+-"
        or word[-1].isdigit()
        or (word not in _SHORT_WORDS and len(word) >= 2 and word.isascii())
    )
    return start - 1 - len(word) if joins and word[-1] not in ":;," else start


def _not_an_escape(text: str, start: int) -> int:
    r"""Past the letter of `\n` or `\t`, where a value follows an escape in the source of a string."""
    if start and text[start - 1] == "\\" and start < len(text) and text[start] in "nrtbfv0":
        return start + 1
    return start


def curls(scan: Scan) -> Iterator[Candidate]:
    """`user:password` of `curl -u`."""
    for hit in scan.of("curl"):
        match = _CURL.match(scan.text, hit.start)
        if match is not None and not _PLACEHOLDER.search(match["login"]):
            yield Candidate("login", *match.span("login"), match["login"])


def logins(scan: Scan) -> Iterator[Candidate]:
    """`user:password` in `scheme://user:password@host`, and a long token alone in that place."""
    text = scan.text
    if "://" not in text:
        return
    for pattern in (_LOGIN, _TOKEN_LOGIN):
        for match in pattern.finditer(text):
            login = match["login"]
            if not _PLACEHOLDER.search(login) and not (
                pattern is _TOKEN_LOGIN and not re.search(r"\d", login)
            ):
                yield Candidate("login", *match.span("login"), re.sub(r"\s", "", login))
