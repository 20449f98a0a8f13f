"""Runs inside an environment that has open-webui: imports a bundle through the real routers and prints what it holds.

    python open_webui_server.py DATA_DIR BUNDLE...

The server's own migrations make the database; folders are made and chats imported as a person or `push` would do it.
Prints one JSON line for each bundle: what the server refused, the folders, and every chat as it gives it back.
Everything runs in one event loop, as in the server itself: its pool of connections is not made for several.
"""

import asyncio
import faulthandler
import json
import os
import sys
from pathlib import Path

# Should the server stand still, its stacks are the error message.
faulthandler.dump_traceback_later(480, exit=True)
data, bundles = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
os.environ.update(
    FROM_INIT_PY="true",
    VECTOR_DB="none",
    DATA_DIR=str(data),
    WEBUI_SECRET_KEY="x",
    DATABASE_URL=f"sqlite:///{data}/webui.db",
    GLOBAL_LOG_LEVEL="ERROR",
    OFFLINE_MODE="1",
    HF_HUB_OFFLINE="1",
)
import httpx  # noqa: E402
import open_webui.config  # noqa: E402, F401 - runs the migrations
from fastapi import FastAPI  # noqa: E402
from open_webui.models.users import Users  # noqa: E402
from open_webui.routers import chats, folders  # noqa: E402
from open_webui.utils.auth import get_verified_user  # noqa: E402


async def imported(client, bundle):
    made, refused, pairs = {}, [], []
    listed = bundle / "folders.json"
    for folder in json.loads(listed.read_text()) if listed.exists() else []:
        reply = await client.post("/api/v1/folders/", json={k: folder[k] for k in ("name", "data", "meta")})
        if reply.status_code == 200:
            made[folder["id"]] = reply.json()["id"]
        else:
            refused.append([folder["id"], reply.status_code, reply.text])
    for file in sorted([*bundle.glob("chats*.json"), *bundle.glob("folders/*.json")]):
        sent = json.loads(file.read_text())
        for chat in sent:
            chat["folder_id"] = made.get(chat["folder_id"])
        for start in range(0, len(sent), 25):
            batch = sent[start : start + 25]
            reply = await client.post("/api/v1/chats/import", json={"chats": batch})
            if reply.status_code != 200:
                refused.append([file.name, reply.status_code])
                continue
            pairs += [(b["meta"]["source_id"], a["id"]) for b, a in zip(batch, reply.json(), strict=True)]
    back = {source: (await client.get(f"/api/v1/chats/{key}")).json() for source, key in pairs}
    return {"refused": refused, "folders": made, "chats": back}


async def main():
    user = await Users.insert_new_user("u1", "Me", "me@example.org", role="admin")
    app = FastAPI()
    app.include_router(chats.router, prefix="/api/v1/chats")
    app.include_router(folders.router, prefix="/api/v1/folders")
    app.dependency_overrides[get_verified_user] = lambda: user
    app.state.redis = None
    app.state.config = type("Config", (), {})()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://server", timeout=None
    ) as client:
        for each in bundles:
            print(json.dumps(await imported(client, each)), flush=True)


asyncio.run(main())
# The server's threads for its database outlive the loop and would keep this program waiting for them.
sys.stdout.flush()
os._exit(0)
