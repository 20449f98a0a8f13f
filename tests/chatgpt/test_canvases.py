"""The document of a canvas after each change, along each branch."""

import json

from migrator.model import Document, ToolCall
from tests.chatgpt.making import chain, message, read

CREATE, UPDATE = "canmore.create_textdoc", "canmore.update_textdoc"


def call(tool, about, key=None):
    content = {"content_type": "code", "text": json.dumps(about)}
    return message("assistant", content=content, recipient=tool)


def create(text, name="Letter"):
    return call(CREATE, {"name": name, "type": "document", "content": text})


def update(*changes, multiple=False):
    listed = [{"pattern": p, "multiple": multiple, "replacement": r} for p, r in changes]
    return call(UPDATE, {"updates": listed})


def reply(tool=UPDATE, document="d1", text="Successfully updated text document."):
    metadata = {"canvas": {"textdoc_id": document, "version": 1}} if document else {}
    return message("tool", text, name=tool, metadata=metadata)


def documents(*messages):
    found = read([chain(list(messages))]).one.messages
    return [part for m in found if m.hidden is None for part in m.parts if isinstance(part, Document)]


def test_the_document_stands_whole_after_each_change():
    made = documents(
        create("nine years, one cat"),
        reply(CREATE),
        update(("nine", "ten")),
        reply(),
        update(("one cat", "two cats"), (r"years,", "years\nand")),
        reply(),
    )
    assert [d.text for d in made] == ["nine years, one cat", "ten years, one cat", "ten years\nand two cats"]
    assert {(d.title, d.form, d.id) for d in made[1:]} == {("Letter", "document", "d1")}
    assert made[1].extra["updates"] == [{"pattern": "nine", "multiple": False, "replacement": "ten"}]


def test_a_change_in_doubt_is_shown_as_such_and_the_documents_after_it_lack_it():
    made = documents(
        create("a cat and a cat"),
        reply(CREATE),
        update(("cat", "dog"), ("and", "or")),
        reply(),
        update(("or", "nor")),
        reply(),
    )
    assert [(d.text, d.replaces, d.lacks) for d in made] == [
        ("a cat and a cat", None, 0),
        ("a cat or a cat", None, 1),
        ("dog", "cat", 0),
        ("a cat nor a cat", None, 1),
    ]


def test_a_document_written_anew_lacks_nothing():
    made = documents(
        create("a cat and a cat"), update(("cat", "dog")), update((".*", "new")), update(("new", "newer"))
    )
    assert [(d.text, d.lacks, d.title) for d in made[-2:]] == [("new", 0, "Letter"), ("newer", 0, "Letter")]


def test_each_of_several_documents_is_changed_as_the_canvas_says():
    made = documents(
        create("one"),
        reply(CREATE, "d1"),
        create("two", "List"),
        reply(CREATE, "d2"),
        update(("one", "1")),
        reply(UPDATE, "d1"),
        update(("two", "2")),
        reply(UPDATE, "d2"),
    )
    assert [(d.title, d.text) for d in made[2:]] == [("Letter", "1"), ("List", "2")]


def test_what_the_canvas_refused_changes_nothing():
    content = {"content_type": "system_error", "name": "Error", "text": "no match"}
    refused = message("tool", content=content, name=UPDATE)
    found = read([chain([create("one"), reply(CREATE), update(("one", "1")), refused])]).one.messages
    assert any(isinstance(part, ToolCall) for m in found for part in m.parts)
    assert documents(create("one"), reply(CREATE), update(("one", "1")), refused)[-1].text == "one"


def test_branches_have_documents_of_their_own():
    whole = chain([create("one"), reply(CREATE), update(("one", "1")), reply()])
    nodes = whole["mapping"]
    first, last = list(nodes)[-2], list(nodes)[-1]
    other = json.loads(json.dumps(nodes[first]))
    other["id"] = "other"
    other["message"]["id"] = "other"
    other["message"]["content"]["text"] = json.dumps(
        {"updates": [{"pattern": "one", "multiple": False, "replacement": "uno"}]}
    )
    nodes["other"] = other
    assert last in nodes
    texts = {p.text for m in read([whole]).one.messages for p in m.parts if isinstance(p, Document)}
    assert texts == {"one", "1", "uno"}
