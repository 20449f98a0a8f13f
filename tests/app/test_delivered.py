"""What pushes without a vault brought to servers."""

import stat

from migrator.app.delivered import Delivered


def test_what_was_noted_is_known_by_the_next_run_for_that_server_alone(tmp_path):
    file = tmp_path / "state" / "delivered.jsonl"
    Delivered(file, "open-webui http://a", False).note({"chat-1": "remote-1", "chat-2": "remote-2"})
    again = Delivered(file, "open-webui http://a", True)
    assert (again.remote("chat-1"), again.remote("chat-3"), again.in_doubt) == ("remote-1", None, True)
    assert Delivered(file, "open-webui http://b", False).remote("chat-1") is None
    again.note({"chat-1": "remote-9"})
    assert Delivered(file, "open-webui http://a", False).remote("chat-1") == "remote-9"


def test_the_file_names_no_server_and_no_chat_and_is_the_persons_alone(tmp_path):
    file = tmp_path / "delivered.jsonl"
    Delivered(file, "open-webui http://secret.example", False).note({"chat-one": "r"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"secret" not in file.read_bytes()
    assert b"chat-one" not in file.read_bytes()


def test_a_line_that_a_stop_cut_short_is_passed_over(tmp_path):
    file = tmp_path / "delivered.jsonl"
    Delivered(file, "s", False).note({"a": "1"})
    with file.open("ab") as out:
        out.write(b'{"key": "x')
    assert Delivered(file, "s", False).remote("a") == "1"
