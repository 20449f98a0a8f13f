"""Reading a copy back, for the tests."""

import base64
import gzip
import json
import re


def folder(files):
    """The chats of a folder by their keys, and its list."""
    text = files["list.js"].decode()
    settings, listed = json.loads(f"[{text.removeprefix('Copy.start(').removesuffix(');' + chr(10))}]")
    parts = {}
    for path, data in files.items():
        if path.startswith("chats/"):
            number, packed = re.fullmatch(r'Copy\.part\((\d+),"([^"]*)"\);\n', data.decode()).groups()
            parts[int(number)] = gzip.decompress(base64.b64decode(packed))
    chats = {}
    for key, first, within in zip(listed["key"], listed["part"], listed["within"], strict=True):
        count = listed["long"].get(str(first), 1)
        chats[key] = json.loads(b"".join(parts[first + n] for n in range(count)))[within]
    return chats, listed, settings


def shards(files):
    """The word index of a folder: chats by word."""
    found = {}
    for path, data in files.items():
        if not path.startswith("words/"):
            continue
        packed = re.fullmatch(r'Copy\.shard\(\d+,"([^"]*)"\);\n', data.decode())[1]
        raw = gzip.decompress(base64.b64decode(packed))
        size = int.from_bytes(raw[:4], "little")
        header = json.loads(raw[4 : 4 + size])
        at = 4 + size
        for word, count, width in zip(
            header["w"].split(" "), header["n"], map(int, header["z"]), strict=True
        ):
            chat, chats = -1, []
            for _n in range(count):
                chat += int.from_bytes(raw[at : at + width], "little")
                chats.append(chat)
                at += width
            found[word] = chats
        assert at == len(raw)
    return found
