"""What ChatGPT knew about the person, into their account on an Open WebUI: memories, and the system prompt.

Memories go one by one, for the server works on each (it computes an embedding); one that it holds in the same words is
there already. A memory in which something is odd (`shape.facts.flags`) is left out until the person has approved it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from migrator.adapter import Archive, Choices, Client, NoReply, Receipt, Reply
from migrator.errors import Stopped
from migrator.events import Problem, Report
from migrator.i18n import _, ngettext
from migrator.losses import Loss
from migrator.model import Instruction, Memory
from migrator.shape import times
from migrator.shape.facts.fact import joined, of_memory, sentences
from migrator.shape.facts.flags import flags
from migrator.shape.markdown.prose import clean
from migrator_open_webui.chat import source_id
from migrator_open_webui.earlier import Earlier
from migrator_open_webui.server import checked, parsed, unknown_form

_MEMORIES = "/api/v1/memories/"
_SETTINGS = "/api/v1/users/user/settings"
_FAILURES = 2  # in a row, after which the rest is not tried


class _Kept(msgspec.Struct):
    id: str
    content: str


def memories(
    archive: Archive, choices: Choices, client: Client | None, arrivals: Earlier, report: Report
) -> Iterator[Receipt]:
    """Each memory that the server lacks, but for those that the person removed there."""
    wanted = choices.options["memories"] == "yes"
    all_of_them = list(archive.items(Memory))
    there: dict[str, str] | None = {}
    if wanted and client is not None and all_of_them:
        there = _listed(client, report)
    odd = failed = 0
    unfound: list[int] = []
    within = _within(all_of_them)
    for memory in all_of_them:
        text = _line(memory.text)
        if not wanted or not text or there is None or failed >= _FAILURES:
            yield _left(memory)
            continue
        if flags(text) and memory.extra.get("reviewed") not in {"kept", "edited"}:
            odd += 1
            yield _left(memory)
            continue
        if memory.id in within:  # another memory says all of it and more
            yield Receipt(item="memory", source=memory.id, target=within[memory.id])
            continue
        known = _same(there, text, arrivals.remote(source_id(memory.id)))
        if known is not None:
            arrivals.note({source_id(memory.id): known})
            yield Receipt(item="memory", source=memory.id, target=known, outcome="there")
            continue
        if client is None:
            there[text] = memory.id
            yield Receipt(item="memory", source=memory.id, target=memory.id)
            continue
        if arrivals.is_removed(source_id(memory.id)):
            losses = (Loss("memory-removed-there", (memory.id,)),)
            yield Receipt(item="memory", source=memory.id, outcome="left-out", losses=losses)
            continue
        made = _added(client, text, there, unfound, report)
        if made is None:
            failed += 1
            yield _left(memory)
            continue
        failed = 0
        there[text] = made
        arrivals.note({source_id(memory.id): made})
        yield Receipt(item="memory", source=memory.id, target=made)
    if unfound:
        report(
            Problem(
                kind="memory-not-indexed",
                where="",
                what=ngettext(
                    "The server keeps {n} memory, but could not index it ({status}): it lacks an embedding model, which an"
                    " administrator sets.",
                    "The server keeps {n} memories, but could not index them ({status}): it lacks an embedding model, which"
                    " an administrator sets.",
                    len(unfound),
                ).format(n=len(unfound), status=str(unfound[0])),
            )
        )
    if odd:
        report(
            Problem(
                kind="memory-odd",
                where="",
                what=ngettext(
                    "{n} memory was left out, because something in it is odd. `migrate profile review` shows it.",
                    "{n} memories were left out, because something in them is odd. `migrate profile review` shows them.",
                    odd,
                ).format(n=odd),
            )
        )


def instructions(
    archive: Archive, choices: Choices, client: Client | None, report: Report
) -> Iterator[Receipt]:
    """The newest custom instructions, as the system prompt of the account's settings."""
    found = list(archive.items(Instruction))
    newest: Instruction | None = None
    for item in found:
        if newest is None or (item.created or times.UNKNOWN) >= (newest.created or times.UNKNOWN):
            newest = item
    wish = choices.options["instructions"]
    for item in found:
        if item is not newest or wish == "no":
            yield _left(item)
            continue
        text = "\n\n".join(clean(t).strip() for t in (item.about_me, item.how_to_answer) if t.strip())
        done = _settled(client, text, replace=wish == "replace", report=report) if text else "left-out"
        if done == "left-out":
            yield _left(item)
        else:
            yield Receipt(item="instruction", source=item.id, target="settings", outcome=done)


def _within(memories: list[Memory]) -> dict[str, str]:
    """Memories of which each sentence stands in a longer one, with the id of that one."""
    by_id = {memory.id: memory for memory in memories}
    found: dict[str, str] = {}
    for fact in joined(map(of_memory, memories)):
        main = next((key for key in fact.traces if of_memory(by_id[key]).text == fact.text), None)
        for key in fact.traces if main is not None else ():
            if len(sentences(by_id[key].text)) < len(sentences(fact.text)):
                found[key] = str(main)
    return found


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _left(item: Memory | Instruction) -> Receipt:
    if isinstance(item, Memory):
        losses = (Loss("memory-left-out", (item.id,)),)
        return Receipt(item="memory", source=item.id, outcome="left-out", losses=losses)
    losses = (Loss("instruction-left-out", (item.id,)),)
    return Receipt(item="instruction", source=item.id, outcome="left-out", losses=losses)


def _same(there: dict[str, str], text: str, noted: str | None) -> str | None:
    """The server's id for a memory: in the same words, or the one that an earlier run made, whatever it says now."""
    if noted is not None and noted in there.values():
        return noted
    return there.get(text)


def _listed(client: Client, report: Report) -> dict[str, str] | None:
    """What the server remembers, by its words; None if memories are switched off or not allowed."""
    try:
        reply = client.get(_MEMORIES, "list of memories")
    except NoReply:
        raise Stopped(_("The server no longer answers.")) from None
    if reply.status in {403, 404}:
        report(
            Problem(
                kind="no-memories",
                where="",
                what=_("This server keeps no memories for this account, so yours are left out."),
            )
        )
        return None
    return {_line(kept.content): kept.id for kept in parsed(checked(reply), list[_Kept])}


def _added(
    client: Client, text: str, there: dict[str, str], unfound: list[int], report: Report
) -> str | None:
    """Have one memory added; its id, or None if the server does not take it.

    `unfound` gathers the statuses of those that it keeps and could not index.
    """
    reply: Reply | None = None
    try:
        reply = client.post(f"{_MEMORIES}add", msgspec.json.encode({"content": text}), "memory", count=1)
        if reply.status == 200:
            return parsed(reply.body, _Kept).id
    except NoReply:
        client.pause(2.0)
    # The server keeps a memory before it works on it: it may be there though that failed.
    again = _listed(client, report) or {}
    there.update(again)
    if text in again:
        if reply is not None:
            unfound.append(reply.status)
        return again[text]
    if reply is None:
        raise Stopped(_("A request was not answered, and the server may still be working on it."))
    what = _("The server did not take a memory ({status}).").format(status=reply.status)
    report(Problem(kind="memory-refused", where="", what=what))
    return None


def _settled(
    client: Client | None, text: str, *, replace: bool, report: Report
) -> Literal["written", "there", "left-out"]:
    """Put `text` into the settings, if there is none, or `replace`; what became of it."""
    if client is None:
        return "written"
    try:
        settings, present = _settings(client)
        if present == text:
            return "there"
        if present.strip() and not replace:
            what = _(
                "Your account on the server has a system prompt of its own, which was left as it is."
                " `--set instructions=replace` puts yours in its place."
            )
            report(Problem(kind="instructions-there", where="", what=what))
            return "left-out"
        # Versions before 0.12 replace all of `ui` with what they are sent, so all of it is sent back.
        document = msgspec.json.encode({"ui": {**settings, "system": text}})
        try:
            reply = client.post(f"{_SETTINGS}/update", document, "instructions", count=1)
            if 300 <= reply.status < 400 or reply.status == 401:
                checked(reply)
        except NoReply:
            client.pause(2.0)
        _again, now = _settings(client)
    except NoReply:
        raise Stopped(_("The server no longer answers.")) from None
    if now == text:
        return "written"
    what = _("The server did not take your custom instructions: this account may not set a system prompt.")
    report(Problem(kind="instructions-refused", where="", what=what))
    return "left-out"


def _settings(client: Client) -> tuple[dict[str, Any], str]:
    """The account's own `ui` settings, and the system prompt in them, "" if there is none."""
    body = checked(client.get(f"{_SETTINGS}?raw=true", "settings"))
    ui = ({} if body.strip() == b"null" else parsed(body, dict[str, Any])).get("ui") or {}
    if not isinstance(ui, dict):
        raise unknown_form()
    system = ui.get("system")
    return ui, system if isinstance(system, str) else ""
