#!/usr/bin/env bash
# llm 0.36 (PyPI), its logs of conversations. Run 2026-12-01.
#
# Chats from elsewhere can be put into llm's logs (tables `conversations` and `responses`, which it still reads). What one would not
# guess: going on with such a chat first looks up the model named in the conversation *and* the one named in each of its rows, and
# `-m MODEL` does not stop that. One row by a model that this llm does not know, and the chat cannot be gone on with at all:
#
#   llm -c --cid ID -m own "…"      Error: 'Unknown model: gpt-elsewhere'      (conversation or row, either is enough)
#
# An alias of that name is enough to open it, and then also says who answers where -m is missing:
#
#   llm aliases set gpt-elsewhere own
#   llm -c --cid ID "…"             An answer.
#
# Ends with 0 as long as that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
server=
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check llm==0.36
export LLM_USER_PATH="$work/home" OPENAI_API_KEY=none
mkdir home
cat > serve.py <<'PY'
import http.server, json, sys

class Model(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = {"index": 0, "message": {"role": "assistant", "content": "An answer."}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        body = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [answer], "usage": usage}
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Model)
own = {"model_id": "own", "model_name": "m", "can_stream": False, "api_base": f"http://127.0.0.1:{server.server_port}/v1"}
open("home/extra-openai-models.yaml", "w").write(json.dumps([own]))
open("ready", "w").write("")
server.serve_forever()
PY
python3 serve.py &
server=$!
while [ ! -e ready ]; do sleep 0.2; done
cat > put.py <<'PY'
import sqlite3
import sqlite_utils
from llm.migrations import migrate

migrate(sqlite_utils.Database("home/logs.db"))
base = sqlite3.connect("home/logs.db")
for key, of_chat, of_row in (("a", "gpt-elsewhere", "own"), ("b", "own", "gpt-elsewhere"), ("c", "own", "own")):
    base.execute("INSERT INTO conversations (id, name, model) VALUES (?, ?, ?)", (key, "Chat", of_chat))
    base.execute(
        "INSERT INTO responses (id, model, prompt, response, conversation_id, datetime_utc, options_json)"
        " VALUES (?, ?, 'Hello', 'Hi', ?, '2024-05-01T12:00:00+00:00', '{}')", (f"r{key}", of_row, key),
    )
base.commit()
PY
env/bin/python put.py
for chat in a b; do
  if env/bin/llm -c --cid $chat -m own "And now?" > out.txt 2> err.txt; then echo "changed: $chat is gone on with"; exit 1; fi
  grep -q "Unknown model: gpt-elsewhere" err.txt || { echo "changed: another error"; cat err.txt; exit 1; }
done
env/bin/llm -c --cid c -m own "And now?" | grep -q "An answer." || { echo "changed: known models do not go on"; exit 1; }
env/bin/llm aliases set gpt-elsewhere own
for chat in a b; do
  env/bin/llm -c --cid $chat "And now?" | grep -q "An answer." || { echo "changed: an alias does not open $chat"; exit 1; }
done
echo "as described"
