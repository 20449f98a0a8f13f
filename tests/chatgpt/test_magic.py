"""What sort of file it is."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator_chatgpt.magic import HEAD, by_bytes, by_name, is_media


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a\1\0", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"RIFF\x24\0\0\0????", None),
        (b"\0\0\0\x18ftypisom\0\0", "video/mp4"),
        (b"\0\0\0\x18ftypM4A \0\0", "audio/mp4"),
        (b"\0\0\0\x18ftypqt  \0\0", "video/quicktime"),
        (b"\0\0\0\x18ftypheic\0\0", "image/heic"),
        (b"\0\0\0\x18ftypavif\0\0", "image/avif"),
        (b"ID3\4\0", "audio/mpeg"),
        (b"\xff\xfb\x90\0", "audio/mpeg"),
        (b"OggS\0\2", "audio/ogg"),
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        (b"PK\3\4" + bytes(60), "application/zip"),
        (b"<!DOCTYPE html><p>", "text/html"),
        (b'<?xml version="1.0"?>\n<svg xmlns=""/>', "image/svg+xml"),
        (b"\xef\xbb\xbfHello", "text/plain"),
        ("é".encode() * HEAD, "text/plain"),
        (("é" * HEAD).encode()[: HEAD - 1], None),
        (b"", None),
        (b"\0\1\2", None),
        (b"\xe9\xe8", None),
    ],
)
def test_first_bytes_tell(head: bytes, media_type: str | None) -> None:
    assert by_bytes(head[:HEAD]) == media_type


def test_a_character_cut_by_the_end_of_the_head_is_no_fault() -> None:
    head = b"x" + "é".encode() * HEAD
    assert by_bytes(head[:HEAD]) == "text/plain"


@pytest.mark.parametrize(
    ("names", "ending"),
    [
        (["[Content_Types].xml", "_rels/.rels", "word/document.xml"], "docx"),
        (["[Content_Types].xml", "xl/workbook.xml"], "xlsx"),
        (["[Content_Types].xml", "ppt/presentation.xml"], "pptx"),
        (["word/notes.txt"], "zip"),
    ],
)
def test_office_files_are_told_from_other_zips(names: list[str], ending: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name in names:
            out.writestr(name, "<x/>" * 50)
    assert by_bytes(buffer.getvalue()[:HEAD]) == by_name(f"x.{ending}")


def test_opendocument_says_it_itself() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        out.writestr("content.xml", "<x/>")
    assert by_bytes(buffer.getvalue()) == "application/vnd.oasis.opendocument.text"


def test_endings_count_in_any_case_and_dat_says_nothing() -> None:
    assert by_name("a/B.JPeG") == "image/jpeg"
    assert by_name("x.dat") is None
    assert by_name("png") is None
    assert by_name(None) is None
    assert is_media("x.webm")
    assert not is_media("notes.txt")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_survived(head: bytes) -> None:
    media_type = by_bytes(head)
    assert media_type is None or "/" in media_type
