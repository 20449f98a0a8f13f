"""Goes on with one conversation on any server that speaks OpenAI's form: llama.cpp, LM Studio, vLLM, Jan, Ollama itself.

The conversation, a system message and one question are sent to `/v1/chat/completions`; what the model says is shown. The
server keeps nothing that we know of, and neither do we: it is a way to see how a model takes over before moving there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from migrator.adapter import (
    Archive,
    Arrivals,
    Choices,
    Client,
    NoReply,
    Option,
    Pusher,
    Receipt,
    Reply,
    Said,
)
from migrator.errors import ConditionNotMet, MigratorError, NetworkRefused, Stopped, UsageError, WrongSecret
from migrator.events import Report
from migrator.i18n import N_, _, listed
from migrator_ollama.composed import Composed, Wish, composed
from migrator_ollama.writer import OPTIONS as MODEL_OPTIONS

_SHOWN = 10
_LONGEST = 1_000_000  # characters of an answer
_GO_ON = "Where were we? Sum it up in two sentences, then go on."

OPTIONS = (
    Option(
        key="model",
        default="",
        help=N_("The model to ask, by the server's name for it; left out, the only one that it has."),
    ),
    *(option for option in MODEL_OPTIONS if option.key in {"conversation", "context", "memories", "tools"}),
    Option(
        key="say",
        default=_GO_ON,
        help=N_("What to say next. If you spoke last in that chat, your last words are the question."),
    ),
    Option(key="answer", default=512, help=N_("How many tokens the answer may have, at most.")),
)


class _Model(msgspec.Struct):
    id: str


class _Models(msgspec.Struct):
    data: list[_Model]


def push(
    archive: Archive, choices: Choices, client: Client | None, arrivals: Arrivals, report: Report
) -> Iterator[Receipt | Said]:
    """Ask a model to go on with one conversation; the answer is the last thing given."""
    del arrivals, report
    options = choices.options
    try:
        root, model = ("", "") if client is None else _model(client, str(options["model"]))
        what = yield from composed(
            archive,
            Wish(
                room=max(1024, int(options["context"])) * 3 // 4,
                only=str(options["conversation"]),
                fold_tools=options["tools"] == "fold",
                with_memories=options["memories"] == "yes",
                target=model or "model",
            ),
        )
        if client is not None:
            document = _document(model, what, str(options["say"]), max(1, int(options["answer"])))
            yield Said(_answered(client, f"{root}/chat/completions", document))
    except NoReply:
        raise Stopped(
            _("The server does not answer."), _("Look whether it runs at this address, then run this again.")
        ) from None


def talk(client: Client, wanted: str) -> Callable[[Sequence[tuple[str, str]], int], str]:
    """What has the model `wanted` answer messages; `NoReply` passes."""
    root, model = _model(client, wanted)

    def answer(messages: Sequence[tuple[str, str]], most: int) -> str:
        written = [{"role": role, "content": text} for role, text in messages]
        document = {"model": model, "messages": written, "max_tokens": most, "stream": True}
        return _answered(client, f"{root}/chat/completions", msgspec.json.encode(document))

    return answer


def _model(client: Client, wanted: str) -> tuple[str, str]:
    """Where the server's routes begin, and the model to ask."""
    root = "/v1"
    reply = client.get("/v1/models", "list of models")
    if reply.status == 404:  # the address that the person gave ends in /v1 already
        root = ""
        reply = client.get("/models", "list of models")
    try:
        names = [model.id for model in msgspec.json.decode(_good(reply), type=_Models).data]
    except msgspec.DecodeError:
        raise MigratorError(
            _("At this address no server answers that speaks OpenAI's form. Nothing was sent."),
            _("It usually ends in the port alone, such as http://127.0.0.1:8080."),
        ) from None
    known = listed(names[:_SHOWN]) or _("none")
    if not wanted and len(names) != 1:
        raise UsageError(
            _("Say which model to ask with --set model=…"), _("The server has: {names}").format(names=known)
        )
    if wanted and wanted not in names:
        raise UsageError(
            _("The server has no model “{name}”.").format(name=wanted),
            _("It has: {names}").format(names=known),
        )
    model = wanted or names[0]
    if model.endswith(("-cloud", ":cloud")):
        raise NetworkRefused(
            _(
                "“{name}” is a cloud model: your chat would go on to another company. Nothing was sent."
            ).format(name=model),
            _("Choose a model that runs on this server, with --set model=…"),
        )
    return root, model


def _document(model: str, what: Composed, say: str, most: int) -> bytes:
    messages: list[dict[str, Any]] = []
    if what.system:
        messages.append({"role": "system", "content": what.system})
    messages += [{"role": role, "content": text} for role, text in what.messages]
    if not what.messages or what.messages[-1][0] != "user":
        messages.append({"role": "user", "content": say})
    elif say != _GO_ON:  # two questions in a row are more than many templates take
        messages[-1] = {"role": "user", "content": f"{what.messages[-1][1]}\n\n{say}"}
    document = {"model": model, "messages": messages, "max_tokens": most, "stream": True}
    return msgspec.json.encode(document)


def _answered(client: Client, path: str, document: bytes) -> str:
    """The answer, from events as they come, or whole from a server that does not stream."""
    pieces: list[str] = []
    length = 0
    for reply in client.lines(path, "one chat", document, count=1):
        body = _good(reply).strip()
        if body.startswith(b"data:"):
            body = body[5:].strip()
        if body == b"[DONE]":
            break
        if not body.startswith(b"{"):
            continue  # blank lines, comments that keep the line open, names of events
        piece = _said(body)
        pieces.append(piece)
        length += len(piece)
        if length > _LONGEST:
            raise MigratorError(_("The answer does not end; it was cut off."), _("Try another model."))
    text = "".join(pieces).strip()
    if not text:
        raise MigratorError(
            _("The model answered nothing."),
            _("Give it more room with --set answer=…, or try another model."),
        )
    return text


def _said(body: bytes) -> str:
    try:
        told = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return ""
    if "error" in told:
        raise _failed(500)
    choices = told.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(first, dict):
        return ""
    message = first.get("delta") or first.get("message") or {}
    text = message.get("content") if isinstance(message, dict) else None
    return text if isinstance(text, str) else ""


def _good(reply: Reply) -> bytes:
    status = reply.status
    if status == 200:
        return reply.body
    if 300 <= status < 400:
        raise NetworkRefused(
            _("The server sends us on to another address ({status}); that is never followed.").format(
                status=status
            ),
            _("Give the address in the end with --url."),
        )
    if status == 401:
        raise WrongSecret(
            _("The server wants a key, or does not take this one."),
            _("Put it on the first line of a file and add --token-file FILE."),
        )
    if status == 403:
        raise ConditionNotMet(_("The server does not allow that."))
    if status in {429, 502, 503, 504}:
        raise Stopped(_("The server is too busy to answer ({status}).").format(status=status))
    raise _failed(status)


def _failed(status: int) -> MigratorError:
    return MigratorError(
        _("The server could not answer ({status}).").format(status=status),
        _(
            "If the chat is too long for the model, give it less with --set context=…; the server's log says more."
        ),
    )


PUSHER = Pusher(
    name="openai-compatible",
    title=N_("A server that speaks OpenAI's form"),
    about=N_(
        "One chat, your custom instructions and memories go to a model with a question, and its answer is shown. Nothing is"
        " kept there by us. The server must run the model itself: one that passes chats on to a company is not for this."
    ),
    push=push,
    options=OPTIONS,
    proof="tests/real/test_push_llamacpp.py::test_a_real_model_goes_on_with_a_chat",
    patience=900.0,
    talk=talk,
)
