"""Names that a file system would take amiss: titles, attachments, ids, and the maps that name files."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.sample import pictures
from migrator.sample.hostile import strings as s
from migrator.sample.hostile.case import Case, Json, chat, classic, message, packed, usual


def cases() -> Iterator[Case]:
    """Titles, attachments, ids."""
    yield classic(
        "titles-as-paths",
        "Titles that leave the folder, are reserved, too long, or clash by case or normal form.",
        lambda: [chat(f"path-{i}", title=word) for i, word in enumerate(s.PATHS)],
        conversations=len(s.PATHS),
        messages=2 * len(s.PATHS),
        hostile=s.PATHS,
    )
    yield classic(
        "titles-equal",
        "Fifty conversations of one title.",
        lambda: [chat(f"equal-{i}", title="New chat") for i in range(50)],
        conversations=50,
        messages=100,
    )
    yield classic(
        "titles-endless",
        "Titles of 10,000 characters, of other types than text, and a text of a million characters.",
        lambda: [
            chat("long-ascii", title="long " * 2000),
            chat("long-wide", title="長" * 10_000),
            chat("long-text", ["word " * 200_000, "short"]),
            chat("number", title=7),
            chat("list", title=["a", "b"]),
            chat("object", title={"text": "x"}),
            chat("null", title=None),
        ],
        conversations=7,
        messages=14,
    )
    yield packed(
        "assets-as-paths",
        "Attachments whose names leave the folder, are reserved or clash, in every map that names files.",
        _assets,
        conversations=len(s.PATHS),
        messages=2 * len(s.PATHS),
        hostile=s.PATHS,
    )
    yield packed(
        "asset-ids",
        "Ids of files of which one begins with the other, leave the folder, or are addresses of the network.",
        _asset_ids,
        conversations=1,
        messages=8,
    )
    yield packed(
        "asset-contents",
        "Attachments that are not what they are called: pages with scripts, nothing at all, another type.",
        _asset_contents,
        conversations=1,
        messages=6,
    )
    yield classic(
        "ids-hostile",
        "Ids of conversations and messages that leave the folder, are endless, or of another type.",
        lambda: [
            chat(f"id-{i}", conversation_id=word, id=word)
            for i, word in enumerate(
                (*(p for p in s.PATHS if p), "<script>", "x" * 5000, "\x1b[2J", "a\ud83d")
            )
        ],
        conversations=len(s.PATHS) - 1 + 4,
        messages=2 * (len(s.PATHS) - 1 + 4),
    )
    yield classic(
        "ids-of-other-types",
        "Ids that are numbers, lists or null.",
        lambda: [
            chat(f"typed-{i}", [f"question {i}", "answer"], conversation_id=value, id=value)
            for i, value in enumerate((7, 7.5, ["a"], None, True))
        ],
        conversations=5,
        messages=10,
    )


def _assets() -> dict[str, object]:
    chats, files, names, library = [], usual([]), {}, []
    for i, word in enumerate(s.PATHS):
        file_id = f"file_{i:032x}"
        data = pictures.png("leaf", file_id)
        attached = {"id": file_id, "name": word, "mime_type": "image/png", "size": len(data)}
        shown = {
            "content_type": "image_asset_pointer",
            "asset_pointer": f"sediment://{file_id}",
            "size_bytes": len(data),
            "width": 240,
            "height": 160,
        }
        chats.append(
            chat(
                f"asset-{i}",
                [
                    message(
                        "user",
                        {"content_type": "multimodal_text", "parts": [shown, "Look."]},
                        metadata={"attachments": [attached]},
                    ),
                    "Seen.",
                ],
            )
        )
        files[f"{file_id}.dat"] = data
        if i % 2:
            names[f"{file_id}.dat"] = word
        else:
            library.append(
                {"id": {"id": f"libfile_{i}"}, "file_id": file_id, "file_name": word, "mime_type": word}
            )
    files["conversations.json"] = chats
    files["conversation_asset_file_names.json"] = names
    files["library_files.json"] = library
    return files


_PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'


def _shows(pointer: object, name: object = None) -> Json:
    part = {"content_type": "image_asset_pointer", "asset_pointer": pointer, "size_bytes": 10}
    attachments = [{"id": pointer, "name": name}] if name is not None else []
    return message(
        "user", {"content_type": "multimodal_text", "parts": [part]}, metadata={"attachments": attachments}
    )


def _asset_ids() -> dict[str, object]:
    files = usual(
        [
            chat(
                "ids",
                [
                    _shows("file-service://file-AbC123"),
                    _shows("file-service://file-AbC1234"),
                    _shows("file-service://../../../../etc/passwd"),
                    _shows("file:///etc/passwd"),
                    _shows("https://evil.example.org/x.png", "x.png"),
                    _shows("sediment://file_00#p?x=1", "a.png"),
                    _shows({"nested": "pointer"}),
                    _shows(""),
                ],
            )
        ]
    )
    files["file-AbC1234-other.png"] = pictures.png("night", "other")
    files["file-AbC123-photo.png"] = pictures.png("leaf", "photo")
    files["file_00.dat"] = pictures.png("quilt", "dat")
    return files


def _asset_contents() -> dict[str, object]:
    contents = {
        "file-Page-innocent.png": _PAGE,
        "file-Svg-drawing.svg": _DRAWING,
        "file-Void-empty.png": b"",
        "file-Type-photo.jpg": pictures.png("leaf", "type"),
        "file-Exe-setup.exe": b"MZ\x90\x00not a program",
        "file-Html-page.html": _PAGE,
    }
    said = [
        _shows(f"file-service://{'-'.join(name.split('-')[:2])}", name.split("-", 2)[2]) for name in contents
    ]
    return usual([chat("contents", said)]) | contents
