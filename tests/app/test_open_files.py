"""Any number of files may be written at once with few of them open."""

import json
import os
import subprocess
import sys
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.app.bundle import Bundle
from migrator.app.open_files import OpenFiles

posix = pytest.mark.skipif(os.name == "nt", reason="limits and links as POSIX has them")


@given(
    at_most=st.integers(1, 4),
    writes=st.lists(st.tuples(st.integers(0, 6), st.binary(max_size=40)), max_size=40),
)
def test_each_file_holds_what_was_written_to_it_in_order(tmp_path_factory, at_most, writes):
    folder = tmp_path_factory.mktemp("files")
    files = OpenFiles(at_most)
    expected: dict[str, bytes] = {}
    with ExitStack() as stack:
        streams = {}
        for number, data in writes:
            place = str(folder / str(number))
            if place not in streams:
                streams[place] = stack.enter_context(files.create(place))
            streams[place].write(data)
            expected[place] = expected.get(place, b"") + data
            assert len(files._open) <= at_most
    assert not files._open
    assert {str(path): path.read_bytes() for path in folder.iterdir()} == expected


def test_a_file_whose_block_fails_is_taken_away_open_or_not(tmp_path):
    files = OpenFiles(1)
    with files.create(str(tmp_path / "kept")) as kept:
        kept.write(b"1")
        with pytest.raises(KeyError):
            _failing(files, tmp_path / "closed", lambda: kept.write(b"2"))
        with pytest.raises(KeyError):
            _failing(files, tmp_path / "open", lambda: None)
        kept.write(b"3")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept").read_bytes() == b"123"


def _failing(files, place, meanwhile):
    with files.create(str(place)) as stream:
        stream.write(b"private")
        meanwhile()
        raise KeyError


def test_what_is_there_already_is_not_written_over(tmp_path):
    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(FileExistsError), OpenFiles().create(str(tmp_path / "a")):
        pass
    assert (tmp_path / "a").read_bytes() == b"mine"


@posix
def test_a_link_that_came_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "mine").write_bytes(b"mine")
    with pytest.raises(OSError, match="symbolic links"):
        _replaced(OpenFiles(1), tmp_path / "a", tmp_path / "mine")
    assert (tmp_path / "mine").read_bytes() == b"mine"


def _replaced(files, place, by):
    with files.create(str(place)) as stream:
        stream.write(b"1")
        with files.create(str(place.with_name("other"))):
            place.unlink()
            place.symlink_to(by)
            stream.write(b"2")


def test_a_bundle_knows_sizes_and_hashes_of_files_written_in_turns(tmp_path):
    names = [f"{number}.txt" for number in range(150)]
    with Bundle(tmp_path / "out") as bundle:
        with ExitStack() as stack:
            streams = [stack.enter_context(bundle.sink.open(name)) for name in names]
            for turn in (b"one ", b"two"):
                for stream in streams:
                    stream.write(turn)
        assert {entry.size for entry in bundle.sink.files.values()} == {7}
        assert bundle.finish(b"{}")
    assert {(tmp_path / "out" / name).read_bytes() for name in names} == {b"one two"}


@posix
def test_more_projects_than_files_may_be_open_are_converted(tmp_path):
    projects, chats = 400, 2
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as export:
        conversations = [_chat(number, number % projects) for number in range(projects * chats)]
        export.writestr("conversations.json", json.dumps(conversations))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200));"
        "from migrator.cli import main; sys.exit(main())"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            program,
            "--to",
            "open-webui",
            "--from",
            tmp_path / "export.zip",
            "--out",
            tmp_path / "out",
        ],
        env={**os.environ, "MIGRATOR_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = list(Path(tmp_path / "out" / "folders").iterdir())
    assert len(written) == projects
    assert {len(json.loads(path.read_bytes())) for path in written} == {chats}


def _chat(number: int, project: int) -> dict:
    message = {
        "id": f"m{number}",
        "author": {"role": "user"},
        "create_time": 1_700_000_000 + number,
        "content": {"content_type": "text", "parts": [f"Question {number}"]},
    }
    return {
        "conversation_id": f"c{number}",
        "title": f"Chat {number}",
        "create_time": 1_700_000_000 + number,
        "conversation_template_id": f"g-p-{project:032x}",
        "current_node": f"m{number}",
        "mapping": {f"m{number}": {"id": f"m{number}", "parent": None, "message": message}},
    }
