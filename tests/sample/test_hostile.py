"""Each hostile case is what it says it is, told by a plain recount that knows nothing of the program."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile

import pytest

from migrator.sample import hostile
from migrator.sample.hostile.case import INCOMPLETE, OK, REFUSED, UNKNOWN

CASES = list(hostile.cases())
SHARD = re.compile(r"conversations([-_ ][-\d ()]+)?\.json", re.IGNORECASE)
COUNTED = [
    case
    for case in CASES
    if case.conversations is not None and case.name not in {"ids-of-other-types", "zip-bad-crc"}
]


def _members(path):
    if path.is_dir():
        yield (path / "conversations.json").read_bytes()
    elif path.suffix == ".json":
        yield path.read_bytes()
    else:
        yield from _of_zip(path.read_bytes())


def _of_zip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            body = archive.read(info)
            name = info.filename.replace("\\", "/").rsplit("/", 1)[-1]
            if "Conversations__" in name and zipfile.is_zipfile(io.BytesIO(body)):
                yield from _of_zip(body)
            elif SHARD.fullmatch(name) and "personal/" not in info.filename:
                yield body


def _recount(path):
    nodes: dict[object, set[str]] = {}
    for body in _members(path):
        records = json.loads(body.decode("utf-8-sig"))
        for record in records["conversations"] if isinstance(records, dict) else records:
            mapping = record.get("mapping") or {}
            found = {k for k, n in mapping.items() if isinstance(n, dict) and n.get("message") is not None}
            nodes.setdefault(record["conversation_id"], set()).update(found)
    return len(nodes), sum(map(len, nodes.values()))


def test_names_are_unique_and_every_outcome_occurs():
    assert len({case.name for case in CASES}) == len(CASES) > 100
    assert {code for case in CASES for code in case.exits} == {OK, INCOMPLETE, UNKNOWN, REFUSED}
    assert hostile.case("tree-deep").messages == 40_000


@pytest.mark.parametrize("case", COUNTED, ids=str)
def test_a_plain_recount_agrees(tmp_path, case):
    assert _recount(case.write(tmp_path)) == (case.conversations, case.messages)


@pytest.mark.parametrize("case", [c for c in CASES if not c.long and "bomb" not in c.name], ids=str)
def test_a_case_is_written_the_same_each_time(tmp_path, case):
    digests = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        path = case.write(tmp_path / name)
        files = [p for p in sorted(path.rglob("*")) if p.is_file()] if path.is_dir() else [path]
        data = b"".join(file.read_bytes() for file in files)
        assert len(data) < 2_000_000
        digests.add(hashlib.sha256(data).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("name", ["zip-truncated", "zip-truncated-tail", "zip-empty-file", "zip-no-zip"])
def test_broken_archives_are_broken(tmp_path, name):
    assert not zipfile.is_zipfile(hostile.case(name).write(tmp_path))


def test_the_bomb_bursts(tmp_path):
    path = hostile.case("zip-bomb").write(tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("conversations.json").file_size > 200 * path.stat().st_size > 64 * 2**20 / 5


def test_damaged_entries_fail_their_checksum(tmp_path):
    for name, member in (("zip-bad-crc", "file-Bad-photo.png"), ("zip-bad-crc-chats", "conversations.json")):
        with zipfile.ZipFile(hostile.case(name).write(tmp_path)) as archive:
            assert archive.testzip() == member


def test_special_entries_say_so(tmp_path):
    for name, kind in (("zip-symlink", 0o12), ("zip-device", 0o02), ("zip-fifo", 0o01)):
        with zipfile.ZipFile(hostile.case(name).write(tmp_path)) as archive:
            assert kind in {info.external_attr >> 28 for info in archive.infolist()}
    with zipfile.ZipFile(hostile.case("zip-encrypted").write(tmp_path)) as archive:
        assert all(info.flag_bits & 1 for info in archive.infolist())


def test_the_archive_of_many_entries_has_that_many(tmp_path):
    with zipfile.ZipFile(hostile.case("zip-many").write(tmp_path)) as archive:
        assert len(archive.infolist()) == 200_001
