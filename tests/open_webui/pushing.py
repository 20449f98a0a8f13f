"""One push over a real connection, and what came of it."""

import datetime as dt
from collections import Counter

import msgspec

from migrator.adapter import Choices
from migrator.net.client import Limits, connected
from migrator.testing.cases import line
from migrator_open_webui.push import PUSHER
from tests.open_webui.pretended import TOKEN

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
QUICK = Limits(patience=5.0, second=0.01, streamed=1 << 22, answer=1 << 22)
HASTY = msgspec.structs.replace(QUICK, patience=0.25)  # for servers that hang


class Noted:
    def __init__(self, known=(), in_doubt=False):
        self.known, self.in_doubt = dict(known), in_doubt

    def remote(self, source):
        return self.known.get(source)

    def note(self, arrived):
        self.known.update(arrived)


class Push:
    """One push and what came of it."""

    def __init__(self, server, archive, *, noted=None, token=TOKEN, limits=QUICK, dry=False, **options):
        self.ledger, self.problems = [], []
        choices = Choices(options={option.key: option.default for option in PUSHER.options} | options)
        run = (archive, choices)
        noted = noted or Noted()
        if dry:
            self.receipts = list(PUSHER.push(*run, None, noted, self.problems.append))
            return
        with connected(
            server.url,
            "push",
            allowed=(),
            ledger=self.ledger.append,
            now=lambda: NOW,
            token=token,
            limits=limits,
        ) as client:
            self.receipts = list(PUSHER.push(*run, client, noted, self.problems.append))

    def outcomes(self, item="conversation"):
        return Counter(receipt.outcome for receipt in self.receipts if receipt.item == item)

    def told(self):
        """What the books are told, in an order of its own."""
        return sorted((r.item, r.source, r.messages, str(r.losses)) for r in self.receipts)

    def losses(self, source):
        return {loss.kind for receipt in self.receipts if receipt.source == source for loss in receipt.losses}

    def kinds(self):
        return [problem.kind for problem in self.problems]


def chats(count, **fields):
    return [line(f"c{n}", f"question {n}", f"answer {n}", start=n * 10, **fields) for n in range(count)]
