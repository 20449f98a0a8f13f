"""What earlier runs brought to this account, as far as it still counts.

What a person removed there stays removed: an item that an earlier run noted and that is gone is not sent again, unless
they ask for it. Notes of another account at the same address, or of a server that was set up anew, count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from migrator.adapter import Arrivals
from migrator.events import Problem, Report
from migrator.i18n import ngettext

_ACCOUNT = "account of the server"  # no id of an item: those are UUIDs, or derived ones


class Earlier:
    """`adapter.Arrivals` for one account, with what was removed there."""

    def __init__(self, arrivals: Arrivals, account: str | None, *, again: bool) -> None:
        """`account` is the server's id of it, None if the server does not say; `again`: bring what was removed."""
        self._arrivals = arrivals
        self._again = again
        self.in_doubt = arrivals.in_doubt
        self.removed = 0
        noted = arrivals.remote(_ACCOUNT)
        self._counts = account is None or noted in {None, account}
        if account is not None and noted != account:
            arrivals.note({_ACCOUNT: account})

    def remote(self, source: str) -> str | None:
        """See `adapter.Arrivals`."""
        return self._arrivals.remote(source) if self._counts else None

    def note(self, arrived: Mapping[str, str]) -> None:
        """See `adapter.Arrivals`."""
        self._arrivals.note(arrived)

    def is_removed(self, source: str) -> bool:
        """Whether an item that the server does not hold was brought once, so that the person took it out; counted."""
        gone = not self._again and self.remote(source) is not None
        self.removed += gone
        return gone

    def tell(self, report: Report) -> None:
        """Say in one line how many were left out."""
        if self.removed:
            what = ngettext(
                "{n} that you removed there was left out (`--set again=yes` brings it again).",
                "{n} that you removed there were left out (`--set again=yes` brings them again).",
                self.removed,
            ).format(n=self.removed)
            report(Problem(kind="removed-there", where="", what=what))
