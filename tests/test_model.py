"""The neutral model round-trips through JSON and keeps what it does not understand."""

import msgspec

from migrator.model import Conversation, Image, Item, Message, Opaque, Text


def test_a_conversation_survives_json():
    chat = Conversation(
        id="c",
        title=None,
        head="m",
        messages=(Message(id="m", role="user", parts=(Text(text="سلام"), Image(asset="file-1"))),),
        extra={"unknown_key": {"deep": [1, None, 2**70]}},
    )
    assert msgspec.json.decode(msgspec.json.encode(chat), type=Item) == chat


def test_what_a_reader_does_not_know_is_kept_whole():
    part = Opaque(kind="brand_new_type", raw={"payload": {"deep": ["kept"]}})
    message = Message(id="m", role="assistant", parts=(part,))
    assert msgspec.convert(msgspec.to_builtins(message), Message) == message
