"""The contract catches what it promises to catch."""

import itertools

import msgspec
import pytest

from migrator.adapter import Receipt, Target
from migrator.losses import Loss
from migrator.model import Asset, Conversation
from migrator.testing import CASES, check_target
from migrator_portable import NATIVE, native

COUNTER = itertools.count()


def faulty(change_receipt=None, change_line=None, extra=None, path="archive.jsonl"):
    """A target that writes every conversation as a native line, with one fault."""

    def write(archive, choices, sink, report):
        data = b""
        for conversation in archive.items(Conversation):
            line = native.line(conversation)
            data += change_line(line) if change_line else line
            receipt = Receipt(
                item="conversation", source=conversation.id, target=path, messages=len(conversation.messages)
            )
            if change_receipt:
                receipt = change_receipt(receipt, conversation)
            if receipt:
                yield receipt
        for asset in archive.items(Asset):
            yield Receipt(item="asset", source=asset.id, target=path)
        sink.write(path, data)
        if extra:
            extra(archive, sink)

    return Target(name="faulty", capabilities=NATIVE.capabilities, write=write)


def less(receipt, conversation):
    return msgspec.structs.replace(receipt, messages=max(0, receipt.messages - 1))


def none(receipt, conversation):
    return None


def undeclared(receipt, conversation):
    return msgspec.structs.replace(receipt, losses=(Loss("title-changed", (conversation.id,)),))


def twice(receipt, conversation):
    ids = tuple(m.id for m in conversation.messages[:1])
    return msgspec.structs.replace(receipt, messages=receipt.messages - 2, losses=(Loss("empty", ids * 2),))


def stranger(receipt, conversation):
    return msgspec.structs.replace(receipt, messages=receipt.messages - 1, losses=(Loss("empty", ("x",)),))


def unnamed(receipt, conversation):
    return msgspec.structs.replace(receipt, messages=receipt.messages - 1, losses=(Loss("empty", (), 1),))


def untold(receipt, conversation):
    return msgspec.structs.replace(receipt, target=None)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (faulty(less), "written \\+ 0 named"),
        (faulty(none), "has no receipt"),
        (faulty(undeclared), "do not declare under loses: title-changed"),
        (faulty(twice), "named twice"),
        (faulty(stranger), "unknown message"),
        (faulty(unnamed), "named"),
        (faulty(untold), "with target None"),
        (faulty(change_line=lambda line: line.replace(b"sentinel", b"gone")), "neither written nor named"),
        (faulty(change_line=lambda line: line + str(next(COUNTER)).encode()), "another output"),
        (faulty(extra=lambda a, sink: sink.write("archive.jsonl", b"")), "written twice"),
        (faulty(path="../x"), "not safe"),
        (faulty(path="/x"), "not safe"),
        (faulty(path="con.txt"), "not safe"),
        (faulty(path="a\\b"), "not safe"),
        (faulty(path="x" * 300), "too long"),
        (faulty(extra=lambda a, sink: sink.write("Archive.JSONL", b"")), "one file on some"),
    ],
)
def test_a_fault_is_found(target, says):
    with pytest.raises(AssertionError, match=says):
        check_target(target, CASES["plain"]())


def test_a_function_that_cannot_be_sent_to_another_core_is_found():
    def write(archive, choices, sink, report):
        yield from archive.convert(lambda conversation, shelf: conversation)

    target = Target(name="faulty", capabilities=NATIVE.capabilities, write=write)
    with pytest.raises(Exception, match="lambda"):
        check_target(target, CASES["plain"]())


def test_the_same_target_without_a_fault_passes():
    check_target(faulty(), CASES["plain"]())
