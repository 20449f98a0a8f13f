"""A client for tests: a server in this process behind real pipes, or `migrate mcp serve` as a process of its own."""

import contextlib
import json
import os
import subprocess
import sys
import threading

from migrator.mcp.contract import Answer
from migrator.mcp.server import Server
from migrator.mcp.wire import Wire

MODERN = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
}
HELLO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "tests", "version": "1"}}


class Talk:
    """Requests and answers over two file objects."""

    def __init__(self, out, into):
        self._out, self._into = out, into
        self._number = 0

    def send(self, line):
        self._out.write(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")
        self._out.flush()

    def next(self):
        line = self._into.readline()
        return json.loads(line) if line else None

    def ask(self, method, params=None, **more):
        self._number += 1
        self.send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params or {}, **more})
        answer = self.next()
        assert answer["id"] == self._number
        return answer

    def hello(self):
        return self.ask("initialize", HELLO)

    def call(self, tool, **arguments):
        """The text of a tool's answer and whether it failed."""
        answer = self.ask("tools/call", {"name": tool, "arguments": arguments})
        assert "result" in answer, answer
        (content,) = answer["result"]["content"]
        return content["text"], answer["result"]["isError"]


class Pretended:
    """A backend that answers with what it was asked; `hold` keeps it from answering."""

    def __init__(self):
        self.settled, self.interrupted = [], 0
        self.hold = threading.Event()
        self.hold.set()
        self.fails = None

    def _answer(self, text):
        self.hold.wait(10)
        if self.fails:
            raise self.fails
        return Answer(text, self.settled.append)

    def call(self, tool, arguments, client):
        return self._answer(f"{tool} {arguments} {client.name}")

    def read(self, template, key, client):
        return self._answer(f"{template} {key} {client.name}")

    def prompt(self, name, arguments, client):
        return self._answer(f"{name} {arguments} {client.name}")

    def interrupt(self):
        self.interrupted += 1
        self.hold.set()

    def opening(self):
        return False

    def rest(self):
        pass


class InProcess(Talk):
    """A server on a thread."""

    def __init__(self, catalogue, backend):
        there, ours = os.pipe()
        back, theirs = os.pipe()
        self.backend = backend
        self.server = Server(Wire(there, theirs), catalogue, backend)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        super().__init__(os.fdopen(ours, "wb"), os.fdopen(back, "rb"))
        self._ends = (there, theirs)

    def close(self):
        self._out.close()
        self.thread.join(10)
        assert not self.thread.is_alive()
        for end in self._ends:
            os.close(end)
        self._into.close()


class Process(Talk):
    """`migrate mcp serve` with `words`."""

    def __init__(self, *words, env=None):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "migrator", "mcp", "serve", *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
        )
        super().__init__(self.process.stdin, self.process.stdout)

    def end(self):
        """Close its input, and return what it wrote on standard error."""
        self.process.stdin.close()
        self.process.wait(10)
        said = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return said.decode()

    def kill(self):
        """End it the hard way if it has not ended, and close what is open."""
        self.process.kill()
        self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):  # what was never sent
                stream.close()
