"""Each command that a step prints is run by a test as it is printed, or it is said here why none does."""

import ast
from pathlib import Path

import pytest

from migrator import registry
from migrator.cli import main
from migrator.testing.printed import commands

ROOT = Path(__file__).parents[2]

RUN_BY = {
    "huggingface": "tests/real/test_datasets.py::test_the_printed_steps_give_each_text_as_it_is_and_leave_no_copy",
    "markdown": "tests/real/test_joplin.py::test_joplin_takes_in_every_chat_with_its_pictures",
    "jsonl": "tests/real/test_datasets.py::test_the_printed_steps_give_each_text_as_it_is_and_leave_no_copy",
    "llm": "tests/real/test_llm.py::test_the_printed_steps_bring_the_chats_into_ones_logs_and_go_on_with_them",
    "parquet": "tests/real/test_datasets.py::test_the_printed_steps_give_each_text_as_it_is_and_leave_no_copy",
    "sharegpt": "tests/real/test_datasets.py::test_the_printed_steps_give_each_text_as_it_is_and_leave_no_copy",
}
"""The test that runs every command of a target, taken from its steps by `commands`."""

NOT_RUN = {
    "llama-server -m model.gguf": "starts the other program, with a model of the person's own",
    "ollama pull llama3.2": "Ollama's server is in no package that a test could install",
    "ollama create my-assistant -f Modelfile": "Ollama's server is in no package that a test could install",
    "ollama run my-assistant": "Ollama's server is in no package that a test could install",
    "curl http://localhost:11434/api/create --data-binary @create.json": "as above; the body goes through tests/ollama",
    "oterm --db": "asks oterm for a path; its screens are run by tests/real/test_oterm.py",
    "pip install pyarrow": "installs a package; the tests have it from the extra dev",
}
_OPENCODE = "tests/real/test_opencode.py runs the same script and program with the same words"
NOT_RUN |= dict.fromkeys(commands(registry.target("opencode")), _OPENCODE)
NOT_RUN["cp -n chats/ChatGPT/* …"] = "copies files to a place that only the person knows"
MIGRATE = "migrate "
"""Commands of our own: run below, as a dry run."""


def all_commands():
    return [
        (name, command) for name in registry.target_names() for command in commands(registry.target(name))
    ]


@pytest.mark.parametrize(("name", "command"), all_commands())
def test_a_printed_command_is_run_as_it_is_printed(name, command):
    if command in NOT_RUN or command.startswith(MIGRATE):
        return
    assert name in RUN_BY, f"no test runs what the steps of {name} print: {command}"
    path, test = RUN_BY[name].split("::")
    source = (ROOT / path).read_text("utf-8")
    (found,) = [node for node in ast.walk(ast.parse(source)) if getattr(node, "name", None) == test]
    assert "commands(" in ast.unparse(found), f"{test} does not take its commands from the steps"


@pytest.mark.parametrize(
    "command", sorted({command for _, command in all_commands() if command.startswith(MIGRATE)})
)
def test_a_printed_command_of_our_own_is_understood(command, tmp_path, capsys):
    export = tmp_path / "conversations.json"
    export.write_text("[]")
    words = command.replace("URL", "http://127.0.0.1:9").replace("NAME", "qwen3").split()[1:]
    code = main([*words, "--from", str(export), "--dry-run", "--json"])
    assert code == 0, capsys.readouterr().err


def test_no_reason_outlives_its_command():
    assert set(NOT_RUN) <= {command for _, command in all_commands()}
    assert set(RUN_BY) <= {name for name, _ in all_commands()}
