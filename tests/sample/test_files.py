"""The files in a made-up export really are what their names say, told by parsers of the standard library alone."""

from __future__ import annotations

import io
import struct
import wave
import xml.etree.ElementTree as ET
import zipfile
import zlib

import pytest

from migrator.sample import make, papers, pictures, sound, webp


def _png(data):
    """Width, height and pixels; every chunk's checksum is verified."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colour) == (8, 3)
    rows = zlib.decompress(chunks[b"IDAT"])
    assert len(rows) == height * (width + 1)
    used = max(rows[i + 1 + x] for i in range(0, len(rows), width + 1) for x in range(0, width, 7))
    assert used < len(chunks[b"PLTE"]) / 3
    return width, height, rows


@pytest.mark.parametrize("motif", pictures.MOTIFS)
def test_a_picture_opens_and_knows_its_size(motif):
    data = pictures.png(motif, "file-abc")
    assert _png(data)[:2] == (240, 160)
    assert len(data) == pictures.png_size(motif, "file-abc")
    assert data != pictures.png(motif, "file-abd")


def _webp_size(data):
    """Width and height from the head of a lossless WebP; the chunks must fill the file."""
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    at, chunks = 12, {}
    while at < len(data):
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        chunks[kind] = data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    assert at == len(data)
    head = chunks[b"VP8L"]
    assert head[0] == 0x2F
    bits = int.from_bytes(head[1:5], "little")
    assert bits >> 28 == 0
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


@pytest.mark.parametrize("motif", pictures.MOTIFS)
def test_a_webp_knows_its_size(motif):
    data = webp.webp(motif, "file-abc")
    assert _webp_size(data) == (120, 80)
    assert len(data) == webp.webp_size(motif, "file-abc")


def test_a_webp_shows_the_same_picture_as_the_png():
    image = pytest.importorskip("PIL.Image", reason="only another decoder can tell")
    for motif in pictures.MOTIFS:
        small = image.open(io.BytesIO(webp.webp(motif, "x"))).convert("RGB")
        large = image.open(io.BytesIO(pictures.png(motif, "x"))).convert("RGB")
        assert all(
            small.getpixel((x, y)) == large.getpixel((2 * x, 2 * y)) for x in range(120) for y in range(80)
        )


@pytest.mark.parametrize("label", ["odd", "even"])
@pytest.mark.parametrize("tune", range(4))
def test_a_recording_plays_and_knows_its_size(tune, label):
    data = sound.wav(tune, label)
    with wave.open(io.BytesIO(data)) as recording:
        assert (recording.getnchannels(), recording.getsampwidth()) == (1, 2)
        assert recording.getnframes() / recording.getframerate() == sound.seconds(tune) > 0.4
        assert any(recording.readframes(1000))
    assert len(data) == sound.wav_size(tune, label)
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8


def test_a_word_file_holds_its_label():
    with zipfile.ZipFile(io.BytesIO(papers.paper("docx", "file-abc"))) as archive:
        assert archive.testzip() is None
        text = "".join(ET.fromstring(archive.read("word/document.xml")).itertext())
        assert {"[Content_Types].xml", "_rels/.rels"} <= set(archive.namelist())
    assert "file-abc" in text


def test_a_pdf_has_a_table_of_objects_that_is_right():
    data = papers.paper("pdf", "file-abc")
    start = int(data.split(b"startxref\n")[1].split()[0])
    assert data[start:].startswith(b"xref")
    for number, line in enumerate(data[start:].split(b"\n")[3:8], 1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj" % number)


@pytest.mark.parametrize("generation", ["A", "D"])
def test_every_file_of_an_export_opens(tmp_path, generation):
    ledger = make(11, generation, 150).write_zip(tmp_path / "export.zip")
    kinds = set()
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if data.startswith(b"\x89PNG"):
                kinds.add("png")
                _png(data)
            elif data[8:12] == b"WEBP":
                kinds.add("webp")
                assert _webp_size(data) == (120, 80)
            elif data.startswith(b"RIFF"):
                kinds.add("wav")
                wave.open(io.BytesIO(data)).close()
            elif data.startswith((b"%PDF", b"PK")):
                kinds.add(data[:4])
    assert {"png", "wav", "webp", b"%PDF"} <= kinds
    assert ledger.missing
    assert bool(ledger.unreferenced) == (generation == "D")
