"""What could not be read, was not chosen or has no place is in the manifest, whatever the target."""

from __future__ import annotations

import json
import zipfile

import pytest

from migrator import registry
from migrator.app.context import Context
from migrator.app.convert import Request, convert
from migrator.app.inspect import inspect
from migrator.errors import LostSomething, NotRecognised, Refused
from migrator.losses import KINDS
from tests.chatgpt.making import chain, message

TARGETS = ("native", "markdown", "jsonl", "open-webui", "claude", "chatgpt-clean")


def chat(key="c", text="a question of words", **more):
    said = [message("user", text), message("assistant", "an answer of words")]
    return chain(said, conversation_id=key, **more)


def folder(tmp_path, name="export", **files):
    made = tmp_path / name
    made.mkdir()
    for file, content in files.items():
        path = made / file.replace("__", "-").replace("_json", ".json").replace("_html", ".html")
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return made


def converted(target, *sources, out, **more):
    return convert(Request(target=target, sources=tuple(map(str, sources)), out=out, **more), Context())


def losses(made):
    return {line.kind: line.count for line in made.manifest.losses}


# ------------------------------------------------------------------------------------------ what was not read


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "broken",
    [
        '{"id": "b", "mapping": {"x": [1,]}}',
        '{"id": "b", "mapping": ' + "[" * 300 + "]" * 300 + "}",
        '{"id": "b", "title": "T", "mapping": ["a list of words"]}',
        '{"id": "b", "title": "T", "messages": [{"role": "user", "content": "hi"}]}',
        '"just a text"',
    ],
    ids=["broken", "too deep", "odd mapping", "unknown place", "no record"],
)
def test_a_record_that_was_not_read_is_a_loss_and_strict_minds_it(target, broken, tmp_path):
    source = folder(tmp_path, conversations_json=f"[{json.dumps(chat())},{broken}]".encode())
    with pytest.raises(LostSomething):
        converted(target, source, out=tmp_path / "out", strict=True)
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    (loss,) = [one for one in manifest["losses"] if one["kind"] == "record-unread"]
    assert (loss["count"], loss["examples"][0].split("#")[1][:2]) == (1, "/1")
    assert loss["meaning"] in (tmp_path / "out/IMPORT.md").read_text("utf-8")


@pytest.mark.parametrize("target", TARGETS)
def test_a_file_that_should_be_there_is_a_loss(target, tmp_path):
    listed = {
        "logical_files": {
            "conversations.json": {"files": ["conversations-000.json", "conversations-001.json"]}
        }
    }
    source = tmp_path / "export"
    source.mkdir()
    (source / "conversations-000.json").write_text(json.dumps([chat()]))
    (source / "export_manifest.json").write_text(json.dumps(listed))
    assert losses(converted(target, source, out=tmp_path / "out"))["source-incomplete"] == 1


def test_a_sound_export_has_none_of_these_losses(tmp_path):
    source = folder(tmp_path, conversations_json=[chat()])
    assert losses(converted("native", source, out=tmp_path / "out")) == {}


# ------------------------------------------------------------------------------------------ presence is not content

PAGE = "<html><body><script>\nvar jsonData = {};\n</script></body></html>".format(json.dumps([chat("p")]))


@pytest.mark.parametrize(
    "listed", [b"[]", b"", b"\0\0\0\0", b'[{"id":"a","tit', b'[{"id": "x", "title": "a shell"}]']
)
def test_a_full_page_beside_a_list_without_chats_is_read(listed, tmp_path):
    source = folder(tmp_path, conversations_json=listed, chat_html=PAGE.encode())
    found = inspect([str(source)], Context())
    assert found.messages == 2


def test_a_page_fills_a_damaged_list_and_nothing_comes_twice(tmp_path):
    whole = json.dumps([chat("p"), chat("q")]).encode()
    source = folder(tmp_path, conversations_json=whole[:-60], chat_html=PAGE.encode())
    found = inspect([str(source)], Context())
    assert (found.conversations, found.complete) == (1, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_pages_and_lists_are_read_in_every_encoding(encoding, tmp_path):
    page = folder(tmp_path, "page", chat_html=PAGE.encode(encoding))
    listed = folder(tmp_path, "list", conversations_json=json.dumps([chat()]).encode(encoding))
    assert [inspect([str(source)], Context()).messages for source in (page, listed)] == [2, 2]


@pytest.mark.parametrize(
    "value", [[[chat("a")], [chat("b")]], {"a": chat("a"), "b": chat("b")}], ids=["lists", "ids"]
)
def test_lists_of_lists_and_chats_by_id_are_chats(value, tmp_path):
    found = inspect([str(folder(tmp_path, conversations_json=value))], Context())
    assert (found.conversations, found.messages) == (2, 4)


# ------------------------------------------------------------------------------------------ merging


def test_the_newer_wording_wins_and_the_other_is_named(tmp_path):
    older = folder(
        tmp_path, "older", conversations_json=[chat(text="a longer question of old words", update_time=1.7e9)]
    )
    newer = folder(tmp_path, "newer", conversations_json=[chat(text="a new question", update_time=1.8e9)])
    made = converted("native", older, newer, out=tmp_path / "out")
    line = next(line for line in made.manifest.losses if line.kind == "other-wording")
    assert (line.count, line.examples) == (1, ("c/m0",))
    assert "a new question" in (tmp_path / "out/archive.jsonl").read_text("utf-8")


def test_a_version_that_says_less_is_no_loss(tmp_path):
    older = folder(tmp_path, "older", conversations_json=[chat(update_time=1.7e9)])
    newer = folder(tmp_path, "newer", conversations_json=[chat(update_time=1.8e9)])
    assert losses(converted("native", older, newer, out=tmp_path / "out")) == {}


def test_a_key_that_occurs_twice_keeps_both_values(tmp_path):
    text = json.dumps([chat()]).replace(
        '"parts": ["a question of words"]', '"parts": ["the first words"], "parts": ["the last words"]'
    )
    source = folder(tmp_path, conversations_json=text.encode())
    converted("native", source, out=tmp_path / "out")
    written = (tmp_path / "out/archive.jsonl").read_text("utf-8")
    assert "the first words" in written
    assert "the last words" in written
    assert losses(converted("markdown", source, out=tmp_path / "md"))["words-left-out"] == 1
    assert [p.kind for p in inspect([str(source)], Context()).problems] == ["key-twice"]


# ------------------------------------------------------------------------------------------ labels and words


def test_what_is_gone_is_called_gone():
    for kind in (
        "time-left-out",
        "model-left-out",
        "title-left-out",
        "flags-left-out",
        "project-left-out",
        "details-left-out",
    ):
        assert (KINDS[kind].effect, KINDS[kind].is_whole) == ("left-out", False)


@pytest.mark.parametrize("target", [name for name in registry.target_names() if name != "native"])
def test_words_beside_a_message_are_counted_for_every_target_but_native(target, tmp_path):
    said = [message("user", "hi"), message("assistant", "yes", metadata={"novelty": "words of a new kind"})]
    source = folder(tmp_path, conversations_json=[chain(said)])
    assert losses(converted(target, source, out=tmp_path / "out"))["words-left-out"] == 1


def test_ids_states_and_words_that_a_part_holds_are_no_words_aside(tmp_path):
    metadata = {"request_id": "a-b-c", "status": "finished", "quote": "a question of words"}
    source = folder(
        tmp_path, conversations_json=[chain([message("user", "a question of words", metadata=metadata)])]
    )
    assert "words-left-out" not in losses(converted("markdown", source, out=tmp_path / "out"))


# ------------------------------------------------------------------------------------------ archives


def archive(path, files, *, method=zipfile.ZIP_DEFLATED, system=3, of_name=lambda name: name):
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in files.items():
            info = zipfile.ZipInfo("x")
            info.filename, info.create_system, info.compress_type = of_name(name), system, method
            packed.writestr(info, data)
    return path


FILES = {"export/conversations.json": json.dumps([chat()]), "export/user.json": '{"id": "u"}'}


@pytest.mark.parametrize("system", [0, 10])
def test_a_zip_with_backslashes_from_windows_is_read(system, tmp_path):
    path = archive(tmp_path / "w.zip", FILES, system=system, of_name=lambda name: name.replace("/", "\\"))
    found = inspect([str(path)], Context())
    assert (found.messages, found.complete) == (2, True)


@pytest.mark.parametrize(
    ("name", "system", "why"),
    [
        ("..\\conversations.json", 0, "leads outside"),
        ("\\conversations.json", 0, "leads outside"),
        ("C:\\conversations.json", 0, "leads outside"),
        ("export\\conversations.json", 3, "backslash"),
    ],
)
def test_a_backslash_is_no_way_out_and_a_refusal_says_why(name, system, why, tmp_path):
    path = archive(
        tmp_path / "w.zip", {"x": FILES["export/conversations.json"]}, system=system, of_name=lambda _: name
    )
    with pytest.raises(Refused, match=why):
        inspect([str(path)], Context())


def test_two_names_that_are_one_after_all_are_refused(tmp_path):
    names = iter(["export\\conversations.json", "export/conversations.json"])
    path = archive(tmp_path / "w.zip", FILES, system=0, of_name=lambda _: next(names))
    with pytest.raises(Refused, match="same name"):
        inspect([str(path)], Context())


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_chats_packed_by_another_method_are_named_as_such(method, tmp_path):
    path = archive(tmp_path / "b.zip", FILES, method=method)
    with pytest.raises(NotRecognised, match="packed in a way that this program does not open") as caught:
        inspect([str(path)], Context())
    assert "Unpack it" in caught.value.hint


def test_an_attachment_packed_by_another_method_makes_no_export_incomplete(tmp_path):
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("conversations.json", json.dumps([chat()]))
        packed.writestr("file-Abc1-a.png", b"\x89PNG" + bytes(50), zipfile.ZIP_LZMA)
    assert inspect([str(path)], Context()).complete
    made = converted("native", path, out=tmp_path / "out")
    assert made.complete
    assert losses(made) == {"asset-damaged": 1}


def test_a_file_with_two_names_costs_itself_and_not_the_overview(tmp_path):
    path = archive(tmp_path / "t.zip", {**FILES, "export/file-Abc1-a.png": b"\x89PNG"})
    data = path.read_bytes()
    at = data.index(b"file-Abc1-a.png")
    path.write_bytes(data[:at] + b"file-Abc1-b.png" + data[at + 15 :])
    found = inspect([str(path)], Context())
    assert (found.messages, [p.kind for p in found.problems]) == (2, ["refused-file"])
    assert losses(converted("native", path, out=tmp_path / "out"))["asset-damaged"] == 1


# ------------------------------------------------------------------------------------------ people


@pytest.mark.parametrize("target", registry.target_names())
def test_people_keep_their_names_in_every_target(target, tmp_path):
    said = [
        {**message("user", "where shall we go"), "author": {"role": "user", "name": "Anabel"}},
        {**message("user", "not to Rome"), "author": {"role": "user", "name": "Benedict"}},
        message("assistant", "Lisbon is mild"),
    ]
    source = folder(tmp_path, conversations_json=[chain(said)])
    out = tmp_path / "out"
    converted(target, source, out=out)
    data = b"\n".join(
        path.read_bytes() for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"
    )
    if target in {"parquet", "html"}:  # compressed
        return
    assert b"Anabel" in data
    assert b"Benedict" in data


def test_turns_of_two_people_stay_two(tmp_path):
    said = [
        {**message("user", "where shall we go"), "author": {"role": "user", "name": "Ana"}},
        {**message("user", "not to Rome"), "author": {"role": "user", "name": "Ben"}},
        message("assistant", "Lisbon is mild"),
    ]
    source = folder(tmp_path, conversations_json=[chain(said)])
    converted("jsonl", source, out=tmp_path / "out")
    rows = [path for path in (tmp_path / "out").glob("*.jsonl") if path.name != "about.jsonl"]
    (row,) = [json.loads(line) for line in rows[0].read_text("utf-8").splitlines()]
    contents = [one["content"] for one in row["messages"] if one["role"] == "user"]
    assert contents == ["Ana: where shall we go", "Ben: not to Rome"]
