"""age v1 files: `sealing` writes one, `open_sealed` reads one by random access.

Interoperable both ways with the `age` program (https://age-encryption.org/v1): X25519 keys and passphrases, binary
(unarmored) files. A reader never gives out a byte that it has not authenticated.
"""

from __future__ import annotations

import hmac
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from migrator.i18n import _
from migrator.seal import header
from migrator.seal.errors import NoMatch, SealBroken, TooMuchWork
from migrator.seal.keys import (
    FILE_KEY_SIZE,
    HIGHEST_WORK_FACTOR,
    Opener,
    WorkFactorRefused,
    Wrapper,
    check_stanzas,
    hkdf,
)
from migrator.seal.stream import StreamWriter, Window, Writable, open_stream

NONCE = 16


@contextmanager
def sealing(out: Writable, to: Wrapper | Sequence[Wrapper]) -> Iterator[StreamWriter]:
    """An age file, written into `out` through what this gives, for one passphrase or any number of recipients.

    The last chunk is written when the block ends well; after an exception the file stays unfinished and can never
    be taken for a whole one. `out` is neither synced nor closed.
    """
    wrappers = list(to) if isinstance(to, Sequence) else [to]
    file_key = os.urandom(FILE_KEY_SIZE)
    stanzas = tuple(wrapper.wrap(file_key) for wrapper in wrappers)
    check_stanzas(stanzas)
    signed = header.signed_part(stanzas)
    nonce = os.urandom(NONCE)
    out.write(signed + b" " + header.to_base64(_mac(file_key, signed)).encode("ascii") + b"\n" + nonce)
    writer = StreamWriter(out, hkdf(file_key, nonce, b"payload"))
    yield writer
    writer.finish()


def open_sealed(file: BinaryIO, openers: Opener | Sequence[Opener], *, name: str = "") -> BinaryIO:
    """The plain bytes of an age file as a seekable, buffered file. It owns `file` and closes it, also on failure.

    SealBroken if the file is not as it was sealed, NoMatch if it is well formed and no opener fits. `name` stands
    in messages. Header, HMAC and last chunk are checked here; each other chunk when it is read.
    """
    try:
        return _open(file, [openers] if not isinstance(openers, Sequence) else openers, name)
    except BaseException:
        file.close()
        raise


def _open(file: BinaryIO, openers: Sequence[Opener], name: str) -> BinaryIO:
    head = header.read(file, name)
    try:
        check_stanzas(head.stanzas)
        file_key = next((key for opener in openers if (key := opener.unwrap(head.stanzas)) is not None), None)
    except WorkFactorRefused as why:
        raise TooMuchWork(why.factor, HIGHEST_WORK_FACTOR, name) from None
    except ValueError as why:
        raise SealBroken("header", _("its header is malformed ({why})").format(why=why), name) from None
    if file_key is None:
        raise NoMatch(name)
    if not hmac.compare_digest(_mac(file_key, head.signed), head.mac):
        raise SealBroken("hmac", _("its header was changed"), name)
    window = Window(file)
    nonce = window.read(head.end, NONCE)
    if len(nonce) != NONCE:
        raise SealBroken("header", _("it is cut short"), name)
    return open_stream(window, hkdf(file_key, nonce, b"payload"), head.end + NONCE, name=name, owns=True)


def seal_bytes(data: bytes, to: Wrapper | Sequence[Wrapper]) -> bytes:
    """A whole small age file."""
    out = io.BytesIO()
    with sealing(out, to) as writer:
        writer.write(data)
    return out.getvalue()


def open_bytes(sealed: bytes, openers: Opener | Sequence[Opener], *, name: str = "") -> bytes:
    """What a whole small age file holds. Errors as for `open_sealed`."""
    with open_sealed(io.BytesIO(sealed), openers, name=name) as plain:
        return plain.read()


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, None, b"header"), signed, "sha256")
