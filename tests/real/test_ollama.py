"""Ollama's own parser reads the Modelfiles that we write, and finds in them what was said.

Needs a program that reads a Modelfile on standard input and prints what `ParseFile` of Ollama's parser/parser.go found, as
JSON pairs of name and value; MIGRATOR_OLLAMA_PARSER names it. Its source is a dozen lines of Go around that package:

    f, err := parser.ParseFile(os.Stdin)
    if err != nil { fmt.Fprintln(os.Stderr, err); os.Exit(1) }
    out := [][2]string{}
    for _, c := range f.Commands { out = append(out, [2]string{c.Name, c.Args}) }
    json.NewEncoder(os.Stdout).Encode(out)

Last run on 2026-11-21 with Go 1.27.3, around `ParseFile` and all that it calls, unchanged from ollama/ollama fb30760.
"""

import json
import os
import subprocess

import pytest

from migrator.adapter import Choices
from migrator.errors import UsageError
from migrator.model import Conversation
from migrator.testing import CASES, every_choice, run
from migrator_ollama import TARGET
from migrator_ollama.modelfile import exact, value

PARSER = os.environ.get("MIGRATOR_OLLAMA_PARSER")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PARSER, reason="no parser: MIGRATOR_OLLAMA_PARSER is not set"),
]


def parsed(data):
    ran = subprocess.run([PARSER], input=data, capture_output=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr.decode()
    return [tuple(pair) for pair in json.loads(ran.stdout)]


def test_ollamas_own_parser_reads_what_was_said():
    seen = 0
    for case in CASES.values():
        archive = case()
        chosen = [Choices(options={"conversation": c.id}) for c in archive.items(Conversation)]
        for choices in [*every_choice(TARGET), *chosen]:
            try:
                files = run(TARGET, archive, choices).files
            except UsageError:  # a conversation with nothing to go on from
                continue
            request = json.loads(files["create.json"])
            said = [("model", request["from"]), ("num_ctx", "8192")]
            said += [("system", exact(request["system"]))] if "system" in request else []
            said += [("message", f"{m['role']}: {exact(m['content'])}") for m in request["messages"]]
            assert parsed(files["Modelfile"]) == said
            seen += len(request["messages"])
    assert seen > 100


def test_ollamas_own_parser_drops_no_character_that_we_keep():
    every = [chr(n) for n in range(0x110000) if not 0xD800 <= n <= 0xDFFF]
    text = "".join(f"[{c}]" for c in every if exact(c) == c and c not in '"[]')
    for start in range(0, len(text), 30_000):
        piece = text[start : start + 30_000]
        ((_, said),) = parsed(f"FROM x\nSYSTEM {value(piece)}\n".encode())[1:]
        assert said == piece
