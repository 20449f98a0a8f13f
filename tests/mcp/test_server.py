"""The protocol: both eras, what is refused and how, the order of things, and that nothing but answers leaves."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.app.serving.catalogue import CATALOGUE, TOOLS
from migrator.mcp import wire
from migrator.mcp.contract import Fault, NotFound

from .talking import HELLO, MODERN, InProcess, Pretended


@pytest.fixture
def talk():
    made = InProcess(CATALOGUE, Pretended())
    yield made
    made.close()


@pytest.fixture
def known(talk):
    talk.hello()
    return talk


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_a_version_with_a_handshake_is_given_as_asked(talk, version):
    result = talk.ask("initialize", {**HELLO, "protocolVersion": version})["result"]
    assert result["protocolVersion"] == version
    assert set(result) == {"protocolVersion", "capabilities", "serverInfo", "instructions"}


@pytest.mark.parametrize("version", ["2026-07-28", "1999-01-01", "", None, 7, ["2025-06-18"]])
def test_any_other_version_gets_the_newest_with_a_handshake(talk, version):
    assert (
        talk.ask("initialize", {**HELLO, "protocolVersion": version})["result"]["protocolVersion"]
        == "2025-11-25"
    )


def test_without_a_handshake_each_request_carries_its_version(talk):
    found = talk.ask("server/discover", {"_meta": MODERN})["result"]
    assert found["supportedVersions"] == ["2026-07-28"]
    assert (found["resultType"], found["ttlMs"], found["cacheScope"]) == ("complete", 0, "private")
    tools = talk.ask("tools/list", {"_meta": MODERN})["result"]
    assert [one["name"] for one in tools["tools"]] == [one.name for one in TOOLS]
    called = talk.ask("tools/call", {"name": "about_me", "arguments": {}, "_meta": MODERN})["result"]
    assert called["resultType"] == "complete"
    assert "tests" in called["content"][0]["text"]
    assert talk.ask("ping", {"_meta": MODERN})["error"]["code"] == -32601
    refused = talk.ask("initialize", HELLO)["error"]
    assert (refused["code"], refused["data"]["supported"]) == (-32022, ["2026-07-28"])


def test_an_envelope_that_is_not_whole_or_of_another_version_is_refused(talk):
    half = {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}
    assert talk.ask("tools/list", {"_meta": half})["error"]["code"] == -32602
    later = {**MODERN, "io.modelcontextprotocol/protocolVersion": "2031-01-01"}
    refused = talk.ask("tools/list", {"_meta": later})["error"]
    assert refused["code"] == -32022
    assert refused["data"] == {"supported": ["2026-07-28"], "requested": "2031-01-01"}


def test_before_the_handshake_only_ping_is_answered(talk):
    assert talk.ask("tools/list")["error"]["code"] == -32602
    assert talk.ask("tools/call", {"name": "about_me"})["error"]["code"] == -32602
    assert talk.ask("ping")["result"] == {}


def test_every_tool_is_read_only_and_its_schema_is_what_is_taken(known):
    for tool in known.ask("tools/list")["result"]["tools"]:
        assert tool["annotations"]["readOnlyHint"] is True
        schema = tool["inputSchema"]
        assert schema["additionalProperties"] is False
        least = dict.fromkeys(schema.get("required", ()), "x")
        assert not known.call(tool["name"], **least)[1]
        for name, about in schema["properties"].items():
            if "default" in about:
                assert not known.call(tool["name"], **{**least, name: about["default"]})[1]
            over = "x" * 4000 if about["type"] == "string" else 10**9
            assert known.call(tool["name"], **{**least, name: over})[1], (tool["name"], name)
            assert known.call(tool["name"], **{**least, name: None})[1]
        text, failed = known.call(tool["name"], **{**least, "limt": 5})
        assert failed
        assert "limt" not in text


@pytest.mark.parametrize("limit", ["3", True, 3.5, [3], {"a": 1}])
def test_a_number_is_a_number(known, limit):
    assert known.call("search_chats", words="x", limit=limit)[1]


def test_a_list_has_one_page(known):
    for method in ("tools/list", "prompts/list", "resources/list", "resources/templates/list"):
        assert known.ask(method, {"cursor": "made-up"})["error"]["code"] == -32602
    assert known.ask("resources/list")["result"] == {"resources": []}


def test_what_is_not_served_is_said(known):
    for method in (
        "resources/subscribe",
        "logging/setLevel",
        "completion/complete",
        "tasks/list",
        "x" * 10_000,
    ):
        assert known.ask(method)["error"]["code"] == -32601
    for params in ({"name": "rm"}, {}, {"name": 7}):
        assert known.ask("tools/call", params)["error"]["code"] == -32602


@pytest.mark.parametrize(
    "uri",
    [
        "migrator://chat/",
        "migrator://chat/a/b",
        "migrator://chat/..%2f",
        "migrator://chat/a?x=1",
        "MIGRATOR://chat/a",
        "migrator://chat/" + "a" * 65,
        "file:///etc/passwd",
        "",
        None,
        7,
    ],
)
def test_an_address_of_another_form_is_refused_and_not_sent_back(known, uri):
    error = known.ask("resources/read", {"uri": uri})["error"]
    assert error["code"] == -32602
    assert not uri or str(uri) not in json.dumps(error)


def test_resources_and_prompts(known):
    got = known.ask("resources/read", {"uri": "migrator://chat/a_-9"})["result"]["contents"]
    assert got == [{"uri": "migrator://chat/a_-9", "mimeType": "text/plain", "text": "chat a_-9 tests"}]
    got = known.ask("prompts/get", {"name": "continue_chat", "arguments": {"chat": "x"}})["result"]
    assert got["messages"][0]["role"] == "user"
    for arguments in ({}, {"chat": "x", "more": "y"}, {"chat": 7}, {"chat": ""}, {"chat": "x" * 2000}, []):
        assert "error" in known.ask("prompts/get", {"name": "continue_chat", "arguments": arguments})


NO_JSON = [
    b"{",
    b"\xff\xfe",
    b"nonsense",
    b"[" * 100_000,
    b'{"a": NaN}',
    b'{"a":"\\ud800"}',
    b'"' + b"x" * 300,
]
NO_REQUEST = [
    b"[]",
    b"7",
    b"null",
    b'"text"',
    b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
    b'{"id":1,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":1}',
    b'{"jsonrpc":"2.0","id":1,"method":7}',
    b'{"jsonrpc":"2.0","id":null,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":{},"method":"ping"}',
    b'{"jsonrpc":"2.0","id":true,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}',
    b'{"jsonrpc":"1.0","id":1,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":"' + b"x" * 5000 + b'","method":"ping"}',
]


@pytest.mark.parametrize(("lines", "code"), [(NO_JSON, -32700), (NO_REQUEST, -32600)])
def test_what_is_no_request_is_said_with_id_null_and_the_next_one_is_answered(talk, lines, code):
    for line in lines:
        talk.send(line + b"\n")
        answer = talk.next()
        assert (answer["id"], answer["error"]["code"]) == (None, code), line[:60]
    assert talk.ask("ping")["result"] == {}


def test_a_line_without_end_costs_no_memory_and_one_answer(talk):
    talk.send(b'{"jsonrpc":"2.0","id":1,"method":"ping","x":"')
    for _n in range(40):
        talk.send(b"y" * wire.LONGEST)
    talk.send(b'"}\n')
    assert talk.next()["error"]["code"] == -32700
    assert talk.ask("ping")["result"] == {}


def test_answers_and_notifications_of_a_client_get_no_answer(talk):
    talk.send({"jsonrpc": "2.0", "id": 3, "result": {}})
    talk.send({"jsonrpc": "2.0", "id": 3, "error": {"code": 1, "message": "x"}})
    talk.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    talk.send({"jsonrpc": "2.0", "method": "nothing/known", "params": {"x": 1}})
    talk.send(b"\n \n")
    assert talk.ask("ping")["result"] == {}


def test_an_exceptions_text_leaves_nowhere(known, capfd):
    known.backend.fails = RuntimeError("the secret of the chat")
    for answer in (
        known.ask("tools/call", {"name": "about_me"}),
        known.ask("resources/read", {"uri": "migrator://chat/a"}),
        known.ask("prompts/get", {"name": "continue_chat", "arguments": {"chat": "x"}}),
    ):
        assert "secret" not in json.dumps(answer)
        assert "Error 99" in json.dumps(answer)
    known.backend.fails = NotFound(4, "No such thing.")
    assert known.ask("resources/read", {"uri": "migrator://chat/a"})["error"] == {
        "code": -32602,
        "message": "Error 4: No such thing.",
    }
    known.backend.fails = Fault(1, "Locked.")
    assert known.call("about_me") == ("Error 1: Locked.", True)
    assert capfd.readouterr() == ("", "")


def test_the_bytes_that_are_recorded_are_those_of_the_line(known):
    known.send(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "search_chats", "arguments": {"words": "ç"}},
        }
    )
    line = known._into.readline()
    assert known.backend.settled == [len(line)]


def test_what_cannot_be_recorded_does_not_leave(known):
    def refuse(_size):
        raise Fault(11, "Full.")

    known.backend.settled = type("Settled", (), {"append": staticmethod(refuse)})()
    assert known.call("search_chats", words="word") == ("Error 11: Full.", True)


def test_a_slow_answer_keeps_nobody_from_ping(known):
    known.backend.hold.clear()
    known.send({"jsonrpc": "2.0", "id": "slow", "method": "tools/call", "params": {"name": "about_me"}})
    assert known.ask("ping")["result"] == {}
    assert known.backend.settled == []
    known.backend.hold.set()
    assert known.next()["id"] == "slow"


def test_what_is_cancelled_is_interrupted_and_gets_no_answer(known):
    known.backend.hold.clear()
    for key in (1, "1", 2):
        known.send({"jsonrpc": "2.0", "id": key, "method": "tools/call", "params": {"name": "about_me"}})
    until = time.monotonic() + 5
    while known.server.now is None and time.monotonic() < until:
        time.sleep(0.01)
    for key in (2, 99, None, {}, 1):  # the one that is worked on last: it lets the others go
        known.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": key}})
    assert known.next()["id"] == "1"
    assert known.ask("ping")["result"] == {}
    assert known.backend.interrupted == 1
    assert len(known.backend.settled) == 1


def test_a_late_cancellation_changes_nothing(known):
    known.call("about_me")
    known.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}})
    assert not known.call("about_me")[1]
    assert known.backend.interrupted == 0


def test_a_clients_name_is_made_safe_and_short(talk):
    talk.ask("initialize", {**HELLO, "clientInfo": {"name": "a\x1b[31m\nb" + "x" * 9000, "version": ["1"]}})
    text, _failed = talk.call("about_me")
    assert "\x1b" not in text
    assert len(text) < 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=8,
    ),
    st.sampled_from(
        ["tools/call", "resources/read", "prompts/get", "initialize", "notifications/cancelled", "tools/list"]
    ),
)
def test_whatever_the_params_are_there_is_one_answer(known, params, method):
    known.send({"jsonrpc": "2.0", "id": "odd", "method": method, "params": params})
    answer = known.next()
    assert answer["id"] in {"odd", None}
    assert ("result" in answer) != ("error" in answer)
