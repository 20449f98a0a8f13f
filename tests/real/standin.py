"""A stand-in for a model, on loopback: it speaks OpenAI's chat completions and keeps the body of each request."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = "standin-answer"


class StandIn:
    """`url` ends in /v1; `bodies` are the chat requests so far, in order. Use it in a `with`."""

    def __init__(self, model="standin"):
        self.bodies = []
        standin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *words):
                pass

            def do_GET(self):
                self._send(
                    json.dumps({"object": "list", "data": [{"id": model, "object": "model"}]}).encode()
                )

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not self.path.endswith("/chat/completions"):
                    self._send(b"{}")
                    return
                standin.bodies.append(body)
                about = {"id": "x", "created": 1, "model": model}
                usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
                said = {"role": "assistant", "content": ANSWER}
                if not body.get("stream"):
                    whole = {"index": 0, "message": said, "finish_reason": "stop"}
                    self._send(
                        json.dumps(
                            about | {"object": "chat.completion", "choices": [whole], "usage": usage}
                        ).encode()
                    )
                    return
                pieces = [
                    {"choices": [{"index": 0, "delta": said, "finish_reason": None}]},
                    {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage},
                ]
                lines = [
                    f"data: {json.dumps(about | {'object': 'chat.completion.chunk'} | piece)}\n\n"
                    for piece in pieces
                ]
                self._send("".join([*lines, "data: [DONE]\n\n"]).encode(), "text/event-stream")

            def do_OPTIONS(self):
                self._send(b"")

            def _send(self, data, sort="application/json"):
                self.send_response(200)
                self.send_header("Content-Type", sort)
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Access-Control-Allow-Headers", "*")
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self._server.shutdown()
        self._server.server_close()


def said(body):
    """Role and text of each message in a request, in order; what is not text is left out."""
    found = []
    for message in body["messages"]:
        content = message.get("content") or ""
        if not isinstance(content, str):
            content = "\n".join(piece.get("text", "") for piece in content)
        found.append((message["role"], content))
    return found
