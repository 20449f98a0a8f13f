"""Makes a model of the person's own on an Ollama that is running (`POST /api/create`; `server/create.go`, read 2026-11-21).

Three things that the server would do by itself are kept from happening: it would fetch a base that it lacks from the
internet, it would hand a chat on to a cloud model, and it would replace a model of the same name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from migrator.adapter import (
    Archive,
    Arrivals,
    Choices,
    Client,
    NoReply,
    Pusher,
    Receipt,
    Reply,
    Said,
)
from migrator.errors import MigratorError, NetworkRefused, Stopped, UsageError
from migrator.events import Report
from migrator.i18n import N_, _, listed
from migrator_ollama.composed import composed
from migrator_ollama.writer import OPTIONS, Model, asked, request, wish

T = TypeVar("T")
_SHOWN = 10


class _Listed(msgspec.Struct):
    name: str
    remote_host: str = ""


class _Models(msgspec.Struct):
    models: list[_Listed] | None = None


class _Status(msgspec.Struct):
    status: str = ""
    error: str = ""


class _Message(msgspec.Struct):
    role: str
    content: str = ""


class _Shown(msgspec.Struct):
    system: str = ""
    messages: list[_Message] | None = None


class _Request(msgspec.Struct):
    messages: list[_Message]
    system: str = ""


def push(
    archive: Archive, choices: Choices, client: Client | None, arrivals: Arrivals, report: Report
) -> Iterator[Receipt | Said]:
    """A model that knows the person and goes on with one chat. One of that name is never replaced."""
    del report
    model = asked(choices)
    try:
        there = None if client is None else _ready(client, model)
        receipts: list[Receipt] = []
        made = composed(archive, wish(choices, model.name))
        try:
            while True:
                receipts.append(next(made))
        except StopIteration as end:
            document = request(model, end.value)
        already = client is not None and there is not None and _same(client, there, document)
        if client is not None and not already:
            if there is not None:
                raise UsageError(
                    _(
                        "The server has a model “{name}” already, and it is another one. Nothing was changed."
                    ).format(name=model.name),
                    _("Choose another name with --set name=…, or remove it: ollama rm {name}").format(
                        name=model.name
                    ),
                )
            _make(client, model, document)
            arrivals.note({receipt.source: model.name for receipt in receipts if receipt.target})
    except NoReply:
        raise Stopped(
            _("The server does not answer."), _("Look whether it runs at this address, then run this again.")
        ) from None
    for receipt in receipts:
        if already and receipt.target:
            yield msgspec.structs.replace(receipt, outcome="there")
        else:
            yield receipt


def _ready(client: Client, model: Model) -> str | None:
    """Make sure that the base is on the server's own disk; the name of a model that is there under the new name."""
    reply = client.get("/api/tags", "list of models")
    if reply.status in {404, 405} or (reply.status == 200 and reply.body[:1] != b"{"):
        raise MigratorError(
            _("At this address no Ollama answers. Nothing was sent."),
            _("It usually is http://127.0.0.1:11434."),
        )
    models = {_whole(m.name): m for m in _parsed(_good(reply), _Models).models or ()}
    base = models.get(_whole(model.base))
    if base is None:
        names = listed(sorted(m.name for m in models.values())[:_SHOWN]) or _("none")
        raise UsageError(
            _("The server does not have the model “{name}”, and would fetch it from the internet.").format(
                name=model.base
            ),
            _(
                "Fetch it yourself (ollama pull {name}), or build on one that is there with --set model=…: {names}"
            ).format(name=model.base, names=names),
        )
    if base.remote_host or base.name.endswith(("-cloud", ":cloud")):
        raise NetworkRefused(
            _(
                "“{name}” is a cloud model: your chat would go on to another company. Nothing was sent."
            ).format(name=model.base),
            _("Build on a model that runs on this server, with --set model=…"),
        )
    there = models.get(_whole(model.name))
    return None if there is None else there.name


def _same(client: Client, name: str, document: bytes) -> bool:
    """Whether the model that is there holds just what would be sent."""
    reply = client.post("/api/show", msgspec.json.encode({"model": name}), "one model")
    shown, wanted = _parsed(_good(reply), _Shown), _parsed(document, _Request)
    # What is not sent, the server takes from the base.
    return (not wanted.system or shown.system == wanted.system) and (
        not wanted.messages or shown.messages == wanted.messages
    )


def _make(client: Client, model: Model, document: bytes) -> None:
    try:
        for reply in client.lines("/api/create", "model", document, count=1):
            told = _parsed(_good(reply), _Status)
            if told.error:
                raise MigratorError(
                    _("The server could not make the model."),
                    _("Its log says why. Nothing else was changed."),
                )
            if told.status == "success":
                return
    except NoReply:
        client.pause(1.0)
    # No word of success: the server's own list says whether it is there, and its contents whether it is ours.
    models = _parsed(_good(client.get("/api/tags", "list of models")), _Models).models or ()
    there = next((m.name for m in models if _whole(m.name) == _whole(model.name)), None)
    if there is None or not _same(client, there, document):
        raise Stopped(_("The server did not say that the model was made, and does not list it."))


def _whole(name: str) -> str:
    """A model's name as the server compares it: with a tag, whatever its case."""
    return (name if ":" in name.rpartition("/")[2] else f"{name}:latest").casefold()


def _good(reply: Reply) -> bytes:
    if reply.status == 200:
        return reply.body
    if 300 <= reply.status < 400:
        raise NetworkRefused(
            _("The server sends us on to another address ({status}); that is never followed.").format(
                status=reply.status
            ),
            _("Give the address in the end with --url."),
        )
    if reply.status in {429, 502, 503, 504}:
        raise Stopped(_("The server is too busy to answer ({status}).").format(status=reply.status))
    raise MigratorError(
        _("The server refused the request ({status}).").format(status=reply.status), _("Its log says why.")
    )


def _parsed(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError:
        raise MigratorError(
            _("The server answers in a form that this version does not know."),
            _("Write files instead, with `migrate --to ollama`."),
        ) from None


PUSHER = Pusher(
    name="ollama",
    title="Ollama",
    about=N_(
        "A model of your own is made on the server: it knows your custom instructions and memories, and goes on with one"
        " of your chats."
    ),
    push=push,
    options=OPTIONS,
    after=N_("Go on with the chat: ollama run {name}"),
)
