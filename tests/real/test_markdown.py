"""The folders of Markdown and for Obsidian, read by a CommonMark parser and a YAML parser that we did not write."""

import datetime as dt
import posixpath
import re
import unicodedata
from urllib.parse import unquote

import pytest
import yaml
from markdown_it import MarkdownIt

from migrator.adapter import Choices
from migrator.model import Asset, Conversation
from migrator.shape.titles import titled
from migrator.shape.visible import empty
from migrator.testing import CASES, every_choice, run
from migrator_notes import MARKDOWN, OBSIDIAN

pytestmark = pytest.mark.real

PARSER = MarkdownIt("commonmark").enable("table")
PARSER.validateLink = lambda _: True
OURS = re.compile(r'</?details>|<summary>[^<]*</summary>|<div dir="auto">|</div>|<a id="v\d+">|</a>|\s+')


def walk(tokens):
    for token in tokens:
        yield token
        yield from walk(token.children or ())


def parts(data):
    """The front matter of a page as YAML reads it, and its body; an empty front matter if it has none."""
    text = data.decode("utf-8")
    if not text.startswith("---\n"):
        return {}, text
    front, body = text[4:].split("\n---\n", 1)
    return yaml.safe_load(front), body


@pytest.fixture(params=CASES)
def archive(request):
    return CASES[request.param]()


@pytest.fixture(params=[MARKDOWN, OBSIDIAN], ids=lambda target: target.name)
def target(request):
    return request.param


def test_every_link_resolves_and_no_html_of_a_chat_is_live(archive, target):
    for choices in every_choice(target):
        files = run(target, archive, choices).files
        damaged = {a.id for a in archive.items(Asset)} - set(archive.files)
        for path, data in files.items():
            if not path.endswith(".md"):
                continue
            _, body = parts(data)
            anchors = set(re.findall(r'^<a id="(v\d+)"></a>$', body, re.MULTILINE))
            blocks = re.findall(r" \^(v\d+)$", body, re.MULTILINE)
            assert len(set(blocks)) == len(blocks)
            assert set(re.findall(r"\[\[#\^(v\d+)\|‹\d+/\d+›\]\]", body)) <= set(blocks)
            for token in walk(PARSER.parse(body)):
                if token.type in {"html_block", "html_inline"}:
                    assert not OURS.sub("", token.content), (path, token.content)
                where = token.attrGet("href") if token.type == "link_open" else token.attrGet("src")
                if where is None:
                    continue
                if where.startswith("#"):
                    assert where[1:] in anchors, (path, where)
                elif token.type == "image" or not re.match(r"https?:|mailto:", where):
                    full = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(where)))
                    assert full in files or damaged, (path, where)


def test_front_matter_holds_what_the_chat_holds(archive, target):
    outcome = run(target, archive)
    chats = {chat.id: chat for chat in archive.items(Conversation)}
    for receipt in outcome.receipts:
        if receipt.item != "conversation" or receipt.target is None:
            continue
        chat = chats[receipt.source]
        front, _ = parts(outcome.files[receipt.target])
        surrogates = re.compile("[\ud800-\udfff]")
        assert front["title"] == surrogates.sub("\ufffd", titled(chat).title or "")
        assert front["id"] == surrogates.sub("\ufffd", chat.id)
        assert front["messages"] == receipt.messages
        assert front.get("branches", 0) == receipt.branches
        assert front.get("model") == chat.model
        archived = "archived" if target is MARKDOWN else "chatgpt/archived"
        assert (archived in front.get("tags", ())) == chat.archived
        for key in ("created", "updated"):
            time = getattr(chat, key)
            expected = None if time is None else time.astimezone(dt.UTC)
            if target is OBSIDIAN and expected is not None:  # which knows neither zones nor fractions
                expected = expected.replace(tzinfo=None, microsecond=0)
            assert front.get(key) == expected


def test_every_turn_is_a_heading_of_the_page_itself(archive, target):
    """Nothing in a chat's text forges a turn, hides one or ends one early."""
    outcome = run(target, archive, Choices(options={"hidden": "yes"}))
    chats = {chat.id: chat for chat in archive.items(Conversation)}
    for receipt in outcome.receipts:
        if receipt.item != "conversation" or receipt.target is None:
            continue
        _, body = parts(outcome.files[receipt.target])
        tokens = PARSER.parse(body)
        seen = [
            tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open" and t.level == 0
        ]
        yours = [words for words in seen if re.match(r"You( ·|$)", words)]
        asked = [m for m in chats[receipt.source].messages if m.role == "user" and not empty(m)]
        assert len(yours) == len(asked)


def test_names_differ_on_every_file_system(archive, target):
    paths = list(run(target, archive).files)
    assert len({unicodedata.normalize("NFC", path).casefold() for path in paths}) == len(paths)
