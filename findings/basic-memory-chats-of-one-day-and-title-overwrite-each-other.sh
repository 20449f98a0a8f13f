#!/usr/bin/env bash
# basic-memory 0.24.1: `bm import chatgpt` calls a note by the day and the title of its chat. Of two chats that share both ("New chat" is
# what ChatGPT calls every chat that it has not named yet), the second note is written over the first. The summary counts both.
#
# Seen on 2026-12-01 with Python 3.12:
#   Imported 2 conversations
#   notes: 1, first chat found: 0, second chat found: 1
#
# Exits 0 while that is so, 1 if it changed. Needs Python 3.12 or newer as PYTHON (default: python3.12) and a package index.
set -euo pipefail

python=${PYTHON:-python3.12}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work/home"
mkdir "$HOME"
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check basic-memory==0.24.1

cat > "$work/conversations.json" <<'JSON'
[
 {"title": "New chat", "create_time": 1714557600.0, "update_time": 1714557601.0, "id": "one", "conversation_id": "one", "current_node": "q1",
  "mapping": {"r1": {"id": "r1", "message": null, "parent": null, "children": ["q1"]},
              "q1": {"id": "q1", "parent": "r1", "children": [], "message": {"id": "q1", "author": {"role": "user"}, "create_time": 1714557600.0,
                     "content": {"content_type": "text", "parts": ["words of the first chat"]}, "metadata": {}}}}},
 {"title": "New chat", "create_time": 1714561200.0, "update_time": 1714561201.0, "id": "two", "conversation_id": "two", "current_node": "q2",
  "mapping": {"r2": {"id": "r2", "message": null, "parent": null, "children": ["q2"]},
              "q2": {"id": "q2", "parent": "r2", "children": [], "message": {"id": "q2", "author": {"role": "user"}, "create_time": 1714561200.0,
                     "content": {"content_type": "text", "parts": ["words of the second chat"]}, "metadata": {}}}}}
]
JSON

cd "$work"
"$work/venv/bin/bm" import chatgpt conversations.json > told 2>&1
grep -o 'Imported [0-9]* conversations' told
notes=$(find "$HOME/basic-memory" -name '*.md' | wc -l)
first=$(grep -rl 'words of the first chat' "$HOME/basic-memory" | wc -l)
second=$(grep -rl 'words of the second chat' "$HOME/basic-memory" | wc -l)
echo "notes: $notes, first chat found: $first, second chat found: $second"
grep -q 'Imported 2 conversations' told && [ "$notes" -eq 1 ] && [ "$first" -eq 0 ] && [ "$second" -eq 1 ]
