"""Containers with ZIPs inside: broken parts, bombs, a person's own files, and the page that holds everything."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from migrator.sample.hostile.case import (
    EPOCH,
    INCOMPLETE,
    OK,
    REFUSED,
    UNKNOWN,
    Case,
    chat,
    dump,
    packed,
    usual,
)

_MIB = 1 << 20
_PART = "User Online Activity/Conversations__x-chatgpt-0001.zip"


def cases() -> Iterator[Case]:
    """Containers."""
    yield packed(
        "zip-two-levels",
        "A second export inside the first, two levels deep: kept, not opened.",
        _matryoshka,
        OK,
        REFUSED,
        least=1,
    )
    yield packed(
        "portal-user-file",
        "A Privacy-Portal container in which a file of the person's own is called conversations.json.",
        _portal_user_file,
        conversations=1,
        messages=2,
    )
    yield packed(
        "portal-uploaded-export",
        "A Privacy-Portal container in which the person's own files hold somebody's export, chats and maps and all.",
        _portal_uploaded_export,
        conversations=1,
        messages=2,
    )
    yield packed(
        "portal-broken-inner",
        "A Privacy-Portal container with one sound and one broken inner ZIP.",
        _portal_broken,
        INCOMPLETE,
        UNKNOWN,
        least=1,
    )
    yield packed(
        "portal-bomb",
        "A container whose inner ZIP holds 96 MiB of blanks in 100 KiB.",
        lambda: {_PART: _zip({"conversations-000.json": b"[" + b" " * (96 * _MIB) + b"]"})},
        REFUSED,
        long=True,
    )
    yield packed(
        "portal-packed-bomb",
        "A container with an inner ZIP that is nothing but 96 MiB of zeros, packed.",
        lambda: {_PART: bytes(96 * _MIB), "report.html": b"<html></html>"},
        REFUSED,
        UNKNOWN,
        long=True,
    )
    yield packed(
        "chat-html-alone",
        "Only the page with all conversations is there, with hostile words in it.",
        lambda: {"chat.html": _page(), "user.json": {"id": "u"}},
        OK,
        INCOMPLETE,
        UNKNOWN,
    )


def _zip(files: dict[str, object]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            archive.writestr(entry, value if isinstance(value, bytes) else dump(value))
    return out.getvalue()


def _page() -> bytes:
    chats = dump([chat("page", ["</script><script>alert(1)</script>", "Hello!"]), chat("other")])
    script = chats.replace(b"</", b"<\\/")
    return (
        b"<!DOCTYPE html><html><body><script>\nvar jsonData = "
        + script
        + b";\nvar assetsJson = {};\n</script></body></html>"
    )


def _matryoshka() -> dict[str, object]:
    innermost = _zip(usual([chat("innermost")]))
    inner = _zip(usual([chat("inner")]) | {"Conversations__x-chatgpt-0001.zip": innermost})
    return {"report.html": b"<html></html>", "User Online Activity/Conversations__x-chatgpt-0001.zip": inner}


def _portal_user_file() -> dict[str, object]:
    return _portal({"personal/files/conversations.json": [{"title": "My own notes, not a chat"}]})


def _portal_uploaded_export() -> dict[str, object]:
    return _portal(
        {
            "personal/files/conversations-000.json": [chat("of-somebody-else")],
            "personal/files/user.json": {"id": "user-else", "email": "else@example.org"},
            "personal/files/export_manifest.json": {
                "export_files": [{"path": "conversations-001.json", "size_bytes": 9}]
            },
            "personal/files/library_files.json": [{"file_id": "file_else", "file_name": "else.png"}],
            "personal/files/message_feedback.json": [
                {"id": "f", "conversation_id": "c", "rating": "thumbs_up"}
            ],
            "personal/files/chat.html": _page(),
            "personal/files/notes.txt": b"not a chat",
        }
    )


def _portal(uploads: dict[str, object]) -> dict[str, object]:
    inner = _zip({"conversations-000.json": [chat("plain")], "user.json": {"id": "user-x"}})
    files = _zip(uploads)
    return {
        "report.html": b"<html></html>",
        "User Online Activity/Conversations__x-chatgpt-0001.zip": inner,
        "User Online Activity/Files__x-files-0001.zip": files,
        "User Online Activity/Ads__x-ads-0001.zip": b"",
    }


def _portal_broken() -> dict[str, object]:
    inner = _zip({"conversations-000.json": [chat("plain")]})
    return {
        "report.html": b"<html></html>",
        "User Online Activity/Conversations__x-chatgpt-0001-part-0001.zip": inner,
        "User Online Activity/Conversations__x-chatgpt-0001-part-0002.zip": inner[: len(inner) // 2],
    }
