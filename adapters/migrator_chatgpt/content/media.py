"""Pictures, sound, video and files, as `multimodal_text` points to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from migrator.model import Audio, Code, File, Image, Part, Reasoning, Text, Video
from migrator_chatgpt import inline
from migrator_chatgpt.chat import Json
from migrator_chatgpt.content.here import Here
from migrator_chatgpt.pointers import named_id

Medium = Image | Audio | Video | File
_KINDS: dict[str, type[Medium]] = {"image": Image, "audio": Audio, "video": Video}
_PAGE = re.compile(r"#p(?:age)?[_=-]?(\d{1,6})\b", re.IGNORECASE)
_POINTERS = ("asset_pointer", "file_id", "id", "url")


class Located(msgspec.Struct, frozen=True):
    """What a pointer means: the id of a file, whether or not the export holds it, or the bytes in the pointer itself."""

    asset: str | None = None
    data: bytes | None = None
    media_type: str | None = None
    name: str | None = None
    page: int | None = None
    is_held: bool = False


NOWHERE = Located()


def located(pointer: Any, here: Here, *, name: str | None = None, size: int | None = None) -> Located:
    """Where `pointer` leads. A pointer that is an object is looked for in it."""
    if pointer.__class__ is dict:
        pointer = next((pointer[key] for key in _POINTERS if pointer.get(key).__class__ is str), None)
    elif pointer.__class__ is list and len(pointer) == 1:
        pointer = pointer[0]
    if pointer.__class__ is not str or not pointer:
        return NOWHERE
    if (found := inline.address(pointer)) is not None:
        return Located(found.id, found.data, found.media_type)
    chat = here.chat
    asset_id = chat.files.find(pointer, name=name, size=size, conversation=chat.id)
    page = _PAGE.search(pointer)
    number = int(page[1]) if page else None
    if asset_id is None:
        return Located(named_id(pointer) or pointer, page=number)
    asset = chat.files.assets.get(asset_id)
    if asset is None:
        return Located(asset_id, page=number)
    return Located(asset_id, None, asset.media_type, asset.name, number, is_held=True)


def medium(kind: type[Medium], place: Located, *, name: str | None = None, **fields: Any) -> Medium:
    """The part that shows the file at `place`. What the file is decides, where that is known: a page may be called a picture."""
    right = _kind_of(place.media_type) or kind
    if right is not kind:
        for field in set(fields) - set(right.__struct_fields__):
            fields["extra"] = {**fields.get("extra", {}), field: fields[field]}
            del fields[field]
        name = name or place.name
    if place.page is not None:
        fields["extra"] = {**fields.get("extra", {}), "page": place.page}
    fields["media_type"] = fields.get("media_type") or (place.media_type if place.data is not None else None)
    part: Medium = right(asset=place.asset, data=place.data, name=name, **_known(fields))
    return part


def _kind_of(media_type: str | None) -> type[Medium] | None:
    """The sort of part for a media type; None if the type says nothing."""
    if not media_type or media_type == "application/octet-stream":
        return None
    return _KINDS.get(media_type.split("/")[0], File)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def read(piece: Json, at: str, here: Here) -> list[Part]:
    """The parts that one object of `parts` stands for; none if it is of no kind known here."""
    kind = piece.get("content_type")
    reader = _READERS.get(kind) if kind.__class__ is str else None
    if reader is not None:
        here.pop("content_type", piece, spent=True)
        return reader(piece, at, here)
    if kind is None:
        return _old(piece, at, here)
    return []


def pages_joined(parts: Iterable[Part]) -> list[Part]:
    """`parts`, pictures of the pages of one file as that file, once: its `extra["pages"]` are their numbers."""
    found: list[Part] = []
    first: dict[str, int] = {}
    for part in parts:
        page = part.extra.get("page") if isinstance(part, (Image, File)) else None
        if page is None or not isinstance(part, (Image, File)) or part.asset is None:
            found.append(part)
        elif part.asset not in first:
            first[part.asset] = len(found)
            found.append(_paged(part, page, part))
        else:
            found[first[part.asset]] = _paged(found[first[part.asset]], page, part)
    return found


def _paged(file: Any, page: int, shown: Image | File) -> File:
    extra = dict(file.extra)
    preview = {key: value for key, value in shown.extra.items() if key != "page"}
    if file is shown:
        extra = {"pages": [], "previews": []}
    extra["pages"] = [*extra["pages"], page]
    extra["previews"] = [*extra["previews"], preview]
    size = file.size if isinstance(file, File) and file is not shown else None
    return File(
        asset=file.asset, name=file.name, media_type=file.media_type, size=size, at=file.at, extra=extra
    )


def image(piece: Json, at: str, here: Here) -> list[Part]:
    """A picture, given by the person or made by the assistant."""
    size = here.count("size_bytes", piece)
    place = located(piece.get("asset_pointer"), here, size=size)
    return [
        medium(
            Image,
            place,
            size=size,
            width=here.count("width", piece),
            height=here.count("height", piece),
            prompt=_prompt(piece.get("metadata")),
            at=at,
            extra=inline.without(piece, place.data, "asset_pointer"),
        )
    ]


def _prompt(metadata: Any) -> str | None:
    """What the picture was made from. The wording stays in `extra` too, beside the seed and the rest."""
    made = metadata.get("dalle") if metadata.__class__ is dict else None
    prompt = made.get("prompt") if made.__class__ is dict else None
    return prompt if prompt.__class__ is str and prompt else None


def _transcription(piece: Json, at: str, here: Here) -> list[Part]:
    """What was said in a voice chat. An empty one says nothing, but its small print stays."""
    return [Text(text=here.text("text", piece), at=at, extra=piece)]


def _audio(piece: Json, at: str, here: Here) -> list[Part]:
    size = here.count("size_bytes", piece)
    form = piece.get("format")
    place = located(piece.get("asset_pointer"), here, size=size)
    return [
        medium(
            Audio,
            place,
            size=size,
            media_type=_SOUNDS.get(form) if form.__class__ is str else None,
            seconds=_length(piece.get("metadata")),
            at=at,
            extra=inline.without(piece, place.data, "asset_pointer"),
        )
    ]


_SOUNDS = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "webm": "audio/webm",
}


def _length(metadata: Any) -> float | None:
    """Seconds between `start` and `end`, as a voice chat counts them."""
    if metadata.__class__ is not dict:
        return None
    start, end = metadata.get("start"), metadata.get("end")
    if not isinstance(start, (int, float)) or not isinstance(end, (int, float)):
        return None
    return float(end - start) if 0 <= start <= end < 1e6 else None


def _video(piece: Json, at: str, here: Here) -> list[Part]:
    size = here.count("size_bytes", piece)
    place = located(piece.get("asset_pointer"), here, size=size)
    extra = inline.without(piece, place.data, "asset_pointer")
    return [medium(Video, place, size=size, at=at, extra=extra)]


def _live(piece: Json, at: str, here: Here) -> list[Part]:
    """A stretch of a voice chat with the camera on: its sound, its video, and single frames of it."""
    parts: list[Part] = []
    for key, reader in (("audio_asset_pointer", _audio), ("video_container_asset_pointer", _video)):
        inner = piece.get(key)
        if inner.__class__ is str:
            inner = {"asset_pointer": inner}
        if inner.__class__ is dict and inner:
            here.pop(key, piece, spent=True)
            _drop_type(inner, key, here)
            parts += reader(inner, f"{at}/{key}", here)
    frames = piece.get("frames_asset_pointers")
    if frames.__class__ is list and all(frame.__class__ in {str, dict} for frame in frames):
        here.pop("frames_asset_pointers", piece)
        for i, frame in enumerate(frames):
            inner = frame if frame.__class__ is dict else {"asset_pointer": frame}
            _drop_type(inner, "image_asset_pointer", here)
            parts += image(inner, f"{at}/frames_asset_pointers/{i}", here)
    if parts:
        parts[0].extra["real_time"] = piece
    else:
        piece["content_type"] = "real_time_user_audio_video_asset_pointer"
    return parts


def _drop_type(piece: Json, expected: str, here: Here) -> None:
    """Take the type of a piece out, unless it is not what its place says."""
    if piece.get("content_type") == expected:
        here.pop("content_type", piece, spent=True)


def _old(piece: Json, at: str, here: Here) -> list[Part]:
    """Objects without a type, as the first exports hold them: a thought, code, or a picture."""
    if piece.get("asset_pointer").__class__ is str:
        return image(piece, at, here)
    if piece.get("content").__class__ is str and piece.get("summary").__class__ is str:
        text, title = here.text("content", piece), here.name("summary", piece)
        return [Reasoning(text=text, title=title, at=at, extra=piece)]
    if piece.get("text").__class__ is str and piece.get("language").__class__ is str:
        text, language = here.text("text", piece), here.name("language", piece)
        return [Code(text=text, language=language, at=at, extra=piece)]
    return []


_READERS: dict[str, Callable[[Json, str, Here], list[Part]]] = {
    "image_asset_pointer": image,
    "audio_transcription": _transcription,
    "audio_asset_pointer": _audio,
    "video_container_asset_pointer": _video,
    "real_time_user_audio_video_asset_pointer": _live,
}
