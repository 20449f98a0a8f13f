"""Clean text for `redaction.py`: nothing in it is anybody's, and much of it looks as if it were."""

from __future__ import annotations

import importlib
import inspect
import random

_MODULES = ["json.decoder", "argparse", "configparser", "csv", "datetime", "decimal", "difflib", "dis", "email.message", "ftplib", "getpass", "gzip", "hashlib", "heapq", "hmac", "html.parser", "http.client", "http.cookies", "imaplib", "locale", "logging", "mailbox", "mimetypes", "netrc", "nntplib", "numbers", "os", "pathlib", "pdb", "pickle", "platform", "plistlib", "poplib", "pprint", "profile", "random", "secrets", "shelve", "shlex", "socket", "sqlite3.dump", "ssl", "statistics", "string", "subprocess", "tarfile", "tempfile", "textwrap", "threading", "timeit", "tokenize", "trace", "turtle", "types", "typing", "urllib.parse", "urllib.request", "uuid", "warnings", "wave", "webbrowser", "xmlrpc.client", "zipfile", "calendar", "ast"]  # fmt: skip


def clean(rnd: random.Random) -> list[str]:
    """Texts: look-alikes in sentences of three languages, tables, logs, JSON, and the source of the standard library."""
    texts = (
        [_sentence(rnd) for _n in range(700)]
        + [_table(rnd) for _n in range(30)]
        + [_log(rnd) for _n in range(20)]
        + [_json(rnd) for _n in range(20)]
    )
    for name in _MODULES:
        try:
            module = importlib.import_module(name)
            functions = [
                inspect.getsource(f)
                for _n, f in inspect.getmembers(module, lambda o: inspect.isclass(o) or inspect.isfunction(o))
                if getattr(f, "__module__", "") == module.__name__
            ]
        except (ImportError, OSError, TypeError):
            continue
        texts += [f"```python\n{source.rstrip()}\n```" for source in functions[:6] if source[0] not in " \t"]
        if module.__doc__:
            texts.append(module.__doc__)
    return texts


def _digits(rnd: random.Random, n: int) -> str:
    return str(rnd.randrange(10 ** (n - 1), 10**n))


def _hex(rnd: random.Random, n: int) -> str:
    return f"{rnd.getrandbits(4 * n):0{n}x}"


def _uuid(rnd: random.Random) -> str:
    h = _hex(rnd, 32)
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def _version(rnd: random.Random) -> str:
    return ".".join(str(rnd.randrange(30)) for _n in range(4))


def _sentence(rnd: random.Random) -> str:
    v, d, h, u = _version(rnd), lambda n: _digits(rnd, n), _hex(rnd, 40), _uuid(rnd)
    return rnd.choice(
        [
            f"We upgraded to version {v} last week and nothing broke.", f"See section {v} of the manual for the details.", f"Sürüm {v} ile birlikte hata düzeldi.", f"Bölüm {v} içinde anlatılıyor.",
            f"تم إصلاح الخطأ في الإصدار {v} من البرنامج.", f"راجع القسم {v} من الدليل.", f"Chrome 120.0.{d(4)}.{d(3)} shows the page correctly.", f"nginx {v} ignores that header.",
            f"The order number is {d(11)} and it left the warehouse.", f"Sipariş numarası {d(10)} kargoya verildi.", f"رقم الطلب {d(10)} قيد التنفيذ.", f"Tracking number {d(16)} shows no movement.",
            f"The commit {h} introduced the bug.", f"The session id {u} has expired.", f"At {1600000000 + rnd.randrange(10**8)} the job started; at {1600000000000 + rnd.randrange(10**11)} it ended.",
            f"The file has {d(9)} bytes and the checksum {_hex(rnd, 32)}.", f"ISBN 978-3-16-{d(6)}-0 is the second edition.", f"Install @types/node@{rnd.randrange(20)}.{rnd.randrange(9)}.{rnd.randrange(9)} and react@18.2.0.",
            f"docker pull app@sha256:{_hex(rnd, 64)}", "Clone git@github.com:python/cpython.git first.", f"The population grew from {d(7)} to {d(7)} in ten years.", f"The meeting is on 2024-0{rnd.randrange(1, 9)}-1{rnd.randrange(9)} at 14:30:00.",
            "Pi is 3.14159265358979 and e is 2.718281828459045.", f"https://example.org/watch?v={_hex(rnd, 11)}&t={d(10)}", "The coordinates are 41.008238, 28.978359 for the square.", "Let us meet at noon. Then we go on to the museum.",
            f"Invoice {d(8)} was paid on 12.03.2024.", f"Fatura no {d(12)} ödendi.", f"The seed was {d(10)} and the loss 0.{d(8)}.", "Use password: ${DB_PASSWORD} in the file, never the value.", "The password must be at least 12 characters long.",
            "Şifre en az sekiz karakter olmalı.", "كلمة المرور يجب أن تكون طويلة.", "My token budget is 128000 for this request.", "password: ********", "The field password: string is required.", "Einstein was born on 14 March 1879 in Ulm.", "The company was founded on 12 May 1994.",
            f"Flight TK{d(4)} leaves at 10:45 from gate 204.", f"RFC 2606 reserves example.org; RFC {d(4)} does not.", f"Model AX-{d(4)}-{d(4)} has a new firmware.", f"The ratio is {d(3)}:{d(3)} and 1:2:3.", "mac 00:1B:44:11:3A:B7 is fine.", "std::vector<int>::iterator and a::b::c are names.",
            f"arXiv:{d(4)}.{d(5)} and doi 10.1000/{d(6)} are cited.", f"ticket #{d(7)} is closed, issue {d(5)} is open.", "Numbers: 12 15 18 22 30 41 55 60 71.", "The scores were 10-12, 21-19 and 11-9.", f"Raw: {d(5)} {d(5)} {d(5)} {d(5)}.", "The bridge is 1 234 567 kg.", "Population 12.345.678, area 783.562 km2.",
            f"Product code {d(13)} (EAN) is sold out.", f"Serial number {d(12)} is on the back.", "Room 4021, floor 12, building 7.", "The street was empty at 5 in the morning.", "The 3 way handshake takes 2 round trips.", "In 1999 the road to the north was closed.", "ID 1234567 refers to row 7654321.", f"PID {d(5)} listens on port {d(4)}.",
            "Visit /home/user/docs or C:\\Users\\Public.", "He said the address: of course, it never came.", "I can will may mark the date.", f"Build {d(8)}.{d(2)} passed.", f"The hash is {_hex(rnd, 64)}.", f"SELECT * FROM t WHERE id = {d(9)};", f"for i in range({d(7)}): total += i", f"0x{_hex(rnd, 8)} and 0b101010.", f"It costs $1,234,567.89 or €{d(3)}.{d(3)},00.",
        ]
    )  # fmt: skip


def _table(rnd: random.Random) -> str:
    rows = [
        f"| {_digits(rnd, 5)} | {_version(rnd)} | {_digits(rnd, 10)} | 2023-0{rnd.randrange(1, 9)}-11 | {_hex(rnd, 12)} |"
        for _n in range(8)
    ]
    return "| id | version | order | date | hash |\n|---|---|---|---|---|\n" + "\n".join(rows)


def _log(rnd: random.Random) -> str:
    return "\n".join(
        f"2024-05-{rnd.randrange(10, 29)} 10:{rnd.randrange(10, 59)}:{rnd.randrange(10, 59)},{rnd.randrange(100, 999)} INFO worker-{n} took {_digits(rnd, 6)} us, trace={_hex(rnd, 32)} bytes={_digits(rnd, 8)}"
        for n in range(12)
    )


def _json(rnd: random.Random) -> str:
    return (
        f'{{"id": "{_uuid(rnd)}", "created": {_digits(rnd, 10)}, "updated_ms": {_digits(rnd, 13)}, "size": {_digits(rnd, 9)}, "sha": "{_hex(rnd, 40)}", "version": "{_version(rnd)}",'
        f' "order_id": {_digits(rnd, 16)}, "score": 0.{_digits(rnd, 12)}, "tags": ["a", "b"], "lat": 41.{_digits(rnd, 6)}, "lon": 28.{_digits(rnd, 6)}}}'
    )
