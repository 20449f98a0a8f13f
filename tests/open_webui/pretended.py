"""An Open WebUI for tests: the routes that a push uses, on a port of this computer, and every way in which they can fail.

It holds what it is sent and gives each chat an id of its own, as the real one does (`tests/real/` has that one). `faults`
maps the end of a path to what happens with its next requests, one after another; None is a good answer.
"""

import json
import threading
import time
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "made-up-token"


class Pretended(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.turn = threading.Lock()
        self.token = TOKEN
        self.chats, self.folders, self.memories, self.ui = [], [], [], {}
        self.faults, self.asked, self.elsewhere = {}, [], None
        self.refuses = set()  # source ids of chats that it takes offence at
        self.late, self.hang = 0.05, 0.5  # seconds
        self.largest = None  # bytes of an import
        self.version = {"status": True, "version": "0.12.4", "features": {}}
        self.lists_memories = True
        self.account = None  # what it calls the account, if it says so

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def sources(self):
        return sorted(chat["meta"]["source_id"] for chat in self.chats)

    def handle_error(self, *_):
        pass  # a connection that a test cut


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for head and content
    disable_nagle_algorithm = True
    server: Pretended

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["content-length"])))

    def answer(self, body):
        path = self.path.split("?")[0]
        self.server.asked.append((self.command, self.path, dict(self.headers), len(body)))
        fault = next(
            (each.pop(0) for end, each in self.server.faults.items() if path.endswith(end) and each), None
        )
        match fault:
            case None:
                self.give(*self.done(path, body))
            case "cut":  # before anything was done
                self.close_connection = True
                self.connection.close()
            case "cut after":
                self.done(path, body)
                self.connection.close()
            case "late":  # goes on with it although nobody listens any more
                self.connection.shutdown(2)
                time.sleep(self.server.late)
                self.done(path, body)
            case "hang":
                self.close_connection = True
                time.sleep(self.server.hang)
            case "hang after":
                self.done(path, body)
                self.close_connection = True
                time.sleep(self.server.hang)
            case "garbage":
                self.give(200, b"<html>Welcome</html>")
            case "endless":
                self.send_response(200)
                self.end_headers()
                for _ in range(400):
                    self.wfile.write(b"x" * 65536)
            case "packed":
                self.give(200, b"[]", {"content-encoding": "gzip"})
            case ("after", status):
                self.done(path, body)
                self.give(status, b'{"detail":"x"}')
            case (301 | 302 | 307 | 308) as status:
                self.give(status, b"", {"location": self.server.elsewhere or "http://elsewhere.example/"})
            case (429 | 503) as status:
                self.give(status, b"", {"retry-after": "3"})
            case "gone after":  # an error, and the connection closed without a word, as uvicorn does it
                self.done(path, body)
                self.give(500, b"Internal Server Error")
                self.close_connection = True
            case int() as status:
                self.give(status, b'{"detail":"x"}')

    def give(self, status, body, headers=None):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def done(self, path, body):
        server = self.server
        if path == "/api/config":
            return 200, server.version
        if self.headers.get("authorization") != f"Bearer {server.token}":
            return 401, {"detail": "Not authenticated"}
        with server.turn:
            return self.routes(server, path.removeprefix("/api/v1"), json.loads(body) if body else None)

    def routes(self, server, path, sent):
        match path:
            case "/chats/all":
                return 200, b"".join(json.dumps(chat).encode() + b"\n" for chat in server.chats)
            case "/chats/list":
                return 200, [
                    {"id": chat["id"], "title": "x"} for chat in server.chats if not chat["archived"]
                ]
            case "/chats/archived/count":
                return 200, sum(chat["archived"] for chat in server.chats)
            case "/chats/import":
                if server.largest is not None and len(json.dumps(sent)) > server.largest:
                    return 413, {}
                if server.refuses & {chat["meta"]["source_id"] for chat in sent["chats"]}:
                    return 400, {}
                made = [{"id": str(uuid.uuid4()), **chat} for chat in sent["chats"]]
                server.chats += made
                return 200, made
            case "/folders/" if sent is None:
                return 200, [{k: f[k] for k in ("id", "name", "parent_id")} for f in server.folders]
            case "/folders/":
                if any(f["name"].lower() == sent["name"].lower() for f in server.folders):
                    return 400, {"detail": "Folder already exists"}
                server.folders.append({"id": str(uuid.uuid4()), "parent_id": None, **sent})
                return 200, server.folders[-1]
            case "/auths/" if server.account:
                return 200, {"id": server.account, "email": "a@example.org", "token": "x"}
            case "/memories/":
                return (200, server.memories) if server.lists_memories else (404, {})
            case "/memories/add":
                server.memories.append({"id": str(uuid.uuid4()), **sent})
                return 200, server.memories[-1]
            case "/users/user/settings":
                return 200, {"ui": server.ui}
            case "/users/user/settings/update":
                server.ui = sent["ui"]
                return 200, {"ui": server.ui}
        kind, _, key = path.strip("/").partition("/")
        found = [each for each in getattr(server, kind, ()) if each["id"] == key]
        return (200, found[0]) if found else (404, {})

    def log_message(self, *_):
        pass


@contextmanager
def pretended():
    """A server for the length of the block."""
    server = Pretended()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
