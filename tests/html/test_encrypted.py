"""An encrypted copy opens with its passphrase alone, and a second reader that knows the description opens it too."""

import json
import re

import pytest

from migrator.adapter import Choices
from migrator.model import Conversation
from migrator.seal.errors import NoMatch, SealBroken
from migrator.seal.pieces import PieceOpener, PieceSealer
from migrator.testing import CASES, run
from migrator.testing.contract import PASSPHRASE
from migrator_html import TARGET
from tests.html.second_reader import pieces

FEW = 100_000  # iterations; the fewest that are opened


@pytest.fixture(scope="module")
def page():
    outcome = run(TARGET, CASES["parts"](), Choices(options={"encrypt": "yes"}))
    assert list(outcome.files) == ["reading-copy.html"]
    return outcome.files["reading-copy.html"].decode()


def test_a_second_reader_finds_every_chat_and_file(page):
    *found, last = pieces(page, PASSPHRASE)
    directory = json.loads(last)
    assert sorted(directory["list"]["key"]) == sorted(c.id for c in CASES["parts"]().items(Conversation))
    chats = json.loads(found[directory["inside"]["chats/000"]])
    assert {chat["t"] for chat in chats} >= {"Parts", "Tools"}
    first, count, kind = next(entry for entry in directory["files"].values() if entry[2] == "image/png")
    assert (count, kind) == (1, "image/png")
    assert found[first].startswith(b"\x89PNG")


def test_nothing_can_be_read_without(page):
    for secret in ("sentinel", "Parts", "Tools", "2024", "gpt-4o", "cat.png", "tool-only"):
        body = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
        assert secret not in body


def test_two_copies_have_nothing_in_common(page):
    again = (
        run(TARGET, CASES["parts"](), Choices(options={"encrypt": "yes"})).files["reading-copy.html"].decode()
    )
    ours, theirs = (set(re.findall(r'id="p\d+">(.*?)</script>', text)) for text in (page, again))
    assert not ours & theirs


def test_a_wrong_passphrase_and_a_damaged_piece_are_told_apart():
    sealer = PieceSealer("right horse", FEW)
    sealed = [sealer.sealed(n, b"text %d" % n) for n in range(3)]
    lock = sealer.parameters(3)
    with pytest.raises(NoMatch):
        PieceOpener("wrong horse", lock)
    opener = PieceOpener("right horse", lock)
    assert [opener.opened(n, data) for n, data in enumerate(sealed)] == [b"text 0", b"text 1", b"text 2"]
    with pytest.raises(SealBroken):
        opener.opened(0, sealed[1])  # moved
    with pytest.raises(SealBroken):
        opener.opened(0, bytes([sealed[0][0] ^ 1]) + sealed[0][1:])
    other = PieceSealer("right horse", FEW)
    with pytest.raises(SealBroken):
        opener.opened(0, other.sealed(0, b"text 0"))  # from another file


@pytest.mark.parametrize(
    "change",
    [
        {"pieces": 2},
        {"iterations": FEW + 1},
        {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"id": "AAAAAAAAAAAAAAAAAAAAAA=="},
    ],
)
def test_a_changed_parameter_is_noticed(change):
    lock = PieceSealer("right horse", FEW).parameters(3)
    with pytest.raises(NoMatch):
        PieceOpener("right horse", lock | change)


@pytest.mark.parametrize(
    "change", [{"format": "other"}, {"iterations": 1}, {"iterations": 10**9}, {"iterations": "many"}]
)
def test_an_unknown_form_is_not_tried(change):
    lock = PieceSealer("right horse", FEW).parameters(3)
    with pytest.raises(SealBroken):
        PieceOpener("right horse", lock | change)


def test_blanks_around_and_the_form_of_letters_do_not_matter():
    lock = PieceSealer("caf\u00e9 au lait", FEW).parameters(1)
    PieceOpener("  cafe\u0301 au lait\n", lock)
