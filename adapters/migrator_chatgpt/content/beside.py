"""What belongs to a message but stands beside its content: a quoted passage, attachments, drawings, sources, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from migrator.model import Audio, Citation, File, Image, Part, Text, Video
from migrator_chatgpt import references
from migrator_chatgpt.carried import as_list
from migrator_chatgpt.chat import Json
from migrator_chatgpt.content import media, pointed
from migrator_chatgpt.content.here import Here

_NAMES = ("name", "file_name", "filename")
_IDS = ("id", "file_id", "asset_pointer", "library_file_id")
# Where a pointer to a file is known to another reader, or means no file of this message.
_READ = frozenset({"attachments", "aggregate_result", "ada_visualizations", "canvas"})


def added(parts: list[Part], here: Here) -> list[Part]:
    """`parts` with all that the metadata of the message holds."""
    metadata = here.metadata
    if "attachments" in metadata:
        _attachments(parts, here)
    if "aggregate_result" in metadata:
        _drawings(parts, here)
    if "ada_visualizations" in metadata:
        _tables(parts, here)
    if "search_result_groups" in metadata or "image_results" in metadata:
        parts += _results(parts, metadata)
    if "targeted_reply" in metadata:
        parts = [*_quoted(here), *parts]
    others = {key: value for key, value in metadata.items() if value.__class__ in _MANY and key not in _READ}
    if others:
        parts += pointed.held(others, "/metadata", here, pointed.shown_in(parts))
    return parts


_MANY: frozenset[type] = frozenset({dict, list})


def _quoted(here: Here) -> list[Part]:
    """The passage of an earlier answer that the person marked and asked about, as a quotation."""
    passage = here.metadata["targeted_reply"]
    if passage.__class__ is dict:
        passage = next(
            (passage[k] for k in ("text", "content", "quote") if passage.get(k).__class__ is str), ""
        )
    if passage.__class__ is not str or not passage.strip():
        return []
    lines = passage.strip("\n").split("\n")
    quotation = "\n".join(f"> {line}" if line.strip() else ">" for line in lines)
    return [Text(text=quotation, at="/metadata/targeted_reply", extra={"quoted": passage})]


def _results(parts: list[Part], metadata: Json) -> Iterator[Citation]:
    """What a search found for the answer, but for the sources that it names already."""
    known = {part.url for part in parts if isinstance(part, Citation)}
    for key in ("search_result_groups", "image_results"):
        for group in as_list(metadata.get(key)) or ():
            entries = as_list(group.get("entries")) if group.__class__ is dict else None
            for entry in entries if entries is not None else (group,):
                for source in references.sources_in(entry) if entry.__class__ is dict else ():
                    if source.url not in known:
                        known.add(source.url)
                        yield msgspec.structs.replace(source, at=f"/metadata/{key}")


def _attachments(parts: list[Part], here: Here) -> None:
    """Attached files. One that the content shows already gives that part its name and type."""
    metadata = here.metadata
    listed = as_list(metadata["attachments"])
    if listed is None:
        return
    shown: Mapping[str | None, int] = {
        part.asset: i
        for i, part in enumerate(parts)
        if isinstance(part, (Image, Audio, Video, File)) and part.asset
    }
    left = []
    for i, attachment in enumerate(listed):
        pointer = _pointer(attachment)
        place = media.NOWHERE if pointer is None else _place(attachment, pointer, here)
        if place.asset is None or (pointer is not None and not place.is_held and _is_name(attachment)):
            if attachment is not None:
                left.append(attachment)
            continue
        if place.asset in shown:
            parts[shown[place.asset]] = _described(parts[shown[place.asset]], attachment, here)
            continue
        parts.append(_attached(attachment, place, f"/metadata/attachments/{i}", here))
    if left:
        metadata["attachments"] = left
    else:
        del metadata["attachments"]


def _pointer(attachment: Any) -> str | None:
    """What an attachment goes by; its name, if there is nothing better."""
    if attachment.__class__ is str:
        return attachment or None
    if attachment.__class__ is not dict:
        return None
    keys = (*_IDS, *_NAMES)
    return next((attachment[k] for k in keys if attachment.get(k).__class__ is str and attachment[k]), None)


def _is_name(attachment: Any) -> bool:
    """Whether nothing but a name says which file an attachment is."""
    if attachment.__class__ is not dict:
        return False
    return not any(attachment.get(key).__class__ is str and attachment[key] for key in _IDS)


def _place(attachment: Any, pointer: str, here: Here) -> media.Located:
    about = attachment if attachment.__class__ is dict else {}
    name, size = about.get("name"), about.get("size")
    return media.located(
        pointer,
        here,
        name=name if name.__class__ is str else None,
        size=size if size.__class__ is int else None,
    )


def _described(part: Any, attachment: Any, here: Here) -> Part:
    """What the content shows, with the name and type that the list of attachments knows."""
    about = dict(attachment) if attachment.__class__ is dict else {"id": attachment}
    return msgspec.structs.replace(  # type: ignore[no-any-return]
        part,
        name=part.name or here.name("name", about),
        size=part.size if part.size is not None else here.count("size", about),
        media_type=part.media_type or here.name("mime_type", about) or here.name("mimeType", about),
        extra={**part.extra, "attachment": about},
    )


def _attached(attachment: Any, place: media.Located, at: str, here: Here) -> Part:
    """An attachment that the content does not show, by its media type."""
    about = attachment if attachment.__class__ is dict else {"id": attachment}
    name = next((name for key in _NAMES if (name := here.name(key, about))), None)
    size = here.count("size", about)
    type_ = here.name("mime_type", about) or here.name("mimeType", about)
    family = (type_ or "").split("/")[0]
    fields: Json = {"asset": place.asset, "data": place.data, "name": name, "media_type": type_, "size": size}
    if family == "image":
        width, height = here.count("width", about), here.count("height", about)
        return Image(**fields, width=width, height=height, at=at, extra=about)
    kind: Any = {"audio": Audio, "video": Video}.get(family, File)
    return kind(**fields, at=at, extra=about)  # type: ignore[no-any-return]


def _drawings(parts: list[Part], here: Here) -> None:
    """Pictures that a run of code drew."""
    run = here.metadata["aggregate_result"]
    messages = as_list(run.get("messages")) if run.__class__ is dict else None
    for i, message in enumerate(messages or ()):
        pointer = message.get("image_url") if message.__class__ is dict else None
        if pointer.__class__ is not str or not ("file" in pointer or pointer.startswith("data:")):
            continue
        parts.append(
            media.medium(
                Image,
                media.located(pointer, here),
                width=here.count("width", message),
                height=here.count("height", message),
                at=f"/metadata/aggregate_result/messages/{i}",
            )
        )


def _tables(parts: list[Part], here: Here) -> None:
    """Tables and charts of the data analysis, each a file."""
    for i, table in enumerate(as_list(here.metadata["ada_visualizations"]) or ()):
        file_id = table.get("file_id") if table.__class__ is dict else None
        if file_id.__class__ is not str or not file_id:
            continue
        title = table.get("title")
        parts.append(
            File(
                asset=media.located(file_id, here).asset,
                name=title if title.__class__ is str and title else None,
                at=f"/metadata/ada_visualizations/{i}",
            )
        )
