"""Passwords, where a word for one, an option or a column says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.privacy.finders.secrets import NOT_A_VALUE
from migrator.privacy.finding import Candidate
from migrator.privacy.scan import Scan

_PASSWORD = re.compile(
    r"(?P<name>[\w]{0,24})[\"'`*\])]{0,3}(?:[ \t]{0,3}\([^()\n]{0,24}\))?[ \t]{0,4}(?P<sign>=>|:=|==|:|=|＝)[ \t*]{0,4}\n?[ \t>]{0,6}"
    r"(?:(?P<quote>[\"'`])(?!(?P=quote))(?P<quoted>[^\n]{1,120}?)(?<!\\)(?P=quote)|(?P<bare>[^\s\"'`]{3,128}))"
)
_FLAG = re.compile(r"(?:[ =])(?:[\"'](?P<quoted>[^\"'\s]{3,128})[\"']|(?P<bare>[^\s\"'-][^\s\"']{2,127}))")
_SPOKEN = re.compile(
    r"(?: for [\w .-]{1,24})? (?:is|was|to|هي|هو|كانت) (?:[\"'`](?P<quoted>[^\"'`\n]{3,80})[\"'`]|(?P<bare>[^\s\"'`]{4,64}))"
)
NO_PASSWORDS = frozenset(
    [
        "string",
        "str",
        "text",
        "required",
        "optional",
        "minimum",
        "maximum",
        "none",
        "null",
        "nil",
        "true",
        "false",
        "undefined",
        "input",
        "hidden",
        "changed",
        "reset",
        "forgot",
        "forgotten",
        "forget",
        "incorrect",
        "invalid",
        "wrong",
        "correct",
        "valid",
        "weak",
        "strong",
        "empty",
        "blank",
        "expired",
        "unknown",
        "missing",
        "value",
        "values",
        "field",
        "fields",
        "password",
        "passwords",
        "passwd",
        "pwd",
        "secret",
        "hash",
        "hashed",
        "hashing",
        "salt",
        "encrypted",
        "encryption",
        "bcrypt",
        "argon2",
        "scrypt",
        "sha256",
        "md5",
        "type",
        "char",
        "varchar",
        "int",
        "integer",
        "number",
        "boolean",
        "bool",
        "bytes",
        "object",
        "any",
        "optional",
        "confirm",
        "confirmation",
        "change",
        "policy",
        "manager",
        "protected",
        "login",
        "username",
        "user",
        "name",
        "email",
        "please",
        "never",
        "always",
        "not",
        "set",
        "unset",
        "used",
        "stored",
        "plain",
        "plaintext",
        "sensitive",
        "request",
        "response",
        "data",
        "body",
        "form",
        "input",
        "args",
        "gerekli",
        "zorunlu",
        "boş",
        "yanlış",
        "hatalı",
        "geçersiz",
        "giriniz",
        "girin",
        "yok",
        "var",
        "değiştir",
        "güçlü",
        "zayıf",
        "metin",
        "unutulan",
        "unuttum",
        "sıfırla",
        "مطلوب",
        "مطلوبة",
        "خطأ",
        "خاطئة",
        "فارغة",
        "ضعيفة",
        "قوية",
        "نسيت",
        "غير",
        "نص",
        "len",
        "lambda",
        "self",
        "await",
        "async",
        "return",
        "print",
        "default",
        "secretstr",
        "readline",
        "prompt",
    ]
)
_UPPER_NAME = re.compile(r"\A[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")


def passwords(scan: Scan) -> Iterator[Candidate]:
    """What stands after a word for password and a colon, an equals sign, as a key's value, or as an option's."""
    text = scan.text
    for hit in scan.of("password"):
        match = _PASSWORD.match(text, hit.end)
        if match is not None:
            found = _password(scan, match, hit.start)
            if found is not None:
                yield found
            continue
        if text[max(0, hit.start - 2) : hit.start] == "--":
            flag = _FLAG.match(text, hit.end)
            if flag is not None:
                group = "quoted" if flag["quoted"] is not None else "bare"
                if not is_placeholder(flag[group]):
                    yield Candidate("password", *flag.span(group), flag[group], "likely")
            continue
        spoken = _SPOKEN.match(text, hit.end)
        if spoken is not None:
            group = "quoted" if spoken["quoted"] is not None else "bare"
            value = spoken[group].rstrip(".,;:!?)")
            if (
                not is_placeholder(value)
                and value.lower() not in NO_PASSWORDS
                and (group == "quoted" or _odd(value))
            ):
                yield Candidate(
                    "password", spoken.start(group), spoken.start(group) + len(value), value, "likely"
                )


def _password(scan: Scan, match: re.Match[str], hit_start: int) -> Candidate | None:
    text = scan.text
    if match["name"] and not re.fullmatch(r"(?:_?\w{1,12}|[ımniyüusıilarden]{1,8})", match["name"]):
        return None
    if match["quoted"] is not None:
        value, start = match["quoted"], match.start("quoted")
        if is_placeholder(value) or len(value) < 3 or (value.lower() in NO_PASSWORDS):
            return None
        if match["sign"] == "==" or (
            " " in value and (scan.view.in_code(hit_start) and len(value.split()) > 6)
        ):
            return None
        if re.match(r"[ \t]*:", text[match.end() : match.end() + 3]) and match["sign"] == ":":
            return None  # "password": "key": …
        return Candidate("password", start, start + len(value), value)
    value, start = match["bare"], match.start("bare")
    value = _cut(value)
    if re.match(r"[/~][\w.-]*/|[A-Za-z]:\\", value):
        return None  # a path: pwd is also a folder
    if len(value) < 3 or is_placeholder(value) or value.lower().strip(".,;:!?") in NO_PASSWORDS:
        return None
    if "\n" in text[match.start() : start] and not _odd(value):
        return None
    code = scan.view.in_code(hit_start)
    rest_end = scan.view.line(start)[1]
    rest = text[start + len(value) : rest_end].strip(" \t.,;:!?|*`\"')}]")
    if code and re.fullmatch(r"[A-Za-z_][\w.]*(?:\[[^\]]*)?", value) and not re.search(r"\d", value):
        return None  # a name, a type
    if match["sign"] in {"=", ":="} and re.fullmatch(r"[a-z_]+", value) and rest:
        return None
    if code and ("(" in value or value.startswith(("[", "{"))):
        return None
    if (
        not _odd(value)
        and rest
        and text[start + len(value) : start + len(value) + 1] not in {",", ";", ".", "،", "|", "&"}
    ):
        return None  # prose goes on
    if not _odd(value) and (not value.isascii() or len(value) < 4):
        return None
    return Candidate("password", start, start + len(value), value, "certain" if _odd(value) else "likely")


def _cut(value: str) -> str:
    """Without what ends the sentence, the field or the connection string."""
    value = re.split(r"[;|](?=\S|$)|&(?=\w+=)|,(?=[A-Za-z_]+[=:])|</", value, maxsplit=1)[0]
    value = value.rstrip(".,;:،؛")
    while (
        value
        and value[-1] in ")]}*"
        and value.count({")": "(", "]": "[", "}": "{", "*": "\0"}[value[-1]]) < value.count(value[-1])
    ):
        value = value[:-1]
    return value.rstrip("?") if value.endswith(("??", "؟")) else value


def _odd(value: str) -> bool:
    """Whether this is no word: a digit, a sign or a capital inside."""
    return bool(re.search(r"\d|[^\w\s.,'’-]|[a-z][A-Z]|\w[_-]\w", value)) and any(
        c.isascii() and not c.isspace() for c in value
    )


def is_placeholder(value: str) -> bool:
    """Whether a value stands for one that is filled in elsewhere: `${NAME}`, `***`, `<password>`, `YOUR_PASSWORD`."""
    return (
        (bool(NOT_A_VALUE.search(value)) and not _strange(value))
        or bool(_UPPER_NAME.match(value))
        or len(set(value)) == 1
    )


def _strange(value: str) -> bool:
    """A value that only looks like a placeholder by one of its signs: it mixes digits, letters of both cases and signs."""
    if re.match(r"\$\{|\$\([^)]*\)\Z|\$\w+\Z|\{\{|<|%[A-Z_]+%|os\.|process\.", value) or "***" in value:
        return False
    return bool(
        re.search(r"\d", value)
        and re.search(r"[a-z]", value)
        and re.search(r"[A-Z]", value)
        and re.search(r"[^\w\s.]", value)
    )
