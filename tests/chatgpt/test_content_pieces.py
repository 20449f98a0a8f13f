"""Pictures, sound, attachments and what else stands among the pieces of a message."""

from __future__ import annotations

import pytest

from migrator.model import (
    Audio,
    Code,
    File,
    Image,
    Message,
    Opaque,
    Reasoning,
    Text,
    Video,
)
from tests.chatgpt.making import chain, message, read


def one(said: dict) -> Message:
    (only,) = read([chain([said])]).one.messages
    return only


def parts(role: str = "user", content: object = None, **more: object) -> tuple[object, ...]:
    return one(message(role, content=content, **more)).parts


def piece(said: object) -> tuple[object, ...]:
    return parts("user", {"content_type": "multimodal_text", "parts": [said]})


def test_a_picture_with_its_prompt():
    (part,) = piece(
        {
            "content_type": "image_asset_pointer",
            "asset_pointer": "file-service://file-AbC",
            "size_bytes": 100,
            "width": 20,
            "height": 10,
            "fovea": 512,
            "metadata": {"dalle": {"prompt": "a cat", "seed": 7}},
        }
    )
    assert (part.asset, part.size, part.width, part.height) == ("file-AbC", 100, 20, 10)
    assert part.prompt == "a cat"
    assert part.at == "/content/parts/0"
    assert part.extra["fovea"] == 512
    assert part.extra["metadata"]["dalle"]["seed"] == 7


def test_a_picture_with_nulls():
    (part,) = piece(
        {"content_type": "image_asset_pointer", "asset_pointer": None, "metadata": None, "width": None}
    )
    assert part == Image(
        at="/content/parts/0", extra={"asset_pointer": None, "metadata": None, "width": None}
    )


def test_what_was_said_in_a_voice_chat_is_text():
    (part,) = piece(
        {
            "content_type": "audio_transcription",
            "text": "good morning",
            "direction": "in",
            "decoding_id": None,
        }
    )
    assert part == Text(
        text="good morning", at="/content/parts/0", extra={"direction": "in", "decoding_id": None}
    )


def test_sound():
    (part,) = piece(
        {
            "content_type": "audio_asset_pointer",
            "asset_pointer": "sediment://file_a",
            "size_bytes": 9,
            "format": "wav",
            "metadata": {"start": 1.0, "end": 3.5},
        }
    )
    assert isinstance(part, Audio)
    assert (part.asset, part.media_type, part.seconds) == ("file_a", "audio/wav", 2.5)


def test_a_voice_chat_with_the_camera_on():
    given = piece(
        {
            "content_type": "real_time_user_audio_video_asset_pointer",
            "audio_asset_pointer": {
                "content_type": "audio_asset_pointer",
                "asset_pointer": "sediment://file_a",
                "format": "wav",
            },
            "video_container_asset_pointer": {"asset_pointer": "sediment://file_v"},
            "frames_asset_pointers": [{"asset_pointer": "sediment://file_f1"}, "sediment://file_f2"],
            "audio_start_timestamp": 1.5,
        }
    )
    assert [(type(part), part.asset) for part in given] == [
        (Audio, "file_a"),
        (Video, "file_v"),
        (Image, "file_f1"),
        (Image, "file_f2"),
    ]
    assert given[0].extra["real_time"] == {"audio_start_timestamp": 1.5}


def test_an_empty_voice_chat_pointer_is_kept_whole():
    raw = {"content_type": "real_time_user_audio_video_asset_pointer", "expiry_datetime": "2025-01-01"}
    assert piece(dict(raw)) == (Opaque(kind=raw["content_type"], raw=raw, at="/content/parts/0"),)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({"text": "words", "x": 1}, Text(text="words", at="/content/parts/0", extra={"x": 1})),
        ({"content_type": "text", "text": "words"}, Text(text="words", at="/content/parts/0")),
        ({"summary": "S", "content": "C"}, Reasoning(text="C", title="S", at="/content/parts/0")),
        ({"language": "python", "text": "1"}, Code(text="1", language="python", at="/content/parts/0")),
        (
            {"content_type": "novel", "a": 1},
            Opaque(kind="novel", raw={"content_type": "novel", "a": 1}, at="/content/parts/0"),
        ),
        ({"content": "C"}, Opaque(kind="part", raw={"content": "C"}, at="/content/parts/0")),
        ({"a": 1}, Opaque(kind="part", raw={"a": 1}, at="/content/parts/0")),
        ({}, Opaque(kind="part", raw={}, at="/content/parts/0")),
        (7, Opaque(kind="part", raw=7, at="/content/parts/0")),
        (["x"], Opaque(kind="part", raw=["x"], at="/content/parts/0")),
    ],
)
def test_other_objects_among_the_pieces(said, part):
    assert piece(said) == (part,)


def test_text_and_pictures_keep_their_order():
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}
    given = parts("user", {"content_type": "multimodal_text", "parts": ["a", picture, "b"]})
    assert [type(part) for part in given] == [Text, Image, Text]
    assert [part.at[-1] for part in given] == ["0", "1", "2"]


def test_attachments_are_files_and_pictures():
    given = parts(
        "user",
        {"content_type": "text", "parts": ["see"]},
        metadata={
            "attachments": [
                {
                    "id": "file-1",
                    "name": "a.pdf",
                    "size": 5,
                    "mime_type": "application/pdf",
                    "source": "local",
                },
                {"id": "file-2", "name": "b.png", "mimeType": "image/png", "width": 3},
                {"id": "file-3", "name": "c.wav", "mime_type": "audio/wav"},
                {"name": "no id"},
            ]
        },
    )
    assert given[1:] == (
        File(
            asset="file-1",
            name="a.pdf",
            size=5,
            media_type="application/pdf",
            at="/metadata/attachments/0",
            extra={"id": "file-1", "source": "local"},
        ),
        Image(
            asset="file-2",
            name="b.png",
            media_type="image/png",
            width=3,
            at="/metadata/attachments/1",
            extra={"id": "file-2"},
        ),
        Audio(
            asset="file-3",
            name="c.wav",
            media_type="audio/wav",
            at="/metadata/attachments/2",
            extra={"id": "file-3"},
        ),
    )


def test_an_attachment_that_the_content_shows_is_not_shown_twice():
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1", "size_bytes": 5}
    read_ = one(
        message(
            "user",
            content={"content_type": "multimodal_text", "parts": [picture]},
            metadata={
                "attachments": [{"id": "file_1", "name": "b.png", "mime_type": "image/png", "size": 6}]
            },
        )
    )
    (part,) = read_.parts
    assert (part.name, part.media_type, part.size) == ("b.png", "image/png", 5)
    assert part.extra["attachment"] == {"id": "file_1", "size": 6}
    assert read_.extra["metadata"] == {}


def test_an_attachment_without_its_id_in_the_export_is_found_by_name_and_size():
    chat = chain(
        [message("user", "x", metadata={"attachments": [{"id": "gone", "name": "a.pdf", "size": 4}]})]
    )
    found = read({"conversations.json": [chat], "file-AbC9-a.pdf": b"%PDF"})
    assert found.one.messages[0].parts[1].asset == "file-AbC9"


def test_odd_attachments_stay_in_extra():
    read_ = one(message("user", "x", metadata={"attachments": [{"name": "n"}, 7, None]}))
    assert read_.extra["metadata"]["attachments"] == [{"name": "n"}, 7]


def test_charts_of_the_data_analysis_are_files():
    given = parts(
        "tool",
        {"content_type": "execution_output", "text": "x"},
        metadata={"ada_visualizations": [{"type": "chart", "file_id": "file-9", "title": "Sales"}]},
    )
    assert given[1] == File(asset="file-9", name="Sales", at="/metadata/ada_visualizations/0")
