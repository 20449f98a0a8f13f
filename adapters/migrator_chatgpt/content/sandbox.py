"""Links of an answer to files that a program of the assistant made: `sandbox:/mnt/data/report.docx`.

The link leads nowhere after the chat. Where the export holds the file, a `File` part stands beside the text; where it
does not, the part has no asset and says so. The text keeps its link.
"""

from __future__ import annotations

import re

from migrator.model import File, Part
from migrator_chatgpt import sandbox
from migrator_chatgpt.chat import Chat, Json

MARK = "sandbox:/mnt/data/"
_LINK = re.compile(r"sandbox:/mnt/data/([^\s)\]>\"'`]+)")


def files(text: str, at: str, chat: Chat) -> list[Part]:
    """One part for each file that `text` links to."""
    names = dict.fromkeys(_LINK.findall(text))
    return [_file(name, at, chat) for name in names]


def _file(path: str, at: str, chat: Chat) -> File:
    """Of several files that the link could mean, none is chosen; all are named in `extra`."""
    pointer = MARK + path
    made = chat.files.made_by(pointer, message=chat.message, conversation=chat.id)
    extra: Json = {"pointer": pointer}
    if len(made.files) > 1:
        extra["could_be"] = list(made.files)
    return File(
        asset=made.files[0] if len(made.files) == 1 else None,
        name=sandbox.file_name(pointer),
        at=at,
        extra=extra,
    )
