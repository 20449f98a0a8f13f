"""One way out, to one host by name.

`opened` raises `NetworkRefused` (exit 20) unless the host was named (`--allow-host`) or the person agrees now. What it
yields talks to that host alone: another host, a redirect, a proxy from the environment, an unchecked certificate and
plain http (but to this computer itself) are all refused.
"""

from __future__ import annotations

import datetime as dt
import functools
import ipaddress
import os
import secrets
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import SplitResult, urlsplit

import httpx
import msgspec

from migrator import __version__
from migrator.errors import NetworkRefused, UsageError
from migrator.i18n import _
from migrator.net.ledger import UNREACHED, Ledger, Request

Ask = Callable[[str], bool]
"""Asks the person whether this host may be talked to; False is a no."""

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
MOST = 1 << 20
"""Bytes of an answer that are read at most."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: the status, and where a redirect would lead (it is not followed)."""

    status: int
    location: str = ""
    body: bytes = b""


class NoAnswer(Exception):
    """The host could not be reached, or gave no whole answer in time; `why` in a word that holds no address.

    `sent`: the request may have reached it.
    """

    def __init__(self, why: str, *, sent: bool = True) -> None:
        super().__init__(why)
        self.why = why
        self.sent = sent


class Arriving:
    """An answer on its way: its head, and its content as it comes, never more than the limits allow."""

    def __init__(self, response: httpx.Response, most: int, deadline: float) -> None:
        self.status = response.status_code
        self.received = 0
        self._response = response
        self._most = most
        self._deadline = deadline

    def header(self, name: str) -> str:
        """One of its headers, "" if it is not there."""
        return str(self._response.headers.get(name, ""))

    def blocks(self) -> Iterator[bytes]:
        """The content. `NoAnswer` once it is longer than what is allowed, or takes longer."""
        if self.header("content-encoding") not in {
            "",
            "identity",
        }:  # not asked for, and could unpack to anything
            raise NoAnswer("PackedAnswer")
        for block in self._response.iter_raw():  # as it comes: a size would hold back what is there
            self.received += len(block)
            if self.received > self._most:
                raise NoAnswer("AnswerTooLarge")
            if time.monotonic() > self._deadline:
                raise NoAnswer("AnswerTooSlow")
            yield block


class Way:
    """An open way to one host."""

    def __init__(
        self, host: str, client: httpx.Client, ledger: Ledger, now: Callable[[], dt.datetime]
    ) -> None:
        self.host = host
        self._client = client
        self._ledger = ledger
        self._now = now
        self._run = secrets.token_hex(6)
        self._number = 0

    def get(self, url: str, purpose: str, *, body: bool = False) -> Answer:
        """Ask for `url`; only its status, unless `body`. `NetworkRefused` for another host, `NoAnswer` if none came."""
        parts = _checked(url, self.host)
        self._number += 1
        record = Request(
            at=self._now(),
            host=self.host,
            method="GET",
            path=_path(parts),
            purpose=purpose,
            sent=len(url),
            id=f"{self._run}-{self._number}",
        )
        self._ledger(record)
        try:
            with self._client.stream("GET", url) as response:
                data = _first(response) if body else b""
                answer = Answer(
                    status=response.status_code, location=response.headers.get("location", ""), body=data
                )
        except httpx.HTTPError as why:
            error = type(why).__name__
            self._ledger(msgspec.structs.replace(record, error=error))
            raise NoAnswer(error) from None
        self._ledger(msgspec.structs.replace(record, status=answer.status, received=len(answer.body)))
        return answer

    @contextmanager
    def exchange(
        self,
        method: str,
        url: str,
        purpose: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        count: int = 0,
        most: int = MOST,
        patience: float = 60.0,
        whole: float = 3600.0,
    ) -> Iterator[Arriving]:
        """Send something, and take the answer while the block runs.

        `most` is the bytes of an answer that are taken, `patience` the seconds without a sign of life, `whole` those for
        all of it. `NetworkRefused` for another host, `NoAnswer` if none came or what came was over a limit.
        """
        parts = _checked(url, self.host)
        self._number += 1
        record = Request(
            at=self._now(),
            host=parts.netloc,
            method=method,
            path=parts.path,
            purpose=purpose,
            sent=len(content or b""),
            id=f"{self._run}-{self._number}",
            count=count,
        )
        self._ledger(record)
        timeout = httpx.Timeout(patience, connect=min(10.0, patience))
        arriving: Arriving | None = None
        ended = "Interrupted"
        try:
            with self._client.stream(
                method,
                url,
                content=content,
                headers={"accept-encoding": "identity", **(headers or {})},
                timeout=timeout,
            ) as response:
                arriving = Arriving(response, most, time.monotonic() + whole)
                yield arriving
            ended = ""
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as why:
            ended = UNREACHED
            raise NoAnswer(type(why).__name__, sent=False) from None
        except (httpx.HTTPError, httpx.StreamError) as why:
            ended = type(why).__name__
            raise NoAnswer(ended) from None
        except NoAnswer as why:
            ended = why.why
            raise
        except GeneratorExit:
            ended = ""  # whoever asked has heard enough
            raise
        finally:
            status = arriving.status if arriving is not None and not ended else None
            received = arriving.received if arriving is not None else 0
            self._ledger(msgspec.structs.replace(record, status=status, received=received, error=ended))


@contextmanager
def opened(
    host: str,
    *,
    allowed: Sequence[str],
    ask: Ask | None,
    ledger: Ledger,
    now: Callable[[], dt.datetime],
) -> Iterator[Way]:
    """A way to `host`, if it is among `allowed` or the person says yes to `ask` (None: nobody can be asked)."""
    host = host.casefold()
    if host not in {a.casefold() for a in allowed}:
        if ask is None:
            raise NetworkRefused(
                _("This needs the network, and nobody allowed it. Nothing was sent."),
                _("Add --allow-host {host} to allow this one host for this one run.").format(host=host),
            )
        if not ask(host):
            raise NetworkRefused(
                _("You said no. Nothing was sent."), _("Everything else works without the network.")
            )
    with httpx.Client(
        trust_env=False,
        follow_redirects=False,
        verify=_certificates(),
        timeout=TIMEOUT,
        # Each request has a connection of its own: one that the other side closed meanwhile would look like an answer
        # that never came.
        limits=httpx.Limits(max_keepalive_connections=0),
        headers={"user-agent": f"assistant-migrator/{__version__}", "accept": "text/html"},
    ) as client:
        yield Way(host, client, ledger, now)


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Whose word for a certificate counts: the list that comes with `httpx`, whatever the environment says.

    Python's own default would write the secrets of every connection to the file that SSLKEYLOGFILE names.
    """
    wished = os.environ.pop("SSLKEYLOGFILE", None)
    try:
        return httpx.create_ssl_context(verify=True, trust_env=False)
    finally:
        if wished is not None:
            os.environ["SSLKEYLOGFILE"] = wished


def host_of(url: str) -> str:
    """The host of a URL, lower case; `UsageError` if it has none."""
    host = (urlsplit(url).hostname or "").casefold()
    if not host:
        raise UsageError(
            _("“{url}” is not an address.").format(url=url), _("Write it with https:// in front.")
        )
    return host


def is_this_computer(host: str) -> bool:
    """Whether a host is this computer itself, by its name or its number."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked(url: str, host: str) -> SplitResult:
    parts = urlsplit(url)
    if (parts.hostname or "").casefold() != host or parts.username is not None or "\\" in url:
        raise NetworkRefused(
            _("A request to another host than {host} was stopped. Nothing was sent to it.").format(host=host),
            _("Only the host that you named is ever talked to."),
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and is_this_computer(host)):
        raise NetworkRefused(
            _("A request without encryption to {host} was stopped. Nothing was sent.").format(host=host),
            _("Use an address that begins with https://."),
        )
    return parts


def _path(parts: SplitResult) -> str:
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _first(response: httpx.Response) -> bytes:
    data = bytearray()
    for block in response.iter_bytes(1 << 14):
        data += block
        if len(data) >= MOST:
            break
    return bytes(data[:MOST])
