#!/usr/bin/env bash
# llm-memex 0.13.0 (PyPI), an archive of chats with an MCP server, on Python 3.11's sqlite3 (SQLite 3.40.1). Run 2026-12-01.
#
# Its MCP server is read-only unless told otherwise: a guard (SQLite's authorizer callback) denies every action that creates or
# writes. What one would not guess: to *read* a full-text table, SQLite first opens it, and opening a virtual table in a new
# connection declares its columns by a CREATE TABLE, which asks the same guard. So with the guard on, each search fails, by the
# search of get_conversations and by SQL alike, while the same question answers with the guard off:
#
#   guard on  (default)               isError: vtable constructor failed: messages_fts
#   guard off (MEMEX_SQL_WRITE=true)  the chat
#
# A plain table is read in both. Who guards a connection like this has to open its virtual tables before the guard is set, or
# deny writing by other means (mode=ro, PRAGMA query_only).
#
# Ends with 0 as long as that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME="$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check llm-memex==0.13.0
mkdir export
cat > export/conversations.json <<'JSON'
[{"id": "c1", "conversation_id": "c1", "title": "Ferry", "create_time": 1700000000, "update_time": 1700000001,
  "current_node": "m2", "mapping": {
  "root": {"id": "root", "message": null, "parent": null, "children": ["m1"]},
  "m1": {"id": "m1", "parent": "root", "children": ["m2"], "message": {"id": "m1", "author": {"role": "user"},
    "create_time": 1700000000, "content": {"content_type": "text", "parts": ["When does the ferry leave?"]}}},
  "m2": {"id": "m2", "parent": "m1", "children": [], "message": {"id": "m2", "author": {"role": "assistant"},
    "create_time": 1700000001, "content": {"content_type": "text", "parts": ["The ferry leaves at nine."]}}}}}]
JSON
env/bin/llm-memex import -r --db library export > import.txt
cat > ask.py <<'PY'
import json, os, subprocess, sys

def asked(tool, arguments, **environment):
    server = subprocess.Popen(
        ["env/bin/llm-memex", "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "MEMEX_DATABASE_PATH": "library", **environment},
    )
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "finding", "version": "1"}}
    for message in (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": tool, "arguments": arguments}},
    ):
        server.stdin.write(json.dumps(message).encode() + b"\n")
        server.stdin.flush()
        while "id" in message and (answer := json.loads(server.stdout.readline())).get("id") != message["id"]:
            pass
    server.kill()
    server.communicate()
    return answer["result"].get("isError", False), answer["result"]["content"][0]["text"]

found = {
    "search, guard on": asked("get_conversations", {"search": "ferry"}),
    "sql, guard on": asked("execute_sql", {"sql": "SELECT text FROM messages_fts"}),
    "plain table, guard on": asked("execute_sql", {"sql": "SELECT count(*) AS n FROM messages"}),
    "search, guard off": asked("get_conversations", {"search": "ferry"}, MEMEX_SQL_WRITE="true"),
}
for what, (failed, text) in found.items():
    print(f"{what}: {'isError' if failed else 'answered'}: {' '.join(text.split())[:80]}")
shut = "vtable constructor failed: messages_fts"
sys.exit(
    0
    if found["search, guard on"] == (True, shut)
    and found["sql, guard on"] == (True, shut)
    and not found["plain table, guard on"][0]
    and not found["search, guard off"][0]
    and "c1" in found["search, guard off"][1]
    else 1
)
PY
env/bin/python ask.py
