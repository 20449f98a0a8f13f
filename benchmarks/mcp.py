"""A vault that answers over MCP, beside a server that answers from plain text: how soon, how quickly, with how much memory.

    python benchmarks/mcp.py VAULT PASSPHRASE_FILE [--memex PROGRAM DATABASE]

VAULT needs a grant. PROGRAM is llm-memex 0.13 (PyPI), DATABASE the folder that it imported the same chats into
(`llm-memex import -r --db DATABASE FOLDER`; with its read-only guard on, SQLite 3.40 opens none of its index). Both servers are asked for the same words over the same protocol, one right
after the other. The passphrase function is paid once and told apart, as a keychain does not pay it.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

WORDS = (
    "lesson", "allotment", "budget", "ferry", "istanbul", "timetable", "dragon candles", "swimming pool", "night train",
    "birthday present", "reading list", "presentation answer", "maths homework", "garden water", "passport photo", "recipe",
    "umbrella", "library card", "bicycle", "kitchen", "the", "change first", "numbers add up", "during the week",
)  # fmt: skip
ROUNDS = 3


class Server:
    """A server that is being measured."""

    def __init__(self, command, environment=None):
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )
        hello = {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "bench", "version": "1"},
        }
        self.ask("initialize", hello)
        self.hello = time.perf_counter() - begun
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def send(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, method, params):
        self.send({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        while True:
            answer = json.loads(self.process.stdout.readline())
            if answer.get("id") == 1:
                return answer

    def timed(self, tool, arguments):
        begun = time.perf_counter()
        answer = self.ask("tools/call", {"name": tool, "arguments": arguments})
        assert "result" in answer, answer
        assert not answer["result"].get("isError"), answer
        return time.perf_counter() - begun

    def memory(self, what):
        """MB that the process holds (`VmRSS`), or held at most (`VmHWM`)."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) / 1024
        return 0.0

    def forget_peak(self):
        """Begin to watch the most memory anew: what came before is told apart."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def measured(server, tool, made):
    """Median, and worst of all but the first round, of searches in seconds; the most memory meanwhile."""
    taken = []
    for number in range(ROUNDS):
        for word in WORDS:
            seconds = server.timed(tool, made(word))
            if number:
                taken.append(seconds)
    return statistics.median(taken), max(taken), server.memory("VmHWM")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("vault", type=Path)
    parser.add_argument("passphrase_file", type=Path)
    parser.add_argument("--memex", nargs=2, metavar=("PROGRAM", "DATABASE"))
    wanted = parser.parse_args()
    words = ["mcp", "serve", "--vault", str(wanted.vault), "--passphrase-file", str(wanted.passphrase_file)]
    starts = []
    for _n in range(5):
        server = Server([sys.executable, "-m", "migrator", *words])
        starts.append(server.hello)
        server.close()
    server = Server([sys.executable, "-m", "migrator", *words])
    first = server.timed("search_chats", {"words": "lesson"})
    print(f"initialize: median {statistics.median(starts) * 1000:.0f} ms")
    unlocking = unlocked(wanted)
    print(
        f"first search: {first:.2f} s, of which {unlocking:.2f} s make the key out of the passphrase:"
        f" {first - unlocking:.2f} s without"
    )
    with_key = server.memory("VmHWM")
    server.forget_peak()
    median, worst, memory = measured(server, "search_chats", lambda word: {"words": word, "limit": 10})
    print(f"search: median {median * 1000:.1f} ms, worst {worst * 1000:.0f} ms")
    print(
        f"memory: {memory:.0f} MB at most while searching ({with_key:.0f} MB once, for the passphrase function)"
    )
    reading(server)
    server.close()
    if wanted.memex:
        program, database = wanted.memex
        other = Server(
            [program, "mcp"], {"MEMEX_DATABASE_PATH": database, "MEMEX_SQL_WRITE": "true"}
        )  # else its search fails
        other.timed("get_conversations", {"search": "lesson", "limit": 10})
        their_median, their_worst, their_memory = measured(other, *theirs())
        print(f"llm-memex: initialize {other.hello * 1000:.0f} ms, search median {their_median * 1000:.1f} ms,"
              f" worst {their_worst * 1000:.0f} ms, memory {their_memory:.0f} MB")  # fmt: skip
        print(
            f"ratios, ours : theirs: initialize {statistics.median(starts) / other.hello:.2f},"
            f" search {median / their_median:.2f}, memory {memory / their_memory:.2f}"
        )
        other.close()


def reading(server):
    """Read ten chats, then search again: seconds, and what the process holds after it."""
    listed = server.ask("tools/call", {"name": "list_chats", "arguments": {}})["result"]["content"][0]["text"]
    server.forget_peak()
    taken = [
        server.timed("read_chat", {"chat": key})
        for key in re.findall(r"^chat (\S+)", listed, re.MULTILINE)[:10]
    ]
    held, most = server.memory("VmRSS"), server.memory("VmHWM")
    print(f"first chat: {taken[0]:.2f} s, the next ones {statistics.median(taken[1:]) * 1000:.0f} ms;"
          f" memory after it {held:.0f} MB, {most:.0f} MB at most")  # fmt: skip
    server.forget_peak()
    median, worst, most = measured(server, "search_chats", lambda word: {"words": word, "limit": 10})
    print(f"search after it: median {median * 1000:.1f} ms, worst {worst * 1000:.0f} ms;"
          f" memory {server.memory('VmRSS'):.0f} MB, {most:.0f} MB at most")  # fmt: skip


def theirs():
    """Its own search over its index of words: ten chats with the beginnings of their first and last messages."""
    return "get_conversations", lambda word: {"search": word, "limit": 10}


def unlocked(wanted):
    """Seconds from the passphrase to the key, in a process of its own."""
    script = (
        "import sys, time; from pathlib import Path; from migrator.vault.handle import unlock\n"
        "t = time.perf_counter(); unlock(Path(sys.argv[1]), Path(sys.argv[2]).read_text().splitlines()[0])\n"
        "print(time.perf_counter() - t)"
    )
    command = [sys.executable, "-c", script, str(wanted.vault), str(wanted.passphrase_file)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


if __name__ == "__main__":
    main()
