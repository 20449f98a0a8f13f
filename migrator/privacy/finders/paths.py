"""User names in file paths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.privacy.finding import Candidate
from migrator.privacy.scan import Scan

_HOME = re.compile(
    r"(?:(?:/home/|(?:/mnt)?(?:/[a-z])?/Users/|%2FUsers%2F|%2Fhome%2F)(?P<unix>[\w.@+-]{1,64})(?=[/\s\"'`:;,)\]|<>&%]|\.?\Z|\.\s))|(?:[A-Za-z]:|\\)?(?:\\{1,2})(?:Users|users|Documents and Settings)\\{1,2}(?P<windows>[^\\/:*?\"<>|\n]{1,40}?)(?=\\|[\"'`\n]|\Z)"
)
_NOBODY = frozenset(
    [
        "user",
        "username",
        "users",
        "you",
        "your",
        "yourname",
        "your_name",
        "your-name",
        "yourusername",
        "your_username",
        "<user>",
        "name",
        "me",
        "shared",
        "public",
        "default",
        "all",
        "guest",
        "root",
        "admin",
        "administrator",
        "ubuntu",
        "debian",
        "ec2-user",
        "centos",
        "vagrant",
        "runner",
        "node",
        "app",
        "appuser",
        "www",
        "www-data",
        "git",
        "jenkins",
        "travis",
        "circleci",
        "coder",
        "codespace",
        "vscode",
        "dev",
        "developer",
        "somebody",
        "someuser",
        "foo",
        "bar",
        "test",
        "testuser",
        "nobody",
        "linuxbrew",
        "pi",
        "page",
        "pages",
        "index",
        "home",
        "jovyan",
        "oracle",
        "postgres",
        "mysql",
        "nginx",
        "sandbox",
        "kullanici",
        "kullanıcı",
        "kullaniciadi",
        "en",
        "tr",
        "ar",
        "allusers",
        "defaultuser0",
        "xxx",
    ]
)


def paths(scan: Scan) -> Iterator[Candidate]:
    """The name of the person in `/home/…`, `/Users/…` and their like on Windows; names that stand for anybody are none."""
    if "path" not in scan.sorts:
        return
    text = scan.text
    for hit in scan.of("path"):
        match = (
            _HOME.match(text, hit.start)
            or _HOME.match(text, max(0, hit.start - 2))
            or _HOME.search(text, max(0, hit.start - 6), hit.end + 66)
        )
        if match is None:
            continue
        group = "unix" if match["unix"] is not None else "windows"
        name = match[group].rstrip(". ")
        before = text[match.start() - 1] if match.start() else " "
        if (
            group == "unix"
            and (before.isalnum() or before in "_.-")
            and not text[: match.start()].endswith(("file://localhost", "file:/", "file://"))
        ):
            continue
        if (
            name.lower().replace(" ", "") in _NOBODY
            or re.match(r"[$%{<]|\.{2,}", name)
            or not re.search(r"\w", name)
        ):
            continue
        start = match.start(group)
        stripped = len(name.rstrip(". "))
        yield Candidate("path", start, start + stripped, name[:stripped].casefold())
