"""Files found by any pointer, and files that stand in the message itself."""

from __future__ import annotations

import base64

import pytest

from migrator.model import Audio, Citation, File, Image, Text
from tests.chatgpt.making import chain, message, read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
TEXT_PNG = base64.b64encode(PNG).decode()
PDF = b"%PDF-1.4\n%%EOF\n"


def parts(*pieces, files=None, role="user", metadata=None, kind="multimodal_text"):
    chat = chain([message(role, *pieces, kind=kind, metadata=metadata or {})])
    return read({"conversations.json": [chat], **(files or {})}).one.messages[0].parts


def test_previews_of_pages_are_one_file():
    pages = [
        {
            "content_type": "image_asset_pointer",
            "asset_pointer": f"sediment://{page}aa7#file_00ab#p_{page}.aa.jpg",
            "width": 8,
        }
        for page in (1, 2)
    ]
    (file,) = parts(
        *pages,
        files={"file_00ab.dat": PDF, "conversation_asset_file_names.json": {"file_00ab.dat": "Contract.pdf"}},
    )
    assert isinstance(file, File)
    assert (file.asset, file.name, file.extra["pages"]) == ("file_00ab", "Contract.pdf", [1, 2])


def test_a_preview_of_a_file_that_is_not_there_goes_by_the_file_and_not_by_its_hash():
    (file,) = parts(
        {"content_type": "image_asset_pointer", "asset_pointer": "sediment://aa7#file_00ab#p_1.aa.jpg"}
    )
    assert file.asset == "file_00ab"


@pytest.mark.parametrize(
    "pointer",
    [
        "https://chatgpt.com/backend-api/estuary/content?id=file_00ab&ts=1",
        "https://files.oaiusercontent.com/file_00ab?se=2026",
        "file_00ab",
        "sediment://file_00ab",
        {"asset_pointer": "sediment://file_00ab"},
    ],
    ids=str,
)
def test_a_file_is_found_by_an_id_anywhere_in_its_pointer(pointer):
    (image,) = parts(
        {"content_type": "image_asset_pointer", "asset_pointer": pointer}, files={"file_00ab.dat": PNG}
    )
    assert image.asset == "file_00ab"


@pytest.mark.parametrize(
    "piece",
    [
        {"content_type": "image_asset_pointer", "asset_pointer": f"data:image/png;base64,{TEXT_PNG}"},
        {"content_type": "image", "base64_image": TEXT_PNG},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{TEXT_PNG}"}},
        {"type": "input_image", "image_url": f"data:image/png;base64,{TEXT_PNG}"},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": TEXT_PNG}},
        {"content_type": "image", "b64_json": TEXT_PNG},
    ],
    ids="-".join,
)
def test_a_picture_inside_the_message_is_that_picture(piece):
    (image,) = parts(piece)
    assert isinstance(image, Image)
    assert (image.data, image.media_type) == (PNG, "image/png")
    assert image.asset is not None
    assert image.asset.startswith("inline-")
    assert TEXT_PNG not in repr(image.extra)


def test_the_same_bytes_have_the_same_id():
    first, second = parts(
        {"b64_json": TEXT_PNG, "content_type": "image"}, {"image_base64": TEXT_PNG, "content_type": "image"}
    )
    assert first.asset == second.asset


def test_base64_that_is_none_stays_what_it_is():
    (part,) = parts({"content_type": "novel", "data": "only some words here"})
    assert part.raw == {"content_type": "novel", "data": "only some words here"}


@pytest.mark.parametrize(
    "piece",
    [
        {"content_type": "file", "asset_pointer": "file-service://file-NotesAbc"},
        {"content_type": "file", "file_id": "file-NotesAbc", "name": "notes.txt"},
        {"type": "input_file", "file": {"id": "file-NotesAbc"}},
    ],
    ids="-".join,
)
def test_a_part_that_points_to_a_file_is_that_file(piece):
    (file,) = parts(piece, files={"file-NotesAbc-notes.txt": b"my notes"})
    assert isinstance(file, File)
    assert (file.asset, file.name) == ("file-NotesAbc", "notes.txt")


def test_a_sound_in_the_form_of_the_interface_is_a_sound():
    data = base64.b64encode(b"RIFF\x24\0\0\0WAVEfmt " + bytes(30)).decode()
    (sound,) = parts({"type": "input_audio", "input_audio": {"data": data, "format": "wav"}})
    assert isinstance(sound, Audio)


def test_a_pointer_in_unknown_metadata_leads_to_the_file_if_the_export_holds_it():
    given = {"novelty": {"deep": ["sediment://file_00ab", "sediment://file_00cd"]}}
    said, image = parts("words", files={"file_00ab.dat": PNG}, metadata=given, kind="text")
    assert isinstance(said, Text)
    assert image.asset == "file_00ab"


# ------------------------------------------------------------------------------------------ sandbox links

LINK = "sandbox:/mnt/data/budget 2027.xlsx"
ANSWER = f"[the workbook]({LINK})"


def files_of(text, files, metadata=None):
    found = parts(text, files=files, role="assistant", metadata=metadata, kind="text")
    return [part for part in found if isinstance(part, File)]


def test_a_sandbox_link_leads_to_the_file_that_a_reference_names():
    reference = {"matched_text": LINK, "type": "file", "id": "file_00ab", "name": "else.xlsx"}
    (file,) = files_of(ANSWER, {"file_00ab.dat": b"x"}, {"content_references": [reference]})
    assert (file.asset, file.name) == ("file_00ab", "budget 2027.xlsx")


def test_a_sandbox_link_leads_to_the_only_file_of_its_name():
    names = {"file_00ab.dat": "budget 2027.xlsx"}
    (file,) = files_of(ANSWER, {"file_00ab.dat": b"x", "conversation_asset_file_names.json": names})
    assert file.asset == "file_00ab"


def test_of_several_files_of_one_name_each_is_shown_and_none_called_missing():
    names = {"file_00ab.dat": "budget 2027.xlsx", "file_00cd.dat": "budget 2027.xlsx"}
    files = {"file_00ab.dat": b"x", "file_00cd.dat": b"y", "conversation_asset_file_names.json": names}
    found = files_of(ANSWER, files)
    assert [file.asset for file in found] == ["file_00ab", "file_00cd"]
    assert all(file.extra["could_be"] == ["file_00ab", "file_00cd"] for file in found)


def test_a_link_to_a_file_that_is_nowhere_says_so():
    (file,) = files_of(ANSWER, {})
    assert (file.asset, file.name) == (None, "budget 2027.xlsx")


def test_a_repaired_export_does_not_grow_when_it_is_read_again():
    assert files_of(f"{ANSWER}\n\n[file: budget 2027.xlsx]", {}) == []


def test_a_picture_without_a_usable_pointer_is_a_picture_that_is_missing():
    (image,) = parts(
        {
            "content_type": "image_asset_pointer",
            "asset_pointer": 0,
            "metadata": {"dalle": {"prompt": "a cat"}},
        }
    )
    assert (image.asset, image.prompt) == (None, "a cat")


def test_results_of_a_search_are_sources_but_for_those_that_the_answer_names():
    metadata = {
        "content_references": [
            {"type": "webpage", "matched_text": " ", "url": "https://e.org/a", "title": "A"}
        ],
        "search_result_groups": [
            {"entries": [{"url": "https://e.org/a", "title": "A"}, {"url": "https://e.org/b", "title": "B"}]}
        ],
        "image_results": [{"url": "https://e.org/c.png", "title": "C"}],
    }
    found = parts("words", role="assistant", metadata=metadata, kind="text")
    assert [part.title for part in found if isinstance(part, Citation)] == ["A", "B", "C"]
