"""What the person is told about grants: before one is made, and what one means."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.app.serving.grants import Given
from migrator.i18n import _, listed, when


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
