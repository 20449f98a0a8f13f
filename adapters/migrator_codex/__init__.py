"""The Codex family: a reader of the chats that Codex and the desktop app keep on the person's own disk."""

from __future__ import annotations

from migrator.adapter import Export, Recognition
from migrator.events import Report
from migrator.i18n import _
from migrator.source import Source


class CodexReader:
    """Reads `~/.codex`, its `sessions` folder or single rollout files (0.98.0 and 0.171.0 were run, 2026-11-30)."""

    name = "codex"
    title = "Codex"

    def recognise(self, source: Source) -> Recognition:
        """By the first line of the first rollout files."""
        from migrator_codex import rollouts

        if any(rollouts.head(source, entry) for entry in rollouts.found(source)[:20]):
            return Recognition(1.0, _("It holds chats that Codex kept on this computer."))
        return Recognition(0.0, "")

    def open(self, source: Source, report: Report) -> Export:
        """Read the first line of each rollout and the titles."""
        from migrator_codex.export import CodexExport

        return CodexExport(source, report)


READER = CodexReader()
