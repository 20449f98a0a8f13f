"""A stand-in for a model on loopback, for clients that call tools: it searches, reads what was found, and says so.

Speaks both forms of OpenAI's interface that clients use: /chat/completions (OpenCode) and /responses (Codex), streamed.
"""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORDS, DONE = "sunflower question", "I have read it."


class Standin:
    """`with Standin() as model:` serves on `model.url`; `model.seen` are the bodies of all requests."""

    def __enter__(self):
        self.seen = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.seen.append(body)
                events = outer.completion(body) if "messages" in body else outer.response(body)
                data = "".join(events).encode()
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                data = b'{"object":"list","data":[],"models":[]}'
                self.send_response(200)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_words):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()

    # ---------------------------------------------------------------------------------------- what to do next

    def next(self, names, results):
        """(tool, arguments) or a text, by the tools that are offered and the results there are."""
        search = next((n for n in names if n.endswith("search_chats")), None)
        if search is None or len(results) >= 2:
            return DONE
        if not results:
            return search, {"words": WORDS}
        found = re.search(r"chat ([A-Za-z0-9_-]+) · message", results[0])
        return (search.replace("search_chats", "read_chat"), {"chat": found[1]}) if found else DONE

    @property
    def answers(self):
        """The results of tools in the last request, as the model was given them."""
        last = self.seen[-1]
        if "messages" in last:
            return [_text(one["content"]) for one in last["messages"] if one["role"] == "tool"]
        return [_text(one["output"]) for one in last["input"] if one["type"] == "function_call_output"]

    # ---------------------------------------------------------------------------------------- the two forms

    def completion(self, body):
        names = [one["function"]["name"] for one in body.get("tools", ())]
        step = self.next(names, [_text(m["content"]) for m in body["messages"] if m["role"] == "tool"])
        if isinstance(step, str):
            delta, why = {"role": "assistant", "content": step}, "stop"
        else:
            call = {"name": step[0], "arguments": json.dumps(step[1])}
            made = {"index": 0, "id": f"call_{len(self.seen)}", "type": "function", "function": call}
            delta, why = {"role": "assistant", "tool_calls": [made]}, "tool_calls"
        base = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "standin"}
        yield _event({**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        yield _event({**base, "choices": [{"index": 0, "delta": {}, "finish_reason": why}], "usage": usage})
        yield "data: [DONE]\n\n"

    def response(self, body):
        names = {}
        for one in body.get("tools", ()):
            for inner in one.get("tools", ()):
                names[inner["name"]] = one["name"]
            if one.get("type") == "function":
                names[one["name"]] = None
        results = [_text(o["output"]) for o in body["input"] if o.get("type") == "function_call_output"]
        step = self.next(names, results)
        number = len(self.seen)
        if isinstance(step, str):
            item = {
                "type": "message",
                "id": f"m{number}",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": step, "annotations": []}],
            }
        else:
            item = {
                "type": "function_call",
                "id": f"f{number}",
                "call_id": f"call_{number}",
                "name": step[0],
                "arguments": json.dumps(step[1]),
                "status": "completed",
            }
            if names.get(step[0]):
                item["namespace"] = names[step[0]]
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        made = {
            "id": f"r{number}",
            "object": "response",
            "status": "completed",
            "output": [item],
            "usage": usage,
        }
        for kind, value in (
            ("response.created", {"response": {**made, "output": [], "status": "in_progress"}}),
            ("response.output_item.added", {"output_index": 0, "item": item}),
            ("response.output_item.done", {"output_index": 0, "item": item}),
            ("response.completed", {"response": made}),
        ):
            yield f"event: {kind}\n" + _event({"type": kind, **value})


def _event(value):
    return f"data: {json.dumps(value)}\n\n"


def _text(content):
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)
