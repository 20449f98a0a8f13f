"""The screens in a browser: on this computer alone, nothing from elsewhere, and said to have no log-in."""

import asyncio
import os
import re
import subprocess
import sys

import pytest

from migrator.tui.web import serving

test_utils = pytest.importorskip("aiohttp.test_utils", exc_type=ImportError)


WORD = "a-word-of-192-bits"


async def client(command="true"):
    """A client of the application, and the port that both know."""
    port = test_utils.unused_port()
    server = test_utils.TestServer(serving.application(command, port, WORD), host=serving.HOST, port=port)
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
@pytest.mark.parametrize("path", ["/", f"/{WORD}", f"/ws/{WORD}", "/static/js/textual.js", "/download/x"])
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
            assert (await made.get(f"/ws/{WORD}")).status == 403

    run(visit())


@pytest.mark.parametrize(
    "path", ["/", "/x", f"/{WORD}x", f"/{WORD[:-1]}", "/ws/x", f"/ws/{WORD}x", "/%C3%A9", f"/?word={WORD}"]
)
def test_nobody_is_let_in_without_the_word_of_this_start(run, path):
    async def visit():
        made, port = await client()
        async with made:
            for headers in ({}, {"Origin": f"http://127.0.0.1:{port}"}):
                answer = await made.get(path, headers=headers)
                assert answer.status == 403
                assert WORD not in await answer.text()
            assert (await made.get("/ws", headers={"Origin": f"http://127.0.0.1:{port}"})).status in {
                403,
                404,
            }

    run(visit())


def test_each_start_has_a_word_of_its_own():
    assert len({serving.new_word() for _start in range(9)}) == 9
    assert len(serving.new_word()) >= 32


def test_nothing_is_run_that_lies_in_the_folder_one_happens_to_be_in(tmp_path, monkeypatch):
    from aiohttp import web

    lines = []
    monkeypatch.setattr(web, "run_app", lambda *_args, **_named: None)
    monkeypatch.setattr(serving, "application", lambda line, *_rest: lines.append(line))
    serving.serve(8642, WORD, ["--version"])
    (tmp_path / "msgspec.py").write_text("open('was run', 'w').close()")
    ran = subprocess.run(lines[0], shell=True, cwd=tmp_path, capture_output=True, check=False)
    assert b"Traceback" not in ran.stderr
    assert not (tmp_path / "was run").exists()


def test_the_page_loads_nothing_from_elsewhere(run):
    async def visit():
        made, port = await client()
        async with made:
            answer = await made.get(f"/{WORD}")
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
            async with made.ws_connect(f"/ws/{WORD}?width=80&height=24", headers=origin) as socket:
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
    assert "pip install '.[web]'" in told.value.hint
    assert told.value.exit_code == 1


def test_it_is_said_that_there_is_no_log_in():
    assert "no log-in" in serving.warning(8642, WORD)
    assert f"http://127.0.0.1:8642/{WORD} " in serving.warning(8642, WORD)


def test_a_port_that_is_taken_is_told():
    import socket

    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        with pytest.raises(Exception, match=r"Port \d+ cannot be used"):
            serving.serve(taken.getsockname()[1], WORD, [])
