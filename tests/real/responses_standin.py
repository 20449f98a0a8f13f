"""A stand-in for a model, on loopback, that speaks the streamed responses API: reasoning and one command, then text."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Responses:
    """`url` ends in /v1; `answers` counts what was sent. A question with "run" gets a command first. Use it in a `with`."""

    def __init__(self):
        self.answers = 0
        standin = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *words):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                items = standin.items(body)
                events = [("response.created", {"response": {"id": "r1"}})]
                for place, item in enumerate(items):
                    events.append(("response.output_item.added", {"output_index": place, "item": item}))
                    events.append(("response.output_item.done", {"output_index": place, "item": item}))
                usage = {
                    "input_tokens": 1,
                    "input_tokens_details": {"cached_tokens": 0},
                    "output_tokens": 1,
                    "output_tokens_details": {"reasoning_tokens": 0},
                    "total_tokens": 2,
                }
                events.append(
                    ("response.completed", {"response": {"id": "r1", "usage": usage, "output": []}})
                )
                data = "".join(
                    f"event: {name}\ndata: {json.dumps({'type': name} | event)}\n\n" for name, event in events
                ).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def items(self, body):
        """What the model answers: a command if the question asks for one and it has not been run yet."""
        given = body["input"]
        last = max((n for n, one in enumerate(given) if one.get("role") == "user"), default=0)
        ran = any(one.get("type") == "function_call_output" for one in given[last:])
        if "run" in json.dumps(given[last]) and not ran:
            thought = {"type": "summary_text", "text": "thought-of-the-model"}
            call = {
                "type": "function_call",
                "id": "fc_1",
                "call_id": f"call_{self.answers}",
                "name": "exec_command",
                "arguments": json.dumps({"cmd": "echo 4''2-output"}),
            }
            return [{"type": "reasoning", "id": "rs_1", "summary": [thought], "content": []}, call]
        self.answers += 1
        text = {"type": "output_text", "text": f"answer-{self.answers}-end", "annotations": []}
        return [{"type": "message", "id": "msg_1", "role": "assistant", "content": [text]}]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self._server.shutdown()
        self._server.server_close()
