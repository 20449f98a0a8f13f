"""The account: each answer that left over MCP, in the journal before it was sent. Never what stood in it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from migrator.app.serving import faults
from migrator.app.serving.grants import Given
from migrator.mcp.contract import Client
from migrator.shape import times
from migrator.vault.handle import Vault
from migrator.vault.kinds import Grant, Handed

WAIT = 3.0
"""Seconds to wait for another process that writes in the vault."""


class Leaving(msgspec.Struct, frozen=True):
    """What an answer takes along: ids of the chats it quotes, how many messages, how many memories and instructions."""

    chats: tuple[str, ...] = ()
    messages: int = 0
    about_me: int = 0


class Account:
    """The account of one run."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(4)
        self._number = 0

    def record(self, vault: Vault, by: Given, client: Client, tool: str, leaving: Leaving, size: int) -> None:
        """Write down that an answer leaves; it may be sent when this returns. Fault if the grant no longer holds."""
        now = dt.datetime.now(dt.UTC)
        with vault.writing(WAIT):
            if vault.journal.get(Grant, by.name) != by.grant:
                raise faults.no_grant()
            self._number += 1
            key = f"{now:%Y%m%dT%H%M%SZ}-{self._run}-{self._number}"
            vault.journal.put(
                {
                    key: Handed(
                        grant=by.name,
                        client=f"{client.name} {client.version}".strip(),
                        tool=tool,
                        size=size,
                        chats=leaving.chats,
                        messages=leaving.messages,
                        about_me=leaving.about_me,
                        at=now,
                    )
                },
                at=now,
            )


class Log(msgspec.Struct, frozen=True):
    """Every answer that left, the oldest first."""

    answers: Sequence[Handed]

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "answers": [
                {
                    "at": times.iso(one.at) if one.at else None,
                    "client": one.client,
                    "grant": one.grant,
                    "tool": one.tool,
                    "chats": list(one.chats),
                    "messages": one.messages,
                    "about_me": one.about_me,
                    "bytes": one.size,
                }
                for one in self.answers
            ]
        }


class Total(msgspec.Struct):
    """What one client was given by one grant on one day (UTC)."""

    day: str
    client: str
    grant: str
    answers: int = 0
    size: int = 0
    about_me: int = 0
    messages: int = 0
    chats: set[str] = msgspec.field(default_factory=set)


def log(vault: Vault) -> Log:
    """The whole account."""
    return Log(list(vault.journal.all(Handed).values()))


def totals(answers: Sequence[Handed]) -> Iterator[Total]:
    """The account day by day, client by client."""
    found: dict[tuple[str, str, str], Total] = {}
    for one in answers:
        day = times.iso(one.at)[:10] if one.at else "?"
        total = found.setdefault((day, one.client, one.grant), Total(day, one.client, one.grant))
        total.answers += 1
        total.size += one.size
        total.about_me += one.about_me
        total.messages += one.messages
        total.chats |= set(one.chats)
    yield from found.values()
