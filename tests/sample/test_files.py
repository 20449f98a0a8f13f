"""The files in a made-up export really are what their names say, told by parsers of the standard library alone."""

from __future__ import annotations

import io
import struct
import wave
import xml.etree.ElementTree as ET
import zipfile
import zlib

import pytest

from migrator.sample import make, papers, pictures, sound


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
            elif data.startswith(b"RIFF"):
                kinds.add("wav")
                wave.open(io.BytesIO(data)).close()
            elif data.startswith((b"%PDF", b"PK")):
                kinds.add(data[:4])
    assert {"png", "wav", b"%PDF"} <= kinds
    assert ledger.missing
    assert bool(ledger.unreferenced) == (generation == "D")
