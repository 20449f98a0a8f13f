"""Links of an answer to files that a program of the assistant made: `sandbox:/mnt/data/report.docx`.

The link leads nowhere after the chat. Where the export holds the file, a `File` part stands beside the text; where it
does not, the part has no asset and says so. The text keeps its link.
"""

from __future__ import annotations

import re

from migrator.model import File, Part
from migrator_chatgpt import sandbox
from migrator_chatgpt.carried import as_list
from migrator_chatgpt.chat import Json
from migrator_chatgpt.content.here import Here

MARK = "/mnt/data/"
_SCHEME = "sandbox:/mnt/data/"
# In a link of Markdown a name may hold blanks and brackets in pairs; anywhere else it ends at the first of them.
_LINK = re.compile(
    r"\]\(\s*<?(?:(?:sandbox|attachment|file):/{0,2})?/mnt/data/(?P<linked>(?:[^()\n<>]|\([^()\n]*\))+?)>?\s*\)"
    r"|sandbox:/mnt/data/(?P<bare>[^\s)\]>\"'`]+)"
)


def files(text: str, at: str, here: Here) -> list[Part]:
    """The files that `text` links to: one part for each, or one for each file that a link could mean."""
    names = dict.fromkeys(match["linked"] or match["bare"] for match in _LINK.finditer(text))
    return [part for name in names if _placeholder(name) not in text for part in _files(name, at, here)]


def _placeholder(path: str) -> str:
    """What an export that was repaired holds in the place of a file (`migrator.shape.flat`)."""
    return f"[file: {sandbox.file_name(_SCHEME + path)}]"


def _files(path: str, at: str, here: Here) -> list[Part]:
    """Of several files that the link could mean, none is chosen: each is shown, and all are named in `extra`."""
    chat, pointer = here.chat, _SCHEME + path
    referenced = _referenced(pointer, here)
    made = chat.files.made_by(pointer, message=chat.message, conversation=chat.id, referenced=referenced)
    name = sandbox.file_name(pointer)
    extra: Json = {"pointer": pointer}
    if len(made.files) > 1:
        extra["could_be"] = list(made.files)
    return [File(asset=asset, name=name, at=at, extra=dict(extra)) for asset in (made.files or (None,))]


def _referenced(pointer: str, here: Here) -> tuple[str, ...]:
    """The ids of files that the message's own references give for the link, or for a file of that name."""
    name = sandbox.file_name(pointer)
    exact: list[str] = []
    alike: list[str] = []
    for key in ("content_references", "citations"):
        for reference in as_list(here.metadata.get(key)) or ():
            if reference.__class__ is not dict:
                continue
            id_ = next(
                (
                    reference[k]
                    for k in ("id", "file_id", "asset_pointer")
                    if reference.get(k).__class__ is str
                ),
                None,
            )
            if id_ is None:
                continue
            if reference.get("matched_text") == pointer:
                exact.append(id_)
            elif reference.get("name") == name:
                alike.append(id_)
    return tuple(dict.fromkeys(exact or alike))
