"""What other tools were seen to fail at, each as one test: the table of known failures of importers, 2023 to 2026.

Some of them belong to other parts of the program (uploads, other tools' targets); here stands what the reader owes.
"""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest

from migrator.model import Image, Instruction, KeptFile, Text
from tests.chatgpt.making import chain, held, links, message, read, tree

CHAT = chain([message("user", "hi"), message("assistant", "hello")])


def said(found) -> list[str]:
    return [part.text for m in found.one.messages for part in m.parts if isinstance(part, Text)]


def test_01_objects_and_nulls_among_the_parts():
    assert said(read([chain([message("user", None, {"text": "a"}, "b", {"odd": 1})])])) == ["a", "b"]


def test_02_sharded_conversations():
    files = {f"conversations-00{n}.json": [{**CHAT, "conversation_id": f"c{n}"}] for n in range(3)}
    assert [c.id for c in read(files).conversations] == ["c0", "c1", "c2"]


@pytest.mark.parametrize("title", [None, "", 123, ["x"], {"x": 1}])
def test_03_a_title_that_is_no_text(title):
    found = read([{**CHAT, "title": title}])
    assert found.one.title == ("" if title == "" else None)
    assert found.one.extra.get("title") == (title or None)
    assert found.problems == []


def test_04_status_and_weight_are_absent():
    found = read([CHAT] * 2)
    assert found.problems == []
    assert found.conversations[0].messages[0].status is None


def test_05_metadata_is_absent_or_null_on_user_messages():
    assert said(read([chain([message("user", "a"), message("user", "b", metadata=None)])])) == ["a", "b"]


def test_06_custom_instructions_are_no_user_message():
    context = {"content_type": "user_editable_context", "user_profile": "I knit", "user_instructions": ""}
    found = read([chain([message("user", content=context), message("user", "hi")])])
    assert [m.hidden for m in found.one.messages] == ["context", None]
    assert [i.about_me for i in found.of(Instruction)] == ["I knit"]


def test_07_one_bad_conversation_does_not_end_the_file():
    good = json.dumps(CHAT)
    found = read({"conversations.json": f'[{good}, {{"id": "x", "mapping": 3}}, 7, {good}]'.encode()})
    assert len(found.conversations) == 3
    assert [p.where for p in found.problems] == ["conversations.json#/1/mapping", "conversations.json#/2"]
    assert all(p.incomplete for p in found.problems)


def test_08_the_model_may_stand_on_the_conversation_alone():
    found = read([{**CHAT, "default_model_slug": "gpt-4o"}])
    assert (found.one.model, found.one.messages[1].model) == ("gpt-4o", None)


def test_09_a_node_may_be_null():
    assert links(read([tree({"u": None, "a": "u"}) | {"mapping": {**CHAT["mapping"], "n": None}}]).one) == {
        "m0": None,
        "m1": "m0",
    }


def test_10_a_missing_shard_is_said_aloud():
    listed = {
        "logical_files": {
            "conversations.json": {"files": ["conversations-000.json", "conversations-001.json"]}
        }
    }
    found = read({"conversations-000.json": [CHAT], "export_manifest.json": listed})
    assert [(p.kind, p.incomplete) for p in found.problems] == [("missing-file", True)]


def test_11_circles_end():
    assert links(read([tree({"a": "u", "u": "a"})]).one) == {"a": None, "u": "a"}


def test_12_thousands_of_messages_take_no_time():
    began = time.process_time()
    found = read([chain([message("user", str(i)) for i in range(5_000)])])
    assert len(found.one.messages) == 5_000
    assert time.process_time() - began < 2  # 40,000 took an importer five minutes; see also test_tree


def test_13_hidden_messages_do_not_break_the_thread():
    found = read(
        [
            chain(
                [
                    message("user", "u"),
                    message("system", "s"),
                    message("tool", "t"),
                    message("assistant", "a"),
                ]
            )
        ]
    )
    by_id = {m.id: m for m in found.one.messages}
    at, line = by_id[found.one.head], []
    while at is not None:
        line.append(at.role)
        at = by_id.get(at.parent)
    assert line == ["assistant", "tool", "system", "user"]


def test_14_memory_stays_flat_over_many_conversations():
    one = json.dumps(chain([message("user", "x" * 20_000)])).encode()
    source = held({"conversations.json": b"[" + b",".join([one] * 500) + b"]"})
    from migrator.events import quiet
    from migrator_chatgpt import READER

    export = READER.open(source, quiet)
    tracemalloc.start()
    for record in export.records():
        export.conversation(record)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000  # of 10 MB


def test_15_children_are_omitted():
    assert links(read([CHAT]).one) == {"m0": None, "m1": "m0"}


def test_16_a_conversation_without_mapping_is_an_empty_one():
    found = read([{"id": "nm", "title": "folder"}, {"id": "mn", "title": None, "mapping": None}, CHAT])
    assert [(c.id, len(c.messages), c.head) for c in found.conversations] == [
        ("nm", 0, None),
        ("mn", 0, None),
        ("c", 2, "m1"),
    ]
    assert found.problems == []


def test_17_the_first_child_is_not_the_shown_branch():
    chat = tree({"u": None, "a1": ("u", 1700000001), "a2": ("u", 1700000002)}, current_node="a2")
    assert read([chat]).one.head == "a2"


def test_18_pictures_are_found_by_their_ids():
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-AbC123"}
    found = read(
        {
            "conversations.json": [chain([message("user", picture, kind="multimodal_text")])],
            "file-AbC1234-other.png": b"other",
            "file-AbC123-photo.png": b"photo",
        }
    )
    (part,) = found.one.messages[0].parts
    assert isinstance(part, Image)
    asset = found.export.assets[part.asset]
    assert found.export.open(asset).read() == b"photo"


def test_19_voice_chats_keep_their_words():
    spoken = {"content_type": "audio_transcription", "text": "good morning", "direction": "in"}
    assert said(read([chain([message("user", spoken, kind="multimodal_text")])])) == ["good morning"]


def test_20_other_files_of_a_container_are_listed():
    found = read({"conversations.json": [CHAT], "Financial/invoices.csv": b"1", "report.html": b"<p>"})
    assert [f.id for f in found.of(KeptFile)] == ["Financial/invoices.csv", "report.html"]


def test_21_a_message_id_may_occur_in_two_conversations():
    found = read([CHAT, {**CHAT, "conversation_id": "d"}])
    assert [[m.id for m in c.messages] for c in found.conversations] == [["m0", "m1"]] * 2


def test_22_a_missing_time_is_none():
    found = read([CHAT])
    assert (found.one.created, found.one.messages[0].created) == (None, None)


def test_23_an_entity_leaves_its_name():
    text = 'Met \ue200entity\ue202["people","Ada Lovelace",0]\ue201 today.'
    assert said(read([chain([message("assistant", text)])])) == ["Met Ada Lovelace today."]


def test_24_a_byte_order_mark():
    found = read({"conversations.json": b"\xef\xbb\xbf" + json.dumps([CHAT]).encode()})
    assert len(found.conversations) == 1
    assert found.problems == []


def test_25_lone_surrogates():
    raw = json.dumps([chain([message("user", "broken \ud83d emoji")])]).encode()
    assert said(read({"conversations.json": raw})) == ["broken \ud83d emoji"]


@pytest.mark.parametrize("root", [None, "client-created-root", "f0e1"])
def test_26_any_root(root):
    chat = tree({"u": root, "a": "u"})
    if root:
        chat["mapping"] = {root: {"parent": None, "message": None}, **chat["mapping"]}
    found = read([chat])
    assert links(found.one) == {"u": None, "a": "u"}
    assert found.problems == []


def test_27_ids_are_the_same_each_time():
    bare = {key: value for key, value in CHAT.items() if key != "conversation_id"}
    reordered = {**dict(reversed(bare.items())), "mapping": dict(reversed(bare["mapping"].items()))}
    first, second = read([bare]), read([reordered])
    assert first.one.id == second.one.id
    assert first.one.id != read([{**bare, "title": "other"}]).one.id


def test_28_another_vendors_mapping_is_no_chatgpt_export():
    from migrator_chatgpt import READER

    deepseek = {"id": "d", "inserted_at": "x", "mapping": {"1": {"message": {"fragments": []}}}}
    assert READER.recognise(held({"conversations.json": [deepseek]})).foreign == "DeepSeek"


def test_29_dumps_of_tools_are_hidden():
    dump = message("tool", "Make sure to include citations … [file contents]")
    assert [m.hidden for m in read([chain([dump])]).one.messages] == ["tool"]


def test_30_a_canvas_that_was_cut_short():
    call = {"content_type": "code", "text": '{"updates": [{"pattern": ".*", "replacement": "half'}
    chat = chain([message("assistant", content=call, recipient="canmore.update_textdoc")])
    (part,) = read([chat]).one.messages[0].parts
    assert part.text == "half"


def test_31_a_conversation_is_read_without_the_rest_of_the_file():
    from migrator.events import quiet
    from migrator_chatgpt import READER

    source = held({"conversations.json": json.dumps([CHAT] * 50).encode()[:-40]})
    export = READER.open(source, quiet)
    assert export.conversation(next(iter(export.records()))) is not None


@pytest.mark.parametrize("odd", ["2024-05-01T10:00:00Z", 1714557600000, -1, 1e30, "soon", True])
def test_32_odd_times(odd):
    found = read([{**CHAT, "create_time": odd}])
    if odd in {"2024-05-01T10:00:00Z", 1714557600000}:
        assert found.one.created.isoformat() == "2024-05-01T10:00:00+00:00"
    else:
        assert found.one.created is None
        assert found.one.extra["create_time"] == odd


def test_33_sora_is_kept():
    found = read({"conversations.json": [CHAT], "sora.json": {"user": {}, "generations": [{"id": "g"}]}})
    assert [f.id for f in found.of(KeptFile)] == ["sora.json"]


def test_34_names_that_only_sound_like_conversations():
    found = read(
        {
            "conversations.json": [CHAT],
            "sectioned_conversations.json": [{"id": "x", "title": "t"}],
            "shared_conversations.json": [{"id": "s", "conversation_id": "c", "title": "t"}],
        }
    )
    assert len(found.conversations) == 1


def test_35_an_unknown_schema_is_said_and_not_guessed():
    from migrator_chatgpt import READER

    answer = READER.recognise(held({"conversations.json": [{"thread": "t", "turns": [{"text": "x"}]}]}))
    assert answer.score == 0
    assert answer.why
    found = read([CHAT, {"thread": "t", "turns": [{"text": "x"}]}])
    assert [(p.kind, p.where, p.incomplete) for p in found.problems] == [
        ("not-a-conversation", "conversations.json#/1", True)
    ]


def test_36_two_shards_may_hold_versions_of_one_conversation():
    files = {"conversations-000.json": [CHAT], "conversations-001.json": [{**CHAT, "title": "newer"}]}
    found = read(files)
    assert [(c.id, c.title) for c in found.conversations] == [("c", "T"), ("c", "newer")]
    assert found.problems == []


def test_37_everything_below_tmp():
    found = read({"tmp/conversations.json": [CHAT], "tmp/user.json": {"id": "u"}})
    assert len(found.conversations) == 1
    assert found.export.account is not None
