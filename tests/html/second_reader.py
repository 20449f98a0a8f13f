"""A second reader of an encrypted reading copy, from its description in docs/reference/encrypted-copy.md alone."""

import base64
import gzip
import hashlib
import json
import re
import sys
import unicodedata

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def pieces(page, passphrase):
    """All pieces of a page, in order; the last one is the directory."""
    lock = json.loads(re.search(r'<script type="application/json" id="lock">(.*?)</script>', page)[1])
    salt, file_id, wrapped = (base64.b64decode(lock[name]) for name in ("salt", "id", "key"))
    typed = unicodedata.normalize("NFC", passphrase).strip(" \t\r\n").encode()
    outer = hashlib.pbkdf2_hmac("sha256", typed, salt, lock["iterations"], 32)
    bound = "\n".join(str(lock[name]) for name in ("format", "iterations", "salt", "id", "pieces")).encode()
    key = AESGCM(AESGCM(outer).decrypt(wrapped[:12], wrapped[12:], bound))
    found = re.findall(r'<script type="text/plain" id="p(\d+)">(.*?)</script>', page)
    assert [int(number) for number, _ in found] == list(range(lock["pieces"]))
    for number, text in found:
        place = int(number).to_bytes(4, "big")
        yield gzip.decompress(key.decrypt(file_id[:8] + place, base64.b64decode(text), file_id + place))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
        *_, last = pieces(file.read(), input())
    print("\n".join(json.loads(last)["list"]["title"]))
