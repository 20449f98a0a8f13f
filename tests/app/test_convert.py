"""A conversion keeps only what adds up, says what was lost, and gives the same bytes each time."""

import hashlib
import json
import random
from pathlib import Path

import pytest

from migrator.adapter import Option, Receipt
from migrator.app import convert as job
from migrator.app.context import Context
from migrator.errors import LostSomething, MigratorError, UsageError
from migrator.events import Problem
from migrator.losses import Loss
from migrator.model import Account, Asset, Conversation, Image, KeptFile, Memory, Message, Project, SharedLink
from tests.app.made_up import MadeUpExport, chat, target, use, write_all


@pytest.fixture
def convert(monkeypatch, tmp_path):
    """A function that converts made-up exports with a made-up target into `out`."""
    monkeypatch.chdir(tmp_path)

    def run(*exports, write=None, options=(), **request):
        use(monkeypatch, job, *exports, target=target(write, options))
        request.setdefault("out", Path("out"))
        return job.convert(job.Request(target="made-up", sources=("x",), **request), Context())

    return run


def losses(done):
    return {line.kind: line.count for line in done.manifest.losses}


def test_the_manifest_names_every_file_and_id(convert):
    export = MadeUpExport(chat("a", "x", "y"), chat("b", "z"), others=[Asset(id="file-1", path="1")])
    done = convert(export)
    on_disk = json.loads(Path("out/manifest.json").read_bytes())
    assert on_disk == {"schema": 1, **json.loads(json.dumps(done.manifest.document()))}
    assert done.document()["path"] == "out"
    assert on_disk["counts"] == {"conversations": 2, "messages": 3, "branches": 0, "assets": 1}
    assert on_disk["ids"] == {"a": "a.json", "b": "b.json", "file-1": "assets/file-1"}
    assert [f["path"] for f in on_disk["files"]] == ["IMPORT.md", "a.json", "assets/file-1", "b.json"]
    for entry in on_disk["files"]:
        data = Path("out", entry["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["size"], entry["sha256"])
    assert (on_disk["losses"], on_disk["verified"]) == ([], "not-verified")


def test_the_steps_say_what_to_do_and_that_nobody_has_tried(convert):
    convert(MadeUpExport(chat("a", "x")))
    text = Path("out/IMPORT.md").read_text("utf-8")
    assert "1. Look at it." in text
    assert "Not verified" in text


def test_the_same_again_is_already_there_and_has_the_same_bytes(convert):
    export = MadeUpExport(chat("a", "x"), others=[KeptFile(id="odd.bin")])
    assert convert(export).state == "written"
    assert convert(export).state == "already-there"
    convert(export, out=Path("again"))
    assert Path("again/manifest.json").read_bytes() == Path("out/manifest.json").read_bytes()


def test_a_trial_run_says_the_same_and_writes_nothing(convert):
    export = MadeUpExport(chat("a", "x"), others=[KeptFile(id="odd.bin")])
    tried = convert(export, dry_run=True)
    assert not Path("out").exists()
    assert convert(export).manifest == tried.manifest


def test_a_place_that_is_taken_is_seen_before_anything_is_read(convert, monkeypatch):
    Path("out").mkdir()
    Path("out/mine.txt").touch()

    def never(*_):
        raise AssertionError

    monkeypatch.setattr(job, "_converted", never)
    with pytest.raises(UsageError):
        convert(MadeUpExport(chat("a", "x")))


def test_nothing_is_written_into_the_export_itself(convert, monkeypatch):
    Path("x").mkdir()
    with pytest.raises(UsageError, match="inside the export"):
        convert(MadeUpExport(chat("a", "x")), out=Path("x/out"))
    assert not any(Path("x").iterdir())


# --------------------------------------------------------------------------------------------------- the sum


def receipt(conversation, **fields):
    fields.setdefault("messages", len(conversation.messages))
    return Receipt(item="conversation", source=conversation.id, target=conversation.id, **fields)


def writer(make):
    """A target that gives the receipts of `make` for each conversation, and none for anything else."""

    def write(archive, choices, sink, report):
        for conversation in archive.items(Conversation):
            yield from make(conversation)

    return write


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda c: [receipt(c, messages=1)], "messages neither written nor named as lost: 1"),
        (lambda c: [receipt(c, messages=3)], "messages counted twice: 1"),
        (lambda c: [receipt(c, losses=(Loss("hidden", ("a-0",)),))], "messages counted twice: 1"),
        (lambda c: [receipt(c), receipt(c)], "messages counted twice: 2"),
        (lambda _: [], "conversations that the target does not speak of: 1; messages neither"),
        (lambda c: [receipt(c), receipt(chat("stranger"))], "conversations that are not in the export: 1"),
        # changed and estimated messages are in the output: naming them does not stand in for writing them
        (lambda c: [receipt(c, messages=1, losses=(Loss("time-estimated", ("a-0",)),))], "as lost: 1"),
    ],
)
def test_a_sum_that_does_not_come_out_fails_and_keeps_nothing(convert, make, said):
    with pytest.raises(MigratorError) as caught:
        convert(MadeUpExport(chat("a", "x", "y")), write=writer(make))
    assert said in caught.value.message
    assert caught.value.exit_code == 1
    assert list(Path().iterdir()) == []


def test_messages_named_as_left_out_make_up_the_sum(convert):
    done = convert(
        MadeUpExport(chat("a", "x", "y", "z")),
        write=writer(lambda c: [receipt(c, messages=1, losses=(Loss("hidden", ("a-0", "a-2")),))]),
    )
    (line,) = done.manifest.losses
    assert (line.kind, line.count, line.examples) == ("hidden", 2, ("a/a-0", "a/a-2"))


def test_an_attachment_without_a_word_fails(convert):
    export = MadeUpExport(chat("a", "x"), others=[Asset(id="file-1", path="1")])
    with pytest.raises(MigratorError, match="files neither written nor named as lost: 1"):
        convert(export, write=writer(lambda c: [receipt(c)]))


def test_an_attachment_may_be_named_as_lost(convert):
    def write(archive, choices, sink, report):
        yield from writer(lambda c: [receipt(c)])(archive, choices, sink, report)
        for asset in archive.items(Asset):
            yield Receipt(
                item="asset",
                source=asset.id,
                outcome="left-out",
                losses=(Loss("asset-left-out", (asset.id,)),),
            )

    done = convert(MadeUpExport(chat("a", "x"), others=[Asset(id="file-1", path="1")]), write=write)
    assert losses(done) == {"asset-left-out": 1}
    assert done.manifest.counts.assets == 0


def test_what_no_receipt_speaks_of_is_counted_as_left_out(convert):
    export = MadeUpExport(
        chat("a", "x"),
        carried=[("a", Memory(id="m", text="t")), ("a", Project(id="p"))],
        others=[
            KeptFile(id="odd.bin"),
            SharedLink(id="l"),
            Account(id="someone@example.org", email="someone@example.org"),
        ],
    )
    done = convert(export)
    assert losses(done) == {
        "memory-left-out": 1,
        "project-info-left-out": 1,
        "link-left-out": 1,
        "account-left-out": 1,
        "file-left-out": 1,
    }
    assert b"someone@" not in Path("out/manifest.json").read_bytes()


def test_an_account_is_never_an_example_even_if_the_target_names_it(convert):
    def write(archive, choices, sink, report):
        yield from write_all(archive, choices, sink, report)
        for account in archive.items(Account):
            loss = Loss("account-left-out", (account.id,))
            yield Receipt(item="other", source=account.id, outcome="left-out", losses=(loss,))

    done = convert(MadeUpExport(chat("a", "x"), others=[Account(id="someone@example.org")]), write=write)
    assert losses(done) == {"account-left-out": 1}
    assert b"someone@" not in Path("out/manifest.json").read_bytes()


def test_what_the_person_left_out_is_counted_as_chosen(convert):
    export = MadeUpExport(
        chat("a", "x", more=[Message(id="o", role="user")], head="a-0", title="cats"),
        chat("b", (Image(asset="file-1"),)),
        others=[Asset(id="file-1", path="1")],
    )
    done = convert(export, only=("title:cats",), branches="head", strict=True)
    assert losses(done) == {"other-branch": 1, "not-chosen": 1, "asset-not-chosen": 1}
    assert done.manifest.counts.messages == 1


def test_losses_keep_the_order_of_the_vocabulary_and_few_examples(convert):
    def make(c):
        yield receipt(
            c,
            messages=0,
            losses=(Loss("text-changed", ("a-0",), 40), Loss("empty", tuple(m.id for m in c.messages))),
        )

    done = convert(MadeUpExport(chat("a", *"abcdefghij")), write=writer(make))
    assert [(line.kind, line.count, len(line.examples)) for line in done.manifest.losses] == [
        ("empty", 10, 5),
        ("text-changed", 40, 1),
    ]


def test_strict_fails_after_writing_if_something_was_lost(convert):
    export = MadeUpExport(chat("a", "x"), others=[KeptFile(id="odd.bin")])
    with pytest.raises(LostSomething) as caught:
        convert(export, strict=True)
    assert caught.value.exit_code == 6
    assert Path("out/manifest.json").exists()
    assert convert(MadeUpExport(chat("a", "x")), strict=True, out=Path("whole")).state == "written"


# -------------------------------------------------------------------------------------------------- the rest


def test_a_duplicate_that_turns_up_in_the_middle_starts_over_without_a_trace(convert):
    export = MadeUpExport(chat("a", "x"), chat("b", "y"), chat("a", "x", "z"))
    done = convert(export)
    assert done.manifest.counts.messages == 3
    assert sorted(p.name for p in Path("out").iterdir()) == ["IMPORT.md", "a.json", "b.json", "manifest.json"]
    assert sorted(p.name for p in Path().iterdir()) == ["out"]


def test_an_incomplete_input_is_said(convert):
    def write(archive, choices, sink, report):
        report(Problem(kind="record-broken", where="chats.json#/1", what="broken", incomplete=True))
        yield from write_all(archive, choices, sink, report)

    assert convert(MadeUpExport(chat("a", "x")), write=write).complete is False


OPTIONS = (
    Option(key="size", default=10, help="A number."),
    Option(key="deep", default=True, help="A switch."),
    Option(key="form", default="short", help="A choice.", choices=("short", "long")),
    Option(key="name", default="", help="Anything."),
)


def test_settings_reach_the_target_with_their_types(convert):
    got = {}

    def write(archive, choices, sink, report):
        got.update(choices.options)
        yield from write_all(archive, choices, sink, report)

    convert(
        MadeUpExport(chat("a", "x")), write=write, options=OPTIONS, settings=("size=5", "deep=no", "name=a=b")
    )
    assert got == {"size": 5, "deep": False, "form": "short", "name": "a=b"}


@pytest.mark.parametrize(
    "setting", ["size", "size=many", "size=-1", "deep=maybe", "form=wide", "nothing=1", "=1", ""]
)
def test_a_wrong_setting_is_a_usage_error(convert, setting):
    with pytest.raises(UsageError):
        convert(MadeUpExport(chat("a", "x")), options=OPTIONS, settings=(setting,))


def test_several_targets_are_compared_over_the_same_exports(convert, monkeypatch):
    use(monkeypatch, job, MadeUpExport(chat("a", "x")), target=target())
    request = job.Request(target="made-up", sources=("x",), dry_run=True)
    made = job.compare(request, ["one", "two"], Context())
    assert [one.state for one in made] == ["dry-run", "dry-run"]
    assert not any(Path().iterdir())


def test_ids_that_no_encoding_can_hold_still_give_a_manifest(convert):
    def write(archive, choices, sink, report):
        for conversation in archive.items(Conversation):
            yield Receipt(item="conversation", source=conversation.id, target="\ud800", messages=1)

    convert(MadeUpExport(chat("a", "x")), write=write)
    assert json.loads(Path("out/manifest.json").read_bytes())["ids"] == {"a": "\ud800"}


def test_the_order_in_which_a_target_writes_does_not_show(convert):
    def write(archive, choices, sink, report):
        receipts = list(write_all(archive, choices, sink, report))
        random.shuffle(receipts)
        yield from receipts

    export = MadeUpExport(*[chat(f"c{n}", "x") for n in range(20)])
    convert(export, write=write)
    convert(export, write=write, out=Path("again"))
    assert Path("again/manifest.json").read_bytes() == Path("out/manifest.json").read_bytes()
