"""A spoken turn: what was said is written in a transcription, the sound is a file beside it."""

from __future__ import annotations

from typing import Any

from migrator.sample import sound
from migrator.sample.assets import Asset
from migrator.sample.ledger import Json
from migrator.sample.scenes import Cast, Turn
from migrator.sample.thread import Thread


def play(thread: Thread, turn: Turn, cast: Cast) -> None:
    """`user` and `assistant` are spoken."""
    _spoken(thread, "user", cast.say(turn.texts["user"]))
    _spoken(thread, "assistant", cast.say(turn.texts["assistant"]))
    thread.extra["voice"] = "juniper"


def _spoken(thread: Thread, role: str, text: str) -> None:
    heard = role == "user"
    if thread.marked:
        text = f"{text} {thread.mark('voice')}"
    asset = thread.asset("voice.wav", str(thread.dice.whole(0, 3)), "voice")
    transcription = {
        "content_type": "audio_transcription",
        "text": text,
        "direction": "in" if heard else "out",
        "decoding_id": None,
    }
    recording = _recording(asset)
    if heard:
        recording = {
            "content_type": "real_time_user_audio_video_asset_pointer",
            "expiry_datetime": None,
            "frames_asset_pointers": [],
            "video_container_asset_pointer": None,
            "audio_asset_pointer": recording,
            "audio_start_timestamp": round(thread.dice.random() * 90, 6),
        }
    parts: list[Any] = [transcription, recording] if heard else [recording, transcription]
    metadata: Json = {"voice_mode_message": True, "real_time_audio_has_video": False}
    node = thread.add(
        role,
        {"content_type": "multimodal_text", "parts": parts},
        metadata=metadata if heard else thread.answered(metadata),
        end_turn=None if heard else True,
    )
    thread.claim(node, asset)


def _recording(asset: Asset) -> Json:
    length = sound.seconds(int(asset.motif))
    return {
        "content_type": "audio_asset_pointer",
        "expiry_datetime": None,
        "asset_pointer": asset.pointer,
        "size_bytes": asset.size,
        "format": "wav",
        "tool_audio_direction": None,
        "metadata": {"start": 0.0, "end": length, "start_timestamp": None, "end_timestamp": None},
    }
