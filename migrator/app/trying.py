"""A person's own questions put to another model, its answers beside what ChatGPT said: `migrate try`.

    tried = ask(Request(url="http://127.0.0.1:8080", model="qwen3", limit=5), context, vault)

The first question of each chosen chat goes, alone, to the server that the person named; the newest chats come first. Nothing else
is sent, and nothing is judged: the answers stand side by side. With `out`, a page holds them after each answer, and a later run
with the same page asks only what it does not hold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from migrator import registry
from migrator.adapter import NoReply, Pusher, Talk
from migrator.app import network, tried_page
from migrator.app.archive import OpenArchive
from migrator.app.context import Context
from migrator.app.gathering import archive_of, exports_of
from migrator.app.redacting import Redacting
from migrator.app.watch import watched
from migrator.errors import Interrupted, MigratorError, NetworkRefused, Stopped, UsageError, WrongSecret
from migrator.events import Finished, Progressed, Started
from migrator.i18n import _, ngettext
from migrator.model import Conversation, Message, Text
from migrator.net.client import Limits, address, connected
from migrator.net.door import is_this_computer
from migrator.shape import tree
from migrator.shape.turns import turns
from migrator.shape.visible import just_words, shown
from migrator.vault.handle import Vault

PHASE = "try"
"""The phase of the events while a model answers; its unit is questions."""

_SERVER = "openai-compatible"
_LONGEST = 20_000  # characters of a question; a longer one is no quick try


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the person asked for; `limit` questions at most, `answer` tokens for each. The rest is as for a push."""

    url: str
    model: str = ""
    token: str | None = None
    allowed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    branches: Literal["head", "all"] = "head"
    redact: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    limit: int = 5
    answer: int = 800
    out: Path | None = None

    def __repr__(self) -> str:
        """Without the token."""
        return "<trying.Request>"


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A question, what ChatGPT answered, and what the model did; `fault` says why it did not."""

    conversation: str
    title: str
    date: dt.datetime | None
    question: str
    before: str
    after: str | None = None
    fault: str | None = None


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `again` of the pairs were in the page already."""

    url: str
    model: str
    pairs: tuple[Pair, ...]
    again: int
    out: Path | None
    complete: bool

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "url": self.url,
            "model": self.model,
            "asked": len(self.pairs) - self.again,
            "answered": sum(pair.after is not None for pair in self.pairs),
            "pairs": msgspec.to_builtins(self.pairs),
            "out": None if self.out is None else str(self.out),
        }


def goes_to_others(request: Request) -> bool:
    """Whether questions go as they are to another computer, so that the person is to be asked first."""
    return not request.redact and not is_this_computer(address(request.url)[0])


def ask(
    request: Request, context: Context, vault: Vault | None = None, *, limits: Limits | None = None
) -> Tried:
    """Carry out `request`, on the exports in `vault` if it names none.

    Raises `UsageError` for what cannot be meant, `NetworkRefused` before anything is sent if the rules do not allow it,
    `Stopped` if the server went away part-way; what was answered until then is in the page.
    """
    if request.limit < 1 or request.answer < 1:
        raise UsageError(_("--limit and --answer want a number of at least 1."))
    pusher, talk = _talking()
    host, base = address(request.url)
    kept = None if request.sources else vault
    redacting = Redacting(request.redact, request.settings, kept, hosted=not is_this_computer(host))
    if redacting.settings:
        raise UsageError(_("There is no setting “{name}” here.").format(name=redacting.settings[0]))
    held = {} if request.out is None else _held(request.out)
    watching, watch = watched(context)
    with exports_of(request.sources, vault, watching) as exports:
        archive = archive_of(
            exports, watching, kept, only=request.only, head_only=True, redaction=redacting.redaction
        )
        questions = _questions(archive, request.limit)
    redacting.keep_map()
    pairs = [held.get(_key(base, request.model, pair), pair) for pair in questions]
    again = sum(pair.after is not None for pair in pairs)
    if again < len(pairs):
        with connected(
            request.url,
            "try",
            allowed=request.allowed,
            ledger=network.ledger(),
            now=context.now,
            token=request.token,
            limits=limits or Limits(patience=pusher.patience),
            check=context.check,
        ) as client:
            try:
                answer = talk(client, request.model)
            except NoReply:
                raise Stopped(
                    _("The server does not answer."),
                    _("Look whether it runs at this address, then run this again."),
                ) from None
            _ask(request, context, pairs, answer, base)
    return Tried(
        url=base,
        model=request.model,
        pairs=tuple(pairs),
        again=again,
        out=request.out,
        complete=watch.complete,
    )


def _talking() -> tuple[Pusher, Talk]:
    pusher = registry.pusher(_SERVER)
    if pusher.talk is None:
        raise MigratorError(_("The adapter for such servers is too old for this."))
    return pusher, pusher.talk


def _ask(
    request: Request,
    context: Context,
    pairs: list[Pair],
    answer: Callable[[Sequence[tuple[str, str]], int], str],
    base: str,
) -> None:
    """Fill in the answers, in place; after each, the page holds what there is."""
    context.report(Started(phase=PHASE, total=len(pairs), unit="questions"))
    done = 0
    try:
        for number, pair in enumerate(pairs):
            if pair.after is None:
                try:
                    said = answer([("user", pair.question)], request.answer)
                    pairs[number] = msgspec.structs.replace(pair, after=said, fault=None)
                except (Stopped, WrongSecret, NetworkRefused, UsageError, Interrupted):
                    raise
                except MigratorError as why:
                    pairs[number] = msgspec.structs.replace(pair, fault=why.message)
                _keep(request, pairs, base)
            done += 1
            context.report(Progressed(phase=PHASE, done=done))
    except NoReply:
        raise Stopped(_so_far(_("The server does not answer."), pairs), _again(request)) from None
    except Stopped as why:
        raise Stopped(_so_far(why.message, pairs), _again(request)) from None
    except Interrupted:
        raise Interrupted(_so_far(_("Stopped."), pairs), _again(request)) from None
    context.report(Finished(phase=PHASE))


def _keep(request: Request, pairs: Sequence[Pair], base: str) -> None:
    if request.out is not None:
        there = [pair for pair in pairs if pair.after is not None or pair.fault is not None]
        keys = [_key(base, request.model, pair) for pair in there]
        tried_page.write(request.out, base, request.model, there, keys)


def _so_far(message: str, pairs: Sequence[Pair]) -> str:
    n = sum(pair.after is not None for pair in pairs)
    if not n:
        return message
    said = ngettext("{n} question is answered.", "{n} questions are answered.", n).format(n=n)
    return f"{message} {said}"


def _again(request: Request) -> str:
    if request.out is None:
        return _("With --out FILE what was answered is kept, and the same command goes on.")
    return _("Run the same command again: it goes on where it stopped.")


def _held(out: Path) -> dict[str, Pair]:
    """The answered pairs in the page of an earlier run; `UsageError` if the file is something else."""
    entries = tried_page.read(out)
    return {key: msgspec.convert(entry, Pair) for key, entry in entries}


def _key(base: str, model: str, pair: Pair) -> str:
    text = f"{base}\x1f{model}\x1f{pair.conversation}\x1f{pair.question}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# --------------------------------------------------------------------------------------------- the questions


def _questions(archive: OpenArchive, limit: int) -> list[Pair]:
    """The first question of each chat with ChatGPT's answer to it, of the `limit` chats used last."""
    newest: list[tuple[float, int, Pair]] = []
    for number, conversation in enumerate(archive.items(Conversation)):
        pair = _first(conversation)
        if pair is None:
            continue
        entry = (pair.date.timestamp() if pair.date else 0.0, -number, pair)
        if len(newest) < limit:
            heapq.heappush(newest, entry)
        else:
            heapq.heappushpop(newest, entry)
    return [pair for _when, _number, pair in sorted(newest, key=lambda entry: entry[:2], reverse=True)]


def _first(conversation: Conversation) -> Pair | None:
    path = [message for message in tree.path(conversation) if shown(message)]
    line = turns(path)
    for asked, answered in itertools.pairwise(line):
        if asked.side != "user" or answered.side != "assistant":
            continue
        if not all(map(just_words, asked.messages)):
            return None  # with a picture or a file, the words alone are another question
        question, before = _words(asked.messages), _words(answered.messages)
        if not question or not before or len(question) > _LONGEST:
            return None
        return Pair(
            conversation=conversation.id,
            title=conversation.title or "",
            date=conversation.updated or conversation.created,
            question=question,
            before=before,
        )
    return None


def _words(messages: Sequence[Message]) -> str:
    return "\n\n".join(_texts(messages)).strip()


def _texts(messages: Sequence[Message]) -> Iterator[str]:
    for message in messages:
        yield from (part.text for part in message.parts if isinstance(part, Text) and part.text.strip())
