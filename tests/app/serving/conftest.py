"""A vault with chats that a grant covers and chats that it does not, each marked by words of its own."""

import json
import zipfile

import pytest

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.serving import grants
from migrator.app.serving.backend import Backend
from migrator.app.serving.serve import CATALOGUE
from migrator.vault import secret, slots
from migrator.vault.create import create
from migrator.vault.handle import unlock
from tests.mcp.talking import InProcess

PASSPHRASE = "six words that nobody else has"
OPEN, SHUT = "sunflower", "canary"


@pytest.fixture(autouse=True)
def cheap_scrypt(monkeypatch, tmp_path):
    monkeypatch.setattr(slots, "TYPED_WORK_FACTOR", 2)
    monkeypatch.setattr(slots, "DEVICE_WORK_FACTOR", 2)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def chat(key, title, *texts, at=1_700_000_000, project=None, roles=("user", "assistant"), more=None):
    """A conversation as an export holds it; `more` hangs other versions below messages: (parent number, text)."""
    mapping = {"root": {"id": "root", "message": None, "parent": None, "children": []}}
    above = "root"
    for number, text in enumerate(texts):
        name = f"{key}-m{number}"
        _message(mapping, name, above, roles[number % 2], text, at + number)
        above = name
    for number, (parent, text) in enumerate(more or ()):
        _message(mapping, f"{key}-v{number}", f"{key}-m{parent}", "assistant", text, at + 100 + number)
    made = {
        "id": key,
        "conversation_id": key,
        "title": title,
        "create_time": at,
        "update_time": at + len(texts),
        "mapping": mapping,
        "current_node": above,
        "default_model_slug": "gpt-4o",
    }
    if project:
        made |= {"gizmo_id": project, "conversation_template_id": project}
    return made


def _message(mapping, name, parent, role, text, at):
    mapping[parent]["children"].append(name)
    mapping[name] = {
        "id": name,
        "parent": parent,
        "children": [],
        "message": {
            "id": name,
            "author": {"role": role, "name": None, "metadata": {}},
            "create_time": at,
            "update_time": None,
            "content": text if isinstance(text, dict) else {"content_type": "text", "parts": [text]},
            "status": "finished_successfully",
            "weight": 1.0,
            "metadata": {},
            "recipient": "all",
        },
    }


def memory(text):
    return {"content_type": "model_editable_context", "model_set_context": f"1. [2024-05-03]. {text}\n"}


def export(path, chats):
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("conversations.json", json.dumps(chats))
        out.writestr("user.json", json.dumps({"id": "user-1", "email": "nobody@example.com"}))
    return path


def chats():
    """Twenty of each kind."""
    found = []
    for n in range(20):
        day = 1_700_000_000 + n * 86_400
        for word in (OPEN, SHUT):
            kept = [f"{word} question {n} about tea and roofs", f"{word} answer {n}: tea is {word}-brown."]
            project = f"g-p-{word}{'0' * 20}" if n % 4 == 0 else None
            found.append(
                chat(
                    f"{word}-{n}",
                    f"{word} {n}",
                    *kept,
                    at=day,
                    project=project,
                    more=[(0, f"{word} other answer {n}")],
                )
            )
    return found


@pytest.fixture
def folder(tmp_path):
    """A vault with them, in which nothing is granted."""
    made = tmp_path / "vault"
    with create(made, PASSPHRASE, secret.new_recovery_code()) as vault:
        add(vault, [str(export(tmp_path / "export.zip", chats()))], Context())
    return made


@pytest.fixture
def granted(folder):
    """A function that makes a grant of that name."""

    def make(name="garden", **wishes):
        with unlock(folder, PASSPHRASE) as vault:
            return grants.give(vault, name, Context(), **wishes)

    return make


@pytest.fixture
def serving(folder):
    """A function that starts a server in this process, over `folder` or another vault."""
    running = []

    def start(grant=None, *, at=folder, said=PASSPHRASE):
        talk = InProcess(CATALOGUE, Backend(at, (lambda: said) if said else None, grant))
        talk.hello()
        running.append(talk)
        return talk

    yield start
    for talk in running:
        talk.close()
