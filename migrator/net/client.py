"""`adapter.Client` over the one door: requests to one address that the person named, and below it.

This computer may be talked to without encryption once its address was named. Another host must be allowed by name as
well, and speak TLS with a certificate that somebody vouches for.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import msgspec

from migrator.adapter import NoReply, Reply
from migrator.errors import NetworkRefused, UsageError
from migrator.i18n import _
from migrator.net.door import Arriving, NoAnswer, Way, is_this_computer, opened
from migrator.net.ledger import Ledger

_PATH = re.compile(r"/[A-Za-z0-9._~/-]*(\?[A-Za-z0-9._~&=-]*)?")
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a server is allowed: bytes of an answer, of a line of it and of a streamed one; seconds of silence and in all.

    `second` is how long a second of a pause takes, so that tests need not wait.
    """

    answer: int = 256 << 20
    line: int = 256 << 20
    streamed: int = 8 << 30
    patience: float = 120.0
    whole: float = 3600.0
    second: float = 1.0


class Server:
    """An open way to one address. See `adapter.Client`."""

    def __init__(
        self,
        way: Way,
        base: str,
        purpose: str,
        *,
        token: str | None = None,
        limits: Limits | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._way = way
        self._base = base
        self._purpose = purpose
        self._headers = {"accept": "application/json"}
        if token is not None:
            self._headers["authorization"] = f"Bearer {token}"
        self._limits = limits or Limits()
        self._check = check

    def get(self, path: str, what: str) -> Reply:
        """See `adapter.Client`."""
        return self._whole("GET", path, what, None, 0)

    def post(self, path: str, document: bytes, what: str, *, count: int = 0) -> Reply:
        """See `adapter.Client`."""
        return self._whole("POST", path, what, document, count)

    def lines(
        self, path: str, what: str, document: bytes | None = None, *, count: int = 0
    ) -> Iterator[Reply]:
        """See `adapter.Client`."""
        method = "GET" if document is None else "POST"
        held = bytearray()
        with self._asked(method, path, what, document, count, self._limits.streamed) as answer:
            status, wait, given = answer.status, _wait(answer), False
            for block in answer.blocks():
                self._check()
                *whole, rest = block.split(b"\n")
                for piece in whole:
                    held += piece
                    if held.strip():
                        given = True
                        yield Reply(status=status, body=bytes(held), wait=wait)
                    held.clear()
                held += rest
                if len(held) > self._limits.line:
                    raise NoAnswer("LineTooLong")
        if held.strip() or not given:
            yield Reply(status=status, body=bytes(held), wait=wait)

    def pause(self, seconds: float) -> None:
        """See `adapter.Client`."""
        until = time.monotonic() + seconds * self._limits.second
        while (left := until - time.monotonic()) > 0:
            self._check()
            time.sleep(min(0.1, left))

    def _whole(self, method: str, path: str, what: str, document: bytes | None, count: int) -> Reply:
        with self._asked(method, path, what, document, count, self._limits.answer) as answer:
            body = b"".join(answer.blocks())
            return Reply(status=answer.status, body=body, wait=_wait(answer))

    @contextmanager
    def _asked(
        self, method: str, path: str, what: str, document: bytes | None, count: int, most: int
    ) -> Iterator[Arriving]:
        if not _PATH.fullmatch(path) or "/." in path:
            raise ValueError(path)  # an adapter that makes an address of its own
        self._check()
        headers = dict(self._headers)
        if document is not None:
            headers["content-type"] = "application/json"
        try:
            with self._way.exchange(
                method,
                self._base + path,
                f"{self._purpose}: {what}",
                content=document,
                headers=headers,
                count=count,
                most=most,
                patience=self._limits.patience,
                whole=self._limits.whole,
            ) as answer:
                yield answer
        except NoAnswer as why:
            raise NoReply(why.why, sent=why.sent) from None


def address(url: str) -> tuple[str, str]:
    """The host of a server's address, and the address without a slash at its end. `UsageError` if it is none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold()
        sound = parts.port != 0
    except ValueError:
        host, sound = "", False
    if (
        not sound
        or not host
        or parts.scheme not in {"http", "https"}
        or parts.username is not None
        or parts.query
        or parts.fragment
        or not url.isascii()
        or not url.isprintable()
        or set(url) & set(" \\<>\"'")
    ):
        raise UsageError(
            _("--url does not hold an address of a server."),
            _(
                "It looks like http://127.0.0.1:8080 or https://chat.example.org. A secret has no place in it."
            ),
        )
    return host, f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


@contextmanager
def connected(
    url: str,
    purpose: str,
    *,
    allowed: Sequence[str],
    ledger: Ledger,
    now: Callable[[], dt.datetime],
    token: str | None = None,
    limits: Limits | None = None,
    check: Callable[[], None] = lambda: None,
) -> Iterator[Server]:
    """A way to the server at `url`, and to nothing else. Nothing is sent yet.

    `allowed` are the hosts that the person allowed by name; this computer needs none. `purpose` and one word for each
    request stand in the ledger. `check` is called between steps and may raise to stop. Raises `NetworkRefused`,
    `UsageError`.
    """
    host, base = address(url)
    if token is not None and not _TOKEN.fullmatch(token):
        raise UsageError(
            _("The token holds characters that no token has."),
            _("The file must hold the token on its first line and nothing else."),
        )
    if not is_this_computer(host):
        if host not in {name.casefold() for name in allowed}:
            raise NetworkRefused(
                _("{host} is not this computer, and nobody allowed it. Nothing was sent.").format(host=host),
                _("If that is your own server, add --allow-host {host}.").format(host=host),
            )
        if not base.startswith("https://"):
            raise NetworkRefused(
                _("Without encryption, your chats would cross the network in the open. Nothing was sent."),
                _("Use an address that begins with https://, or a tunnel to this computer (ssh -L)."),
            )
    with opened(host, allowed=(host,), ask=None, ledger=ledger, now=now) as way:
        yield Server(way, base, purpose, token=token, limits=limits, check=check)


def _wait(answer: Arriving) -> int:
    """`Retry-After` in seconds; a date is taken for a minute."""
    asked = answer.header("retry-after").strip()
    if not asked:
        return 0
    return min(int(asked), 3600) if asked.isascii() and asked.isdigit() else 60
