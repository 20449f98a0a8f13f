"""The ChatGPT family: the reader of every generation of its data export, and the repaired shape as a target."""

from __future__ import annotations

from migrator.adapter import Export, Recognition
from migrator.events import Report
from migrator.source import Source


class ChatGPTReader:
    """Reads the data export of ChatGPT, 2023 to autumn 2026. See `migrator.adapter.Reader`."""

    name = "chatgpt"
    title = "ChatGPT"

    def recognise(self, source: Source) -> Recognition:
        """By the shape of the files, never by their dates."""
        from migrator_chatgpt.recognise import recognise

        return recognise(source)

    def open(self, source: Source, report: Report) -> Export:
        """Read the maps, check the manifest."""
        from migrator_chatgpt import plan
        from migrator_chatgpt.export import ChatGPTExport

        return ChatGPTExport(source, report, plan.make(source, report))


READER = ChatGPTReader()
