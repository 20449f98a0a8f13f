"""Servers with models for tests, on a port of this computer: an Ollama, and one that speaks OpenAI's form.

The Ollama does what `server/create.go` and `server/routes.go` do (read at fb30760, 2026-08-21). `says` replaces what a path
answers next: a status, bytes, or "cut".
"""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Models(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.models = {"llama3.2:latest": {}}
        self.says = {}
        self.asked = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def sent(self, path):
        """The documents that were sent to a path."""
        return [json.loads(body) for where, body in self.asked if where == path]

    def handle_error(self, *_):
        pass


class Handler(BaseHTTPRequestHandler):
    wbufsize = -1
    server: Models

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["content-length"])))

    def answer(self, body):
        self.server.asked.append((self.path, body))
        match self.server.says.pop(self.path, None):
            case None:
                self.give(*self.done(self.path, body))
            case "cut":
                self.connection.close()
            case "cut after":
                self.done(self.path, body)
                self.connection.close()
            case int() as status:
                self.give(status, b"{}")
            case bytes() as said:
                self.give(200, said)

    def give(self, status, body):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def done(self, path, body):
        models = self.server.models
        match path:
            case "/api/tags":
                remote = {name: held.get("remote_host", "") for name, held in models.items()}
                return 200, {"models": [{"name": name, "remote_host": host} for name, host in remote.items()]}
            case "/api/show":
                return 200, models[json.loads(body)["model"]]
            case "/api/create":
                asked = json.loads(body)
                models[asked["model"] + ":latest"] = {
                    "system": asked.get("system", "of the base"), "messages": asked["messages"]
                }  # fmt: skip
                lines = [
                    {"status": "using existing layer"},
                    {"status": "writing manifest"},
                    {"status": "success"},
                ]
                return 200, b"".join(json.dumps(line).encode() + b"\n" for line in lines)
            case "/v1/models":
                return 200, {"data": [{"id": name} for name in models]}
            case "/v1/chat/completions":
                events = [{"choices": [{"delta": {"role": "assistant"}}]}]
                events += [{"choices": [{"delta": {"content": word}}]} for word in ("As ", "we ", "said.")]
                told = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
                return 200, b": a comment keeps the line open\n\n" + told + b"data: [DONE]\n\n"
        return 404, b"404 page not found"

    def log_message(self, *_):
        pass


@contextmanager
def models():
    """A server for the length of the block."""
    server = Models()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
