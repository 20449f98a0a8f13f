"""Pictures, sound and video, as `multimodal_text` points to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrator.model import Audio, Code, Image, Part, Reasoning, Text, Video
from migrator_chatgpt.chat import Chat, Json, take, take_count, take_name
from migrator_chatgpt.pointers import whole_id


def read(piece: Json, at: str, chat: Chat) -> list[Part]:
    """The parts that one object of `parts` stands for; none if it is of no kind known here."""
    kind = piece.get("content_type")
    taker = _TAKERS.get(kind) if kind.__class__ is str else None
    if taker is not None:
        del piece["content_type"]
        return taker(piece, at, chat)
    if kind is None:
        return _old(piece, at, chat)
    return []


def asset_of(pointer: Any, chat: Chat, *, name: str | None = None, size: int | None = None) -> str | None:
    """The id of the file that `pointer` means, whether or not the export holds it. None if it means none."""
    if pointer.__class__ is not str or not pointer:
        return None
    found = chat.files.find(pointer, name=name, size=size, conversation=chat.id)
    return found if found is not None else whole_id(pointer) or pointer


def image(piece: Json, at: str, chat: Chat) -> list[Part]:
    """A picture, given by the person or made by the assistant."""
    size = take_count(piece, "size_bytes")
    return [
        Image(
            asset=asset_of(piece.get("asset_pointer"), chat, size=size),
            size=size,
            width=take_count(piece, "width"),
            height=take_count(piece, "height"),
            prompt=_prompt(piece.get("metadata")),
            at=at,
            extra=piece,
        )
    ]


def _prompt(metadata: Any) -> str | None:
    """What the picture was made from. The wording stays in `extra` too, beside the seed and the rest."""
    made = metadata.get("dalle") if metadata.__class__ is dict else None
    prompt = made.get("prompt") if made.__class__ is dict else None
    return prompt if prompt.__class__ is str and prompt else None


def _transcription(piece: Json, at: str, _chat: Chat) -> list[Part]:
    """What was said in a voice chat. An empty one says nothing, but its small print stays."""
    return [Text(text=take(piece, "text"), at=at, extra=piece)]


def _audio(piece: Json, at: str, chat: Chat) -> list[Part]:
    size = take_count(piece, "size_bytes")
    form = piece.get("format")
    return [
        Audio(
            asset=asset_of(piece.get("asset_pointer"), chat, size=size),
            size=size,
            media_type=_SOUNDS.get(form) if form.__class__ is str else None,
            seconds=_length(piece.get("metadata")),
            at=at,
            extra=piece,
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


def _video(piece: Json, at: str, chat: Chat) -> list[Part]:
    size = take_count(piece, "size_bytes")
    return [Video(asset=asset_of(piece.get("asset_pointer"), chat, size=size), size=size, at=at, extra=piece)]


def _live(piece: Json, at: str, chat: Chat) -> list[Part]:
    """A stretch of a voice chat with the camera on: its sound, its video, and single frames of it."""
    parts: list[Part] = []
    for key, taker in (("audio_asset_pointer", _audio), ("video_container_asset_pointer", _video)):
        inner = piece.get(key)
        if inner.__class__ is str:
            inner = {"asset_pointer": inner}
        if inner.__class__ is dict and inner:
            piece.pop(key)
            _drop_type(inner, key)
            parts += taker(inner, f"{at}/{key}", chat)
    frames = piece.get("frames_asset_pointers")
    if frames.__class__ is list and all(frame.__class__ in {str, dict} for frame in frames):
        del piece["frames_asset_pointers"]
        for i, frame in enumerate(frames):
            inner = frame if frame.__class__ is dict else {"asset_pointer": frame}
            _drop_type(inner, "image_asset_pointer")
            parts += image(inner, f"{at}/frames_asset_pointers/{i}", chat)
    if parts:
        parts[0].extra["real_time"] = piece
    else:
        piece["content_type"] = "real_time_user_audio_video_asset_pointer"
    return parts


def _drop_type(piece: Json, expected: str) -> None:
    """Take the type of a piece out, unless it is not what its place says."""
    if piece.get("content_type") == expected:
        del piece["content_type"]


def _old(piece: Json, at: str, chat: Chat) -> list[Part]:
    """Objects without a type, as the first exports hold them: a thought, code, or a picture."""
    if piece.get("asset_pointer").__class__ is str:
        return image(piece, at, chat)
    if piece.get("content").__class__ is str and piece.get("summary").__class__ is str:
        return [Reasoning(text=take(piece, "content"), title=take_name(piece, "summary"), at=at, extra=piece)]
    if piece.get("text").__class__ is str and piece.get("language").__class__ is str:
        return [Code(text=take(piece, "text"), language=take_name(piece, "language"), at=at, extra=piece)]
    return []


_TAKERS: dict[str, Callable[[Json, str, Chat], list[Part]]] = {
    "image_asset_pointer": image,
    "audio_transcription": _transcription,
    "audio_asset_pointer": _audio,
    "video_container_asset_pointer": _video,
    "real_time_user_audio_video_asset_pointer": _live,
}
