"""One client: its requests in, their answers out.

The thread that reads answers at once whatever needs nothing from the backend; all else goes to one other thread, in the
order in which it came. So a slow answer keeps nobody from `ping`, and a cancellation reaches what it is about. Every
exception ends in a fixed sentence and a number; nothing of a request or of an archive is written anywhere else.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec

from migrator.mcp import requests, results
from migrator.mcp.contract import JSON, Answer, Backend, Catalogue, Client, Fault, NotFound, Template
from migrator.mcp.requests import Bad, Request
from migrator.mcp.wire import Wire
from migrator.text import safe, storable

WAITING = 64
"""Requests that wait for the backend; while there are more, nothing is read."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST_ARGUMENT = 1000  # letters of a prompt's argument
UNEXPECTED = Fault(99, "Something unexpected happened here. Nothing left the vault.")
_LISTS: dict[str, tuple[str, Callable[[Catalogue], list[JSON]]]] = {
    "tools/list": ("tools", lambda c: [results.tool(one) for one in c.tools]),
    "prompts/list": ("prompts", lambda c: [results.prompt(one) for one in c.prompts]),
    "resources/list": ("resources", lambda _c: []),
    "resources/templates/list": (
        "resourceTemplates",
        lambda c: [results.template(one) for one in c.templates],
    ),
}
_WORK = frozenset({"tools/call", "resources/read", "prompts/get"})


class Job(msgspec.Struct, eq=False):
    """A request on its way. `send` makes the line out of the text."""

    request: Request
    work: Callable[[], Answer]
    send: Callable[[str], JSON]
    failed: Callable[[Fault], bytes]
    cancelled: bool = False


class Server:
    """`run` ends when the client does."""

    def __init__(self, wire: Wire, catalogue: Catalogue, backend: Backend) -> None:
        self._wire = wire
        self._catalogue = catalogue
        self._backend = backend
        self._client: Client | None = None  # since the handshake
        self._stateless = False
        self._jobs: queue.Queue[Job | None] = queue.Queue(WAITING)
        self._open: list[Job] = []  # those that wait, and the one that is worked on
        self._turn = threading.Lock()
        self.now: Job | None = None
        self.since = 0.0  # when work on it began, by the monotonic clock
        self.asked = time.monotonic()  # when the last request for the backend came or was answered

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is worked on."""
        return not self._open

    def run(self) -> None:
        """Serve until the other side closes its end; what is asked by then is still answered."""
        worker = threading.Thread(target=self._work, name="answers", daemon=True)
        worker.start()
        for line in self._wire.lines():
            if line is None or line.strip():
                self.take(line)
        self._jobs.put(None)
        worker.join()

    def take(self, line: bytes | None) -> None:
        """One line from the client."""
        request: Request | None = None
        try:
            request = requests.parse(line)
            if request is None:
                return
            if request.id is None:
                self._notified(request)
                return
            self._asked(request)
        except Bad as bad:
            key = None if request is None or bad.code == requests.INVALID else request.id
            self._wire.write(results.refused(key, bad.code, bad.message, bad.data))
        except OSError:
            raise
        except Exception:  # noqa: BLE001 - the outer edge: no text of an exception leaves
            key = request.id if request is not None else None
            self._wire.write(results.refused(key, requests.INTERNAL, UNEXPECTED.text))

    # ------------------------------------------------------------------------------------------ requests

    def _notified(self, request: Request) -> None:
        if request.method == "notifications/cancelled":
            wanted = request.params.get("requestId")
            with self._turn:
                for job in self._open:
                    if job.request.id == wanted and type(job.request.id) is type(wanted):
                        job.cancelled = True
                        if job is self.now:
                            self._backend.interrupt()

    def _asked(self, request: Request) -> None:
        method = request.method
        if request.stateless:
            requests.check_envelope(request)
            self._stateless = True
        if method == "initialize":
            self._initialize(request)
            return
        if method == "ping" and not request.stateless:
            self._reply(request, {})
            return
        if not request.stateless and self._client is None:
            raise Bad(requests.PARAMS, "Send initialize first, or a protocol version in params._meta.")
        if method == "server/discover" and request.stateless:
            self._reply(request, results.discovered(self._catalogue), cached=True)
        elif method in _LISTS:
            if request.params.get("cursor") is not None:
                raise Bad(requests.PARAMS, "There is no such page; each list is one page.")
            name, made = _LISTS[method]
            self._reply(request, {name: made(self._catalogue)}, cached=True)
        elif method in _WORK:
            self._enqueue(
                self._job(request, request.client if request.stateless else self._client or Client())
            )
        else:
            raise Bad(requests.NO_METHOD, "This method is not served.")

    def _initialize(self, request: Request) -> None:
        if self._stateless:
            data = {"supported": list(requests.STATELESS)}
            raise Bad(requests.VERSION, "This connection goes without a handshake already.", data)
        self._client = requests.named(request.params.get("clientInfo"))
        self._reply(request, results.initialized(request.params.get("protocolVersion"), self._catalogue))

    def _job(self, request: Request, client: Client) -> Job:
        match request.method:
            case "tools/call":
                return self._call(request, client)
            case "resources/read":
                return self._resource(request, client)
            case _:
                return self._prompt(request, client)

    def _call(self, request: Request, client: Client) -> Job:
        name, given = request.params.get("name"), request.params.get("arguments")
        tool = next((one for one in self._catalogue.tools if one.name == name), None)
        if tool is None:
            raise Bad(requests.PARAMS, "There is no such tool; tools/list names them.")

        def work() -> Answer:
            try:
                arguments = msgspec.convert({} if given is None else given, tool.arguments, strict=True)
            except (msgspec.ValidationError, RecursionError):
                raise Fault(
                    3, f"The arguments do not fit. {tool.name} takes: {_takes(tool.schema)}."
                ) from None
            return self._backend.call(tool.name, arguments, client)

        return Job(
            request,
            work,
            results.called,
            lambda fault: self._line(request, results.called(fault.text, failed=True)),
        )

    def _resource(self, request: Request, client: Client) -> Job:
        uri = request.params.get("uri")
        for template in self._catalogue.templates:
            key = uri.removeprefix(template.prefix) if isinstance(uri, str) else ""
            if key != uri and _KEY.fullmatch(key):
                return self._reading(request, client, template, key)
        raise Bad(requests.PARAMS, "There is no such resource.")

    def _reading(self, request: Request, client: Client, template: Template, key: str) -> Job:
        return Job(
            request,
            lambda: self._backend.read(template.name, key, client),
            lambda text: results.read(template.prefix + key, text),
            lambda fault: _refusal(request, fault),
        )

    def _prompt(self, request: Request, client: Client) -> Job:
        name, given = request.params.get("name"), request.params.get("arguments") or {}
        prompt = next((one for one in self._catalogue.prompts if one.name == name), None)
        if prompt is None:
            raise Bad(requests.PARAMS, "There is no such prompt; prompts/list names them.")
        names = {key for key, _description in prompt.arguments}
        if not isinstance(given, dict) or given.keys() != names or not all(map(_words, given.values())):
            raise Bad(
                requests.PARAMS, f"The arguments do not fit. {prompt.name} takes: {', '.join(sorted(names))}."
            )
        return Job(
            request,
            lambda: self._backend.prompt(prompt.name, given, client),
            lambda text: results.prompted(prompt, text),
            lambda fault: _refusal(request, fault),
        )

    # ------------------------------------------------------------------------------------------ answers

    def _reply(self, request: Request, result: JSON, *, cached: bool = False) -> None:
        self._wire.write(self._line(request, result, cached=cached))

    def _line(self, request: Request, result: JSON, *, cached: bool = False) -> bytes:
        server = self._catalogue if request.stateless else None
        return results.answered(request.id, result, server, cached=cached)

    def _enqueue(self, job: Job) -> None:
        self.asked = time.monotonic()
        with self._turn:
            self._open.append(job)
        self._jobs.put(job)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            with self._turn:
                self.now, self.since = job, time.monotonic()
                cancelled = job.cancelled
            try:
                if not cancelled:
                    self._answer(job)
            except OSError:
                return  # nobody reads any more
            finally:
                with self._turn:
                    self.now = None
                    self._open.remove(job)
                self.asked = time.monotonic()

    def _answer(self, job: Job) -> None:
        cached = job.request.method == "resources/read"
        try:
            answer = job.work()
            line = self._line(job.request, job.send(safe(storable(answer.text))), cached=cached)
            if job.cancelled:
                return
            answer.settle(len(line))
        except Fault as fault:
            line = job.failed(fault)
        except Exception:  # noqa: BLE001 - the outer edge: no text of an exception leaves
            line = job.failed(UNEXPECTED)
        else:
            self._wire.write(line)  # whatever was cancelled meanwhile: it is in the account
            return
        if not job.cancelled:
            self._wire.write(line)


def _refusal(request: Request, fault: Fault) -> bytes:
    code = requests.PARAMS if isinstance(fault, NotFound) else requests.INTERNAL
    return results.refused(request.id, code, fault.text)


def _takes(schema: JSON) -> str:
    properties: dict[str, Any] = schema["properties"]
    return "; ".join(f"{name}: {about['description']}" for name, about in properties.items()) or "nothing"


def _words(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ARGUMENT
