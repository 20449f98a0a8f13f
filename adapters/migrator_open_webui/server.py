"""An Open WebUI that is running, as the routes of version 0.12.4 show it (`open_webui/routers/`, read 2026-11-21).

A chat that we sent is known again by `meta.source_id`. The server gives every chat an id of its own and takes the same
chat as often as it is sent, so what it holds is asked for before anything is sent.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from migrator.adapter import Client, NoReply, Reply
from migrator.errors import ConditionNotMet, MigratorError, NetworkRefused, Stopped, WrongSecret
from migrator.i18n import _

T = TypeVar("T")
_SOURCE = "chatgpt"
_MANY = 100  # chats that are new to us and asked for one by one; beyond that, all are asked for
_QUIET = 5  # looks in a row that must show the same before a server counts as done
_LOOKS = 40
_SHARE = 10  # a look lists every chat; so the next one waits until a tenth as many were sent


class _Chat(msgspec.Struct):
    id: str
    updated_at: int = 0
    archived: bool = False
    meta: dict[str, Any] | None = None

    @property
    def source(self) -> str | None:
        meta = self.meta or {}
        source = meta.get("source_id")
        return source if meta.get("source") == _SOURCE and isinstance(source, str) else None


class _Title(msgspec.Struct):
    id: str


class Folder(msgspec.Struct):
    """A folder as the server lists it."""

    id: str
    name: str
    parent_id: str | None = None


class _FolderInFull(msgspec.Struct):
    id: str
    meta: dict[str, Any] | None = None


class There(msgspec.Struct, frozen=True):
    """A chat of ours on the server: its id there, and when it was last used, in whole seconds."""

    id: str
    updated: int


class Server:
    """What is known of one server. `chats` maps our ids of conversations to what is there."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.chats: dict[str, There] = {}
        self.doubled: set[str] = set()
        self._ids: set[str] = set()
        self._archived = 0
        self._since = 0  # chats sent since the last look

    # ------------------------------------------------------------------------------------------- asking

    def meet(self) -> None:
        """Make sure that an Open WebUI answers, and takes the token. Raises what `checked` does."""
        reply = self.client.get("/api/config", "greeting")
        if reply.status == 200:
            told = _loose(reply.body)
            if isinstance(told, dict) and isinstance(told.get("version"), str) and "features" in told:
                return
        elif reply.status not in {404, 405}:
            checked(reply)
        raise MigratorError(
            _("At this address no Open WebUI answers. Nothing was sent."),
            _("Give the address that you see in your browser, without what follows the host and port."),
        )

    def look(self) -> None:
        """Learn of every chat on the server, in full."""
        found: dict[str, There] = {}
        ids: set[str] = set()
        archived = 0
        self.doubled = set()
        for reply in self.client.lines("/api/v1/chats/all", "list of chats"):
            checked(reply)
            # Versions before the streamed list answer with one array.
            body = reply.body.lstrip()
            for chat in (
                parsed(body, list[_Chat]) if body[:1] == b"[" else ([parsed(body, _Chat)] if body else [])
            ):
                ids.add(chat.id)
                archived += chat.archived
                source = chat.source
                if source is not None:
                    if source in found and found[source].id != chat.id:
                        self.doubled.add(source)
                    found[source] = There(chat.id, chat.updated_at)
        self.chats, self._ids, self._archived, self._since = found, ids, archived, 0

    def look_now_and_then(self) -> None:
        """`look_again`, if enough was sent since the last look that it does not cost more than the sending."""
        if self._since >= len(self._ids) // _SHARE:
            self.look_again()
            self._since = 0

    def look_again(self) -> None:
        """Learn of chats that came since: by their titles, and in full those that are new to us."""
        path = "/api/v1/chats/list?include_pinned=true&include_folders=true"
        titles = parsed(checked(self.client.get(path, "list of titles")), list[_Title])
        new = [title.id for title in titles if title.id not in self._ids]
        reply = self.client.get("/api/v1/chats/archived/count", "number of archived chats")
        if reply.status == 200 and reply.body.strip() != str(self._archived).encode():
            self.look()
            return
        if len(new) > _MANY:
            self.look()
            return
        for key in new:
            self._learn(key)

    def _learn(self, key: str) -> None:
        reply = self.client.get(f"/api/v1/chats/{_safe(key)}", "one chat")
        if reply.status in {401, 404}:
            return  # gone again; the list above would have said 401 if it were the token
        chat = parsed(checked(reply), _Chat)
        self._enter(chat)

    def _enter(self, chat: _Chat) -> None:
        if chat.id in self._ids:
            return
        self._ids.add(chat.id)
        self._archived += chat.archived
        if chat.source is not None:
            self.chats[chat.source] = There(chat.id, chat.updated_at)

    def settle(self) -> None:
        """Wait until the server has done with what it may still be working on, then look at everything."""
        before: set[str] | None = None
        same = failed = 0
        for _look in range(_LOOKS):
            try:
                self.look_again()
            except NoReply:
                failed += 1
                if failed > 3:
                    raise
            else:
                failed = 0
                same = same + 1 if before == self._ids else 0
                before = set(self._ids)
                if same >= _QUIET:
                    break
            self.client.pause(1.5)
        self.look()

    def holds(self, key: str) -> bool:
        """Whether a chat with that id of the server's own is there, whatever became of it."""
        return key in self._ids

    def account(self) -> str | None:
        """The id of the account that the token is for; None if the server does not say."""
        reply = self.client.get("/api/v1/auths/", "account")
        told = _loose(reply.body) if reply.status == 200 else None
        key = told.get("id") if isinstance(told, dict) else None
        return key if isinstance(key, str) and key else None

    # ------------------------------------------------------------------------------------------- sending

    def send(self, documents: list[bytes]) -> Reply:
        """Have chats imported. `NoReply` leaves open whether they were."""
        self._since += len(documents)
        body = b'{"chats":[' + b",".join(documents) + b"]}"
        return self.client.post("/api/v1/chats/import", body, "chats", count=len(documents))

    def taken(self, reply: Reply) -> bool:
        """Note which chats the server says that it took; False if it does not say so in a form that we know."""
        try:
            chats = msgspec.json.decode(reply.body, type=list[_Chat])
        except msgspec.DecodeError:
            return False
        for chat in chats:
            self._enter(chat)
        return True

    # ------------------------------------------------------------------------------------------- folders

    def folders(self) -> list[Folder] | None:
        """The folders at the top, None if this account may have none."""
        reply = self.client.get("/api/v1/folders/", "list of folders")
        if reply.status in {403, 404}:
            return None
        return [f for f in parsed(checked(reply), list[Folder]) if f.parent_id is None]

    def folder_source(self, folder: Folder) -> str | None:
        """The project that a folder was made for, if it was made by us."""
        reply = self.client.get(f"/api/v1/folders/{_safe(folder.id)}", "one folder")
        if reply.status != 200:
            return None
        source = (parsed(reply.body, _FolderInFull).meta or {}).get("source_id")
        return source if isinstance(source, str) else None

    def make_folder(self, document: dict[str, Any]) -> Reply:
        """Have a folder made."""
        return self.client.post("/api/v1/folders/", msgspec.json.encode(document), "folder", count=1)


def checked(reply: Reply) -> bytes:
    """The content of a good answer. Everything else becomes the error that says what to do."""
    status = reply.status
    if 200 <= status < 300:
        return reply.body
    if 300 <= status < 400:
        raise NetworkRefused(
            _("The server sends us on to another address ({status}); that is never followed.").format(
                status=status
            ),
            _("Give the address in the end, as your browser shows it, with --url."),
        )
    if status == 401:
        raise WrongSecret(
            _("The server wants a token, or does not take this one."),
            _(
                "In Open WebUI, Settings > Account shows the JWT token of your session, and API keys where they are"
                " switched on. Put one on the first line of a file and add --token-file FILE."
            ),
        )
    if status == 403:
        raise ConditionNotMet(
            _("This account is not allowed to do that on the server."),
            _("An administrator can allow the import of chats (USER_PERMISSIONS_CHAT_IMPORT)."),
        )
    if status in {429, 502, 503, 504}:
        raise Stopped(_("The server is too busy to answer ({status}).").format(status=status))
    if status in {404, 405}:
        raise MigratorError(
            _("This Open WebUI lacks what a push needs ({status}).").format(status=status),
            _("Write files instead, with `migrate --to open-webui`, or update the server."),
        )
    raise Stopped(_("The server failed ({status}).").format(status=status))


def unknown_form() -> MigratorError:
    """The error for an answer that is not what version 0.12.4 gives."""
    return MigratorError(
        _("The server answers in a form that this version does not know."),
        _("Write files instead, with `migrate --to open-webui`."),
    )


def parsed(body: bytes, kind: type[T]) -> T:
    """What an answer says; `unknown_form` if it is not of that kind."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError:
        raise unknown_form() from None


def _loose(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None


def _safe(key: str) -> str:
    """An id that the server gave, if it can stand in an address."""
    if not key or len(key) > 100 or not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():
        raise unknown_form()
    return key


def folder_made(body: bytes) -> str:
    """The id of a folder that was just made."""
    return parsed(body, _Title).id
