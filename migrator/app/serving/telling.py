"""What the person is told about grants: before one is made, and what one means."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.app.serving import account, grants
from migrator.app.serving.grants import Given
from migrator.i18n import _, listed, ngettext, size, when
from migrator.shape.markdown.pieces import inline
from migrator.vault.handle import Vault
from migrator.vault.kinds import Handed


def before_a_grant() -> list[str]:
    """What a grant means, in plain words, one paragraph a line."""
    return [
        _("What a grant means:"),
        _(
            "• The other assistant's program may ask your vault questions by itself, as often as it likes, while a chat with"
            " it is open. It can read what you grant here and change nothing."
        ),
        _(
            "• What it is given goes to its model. If that runs at a company (Claude, ChatGPT, Gemini and most others), the"
            " company gets to see those pieces of your old chats, under its own rules. With a model on this computer they"
            " stay here."
        ),
        _(
            "• The program keeps what it was given in files of its own, in clear text, outside the vault. Withdrawing the"
            " grant stops further answers; it does not fetch back the ones before."
        ),
        _("• Each answer is recorded in the vault before it leaves: migrate mcp log"),
    ]


def given(one: Given) -> Iterator[str]:
    """A grant in a few lines."""
    grant = one.grant
    state = _("holds") if grant.state == "given" else _("withdrawn")
    made = when.day(grant.made.date().isoformat()) if grant.made else "?"
    yield _("“{name}”: {state}, made on {day}").format(name=one.name, state=state, day=made)
    yield "  " + (
        _("chats: {queries}").format(queries=listed(grant.only, heavy=True))
        if grant.only
        else _("every chat")
    )
    yield (
        "  "
        + {
            "all": _("all memories and instructions, as you reviewed them"),
            "chosen": _("memories and instructions that stand in these chats"),
            "none": _("no memories, no instructions"),
        }[grant.about_me]
    )
    if grant.redact:
        yield "  " + _("replaced on the way: {kinds}").format(kinds=listed(grant.redact))
    if not grant.attachments:
        yield "  " + _("without the names of attachments")


def paragraphs(vault: Vault) -> Iterator[str]:
    """The account as paragraphs of Markdown, for the record of leaving; nothing if nothing was ever granted."""
    found, made = account.log(vault).answers, grants.given(vault, withdrawn=True)
    if not found and not made:
        return
    yield f"## {_('What other assistants were given')}"
    lines = []
    for one in made:
        first, *rest = given(one)
        lines.append(f"- {inline(first)}" + "".join(f" · {inline(text.strip())}" for text in rest))
    lines += [f"- {_total(total)}" for total in account.totals(found)]
    yield "\n".join(lines)
    yield _(
        "What left stays with these programs and with the companies that run their models: delete it there, too."
    )


def _total(total: account.Total) -> str:
    pieces = (
        when.day(total.day),
        inline(total.client or _("unnamed")),
        inline(total.grant),
        ngettext("{n} answer", "{n} answers", total.answers).format(n=total.answers),
        ngettext("from {n} chat", "from {n} chats", len(total.chats)).format(n=len(total.chats)),
        size(total.size),
    )
    return " · ".join(pieces)


def answered(one: Handed) -> str:
    """One answer of the account on a line: when, who, what, how much."""
    moment = f"{one.at.astimezone():%Y-%m-%d %H:%M}" if one.at else "?"
    many = ngettext("{n} chat", "{n} chats", len(one.chats)).format(n=len(one.chats))
    return f"{moment}  {one.client or _('unnamed')}  {one.grant}  {one.tool}  {many}  {size(one.size)}"
