"""Runs inside an environment that has open-webui: its real routers, database and sign-in behind a real port.

    python open_webui_live.py DATA_DIR PORT

Prints one line with session tokens of four accounts once it listens. What is not its own: the page, the greeting that the page asks for
(`/api/config`), and the two things that need a model or a vector store (memories get a vector of zeros, kept nowhere).
`BEFORE` and `AFTER` in the environment are seconds that an import waits before it begins and before it answers.
"""

import asyncio
import os
import sys
from pathlib import Path

data, port = Path(sys.argv[1]), int(sys.argv[2])
before, after = float(os.environ.get("BEFORE", "0")), float(os.environ.get("AFTER", "0"))
data.mkdir(exist_ok=True)
os.environ.update(
    FROM_INIT_PY="true",
    USE_SLIM_DOCKER="true",  # no vector store in the process
    DATA_DIR=str(data),
    WEBUI_SECRET_KEY="x",
    DATABASE_URL=f"sqlite:///{data}/webui.db",
    GLOBAL_LOG_LEVEL="ERROR",
    OFFLINE_MODE="1",
    HF_HUB_OFFLINE="1",
)
import open_webui.config  # noqa: E402, F401 - runs the migrations
import uvicorn  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from open_webui.env import VERSION  # noqa: E402
from open_webui.models.auths import Auths  # noqa: E402
from open_webui.models.users import Users  # noqa: E402
from open_webui.routers import chats, folders, memories, users  # noqa: E402
from open_webui.utils.auth import create_token, get_password_hash  # noqa: E402


class NoVectors:
    async def upsert(self, **_kept_nowhere):
        pass


async def zeros(texts, **_):
    return [0.0]


memories.ASYNC_VECTOR_DB_CLIENT = NoVectors()
app = FastAPI()
for router, name in ((chats, "chats"), (folders, "folders"), (memories, "memories"), (users, "users")):
    app.include_router(router.router, prefix=f"/api/v1/{name}")
app.state.redis = None
app.state.config = type("Config", (), {})()
app.state.EMBEDDING_FUNCTION = zeros


@app.get("/api/config")
async def greeting():
    return {"status": True, "name": "Open WebUI", "version": VERSION, "features": {}}


class Slow:
    """Makes an import wait, so that there is time to end one side in the middle of it."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        if not scope.get("path", "").endswith("/import"):
            return await self.inner(scope, receive, send)

        async def answer(message):
            if message["type"] == "http.response.start":
                await asyncio.sleep(after)
            await send(message)

        await asyncio.sleep(before)
        return await self.inner(scope, receive, answer)


async def token(number):
    """A session of the account with that number; the first one is the administrator's."""
    mail = f"person{number}@example.org"
    user = await Users.get_user_by_email(mail)
    if user is None:
        hashed = await get_password_hash("made up for a test")
        role = "user" if number else "admin"
        user = await Auths.insert_new_auth(mail, hashed, f"Person {number}", role=role)
    auth = await Auths.get_auth_by_id(user.id)
    return create_token({"id": user.id, "typ": "session", "session_stamp": auth.session_stamp})


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        made = [await token(number) for number in range(4)]
        await super().startup(sockets)
        print("tokens", *made, flush=True)


Server(uvicorn.Config(Slow(app), host="127.0.0.1", port=port, log_level="error")).run()
os._exit(0)
