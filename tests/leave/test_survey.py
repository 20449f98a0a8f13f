"""What leaving finds in exports: gaps, links, whose they are, and what a later export mends."""

import datetime as dt
import json
import zipfile

import pytest

from migrator import registry
from migrator.app.context import Context
from migrator.app.leaving.book import VaultBook
from migrator.leave import masked
from migrator.vault.content import content_of
from migrator.vault.originals import add, all_originals
from migrator_chatgpt import READER

BEGAN = 1_760_000_000.0


def chat(number, *, file=None, broken=False):
    """One made-up chat as an export holds it."""
    ident = f"00000000-0000-4000-8000-{number:012d}"
    if broken:
        return "not a conversation"
    content = {"content_type": "text", "parts": [f"hello {number}"]}
    if file:
        pointer = {
            "content_type": "image_asset_pointer",
            "asset_pointer": f"sediment://{file}",
            "size_bytes": 3,
        }
        content = {"content_type": "multimodal_text", "parts": [pointer, "look"]}
    message = {
        "id": f"m-{number}",
        "author": {"role": "user", "metadata": {}},
        "create_time": BEGAN + number,
        "content": content,
        "status": "finished_successfully",
        "metadata": {},
        "recipient": "all",
    }
    return {
        "id": ident,
        "conversation_id": ident,
        "title": f"Chat {number}",
        "create_time": BEGAN,
        "update_time": BEGAN + number,
        "current_node": "m-1",
        "mapping": {"m-1": {"id": "m-1", "message": message, "parent": None, "children": []}},
    }


def write(path, chats, *, mail="deniz@example.org", links=(), more=(), made=None, name=None):
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("conversations.json", json.dumps(chats))
        out.writestr("user.json", json.dumps({"id": "user-1", "email": mail, "phone_number": None}))
        out.writestr("shared_conversations.json", json.dumps(list(links)))
        if made is not None:
            out.writestr("export_manifest.json", json.dumps({"export_files": [], "created_at": made}))
        for file, data in more:
            out.writestr(file, data)
    return path


@pytest.fixture
def surveyed(vault, tmp_path):
    """Adds exports one after another and gives the survey of all."""

    def add_all(*exports):
        for number, options in enumerate(exports):
            (tmp_path / str(number)).mkdir()
            path = write(tmp_path / str(number) / options.get("name", "export.zip"), **options)
            add(vault, content_of(path))
        return VaultBook(vault).survey(Context())

    return add_all


def kinds(found):
    return {gap.kind: gap.count for gap in found.gaps}


def test_the_reader_under_test_is_the_installed_one():
    assert READER.name in {reader.name for reader in registry.readers()}


def test_a_whole_export_has_no_gap(surveyed):
    found = surveyed({"chats": [chat(1), chat(2)]})
    assert found.gaps == ()
    assert found.conversations == 2
    assert found.accounts == ("d•••@e•••.org",)
    assert found.last == dt.datetime.fromtimestamp(BEGAN + 2, dt.UTC)


def test_missing_attachments_are_counted_and_their_chats_named(surveyed):
    found = surveyed({"chats": [chat(1, file="file_1"), chat(2, file="file_2"), chat(3)]})
    assert kinds(found) == {"missing-files": 2}
    assert [(one.title, one.files) for one in found.lacking] == [("Chat 1", 1), ("Chat 2", 1)]


def test_a_record_that_cannot_be_read_is_a_gap(surveyed):
    found = surveyed({"chats": [chat(1), chat(2, broken=True)]})
    assert kinds(found) == {"unreadable": 1}


BROKEN = {"chats": [chat(1), chat(2, broken=True)], "made": "2026-03-01T10:00:00Z"}


def named(day):
    return f"{'ab' * 32}-2026-{day}-10-11-12-{'cd' * 16}.zip"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"made": "2026-03-01T10:00:00Z"}, {"made": "2026-03-02T10:00:00Z"}),
        ({"made": "2026-03-01T10:00:00Z"}, {"made": "", "name": named("03-02")}),
        ({"made": "", "name": named("03-01")}, {"made": "2026-03-02T10:00:00+02:00"}),
        ({"made": "2025-01-01T10:00:00Z"}, {"made": ""}),  # a chat in the later one is newer than that day
    ],
)
def test_an_export_that_was_made_later_and_holds_it_all_mends_an_earlier_one(surveyed, earlier, later):
    found = surveyed({**BROKEN, **earlier}, {"chats": [chat(1), chat(2)], **later})
    assert found.gaps == ()
    assert found.conversations == 2


@pytest.mark.parametrize(
    "later",
    [
        {"chats": [chat(1), chat(2)]},  # nobody knows when it was made
        {"chats": [chat(1), chat(2)], "made": "2026-02-01T10:00:00Z"},
        {"chats": [chat(1), chat(2)], "made": "2026-03-01T10:00:00Z"},
        {"chats": [chat(1), chat(2)], "made": "yesterday"},
        {"chats": [chat(2)], "made": "2026-04-01T10:00:00Z"},  # it holds less
        {"chats": [chat(1), chat(2)], "made": "2026-04-01T10:00:00Z", "mail": "dora@extra.org"},  # one mask
        {"chats": [chat(1), chat(2, broken=True)], "made": "2026-04-01T10:00:00Z"},
    ],
)
def test_what_is_not_known_to_hold_what_is_missing_mends_nothing(surveyed, later):
    assert "unreadable" in kinds(surveyed(BROKEN, later))


def test_two_exports_that_name_nobody_are_not_one_person_s(vault, tmp_path):
    for number, chats in enumerate(([chat(1), chat(2, broken=True)], [chat(1), chat(2)])):
        path = tmp_path / f"export-{number}.zip"
        with zipfile.ZipFile(path, "w") as out:
            out.writestr("conversations.json", json.dumps(chats))
            about = {"export_files": [], "created_at": f"2026-03-0{number + 1}T10:00:00Z"}
            out.writestr("export_manifest.json", json.dumps(about))
        add(vault, content_of(path))
    assert kinds(VaultBook(vault).survey(Context())) == {"unreadable": 1}


def test_the_whole_of_a_download_that_was_cut_off_mends_it(vault, tmp_path):
    whole = write(tmp_path / "export.zip", [chat(1), chat(2)])
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-50])
    add(vault, content_of(cut))
    assert "incomplete" in kinds(VaultBook(vault).survey(Context()))
    add(vault, content_of(whole))
    assert VaultBook(vault).survey(Context()).gaps == ()


def test_an_earlier_whole_export_does_not_mend_a_later_one(surveyed):
    found = surveyed({"chats": [chat(1), chat(2)]}, {"chats": [chat(1), chat(2, broken=True)]})
    assert kinds(found) == {"unreadable": 1}


def test_an_export_of_another_account_mends_nothing(surveyed):
    found = surveyed(
        {"chats": [chat(1), chat(2, broken=True)]}, {"chats": [chat(3)], "mail": "other@example.com"}
    )
    assert kinds(found) == {"unreadable": 1}
    assert found.accounts == ("d•••@e•••.org", "o•••@e•••.com")


def test_links_are_listed_once_with_their_titles(surveyed):
    link = {"id": "share-1", "conversation_id": chat(1)["id"], "title": "A plan\u202e", "is_anonymous": True}
    found = surveyed({"chats": [chat(1)], "links": [link]}, {"chats": [chat(1), chat(2)], "links": [link]})
    assert [(one.id, one.title) for one in found.links] == [("share-1", "A plan\u202e")]
    assert found.links[0].url == "https://chatgpt.com/share/share-1"


def test_titles_that_utf_8_cannot_hold_are_kept_all_the_same(surveyed):
    link = {"id": "share-1", "conversation_id": chat(1)["id"], "title": "half \ud83d", "is_anonymous": True}
    whole = chat(1, file="file_1") | {"title": "half \ud83d"}
    found = surveyed({"chats": [whole], "links": [link]})
    assert found.links[0].title.startswith("half ")
    assert found.lacking[0].title.startswith("half ")


def test_something_that_no_reader_knows_is_a_gap_and_not_the_end(vault, tmp_path):
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as out:
        out.writestr("beach.txt", "sand")
    add(vault, content_of(tmp_path / "holiday.zip"))
    write(tmp_path / "export.zip", [chat(1)])
    add(vault, content_of(tmp_path / "export.zip"))
    found = VaultBook(vault).survey(Context())
    assert kinds(found) == {"incomplete": 1}
    assert found.conversations == 1


def test_a_damaged_original_is_a_gap_and_not_the_end(vault, tmp_path):
    write(tmp_path / "export.zip", [chat(1)])
    original, _new = add(vault, content_of(tmp_path / "export.zip"))
    path = vault.layout.originals / f"{original.hex}.age"
    path.write_bytes(path.read_bytes()[:100])
    assert kinds(VaultBook(vault).survey(Context())) == {"incomplete": 1}
    assert len(all_originals(vault)) == 1


def test_a_survey_of_an_older_making_is_made_again(vault, tmp_path, monkeypatch):
    from migrator.app.leaving import book

    write(tmp_path / "export.zip", [chat(1)])
    add(vault, content_of(tmp_path / "export.zip"))
    first = VaultBook(vault).survey(Context())
    calls = []
    monkeypatch.setattr(book, "survey", lambda *_: calls.append(1) or first)
    VaultBook(vault).survey(Context())
    assert calls == []
    monkeypatch.setattr(book, "MAKING", 99)
    VaultBook(vault).survey(Context())
    assert calls == [1]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("deniz@example.org", "d•••@e•••.org"),
        ("x@relay.example.com", "x•••@r•••.com"),
        ("@", "•••@•••"),
        ("nonsense", "•••"),
        ("", "•••"),
        ("a@b", "a•••@b•••"),
    ],
)
def test_an_address_is_shown_so_that_only_its_owner_knows_it(address, shown):
    assert masked.mail(address) == shown


@pytest.mark.parametrize(("number", "shown"), [("+90 555 010 99 42", "•••42"), ("123", "•••"), ("", "•••")])
def test_a_number_is_shown_by_its_last_digits(number, shown):
    assert masked.phone(number) == shown
