"""IP addresses of both versions."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from migrator.privacy.finding import Candidate
from migrator.privacy.lexicon import SEEMS_IP6
from migrator.privacy.scan import Scan

_IP4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.[ \t]?\n?[ \t]?\d{1,3}){3}(?![\w]|\.\d)")
_IP6 = re.compile(
    r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,8}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4})(?![\w:])"
)
_IP_CUES = frozenset({"ip", "version", "not"})
_NO_ONE = re.compile(r"0\.0\.0\.0|127\.|255\.|0\.")
_PRODUCT = re.compile(r"([A-Za-z][\w+#-]{1,30})(?:[ \t]|[ \t]?[=~><!]=[ \t]?|[ \t]v|@|-v?|/)\Z")
_BESIDE = re.compile(r"(?:==|>=|<=|~=|\^|~|>|<|\bv|\bV)[ ]?\Z")
_PRODUCTS = frozenset(
    [
        "chrome",
        "chromium",
        "firefox",
        "safari",
        "edge",
        "opera",
        "windows",
        "macos",
        "ios",
        "android",
        "ubuntu",
        "debian",
        "fedora",
        "linux",
        "kernel",
        "python",
        "java",
        "jdk",
        "node",
        "nodejs",
        "openssl",
        "nginx",
        "apache",
        "postgres",
        "postgresql",
        "mysql",
        "mariadb",
        "redis",
        "docker",
        "kubernetes",
        "photoshop",
        "office",
        "excel",
        "word",
        "acrobat",
        "reader",
        "flash",
        "unity",
        "blender",
        "gimp",
        "vlc",
        "discord",
        "slack",
        "zoom",
        "teams",
        "steam",
        "driver",
        "nvidia",
        "amd",
        "intel",
        "bios",
        "curl",
        "git",
        "go",
        "rust",
        "php",
        "ruby",
        "perl",
        "rails",
        "django",
        "flask",
        "react",
        "angular",
        "vue",
        "electron",
        "qt",
        "wine",
        "mono",
        "net",
        "unreal",
        "webkit",
        "gecko",
        "trident",
        "mozilla",
        "applewebkit",
        "android",
        "studio",
        "intellij",
        "pycharm",
        "vscode",
        "code",
    ]
)
_ASSEMBLY = re.compile(
    r"Version=|version=|[Aa]ssembly|FileVersion|ProductVersion|[\"'][Vv]ersion[\"']\s*:\s*[\"']?\Z"
)
_SECTION = re.compile(r"(?:\A|\n)[ \t>#*-]*\Z")


def ips(scan: Scan) -> Iterator[Candidate]:
    """IPv4 and IPv6. Not loopback, netmasks and what only is shaped like one: versions, sections."""
    text = scan.text
    for match in _IP4.finditer(text):
        start, end = match.span()
        plain = re.sub(r"\s", "", match[0])
        octets = [int(part) for part in plain.split(".")]
        if (
            max(octets) > 255
            or _NO_ONE.match(plain)
            or any(len(p) > 1 and p[0] == "0" for p in plain.split("."))
        ):
            continue
        if "\n" in match[0] and not re.search(r"\.[ \t]?\n", match[0]):
            continue
        if _is_version(scan, start, end, octets):
            continue
        yield Candidate("ip", start, end, plain)
    if SEEMS_IP6.search(text):
        for match in _IP6.finditer(text):
            written = match[0].rstrip(":") if not match[0].endswith("::") else match[0]
            if _is_ip6(written):
                yield Candidate("ip", match.start(), match.start() + len(written), written.lower())


def _is_version(scan: Scan, start: int, end: int, octets: list[int]) -> bool:
    text = scan.text
    cue = scan.cue(start, end, _IP_CUES)
    if cue.sort == "ip" and (cue.heading or cue.distance < 40):
        return False
    if cue.sort == "version" and (cue.heading or cue.distance < 28):
        return True
    before = text[max(0, start - 40) : start]
    if "://" in before.split()[-1:][0] if before.split() and not before[-1:].isspace() else False:
        return False
    small = max(octets) <= 40
    if _ASSEMBLY.search(before) or (_BESIDE.search(before) and small) or before.endswith("=="):
        return True
    product = _PRODUCT.search(before)
    if product is not None:
        name = product[1]
        if name.lower() in _PRODUCTS:
            return True
        if (
            before[-1:] in "@-/="
            and (small or before[-1:] in "-/")
            and not re.search(r"ssh|scp|sftp|rsync|ftp", before)
        ):
            return small
        if small and (name[0].isupper() and not _SENTENCE_START.search(before[: product.start(1)])):
            return True
    if cue.sort == "not" and cue.distance < 6 and small:
        return True
    if small and _SECTION.search(before) and re.match(r"\.?[ \t]+[^\W\d_]", text[end : end + 6]):
        return True
    return bool(small and re.match(r"[ \t]*(?:bölüm|madde|numaralı bölüm|section)", text[end : end + 20]))


_SENTENCE_START = re.compile(r"(?:\A|[.!?:;\n\"'(|]\s*)\Z")


def _is_ip6(written: str) -> bool:
    if written.count(":") < 2:
        return False
    try:
        address = ipaddress.IPv6Address(written)
    except ValueError:
        return False
    if written.count(":") == 7 and "::" not in written:
        return True
    if address.is_loopback or address.is_unspecified:
        return False
    first = written.split(":", 1)[0].lower()
    mapped = written.lower().startswith(("::ffff:", "64:ff9b"))
    return (
        mapped
        or re.fullmatch(r"[23][0-9a-f]{3}|fe[89ab][0-9a-f]|f[cd][0-9a-f]{2}|ff[0-9a-f]{2}", first) is not None
    )
