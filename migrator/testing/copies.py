"""What stands in a reading copy: its pieces are gzip in base64, encrypted or not."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator

from migrator.seal.pieces import PieceOpener

_PIECE = re.compile(r'<script type="text/plain" id="p(\d+)">([A-Za-z0-9+/=]+)</script>')
_CALL = re.compile(r'^Copy\.(?:part|about)\((?:\d+,)?"([A-Za-z0-9+/=]+)"\);', re.MULTILINE)
_LOCK = re.compile(r'<script type="application/json" id="lock">(.*?)</script>')


def unpacked(text: str, passphrase: str = "") -> Iterator[str]:
    """The texts in a file of a copy, piece by piece; none if it is no file of a copy, or encrypted and no passphrase given."""
    for call in _CALL.finditer(text):
        yield _inflated(base64.b64decode(call[1]))
    lock = _LOCK.search(text)
    if lock is not None and not passphrase:
        return
    opener = None if lock is None else PieceOpener(passphrase, json.loads(lock[1]))
    for piece in _PIECE.finditer(text):
        data = base64.b64decode(piece[2])
        yield _inflated(data if opener is None else opener.opened(int(piece[1]), data))


def _inflated(data: bytes) -> str:
    return zlib.decompress(data, 31).decode("utf-8", "replace")
