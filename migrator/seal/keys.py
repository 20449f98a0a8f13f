"""What opens an age file: an X25519 key, or a passphrase through scrypt. Both wrap the 16-byte key of one file.

Nothing here prints itself: a key's `repr` says only what it is. Wrong input gives `ValueError` (malformed stanza,
the header is broken) or None (well formed, but not for this key), never anything else.
"""

from __future__ import annotations

import os
import re
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from migrator.errors import MigratorError
from migrator.i18n import _
from migrator.seal import bech32
from migrator.seal.header import Stanza, from_base64, to_base64

FILE_KEY_SIZE = 16
WORK_FACTOR = 18  # log2 N: 256 MiB and about 0.8 s; age's own default, twice the floor of OWASP (2026-11)
HIGHEST_WORK_FACTOR = 20  # 1 GiB; a stanza that asks for more is a memory bomb
_X25519 = "X25519"
_SCRYPT = "scrypt"
_IDENTITY_PREFIX = "AGE-SECRET-KEY-"
_RECIPIENT_PREFIX = "age"
_X25519_LABEL = b"age-encryption.org/v1/X25519"
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_ZERO_NONCE = bytes(12)
_LOG_N = re.compile(r"[1-9][0-9]{0,2}")


class WorkFactorRefused(ValueError):
    """A passphrase file asks for more memory than is given. `factor`: log2 N; 2^(factor - 10) MiB are asked for."""

    def __init__(self, factor: int) -> None:
        super().__init__(f"a scrypt work factor of {factor} is refused")
        self.factor = factor


class Wrapper(Protocol):
    """Something that a file can be sealed for."""

    def wrap(self, file_key: bytes) -> Stanza:
        """`file_key` inside a stanza that only the holder of the matching secret can open."""


class Opener(Protocol):
    """Something that may open a file."""

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """The file key, None if no stanza is for this secret; ValueError if a stanza of its type is malformed."""


def hkdf(secret: bytes, salt: bytes | None, info: bytes) -> bytes:
    """32 bytes by HKDF-SHA-256."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


class Recipient:
    """A public X25519 key (`age1…`): files can be sealed for it, not opened with it."""

    def __init__(self, public: bytes) -> None:
        self._key = X25519PublicKey.from_public_bytes(public)
        self._bytes = public

    @classmethod
    def parse(cls, text: str) -> Recipient:
        """From `age1…`. ValueError if it is not one."""
        prefix, data = bech32.decode(text)
        if prefix != _RECIPIENT_PREFIX or len(data) != 32:
            raise ValueError("not an age X25519 recipient")
        return cls(data)

    def text(self) -> str:
        """`age1…`."""
        return bech32.encode(_RECIPIENT_PREFIX, self._bytes)

    def wrap(self, file_key: bytes) -> Stanza:
        """A fresh X25519 stanza around `file_key`."""
        once = X25519PrivateKey.generate()
        share = once.public_key().public_bytes_raw()
        wrapping = hkdf(once.exchange(self._key), share + self._bytes, _X25519_LABEL)
        body = ChaCha20Poly1305(wrapping).encrypt(_ZERO_NONCE, file_key, None)
        return Stanza(_X25519, (to_base64(share),), body)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipient) and other._bytes == self._bytes

    def __hash__(self) -> int:
        return hash(self._bytes)


class Identity:
    """A secret X25519 key (`AGE-SECRET-KEY-1…`)."""

    def __init__(self, secret: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(secret)
        self._public = self._key.public_key().public_bytes_raw()

    @classmethod
    def new(cls) -> Identity:
        """A fresh one from the system's randomness."""
        return cls(os.urandom(32))

    @classmethod
    def parse(cls, text: str) -> Identity:
        """From `AGE-SECRET-KEY-1…`, upper case as age writes it. ValueError if it is not one."""
        prefix, data = bech32.decode(text)
        if prefix != _IDENTITY_PREFIX or len(data) != 32:
            raise ValueError("not an age X25519 identity")
        return cls(data)

    def text(self) -> str:
        """`AGE-SECRET-KEY-1…`: the secret itself. It is written nowhere but inside a sealed file."""
        return bech32.encode(_IDENTITY_PREFIX.lower(), self._key.private_bytes_raw()).upper()

    def recipient(self) -> Recipient:
        """The public half."""
        return Recipient(self._public)

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """The file key, or None. Stanzas of other types are passed over."""
        for stanza in stanzas:
            if stanza.type != _X25519:
                continue
            if len(stanza.args) != 1 or len(share := from_base64(stanza.args[0])) != 32:
                raise ValueError("an X25519 share of wrong size")
            if len(stanza.body) != FILE_KEY_SIZE + 16:
                raise ValueError("an X25519 body of wrong size")
            try:
                shared = self._key.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError:
                raise ValueError("an X25519 share of low order") from None
            wrapping = hkdf(shared, share + self._public, _X25519_LABEL)
            try:
                return ChaCha20Poly1305(wrapping).decrypt(_ZERO_NONCE, stanza.body, None)
            except InvalidTag:
                continue
        return None

    def __repr__(self) -> str:
        return "<Identity>"


class Passphrase:
    """A passphrase, as the UTF-8 bytes that scrypt gets. `work_factor` is for writing only."""

    def __init__(self, secret: str, work_factor: int | None = None) -> None:
        self._secret = secret.encode("utf-8")
        self._work_factor = WORK_FACTOR if work_factor is None else work_factor

    def wrap(self, file_key: bytes) -> Stanza:
        """A scrypt stanza; it must be the only one of its file."""
        salt = os.urandom(16)
        body = ChaCha20Poly1305(self._stretch(salt, self._work_factor)).encrypt(_ZERO_NONCE, file_key, None)
        return Stanza(_SCRYPT, (to_base64(salt), str(self._work_factor)), body)

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """The file key, or None for a wrong passphrase. A work factor above 20 is refused before any work."""
        if not any(stanza.type == _SCRYPT for stanza in stanzas):
            return None
        args, body = stanzas[0].args, stanzas[0].body
        if len(args) != 2 or len(salt := from_base64(args[0])) != 16:
            raise ValueError("a scrypt salt of wrong size")
        if not _LOG_N.fullmatch(args[1]):
            raise ValueError("a scrypt work factor that is refused")
        if int(args[1]) > HIGHEST_WORK_FACTOR:
            raise WorkFactorRefused(int(args[1]))
        if len(body) != FILE_KEY_SIZE + 16:
            raise ValueError("a scrypt body of wrong size")
        try:
            return ChaCha20Poly1305(self._stretch(salt, int(args[1]))).decrypt(_ZERO_NONCE, body, None)
        except InvalidTag:
            return None

    def _stretch(self, salt: bytes, log_n: int) -> bytes:
        try:
            return Scrypt(salt=_SCRYPT_LABEL + salt, length=32, n=1 << log_n, r=8, p=1).derive(self._secret)
        except MemoryError:
            raise MigratorError(
                _("There is not enough free memory to check a passphrase ({size} MiB are needed).").format(
                    size=(1 << log_n) // 1024
                ),
                _("Close other programs and try again."),
            ) from None

    def __repr__(self) -> str:
        return "<Passphrase>"


def check_stanzas(stanzas: tuple[Stanza, ...]) -> None:
    """ValueError if a scrypt stanza has company: someone could have added a way in for themselves."""
    if len(stanzas) > 1 and any(stanza.type == _SCRYPT for stanza in stanzas):
        raise ValueError("a scrypt stanza beside others")
