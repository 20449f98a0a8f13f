"""Writes what Ollama can take: a model of one's own that knows the person's instructions and goes on with one chat.

    Modelfile       for `ollama create`
    create.json     the same for `POST /api/create`, whose text is exact: a Modelfile cannot hold every character

Ollama has no import of chats (read at ollama/ollama fb30760, 2026-08-21): no command, no route, no button.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial

from migrator.adapter import Archive, Choices, Option, Receipt, Sink, files_left_out
from migrator.errors import UsageError
from migrator.events import Report
from migrator.i18n import N_, _
from migrator.losses import Loss
from migrator.model import Instruction, Memory
from migrator.shape import flat, times, tokens
from migrator_ollama import modelfile
from migrator_ollama.talk import Plan, Said, Talk, cost, talk

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
_ABOUT = "What you know about the person:"


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`Modelfile` and `create.json`."""
    del report
    wish = choices.options
    base, name, context = _name(wish["model"]), _name(wish["name"]), max(_LEAST, int(wish["context"]))
    room = context * 3 // 4
    system, said = _system(archive, room // 2, with_memories=wish["memories"] == "yes")
    plan = Plan(
        room=max(64, room - cost(system)),
        only=str(wish["conversation"]),
        wish=flat.Wish(tools=wish["tools"] == "fold"),
    )
    best: Talk | None = None
    for each in archive.convert(partial(talk, plan=plan)):
        if each.taken is None or (best is not None and not _later(each, best)):
            yield each.left
            continue
        if best is not None:
            yield best.left
        best = each
    if best is None and plan.only:
        raise UsageError(
            _("There is no conversation “{id}” with anything to go on from in what you chose.").format(
                id=plan.only
            ),
            _(
                "`migrate vault list` shows the ids; leave `conversation` out to take the one that you used last."
            ),
        )
    messages: tuple[Said, ...] = ()
    chosen = None
    if best is not None and best.taken is not None:
        messages, chosen = best.messages, best.taken.source
        yield best.taken
    sink.write("Modelfile", _modelfile(base, name, context, system, messages, chosen).encode())
    sink.write("create.json", _request(base, name, context, system, messages))
    yield from said
    yield from files_left_out(archive)


def _name(typed: str | int) -> str:
    """A model's name: it stands bare in the Modelfile, so nothing else may get in."""
    name = str(typed)
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("“{name}” is no name of a model.").format(name=name),
            _("A name looks like llama3.2, qwen3:8b or hf.co/owner/model."),
        )
    return name


def _later(one: Talk, other: Talk) -> bool:
    """Whether the one was used after the other; the first of the export wins where that is not known."""
    return (one.when or times.UNKNOWN) > (other.when or times.UNKNOWN)


def _system(archive: Archive, room: int, *, with_memories: bool) -> tuple[str, list[Receipt]]:
    """The system's message: the newest instructions, then memories, newest first, within `room` tokens."""
    receipts: list[Receipt] = []
    latest: Instruction | None = None
    instructions = list(archive.items(Instruction))
    for item in instructions:
        if latest is None or (item.created or times.UNKNOWN) >= (latest.created or times.UNKNOWN):
            latest = item
    for item in instructions:
        if item is latest:
            receipts.append(Receipt(item="instruction", source=item.id, target="Modelfile"))
        else:
            receipts.append(_left("instruction-left-out", item.id, "instruction"))
    pieces = [text for text in (latest.about_me, latest.how_to_answer) if text.strip()] if latest else []
    known: list[str] = []
    room -= cost("".join(pieces)) + cost(_ABOUT)
    memories = sorted(archive.items(Memory), key=lambda item: item.created or times.UNKNOWN, reverse=True)
    for memory in memories:
        line = "- " + " ".join(memory.text.split())
        if with_memories and line not in known and cost(line) > room:
            room = 0  # the rest is older
        if not with_memories or room <= 0:
            receipts.append(_left("memory-left-out", memory.id, "memory"))
            continue
        if line not in known:
            known.append(line)
            room -= cost(line)
        receipts.append(Receipt(item="memory", source=memory.id, target="Modelfile"))
    if known:
        pieces.append("\n".join([_ABOUT, *known]))
    return tokens.harmless("\n\n".join(pieces)), receipts


def _left(kind: str, source: str, item: str) -> Receipt:
    losses = (Loss(kind, (source,)),)
    if item == "memory":
        return Receipt(item="memory", source=source, outcome="left-out", losses=losses)
    return Receipt(item="instruction", source=source, outcome="left-out", losses=losses)


def _modelfile(
    base: str, name: str, context: int, system: str, messages: tuple[Said, ...], chosen: str | None
) -> str:
    lines = [f"# ollama create {name} -f Modelfile"]
    if chosen is not None:
        lines.append(f"# goes on with the conversation {json.dumps(chosen)}")
    lines += [f"FROM {base}", f"PARAMETER num_ctx {context}"]
    if system:
        lines.append(f"SYSTEM {modelfile.value(system)}")
    lines += [f"MESSAGE {role} {modelfile.value(text)}" for role, text in messages]
    return "\n".join(lines) + "\n"


def _request(base: str, name: str, context: int, system: str, messages: tuple[Said, ...]) -> bytes:
    """What `POST /api/create` takes."""
    document = {
        "model": name,
        "from": base,
        **({"system": system} if system else {}),
        "messages": [{"role": role, "content": text} for role, text in messages],
        "parameters": {"num_ctx": context},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
