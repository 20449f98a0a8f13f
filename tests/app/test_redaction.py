"""No value of a chosen kind survives in any byte of any bundle, whatever it is packed in; and what it says about itself."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import json
import re
import urllib.parse
import zipfile
import zlib

import msgspec
import pytest

from migrator import registry
from migrator.app import convert as job
from migrator.app import redacting, restoring, scanning
from migrator.app.context import Context
from migrator.cli import main
from migrator.sample.hostile import cases

VALUES = {
    "email": "gulsen.aydin7@ornek-posta.com",
    "phone": "+90 538 271 64 93",
    "ip": "203.0.113.178",
    "iban": "TR330006100519786457841326",
    "card": "5555 5555 5555 4444",
    "national": "10000000146",
    "key": "ghp_Zk3Qw8Lm2Rt7Yp5Vb9Nc4Xd6Hf1Js0AaBbCc",
    "password": "kirmiziFil!42",
    "name": "Zübeyde Karaosmanoğlu",
}
BROKEN = "broken over two lines: call +90 538 271\n64 93, by marks: **5555 5555** 5555 4444, in Eastern digits: cep ٠٥٣٨ ٢٧١ ٦٤ ٩٣"


def texts():
    v = VALUES
    yield f"Write to {v['email']} or call {v['phone']}; the server is {v['ip']}."
    yield f"IBAN {v['iban']}, card {v['card']}, TC kimlik no {v['national']}."
    yield f"password: {v['password']}\nkey {v['key']}\n{v['name']}'nun evi. {BROKEN}"
    yield f"```python\nmail = '{v['email']}'\ncard = 5555555555554444\n```"
    yield json.dumps({"email": v["email"], "card": 5555555555554444, "who": v["name"]})
    yield f"[mail](mailto:{v['email']}) https://example.net/?u={urllib.parse.quote(v['email'], safe='')}"
    yield f"| name | phone |\n|---|---|\n| {v['name']} | {v['phone']} |"


@pytest.fixture
def export(tmp_path):
    """One chat with every value in every place that an export has."""
    mapping = {"root": {"id": "root", "message": None, "parent": None, "children": ["m0"]}}
    all_texts = list(texts())
    for number, text in enumerate(all_texts):
        parts: dict = {"content_type": "text", "parts": [text]}
        if number == 3:
            parts = {"content_type": "code", "language": "python", "text": text}
        if number == 4:
            parts = {"content_type": "execution_output", "text": text}
        role = ["user", "assistant"][number % 2] if number != 4 else "tool"
        mapping[f"m{number}"] = {
            "id": f"m{number}",
            "parent": f"m{number - 1}" if number else "root",
            "children": [f"m{number + 1}"] if number + 1 < len(all_texts) else [],
            "message": {
                "id": f"m{number}",
                "author": {"role": role, "name": "python" if role == "tool" else None, "metadata": {}},
                "create_time": 1700000000.0 + number,
                "content": parts,
                "recipient": "all",
                "metadata": {
                    "unknown_field": {"note": VALUES["email"]},
                    "user_context_message_data": {
                        "about_user_message": f"I am {VALUES['name']}, {VALUES['email']}",
                        "about_model_message": f"Never call {VALUES['phone']}",
                    },
                    "attachments": [
                        {
                            "id": "file-AbCdEf123456",
                            "name": f"cv {VALUES['name']} {VALUES['email']}.txt",
                            "mime_type": "text/plain",
                            "size": 20,
                        }
                    ],
                },
            },
        }
    chat = {
        "id": "11111111-1111-4111-8111-111111111111",
        "conversation_id": "11111111-1111-4111-8111-111111111111",
        "title": f"{VALUES['name']} {VALUES['email']}",
        "create_time": 1700000000.0,
        "update_time": 1700000900.0,
        "mapping": mapping,
        "current_node": f"m{len(all_texts) - 1}",
    }
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("conversations.json", json.dumps([chat], ensure_ascii=False))
        out.writestr(f"file-AbCdEf123456-cv {VALUES['name']} {VALUES['email']}.txt", "\n\n".join(all_texts))
        out.writestr(
            "user.json",
            json.dumps({"id": "user-1", "email": VALUES["email"], "phone_number": VALUES["phone"]}),
        )
    return path


@pytest.fixture
def names(tmp_path):
    """The person's list."""
    path = tmp_path / "names.txt"
    path.write_text(VALUES["name"] + "\n", "utf-8")
    return path


def unpacked(data: bytes, depth: int = 0):
    """`data`, and what is packed in it: ZIP, gzip, zlib, Parquet's pages, base64, percent-encoding, escapes."""
    yield data
    if depth > 3:
        return
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from unpacked(packed.read(name), depth + 1)
    if data[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(data), depth + 1)
    if data[:4] == b"PAR1":
        import pyarrow.parquet

        for row in pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist():
            yield from unpacked(json.dumps(row, default=str, ensure_ascii=False).encode(), depth + 1)
    if data[:15] == b"SQLite format 3":
        import sqlite3

        base = sqlite3.connect(":memory:")
        base.deserialize(data)
        for line in base.iterdump():
            yield from unpacked(line.encode("utf-8", "replace"), depth + 1)
        base.close()
    for run in re.findall(rb"[A-Za-z0-9+/_-]{40,}={0,2}", data)[:2000]:
        try:
            inner = base64.b64decode(run.replace(b"-", b"+").replace(b"_", b"/") + b"==")
        except (binascii.Error, ValueError):
            continue
        yield inner
        try:
            yield zlib.decompress(inner)
        except zlib.error:
            continue


def plain(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    text = urllib.parse.unquote(text).replace("\\n", "\n")
    text = text.translate({ord(c): str(n) for n, c in enumerate("٠١٢٣٤٥٦٧٨٩")})
    return re.sub(r"[\s*\\_-]", "", text).casefold()


FORBIDDEN = {kind: plain(value.encode()) for kind, value in VALUES.items()} | {
    "phone": "382716493",
    "card": "5555444",
}


def survivors(folder):
    found = set()
    for path in folder.rglob("*"):
        pieces = [str(path.relative_to(folder)).encode()]
        if path.is_file():
            pieces += unpacked(path.read_bytes())
        for piece in pieces:
            shown = plain(piece)
            found |= {(path.name, kind) for kind, value in FORBIDDEN.items() if value in shown}
    return found


@pytest.mark.parametrize("style", ["counted", "fake"])
@pytest.mark.parametrize("name", registry.target_names())
def test_no_value_survives_in_any_byte_of_any_bundle(tmp_path, export, names, name, style):
    out = tmp_path / "out"
    settings = (f"redact-words={names}", f"redact={style}")
    done = job.convert(
        job.Request(target=name, sources=(str(export),), out=out, redact=("all",), settings=settings),
        Context(),
    )
    assert survivors(out) == set()
    assert done.manifest.redaction is not None
    assert done.manifest.redaction.counts["email"] == 1


def test_without_redaction_the_same_search_finds_them(tmp_path, export):
    """The law above is worth nothing if its search is blind."""
    out = tmp_path / "out"
    job.convert(job.Request(target="chatgpt-clean", sources=(str(export),), out=out), Context())
    assert {kind for _name, kind in survivors(out)} == set(FORBIDDEN)


def test_the_same_input_gives_the_same_bytes(tmp_path, export, names):
    for out in ("a", "b"):
        request = job.Request(
            target="native",
            sources=(str(export),),
            out=tmp_path / out,
            redact=("all",),
            settings=(f"redact-words={names}",),
        )
        job.convert(request, Context())
    assert [p.read_bytes() for p in sorted((tmp_path / "a").rglob("*")) if p.is_file()] == [
        p.read_bytes() for p in sorted((tmp_path / "b").rglob("*")) if p.is_file()
    ]


@pytest.mark.parametrize("case", [case for case in cases(long=False) if case.exits & {0, 3}], ids=str)
def test_the_hostile_corpus_is_redacted_like_any_other(capfd, monkeypatch, tmp_path, case):
    monkeypatch.chdir(tmp_path)
    path = case.write(tmp_path)
    plain_code = main(["--from", str(path), "--to", "native", "--dry-run", "--json", "--progress", "none"])
    counts = json.loads(capfd.readouterr().out or "{}").get("counts")
    words = ["--redact", "all", "--json", "--progress", "none"]
    assert main(["--from", str(path), "--to", "native", "--dry-run", *words]) == plain_code
    assert json.loads(capfd.readouterr().out or "{}").get("counts") == counts


def test_a_scan_counts_masks_and_names_places(export, names):
    seen = scanning.scan(
        scanning.Request(sources=(str(export),), words=redacting.listed_words(str(names))), Context()
    )
    assert seen.counts["email"] == 1
    assert {"phone", "iban", "card", "national", "key", "password", "name"} <= seen.counts.keys()
    assert seen.chats == 1
    shown = json.dumps(seen.document())
    assert not any(value in plain(shown.encode()) for value in FORBIDDEN.values())


def test_a_person_is_asked_before_chats_go_to_another_company(tmp_path, export, capfd):
    assert main(["--to", "claude", "--from", str(export), "--out", str(tmp_path / "a"), "--no-input"]) == 0
    err = capfd.readouterr().err
    assert "What goes along as it is: e-mail addresses (1)" in err
    assert (
        main(["--to", "claude", "--from", str(export), "--out", str(tmp_path / "b"), "--redact", "all"]) == 0
    )
    assert "goes along" not in capfd.readouterr().err


def test_chats_in_which_something_is_found_can_be_left_out(tmp_path, export):
    request = job.Request(target="native", sources=(str(export),), out=tmp_path / "o", only=("-has:finding",))
    assert job.convert(request, Context()).manifest.counts.conversations == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--redact", "nothing"],
        ["--redact", ""],
        ["--set", "redact=fake"],
        ["--redact", "all", "--set", "redact=odd"],
        ["--redact", "name"],
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_a_usage_error(export, words, capfd):
    assert main(["--to", "native", "--from", str(export), "--dry-run", *words]) == 2
    assert capfd.readouterr().out == ""


def test_an_answer_is_restored_from_the_map_in_the_vault_alone(monkeypatch, tmp_path, export, names):
    from migrator.app.keeping.adding import add
    from migrator.vault import secret, slots
    from migrator.vault.create import create

    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)
    with create(tmp_path / "vault", "six words that nobody else has", secret.new_recovery_code()) as vault:
        add(vault, [str(export)], Context())
        request = job.Request(
            target="markdown",
            sources=(),
            out=tmp_path / "o",
            redact=("all",),
            settings=(f"redact-words={names}",),
        )
        done = job.convert(request, Context(), vault)
        assert done.manifest.redaction is not None
        assert done.manifest.redaction.restorable
        back = restoring.restored("Dear [NAME-1], \\[EMAIL-1\\] and [EMAIL-99]", vault)
        assert back.text == f"Dear {VALUES['name']}, {VALUES['email']} and [EMAIL-99]"
        assert (back.count, back.unknown) == (2, 1)
        again = job.convert(msgspec.structs.replace(request, out=tmp_path / "p"), Context(), vault)
        assert again.manifest.files == done.manifest.files
    assert not any(
        VALUES["email"].encode() in p.read_bytes() for p in (tmp_path / "vault").rglob("*") if p.is_file()
    )
