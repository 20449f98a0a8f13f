"""An entry in another program's settings: that one and nothing else, and the file as it was is kept."""

import json
import sys
import tomllib
from itertools import takewhile

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.app.serving import clients, connect
from migrator.errors import UsageError

WORDS = ("/opt/migrate", "mcp", "serve", "--vault", "/home/x/a b", "--grant", "garden")
WRITTEN = [name for name, kind in clients.clients().items() if kind.files]


@pytest.fixture
def kind(own_home, monkeypatch):
    """A function that gives a client whose settings are in the test's own home, on any system."""

    def make(name):
        found = clients.client(name)
        place = next(iter(found.files.values())).replace("%APPDATA%", "~")
        return msgspec.structs.replace(found, files={sys.platform: place})

    return make


def read(kind):
    text = kind.file.read_text("utf-8")
    return tomllib.loads(text) if kind.form == "toml" else json.loads(text)


def test_every_client_has_its_source_day_and_what_was_tried():
    named = {"claude-desktop", "open-webui", "lm-studio", "jan", "opencode", "codex", "gemini-cli", "other"}
    assert set(clients.clients()) == named
    for one in clients.clients().values():
        assert one.source.startswith("https://")
        assert one.seen.year >= 2026
        assert one.proof
        assert one.steps


@pytest.mark.parametrize("name", WRITTEN)
def test_an_entry_in_a_file_that_is_not_there_yet(kind, name):
    one = kind(name)
    assert connect.write(connect.change(one, WORDS)) is None
    entry = read(one)[one.key]["migrator"]
    assert WORDS[4] in (entry.get("args") or entry["command"])
    assert connect.change(one, WORDS).is_there


def test_codex_waits_for_the_server_and_lets_it_reach_the_keychain(kind):
    one = kind("codex")
    connect.write(connect.change(one, WORDS))
    entry = read(one)["mcp_servers"]["migrator"]
    assert entry["required"] is True
    assert "DBUS_SESSION_BUS_ADDRESS" in entry["env_vars"]
    assert entry["command"] == WORDS[0]
    assert entry["args"] == list(WORDS[1:])


def shared(one, other):
    """How many characters both begin with."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


JSON_FILES = [
    "{}",
    "{ }\n",
    '{"mcpServers": {}}',
    '{\n\t"mcpServers": {\n\t\t"a": {"command": "b"}\n\t},\n\t"theme": "dark"\n}\n',
    '{"x": {"mcpServers": {"inner": 1}}, "list": ["mcpServers", {"mcpServers": 2}], "mcpServers" : { "a":1 } }',
    '{"b": "\\"mcpServers\\": {", "mcpServers": {"ç": "\\u00e7"}}',
    '\r\n{\r\n  "a": 1\r\n}\r\n',
    "",
    "  \n",
]


@pytest.mark.parametrize("text", JSON_FILES)
def test_all_else_in_a_json_file_keeps_its_bytes(kind, text):
    one = kind("gemini-cli")
    one.file.parent.mkdir(parents=True)
    one.file.write_bytes(text.encode())
    before = json.loads(text) if text.strip() else {}
    kept = connect.write(connect.change(one, WORDS))
    after = read(one)
    assert after.pop(one.key) == {
        **before.pop(one.key, {}),
        "migrator": {"command": WORDS[0], "args": list(WORDS[1:])},
    }
    assert after == before
    assert kept.read_bytes() == text.encode()
    old, new = "".join(text.split()) or "{}", "".join(one.file.read_text("utf-8").split())
    start = shared(old, new)
    end = shared(old[::-1], new[::-1])
    assert start + end >= len(old)  # one piece more, and nothing less


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.text(), values),
    st.none() | st.dictionaries(st.text(), values),
    st.sampled_from([None, 2, "\t"]),
)
def test_any_json_object_gets_one_member_more(kind, held, known, indent):
    one = kind("gemini-cli")
    if known is not None:
        held = {**held, one.key: known}
    elif not isinstance(held.get(one.key, {}), dict):
        held.pop(one.key)
    held.get(one.key, {}).pop("migrator", None)
    one.file.parent.mkdir(parents=True, exist_ok=True)
    one.file.write_text(json.dumps(held, indent=indent), "utf-8")
    made = connect.change(one, WORDS)
    assert json.loads(made.after) == {
        **held,
        one.key: {**held.get(one.key, {}), "migrator": clients.entry(one, WORDS)},
    }


@pytest.mark.parametrize(
    "text",
    ["", "# mine\n", 'a = 1\n[mcp_servers.other]\ncommand = "b"', "[mcp_servers]\n", "[x]\r\ny = 1\r\n"],
)
def test_a_toml_file_grows_at_its_end(kind, text):
    one = kind("codex")
    one.file.parent.mkdir(parents=True)
    one.file.write_bytes(text.encode())
    connect.write(connect.change(one, WORDS))
    assert one.file.read_bytes().startswith(text.encode())
    after, before = read(one), tomllib.loads(text)
    assert after[one.key].pop("migrator")["command"] == WORDS[0]
    assert after[one.key] == before.pop(one.key, {})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gemini-cli", "// comment\n{}"),
        ("gemini-cli", "[]"),
        ("gemini-cli", '{"mcpServers": []}'),
        ("gemini-cli", '{"a": 1,}'),
        ("gemini-cli", '{"mcpServers": {"a": 1}, "mcpServers": {"b": 1}}'),
        ("gemini-cli", '{"mcpServers": {"migrator": {"command": "another"}}}'),
        ("codex", "a = "),
        ("codex", 'mcp_servers = { a = { command = "b" } }'),
        ("codex", '[mcp_servers.migrator]\ncommand = "another"'),
        ("codex", "\udcff"),
    ],
)
def test_a_file_that_cannot_be_changed_safely_is_left_as_it_is(kind, name, text):
    one = kind(name)
    one.file.parent.mkdir(parents=True)
    data = text.encode("utf-8", "surrogateescape")
    one.file.write_bytes(data)
    with pytest.raises(UsageError):
        connect.change(one, WORDS)
    assert one.file.read_bytes() == data
    assert [path.name for path in one.file.parent.iterdir()] == [one.file.name]


def test_a_file_that_was_changed_meanwhile_is_left_as_it_is(kind):
    one = kind("opencode")
    made = connect.change(one, WORDS)
    one.file.parent.mkdir(parents=True)
    one.file.write_text("{}")
    with pytest.raises(UsageError):
        connect.write(made)
    assert one.file.read_text() == "{}"


@pytest.mark.skipif(sys.platform == "win32", reason="links and rights as POSIX has them")
def test_rights_links_and_older_copies_stay(kind):
    one = kind("opencode")
    real = one.file.parent.parent / "dotfiles.json"
    one.file.parent.mkdir(parents=True)
    real.write_text("{}")
    real.chmod(0o640)
    one.file.symlink_to(real)
    first = connect.write(connect.change(one, WORDS, name="one"))
    second = connect.write(connect.change(one, WORDS, name="two"))
    assert one.file.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert first.read_text() == "{}"
    assert "one" in second.read_text()
    assert set(json.loads(real.read_text())["mcp"]) == {"one", "two"}


def test_every_path_in_the_command_is_absolute(tmp_path, monkeypatch):
    from pathlib import Path

    monkeypatch.chdir(tmp_path)
    words = connect.command(Path("v"), "garden", "secret")
    assert Path(words[0]).is_absolute()
    assert words[words.index("--vault") + 1] == str(tmp_path / "v")
    assert words[words.index("--passphrase-file") + 1] == str(tmp_path / "secret")
    assert Path(connect.command(None, None, None)[-1]).is_absolute()
