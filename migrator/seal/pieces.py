r"""Numbered pieces under a passphrase, in primitives that every browser has: how a reading copy is encrypted.

    outer key  = PBKDF2-HMAC-SHA-256(passphrase in NFC, without blanks at its ends; salt; iterations), 32 bytes
    key        = 32 random bytes; stored as nonce (12 bytes) ‖ AES-256-GCM(outer key, nonce, key, parameters)
    parameters = "migrate-reading-copy-1\n<iterations>\n<salt>\n<id>\n<pieces>", salt and id in base64
    piece n    = AES-256-GCM(key, id[0:8] ‖ n as 4 bytes, gzip of the piece, id ‖ n as 4 bytes), n big-endian

The key and the id are new for each file, so that no nonce comes twice. The number of pieces is bound to the key, and
each piece to its number and file: none can be left out, changed, moved or taken from another file without notice.
Neither Chromium nor Firefox has Argon2 or scrypt (looked at on 2026-11-30), so the strength is the passphrase's: six
random words are offered.
"""

from __future__ import annotations

import base64
import hashlib
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from migrator.i18n import _
from migrator.seal.errors import NoMatch, SealBroken

FORMAT = "migrate-reading-copy-1"
ITERATIONS = 1_000_000
_FEWEST, _MOST = 100_000, 100_000_000


class PieceSealer:
    """Encrypts the pieces of one file under `passphrase`."""

    def __init__(self, passphrase: str, iterations: int = ITERATIONS) -> None:
        self._passphrase = passphrase
        self._iterations = iterations
        self._key = os.urandom(32)
        self._id = os.urandom(16)
        self._cipher = AESGCM(self._key)

    def sealed(self, number: int, data: bytes) -> bytes:
        """Piece `number`, encrypted. No number may come twice."""
        return self._cipher.encrypt(_nonce(self._id, number), data, _bound(self._id, number))

    def parameters(self, pieces: int) -> dict[str, object]:
        """What opens the file, with the passphrase: to be written beside its `pieces` pieces."""
        salt, nonce = os.urandom(16), os.urandom(12)
        made: dict[str, object] = {
            "format": FORMAT,
            "iterations": self._iterations,
            "salt": _text(salt),
            "id": _text(self._id),
            "pieces": pieces,
        }
        outer = AESGCM(_outer(self._passphrase, salt, self._iterations))
        return made | {"key": _text(nonce + outer.encrypt(nonce, self._key, _parameters(made)))}


class PieceOpener:
    """Decrypts the pieces of one file. NoMatch if the passphrase does not fit, SealBroken if the file is not whole."""

    def __init__(self, passphrase: str, parameters: dict[str, object], name: str = "") -> None:
        self._name = name
        iterations = parameters.get("iterations")
        known = parameters.get("format") == FORMAT and isinstance(iterations, int)
        if not known or not isinstance(iterations, int) or not _FEWEST <= iterations <= _MOST:
            raise self._broken()
        salt, self._id, wrapped = (base64.b64decode(str(parameters[key])) for key in ("salt", "id", "key"))
        outer = AESGCM(_outer(passphrase, salt, iterations))
        try:
            self._cipher = AESGCM(outer.decrypt(wrapped[:12], wrapped[12:], _parameters(parameters)))
        except InvalidTag:
            raise NoMatch(name) from None

    def opened(self, number: int, data: bytes) -> bytes:
        """Piece `number` as it was before it was encrypted."""
        try:
            return self._cipher.decrypt(_nonce(self._id, number), data, _bound(self._id, number))
        except (InvalidTag, ValueError):
            raise self._broken() from None

    def _broken(self) -> SealBroken:
        return SealBroken("payload", _("a piece is not as it was written"), self._name)


def _outer(passphrase: str, salt: bytes, iterations: int) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).strip(" \t\r\n")
    return hashlib.pbkdf2_hmac("sha256", typed.encode("utf-8"), salt, iterations, 32)


def _parameters(of: dict[str, object]) -> bytes:
    return "\n".join(str(of[key]) for key in ("format", "iterations", "salt", "id", "pieces")).encode("utf-8")


def _nonce(file_id: bytes, number: int) -> bytes:
    return file_id[:8] + number.to_bytes(4, "big")


def _bound(file_id: bytes, number: int) -> bytes:
    return file_id + number.to_bytes(4, "big")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
