"""Writes what Ollama can take: a model of one's own that knows the person's instructions and goes on with one chat.

    Modelfile       for `ollama create`
    create.json     the same for `POST /api/create`, whose text is exact: a Modelfile cannot hold every character

Ollama has no import of chats (read at ollama/ollama fb30760, 2026-08-21): no command, no route, no button.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Sink
from migrator.errors import UsageError
from migrator.events import Report
from migrator.i18n import N_, _
from migrator.shape import tokens
from migrator_ollama import modelfile
from migrator_ollama.composed import Composed, Wish, composed

OPTIONS = (
    Option(
        key="model",
        default="llama3.2",
        help=N_("The model to build on, as `ollama list` or the library names it."),
    ),
    Option(key="name", default="my-assistant", help=N_("What the new model is called.")),
    Option(
        key="conversation",
        default="",
        help=N_("The id of the conversation to go on with; without it, the one that you used last."),
    ),
    Option(
        key="context",
        default=8192,
        help=N_(
            "The context window in tokens. Instructions and the end of the chat take at most three quarters of it."
        ),
    ),
    Option(
        key="memories",
        default="yes",
        choices=("yes", "no"),
        help=N_(
            "Tell the model what ChatGPT remembered about you, the newest first, as far as there is room."
        ),
    ),
    Option(
        key="tools",
        default="drop",
        choices=("drop", "fold"),
        help=N_("What went to and from tools: left out, or as code in the answer."),
    ),
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,200}")
_LEAST = 1024


class Model(msgspec.Struct, frozen=True):
    """A model of the person's own: what it is built on, its name, its context window in tokens."""

    base: str
    name: str
    context: int


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`Modelfile` and `create.json`."""
    del report
    made = asked(choices)
    what = yield from composed(archive, wish(choices, "Modelfile"))
    sink.write("Modelfile", _modelfile(made, what).encode())
    sink.write("create.json", request(made, what))


def asked(choices: Choices) -> Model:
    """The model that the person asked for; `UsageError` if a name is none."""
    options = choices.options
    return Model(_name(options["model"]), _name(options["name"]), max(_LEAST, int(options["context"])))


def wish(choices: Choices, target: str) -> Wish:
    """What is to be told to a model; receipts name `target`."""
    options = choices.options
    return Wish(
        room=max(_LEAST, int(options["context"])) * 3 // 4,
        only=str(options["conversation"]),
        fold_tools=options["tools"] == "fold",
        with_memories=options["memories"] == "yes",
        target=target,
    )


def _name(typed: str | int) -> str:
    """A model's name: it stands bare in the Modelfile, so nothing else may get in."""
    name = str(typed)
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("“{name}” is no name of a model.").format(name=name),
            _("A name looks like llama3.2, qwen3:8b or hf.co/owner/model."),
        )
    return name


def _modelfile(model: Model, what: Composed) -> str:
    lines = [f"# ollama create {model.name} -f Modelfile"]
    if what.chosen is not None:
        title = tokens.harmless(modelfile.exact(" ".join(what.title.split())))
        named = f"{json.dumps(title, ensure_ascii=False)}, id " if title else ""
        lines.append(f"# goes on with the conversation {named}{json.dumps(what.chosen)}")
    lines += [f"FROM {model.base}", f"PARAMETER num_ctx {model.context}"]
    if what.system:
        lines.append(f"SYSTEM {modelfile.value(what.system)}")
    lines += [f"MESSAGE {role} {modelfile.value(text)}" for role, text in what.messages]
    return "\n".join(lines) + "\n"


def request(model: Model, what: Composed) -> bytes:
    """What `POST /api/create` takes."""
    document = {
        "model": model.name,
        "from": model.base,
        **({"system": what.system} if what.system else {}),
        "messages": [{"role": role, "content": text} for role, text in what.messages],
        "parameters": {"num_ctx": model.context},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
