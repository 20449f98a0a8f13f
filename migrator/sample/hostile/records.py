"""Records in every wrong form, JSON at its limits, times out of reach, ids that repeat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from migrator.sample.hostile.case import (
    INCOMPLETE,
    OK,
    UNKNOWN,
    Case,
    Json,
    chain,
    chat,
    classic,
    dump,
    message,
    packed,
    usual,
)

_TIMES: tuple[Any, ...] = (
    0,
    -1,
    -62_135_596_801,
    1e18,
    1e308,
    1_700_000_000_000,
    1_700_000_000_000_000,
    "2024-02-30T25:61:00Z",
    "2024-03-01T12:00:00Z",
    "2024-03-01 12:00:00",
    "1700000000",
    "",
    "yesterday",
    True,
    None,
    [1_700_000_000],
    {"$date": 1},
    253_402_300_800,
    1_700_000_000.123_456_789,
)


def cases() -> Iterator[Case]:
    """Records, values, messages."""
    good = chat("good")
    wrong: dict[str, Any] = {
        "null": None,
        "string": "a string",
        "number": 7,
        "list": [],
        "empty-object": {},
        "mapping-list": chat("mapping-list", mapping=[1, 2]),
        "mapping-string": chat("mapping-string", mapping="none"),
    }
    for name, value in wrong.items():
        yield classic(
            f"record-{name}",
            f"One record of three is wrong: {name.replace('-', ' ')}.",
            partial(_between_good, value),
            INCOMPLETE,
            least=2,
        )
    shell = {key: value for key, value in chat("shell").items() if key != "mapping"}
    yield classic(
        "record-shells",
        "Conversations without a mapping, with an empty or a null one: shells of deleted chats and of folders.",
        lambda: [good, shell, chat("empty", mapping={}), chat("null", mapping=None)],
        conversations=4,
        messages=2,
    )
    yield classic("empty-export", "No conversation at all.", list, conversations=0, messages=0)
    yield classic(
        "empty-chats",
        "Only conversations that nobody said anything in.",
        lambda: [chat(f"silent-{i}", ()) for i in range(5)],
        conversations=5,
        messages=0,
    )
    yield classic(
        "times",
        "Times that are absurd, in milliseconds, texts, negative, of other types.",
        lambda: [
            chat(
                f"time-{i}",
                [message("user", "when?", value), message("assistant", "then", value)],
                create_time=value,
                update_time=value,
            )
            for i, value in enumerate(_TIMES)
        ],
        conversations=len(_TIMES),
        messages=2 * len(_TIMES),
    )
    yield classic(
        "messages-malformed",
        "Messages without author, content or parts, and parts of every type.",
        lambda: [_malformed()],
        conversations=1,
        messages=len(_BAD_CONTENTS) + 4,
    )
    yield classic(
        "content-unknown",
        "Kinds of content that nobody knows yet.",
        lambda: [
            chat(
                "unknown",
                [
                    message("assistant", {"content_type": "brand_new_type", "words": {"inner": ["kept"]}}),
                    message(
                        "user",
                        {"content_type": "hologram", "parts": [{"content_type": "smell", "of": "rain"}]},
                    ),
                    message("assistant", {"parts": ["no type"]}),
                    message("narrator", "a role that nobody knows"),
                    message("function", "an old role"),
                ],
            )
        ],
        conversations=1,
        messages=5,
    )
    yield from _repeated()
    yield from _json_limits()


_BAD_CONTENTS: tuple[Any, ...] = (
    None,
    "a string",
    7,
    [],
    {},
    {"content_type": "text"},
    {"content_type": "text", "parts": None},
    {"content_type": "text", "parts": "not a list"},
    {"content_type": "text", "parts": [None, 7, True, [], {}, {"text": "inner"}, "text"]},
    {"content_type": None, "parts": ["x"]},
    {"content_type": ["text"], "parts": ["x"]},
    {"content_type": "code"},
    {"content_type": "code", "text": None, "language": 5},
    {"content_type": "thoughts", "thoughts": None},
    {"content_type": "thoughts", "thoughts": ["x", None, {"summary": 5}]},
    {"content_type": "multimodal_text", "parts": [{"content_type": "image_asset_pointer"}]},
    {"content_type": "multimodal_text", "parts": [{"content_type": "audio_transcription"}]},
    {"content_type": "execution_output", "text": {"not": "text"}},
    {"content_type": "tether_quote"},
    {"content_type": "user_editable_context"},
    {"content_type": "model_editable_context", "model_set_context": ["x"]},
)


def _between_good(value: Any) -> list[Any]:
    return [chat("good"), value, chat("good too")]


def _malformed() -> Json:
    messages: list[Json | None] = []
    for i, content in enumerate(_BAD_CONTENTS):
        said = message("user" if i % 2 == 0 else "assistant", "")
        said["content"] = content
        messages.append(said)
    bare = message("user", "no author")
    del bare["author"]
    named = message("user", "author is a name")
    named["author"] = "user"
    odd = message("assistant", "wrong types", metadata=[1], recipient=7, status=None, weight="1")
    odd["author"] = {"role": None}
    cited = message(
        "assistant",
        "cited",
        metadata={
            "content_references": [None, 7, {"matched_text": 5, "start_idx": -9, "end_idx": 1e9}],
            "citations": {"not": "a list"},
            "attachments": [None, "x", {"id": None}, {"id": 7, "name": []}],
            "aggregate_result": "x",
            "canvas": [],
            "search_result_groups": [{"entries": None}],
        },
    )
    messages += [bare, named, odd, cited]
    mapping = chain(messages)
    return chat("malformed") | {"mapping": mapping, "current_node": list(mapping)[-1]}


def _repeated() -> Iterator[Case]:
    one, other = (
        chat("twice"),
        chat("twice", ["Hello?", "Hello!", "One more."], title="newer title", update_time=1_700_009_999.0),
    )
    yield packed(
        "repeated-equal",
        "One conversation in two shards, equal.",
        lambda: {"conversations-000.json": [one, chat("a")], "conversations-001.json": [one, chat("b")]},
        conversations=3,
        messages=6,
    )
    yield packed(
        "repeated-grown",
        "One conversation in two shards; one of them has a message more.",
        lambda: {"conversations-000.json": [one], "conversations-001.json": [other]},
        conversations=1,
        messages=3,
    )
    changed = chat("twice", title="another title", is_archived=True)
    yield packed(
        "repeated-conflicting",
        "One conversation in two shards that differ in title and flags.",
        lambda: {"conversations-000.json": [one], "conversations-001.json": [changed]},
        conversations=1,
        messages=2,
    )
    yield classic(
        "repeated-in-one-file",
        "One conversation three times in one file.",
        lambda: [one, one, one, chat("else")],
        conversations=2,
        messages=4,
    )
    yield classic(
        "message-ids-repeat",
        "The same message ids in all conversations.",
        lambda: [chat(f"same-{i}", [f"question {i}", f"answer {i}"]) for i in range(20)],
        conversations=20,
        messages=40,
    )


def _json_limits() -> Iterator[Case]:
    for levels in (150, 500, 5000):
        exits: tuple[int, ...] = (
            (OK,) if levels < 200 else (OK, INCOMPLETE) if levels < 1000 else (INCOMPLETE,)
        )
        yield packed(
            f"json-deep-{levels}",
            f"Metadata nested {levels} levels deep, between two good records.",
            partial(_odd, _nested(levels)),
            *exits,
            least=2,
        )
    texts: dict[str, tuple[str, bytes, tuple[int, ...]]] = {
        "huge-int": ("An integer of 5,000 digits.", b"1" * 5000, (OK, INCOMPLETE)),
        "wide-int": ("An integer beyond 64 bits; its digits must survive.", str(2**70).encode(), (OK,)),
        "overflow": ("A number that no float holds.", b"1e999", (OK, INCOMPLETE)),
        "nan": ("NaN, which is no JSON.", b"NaN", (OK, INCOMPLETE)),
        "bad-escape": ("An escape that JSON does not know.", b'"\\x41"', (INCOMPLETE,)),
        "bad-utf8": ("Bytes that are no UTF-8.", b'"\xff\xfe\xfc"', (OK, INCOMPLETE)),
        "raw-control": ("A raw control character in a string.", b'"a\x01b"', (OK, INCOMPLETE)),
        "long-key": ("A key of a million characters.", b'{"' + b"k" * 1_000_000 + b'": 1}', (OK,)),
    }
    for name, (about, odd, exits) in texts.items():
        yield packed(
            f"json-{name}",
            f"{about} Between two good records.",
            partial(_odd, odd),
            *exits,
            least=2 if exits == (OK,) or INCOMPLETE in exits else 0,
        )
    yield packed(
        "json-duplicate-keys",
        "A title and a mapping that stand twice in one object.",
        lambda: usual(b'[{"title": "first", ' + dump(chat("doubled"))[1:] + b"]"),
        conversations=1,
        messages=2,
    )
    yield packed(
        "json-bom",
        "A byte-order mark before the JSON.",
        lambda: usual(b"\xef\xbb\xbf" + dump([chat("bom")])),
        conversations=1,
        messages=2,
    )
    yield packed(
        "json-indented",
        "The same JSON as a person's editor saves it: on many lines.",
        lambda: usual(json.dumps([chat("a"), chat("b")], indent=2).replace("\n", "\r\n").encode()),
        conversations=2,
        messages=4,
    )
    yield packed(
        "json-cut",
        "A file of conversations that ends in the middle of the third record.",
        lambda: usual(dump([chat("a"), chat("b"), chat("c")])[:-200]),
        INCOMPLETE,
        least=2,
    )
    yield packed(
        "json-trailing",
        "Something after the end of the list.",
        lambda: usual(dump([chat("a")]) + b"\n]]} trailing"),
        OK,
        INCOMPLETE,
        least=1,
    )
    yield packed(
        "json-no-json",
        "A file of conversations that is no JSON.",
        lambda: usual(b"<html>Please sign in</html>"),
        INCOMPLETE,
        UNKNOWN,
    )
    yield packed(
        "json-wrapped",
        "The list of conversations inside an object.",
        lambda: usual({"conversations": [chat("a"), chat("b")]}),
        conversations=2,
        messages=4,
    )
    yield packed(
        "sidecars-malformed",
        "Every small file of the export has the wrong type, or is no JSON.",
        _bad_sidecars,
        OK,
        INCOMPLETE,
        conversations=1,
        messages=2,
    )


def _nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def _odd(value: bytes) -> dict[str, Any]:
    return usual(_raw(value))


def _raw(value: bytes) -> bytes:
    """Three records; the one in the middle holds `value` in its metadata, byte for byte."""
    middle = dump(chat("middle", [message("user", "x", metadata={"odd": "PLACE"}), "y"]))
    return (
        b"["
        + dump(chat("before"))
        + b", "
        + middle.replace(b'"PLACE"', value)
        + b", "
        + dump(chat("after"))
        + b"]"
    )


def _bad_sidecars() -> dict[str, Any]:
    return usual([chat("plain")]) | {
        "user.json": [],
        "message_feedback.json": {"not": "a list"},
        "shared_conversations.json": [None, 7, {"id": None}, "x"],
        "user_settings.json": b"{broken",
        "library_files.json": [None, {"file_id": 7}, {"id": "flat"}],
        "conversation_asset_file_names.json": ["not", "a", "map"],
        "group_chats.json": {"chats": "none"},
        "codex.json": [{"turns": None}, 7],
        "export_manifest.json": b"\x00\x01\x02",
        "model_comparisons.json": b"",
    }
