"""What belongs to a message but stands beside its content: attachments, pictures a program drew, reports, files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import orjson

from migrator.model import Audio, Document, File, Image, Part, Video
from migrator_chatgpt.chat import Chat, Json, take, take_count, take_name
from migrator_chatgpt.content import media


def add(parts: list[Part], metadata: Json, chat: Chat) -> None:
    """Append to `parts` what `metadata` holds of the message."""
    if "attachments" in metadata:
        _attachments(parts, metadata, chat)
    if "aggregate_result" in metadata:
        _drawings(parts, metadata, chat)
    if "ada_visualizations" in metadata:
        _tables(parts, metadata, chat)
    if "chatgpt_sdk" in metadata:
        _report(parts, metadata)


def _attachments(parts: list[Part], metadata: Json, chat: Chat) -> None:
    """Attached files. One that the content shows already gives that part its name and type."""
    listed = metadata["attachments"]
    if listed.__class__ is not list:
        return
    shown: Mapping[str | None, int] = {
        part.asset: i
        for i, part in enumerate(parts)
        if isinstance(part, (Image, Audio, Video, File)) and part.asset
    }
    left = []
    for i, attachment in enumerate(listed):
        if attachment.__class__ is not dict or attachment.get("id").__class__ is not str:
            if attachment is not None:
                left.append(attachment)
            continue
        asset = _asset(attachment, chat)
        if asset in shown:
            parts[shown[asset]] = _described(parts[shown[asset]], attachment)
            continue
        parts.append(_attached(attachment, asset, f"/metadata/attachments/{i}"))
    if left:
        metadata["attachments"] = left
    else:
        del metadata["attachments"]


def _asset(attachment: Json, chat: Chat) -> str | None:
    name, size = attachment.get("name"), attachment.get("size")
    return media.asset_of(
        attachment["id"],
        chat,
        name=name if name.__class__ is str else None,
        size=size if size.__class__ is int else None,
    )


def _described(part: Any, attachment: Json) -> Part:
    """What the content shows, with the name and type that the list of attachments knows."""
    about = dict(attachment)
    return msgspec.structs.replace(  # type: ignore[no-any-return]
        part,
        name=part.name or take_name(about, "name"),
        size=part.size if part.size is not None else take_count(about, "size"),
        media_type=part.media_type or take_name(about, "mime_type") or take_name(about, "mimeType"),
        extra={**part.extra, "attachment": about},
    )


def _attached(attachment: Json, asset: str | None, at: str) -> Part:
    """An attachment that the content does not show, by its media type."""
    name, size = take_name(attachment, "name"), take_count(attachment, "size")
    type_ = take_name(attachment, "mime_type") or take_name(attachment, "mimeType")
    family = (type_ or "").split("/")[0]
    if family == "image":
        return Image(
            asset=asset,
            name=name,
            media_type=type_,
            size=size,
            width=take_count(attachment, "width"),
            height=take_count(attachment, "height"),
            at=at,
            extra=attachment,
        )
    kind: Any = {"audio": Audio, "video": Video}.get(family, File)
    return kind(asset=asset, name=name, media_type=type_, size=size, at=at, extra=attachment)  # type: ignore[no-any-return]


def _drawings(parts: list[Part], metadata: Json, chat: Chat) -> None:
    """Pictures that a run of code drew."""
    run = metadata["aggregate_result"]
    messages = run.get("messages") if run.__class__ is dict else None
    if messages.__class__ is not list:
        return
    for i, message in enumerate(messages):
        pointer = message.get("image_url") if message.__class__ is dict else None
        if pointer.__class__ is not str or "file" not in pointer:
            continue
        parts.append(
            Image(
                asset=media.asset_of(pointer, chat),
                width=take_count(message, "width"),
                height=take_count(message, "height"),
                at=f"/metadata/aggregate_result/messages/{i}",
            )
        )


def _tables(parts: list[Part], metadata: Json, chat: Chat) -> None:
    """Tables and charts of the data analysis, each a file."""
    listed = metadata["ada_visualizations"]
    if listed.__class__ is not list:
        return
    for i, table in enumerate(listed):
        file_id = table.get("file_id") if table.__class__ is dict else None
        if file_id.__class__ is not str or not file_id:
            continue
        title = table.get("title")
        parts.append(
            File(
                asset=media.asset_of(file_id, chat),
                name=title if title.__class__ is str and title else None,
                at=f"/metadata/ada_visualizations/{i}",
            )
        )


def _report(parts: list[Part], metadata: Json) -> None:
    """The report of a Deep Research run of 2026, which stands in the state of a widget."""
    sdk = metadata["chatgpt_sdk"]
    state = sdk.get("widget_state") if sdk.__class__ is dict else None
    if state.__class__ is str:
        state = _json(state)
    report = state.get("report_message") if state.__class__ is dict else None
    if report.__class__ is str and report.lstrip().startswith("{"):
        report = _json(report) or report
    text = _words(report)
    if text:
        at = "/metadata/chatgpt_sdk/widget_state"
        parts.append(Document(text=text, form="report", at=at))


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def _words(report: Any) -> str:
    """The text of a report: as such, or as a message with content and parts."""
    if report.__class__ is str:
        return str(report)
    if report.__class__ is not dict:
        return ""
    content = report.get("content", report)
    if content.__class__ is str:
        return str(content)
    if content.__class__ is not dict:
        return ""
    pieces = content.get("parts")
    if pieces.__class__ is list:
        return "\n\n".join(piece for piece in pieces if piece.__class__ is str and piece)
    return take(dict(content), "text")
