"""The screens in a browser: on this computer alone, nothing from elsewhere, and said to have no log-in."""

import asyncio
import os
import re
import sys

import pytest

from migrator.tui.web import serving

test_utils = pytest.importorskip("aiohttp.test_utils", exc_type=ImportError)


async def client(command="true"):
    """A client of the application, and the port that both know."""
    port = test_utils.unused_port()
    server = test_utils.TestServer(serving.application(command, port), host=serving.HOST, port=port)
    made = test_utils.TestClient(server)
    await made.start_server()
    return made, port


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js", "/download/x"])
def test_pages_of_other_sites_are_not_let_in(run, headers, path):
    async def visit():
        made, _port = await client()
        async with made:
            answer = await made.get(path, headers=headers)
            assert answer.status == 403

    run(visit())


def test_a_socket_without_an_origin_is_not_let_in(run):
    async def visit():
        made, _port = await client()
        async with made:
            assert (await made.get("/ws")).status == 403

    run(visit())


def test_the_page_loads_nothing_from_elsewhere(run):
    async def visit():
        made, port = await client()
        async with made:
            answer = await made.get("/")
            text = await answer.text()
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert set(re.findall(r"\w+://[^/\"' ]+", text)) == {f"ws://127.0.0.1:{port}"}
            assert "no log-in" in text
            for path in re.findall(r'(?:src|href)="(/[^"]+)"', text):
                assert (await made.get(path)).status == 200, path

    run(visit())


@pytest.mark.skipif(sys.platform == "win32", reason="the shell line is that of other systems")
def test_a_tab_runs_the_program_which_ends_with_the_tab(run, own_home, tmp_path):
    number = tmp_path / "number"

    async def visit():
        made, port = await client(f"echo $$ > {number}; exec {sys.executable} -m migrator tui --lang en")
        async with made:
            seen = b""
            origin = {"Origin": f"http://127.0.0.1:{port}"}
            async with made.ws_connect("/ws?width=80&height=24", headers=origin) as socket:
                async with asyncio.timeout(30):
                    while b"Nothing leaves this computer." not in seen:
                        seen += (await socket.receive()).data or b""
            async with asyncio.timeout(30):
                while alive(int(number.read_text())):  # noqa: ASYNC110 - the system tells of no event
                    await asyncio.sleep(0.1)
            await asyncio.sleep(0.2)

    run(visit())


def alive(process):
    """Whether it still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    with pytest.raises(serving.NotInstalled) as told:
        serving.check()
    assert "assistant-migrator[web]" in told.value.hint
    assert told.value.exit_code == 1


def test_it_is_said_that_there_is_no_log_in():
    assert "no log-in" in serving.warning(8642)
    assert "http://127.0.0.1:8642" in serving.warning(8642)


def test_a_port_that_is_taken_is_told():
    import socket

    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        with pytest.raises(Exception, match=r"Port \d+ cannot be used"):
            serving.serve(taken.getsockname()[1], [])
