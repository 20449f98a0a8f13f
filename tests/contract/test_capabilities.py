import pytest

from migrator import capabilities
from migrator.capabilities import BadCapabilities, cannot_hold, parse, verified

GOOD = """
schema = 1
title = "T"
kind = "file"
local = true
about = "A."
steps = ["Do."]
loses = ["hidden", "memory-left-out"]
[holds]
chats = "yes"
branches = "yes"
images = "partly"
memories = "no"
instructions = "yes"
projects = "yes"
[proof]
kind = "real-parser"
test = "tests/real/test_x.py::test_y"
importer = "x"
version = "1"
on = 2026-11-21
[[facts]]
text = "F."
source = "https://example.org"
seen = 2026-11-21
"""


def test_a_good_file_says_what_may_be_lost():
    assert [kind.name for kind in cannot_hold(parse(GOOD, "x.toml"))] == ["hidden", "memory-left-out"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"file"', '"cloud"', r"Invalid enum value 'cloud' - at `\$\.kind`"),
        ('chats = "yes"\n', "", r"missing required field `chats` - at `\$\.holds`"),
        ('title = "T"', 'tittle = "T"', "unknown field `tittle`"),
        ('"hidden"', '"hiden"', "no kind of loss “hiden”"),
        (', "memory-left-out"', "", "holds.memories is “no”, so loses must name memory-left-out"),
        ('memories = "no"', 'memories = "yes"', "holds.memories is “yes”, yet loses names memory-left-out"),
        ('version = "1"', "", "proof.version is needed"),
        ("https://example.org", "somewhere", "somewhere is not a URL"),
        ("schema = 1", "schema = 2", "schema"),
        ('["Do."]', "[]", "steps"),
        ("[holds]", "[holds", "x.toml: "),
        ("seen = 2026-11-21", 'seen = "soon"', "seen"),
    ],
)
def test_a_fault_is_named(old, new, says):
    with pytest.raises(BadCapabilities, match=says) as caught:
        parse(GOOD.replace(old, new), "x.toml")
    assert caught.value.message.startswith("x.toml: ")


def test_a_proof_counts_only_while_its_test_exists(monkeypatch):
    good = parse(GOOD, "x.toml")
    assert verified(good) == "not-verified"
    monkeypatch.setattr(capabilities, "proofs", lambda: frozenset({"tests/real/test_x.py::test_y"}))
    assert verified(good) == "real-parser"


def test_what_is_shared_stands_where_a_file_is_silent_and_its_lists_come_after():
    own = 'title = "T"\nsteps = ["Do."]\n[holds]\nmemories = "no"\n[own]\nsize = 2\n'
    shared = GOOD.replace('title = "T"', 'title = "Shared"').replace(
        "[[facts]]", "[own]\nsize = 1\nroom = 3\n[[facts]]"
    )
    with pytest.raises(BadCapabilities):
        parse(own, "x.toml")
    both = parse(own, "x.toml", shared)
    assert (both.title, both.steps, both.about) == ("T", ("Do.", "Do."), "A.")
    assert (both.holds.memories, both.holds.images, both.own) == ("no", "partly", {"size": 2, "room": 3})
