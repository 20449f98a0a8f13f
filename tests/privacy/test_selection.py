"""`--only` chooses what it says, and says where a query is wrong."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from migrator.errors import UsageError
from migrator.model import Code, Conversation, Image, Message, Text
from migrator.privacy.selection import FIELDS, Words, selection
from migrator.shape.fold import plain


def day(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def chat(key="c1", text="hello", **fields):
    parts = fields.pop("parts", (Text(text=text),))
    messages = fields.pop(
        "messages", (Message(id="m", role="user", parts=parts, model=fields.pop("said_by", None)),)
    )
    return Conversation(id=key, messages=messages, head=messages[-1].id, **fields)


def chosen(queries, conversation, words=None):
    choose = selection([queries] if isinstance(queries, str) else queries, words)
    return choose(conversation)


def test_without_a_query_there_is_no_choice():
    assert selection([]) is None


@pytest.mark.parametrize(
    ("query", "conversation"),
    [
        ("HELLO", chat(text="well, hello there")),
        ("trip", chat(title="Our Trip")),
        ('"two words"', chat(text="just two words here")),
        (r'"say \"hi\""', chat(text='they say "hi" a lot')),
        ("print", chat(parts=(Code(text="print(1)"),))),
        ("title:tax", chat(title="Tax return")),
        ('title:"tax return"', chat(title="My TAX return 2024")),
        ("STRASSE", chat(text="in der Straße")),
        ("ﬁle", chat(text="a file")),
        ("ＡＢＣ", chat(text="abc")),
        ("istanbul", chat(text="İstanbul")),
        ("ISPARTA", chat(text="ısparta")),
        ("cafe", chat(text="Café")),
        ("احمد", chat(text="قال أحمد")),
        ("مرحبا", chat(text="قلت مرحبا")),
        ("10:30", chat(text="at 10:30 sharp")),
        ('"https://example.org"', chat(text="see https://example.org/x")),
        ("model:gpt-4o", chat(said_by="gpt-4o-mini")),
        ("model:o3", chat(model="o3")),
        ("id:c1", chat("c1-and-more")),
        ("project:g-p-1", chat(project="g-p-1")),
        ("archived:yes", chat(archived=True)),
        ("archived:NO starred:no", chat()),
        ("has:image", chat(parts=(Image(asset="file-1"),))),
        ("has:attachment", chat(parts=(Image(asset="file-1"),))),
        ("has:branch", chat(messages=(Message(id="a", role="user"), Message(id="b", role="user")))),
        ("after:2024 before:2025", chat(created=day("2024-06-01"))),
        ("-secret", chat(text="nothing of it")),
        ("Title:tax", chat(title="tax")),
    ],
)
def test_what_a_query_chooses(query, conversation):
    assert chosen(query, conversation)


@pytest.mark.parametrize(
    ("query", "conversation"),
    [
        ("hello world", chat(text="hello")),
        ('"two words"', chat(text="words two")),
        ("title:tax", chat(text="tax", title=None)),
        ("-secret", chat(text="a Secret")),
        ("hello -title:tax", chat(title="tax")),
        ("id:c1", chat("other-c1")),
        ("project:g-p", chat(project="g-p-1")),
        ("has:image", chat()),
        ("has:branch", chat()),
        ("archived:yes", chat()),
        ("after:2024", chat()),
        ("before:2024", chat()),
    ],
)
def test_what_a_query_leaves_out(query, conversation):
    assert not chosen(query, conversation)


def test_several_queries_add_up_and_an_exclusion_of_any_of_them_wins():
    queries = ["title:cats", "title:dogs -secret"]
    assert chosen(queries, chat(title="cats"))
    assert chosen(queries, chat(title="dogs"))
    assert not chosen(queries, chat(title="birds"))
    assert not chosen(queries, chat(title="cats", text="a secret"))
    assert chosen(["-title:cats", "-title:dogs"], chat(title="birds"))
    assert not chosen(["-title:cats", "-title:dogs"], chat(title="dogs"))


@pytest.mark.parametrize(
    ("query", "time", "is_chosen"),
    [
        ("after:2024-05-31", "2024-05-31T00:00:00", True),
        ("after:2024-05-31", "2024-05-30T23:59:59", False),
        ("before:2024-05-31", "2024-05-30T23:59:59", True),
        ("before:2024-05-31", "2024-05-31T00:00:00", False),
        ("after:2024-05", "2024-05-01T00:00:00", True),
        ("before:2024-05", "2024-05-01T00:00:00", False),
        ("after:2024", "2024-01-01T00:00:00", True),
        ("before:2024", "2023-12-31T23:59:59", True),
    ],
)
def test_after_includes_what_it_names_and_before_does_not(query, time, is_chosen):
    assert chosen(query, chat(created=day(time))) is is_chosen


def test_a_long_chat_is_both_before_and_after():
    messages = (
        Message(id="a", role="user", created=day("2023-01-01")),
        Message(id="b", role="user", parent="a", created=day("2025-01-01")),
    )
    assert chosen("before:2024", chat(messages=messages))
    assert chosen("after:2024", chat(messages=messages))


def test_projects_are_found_by_the_name_that_a_person_gave_them():
    words = Words(project_names={"g-p-1": "Moving house"})
    assert chosen("project:moving", chat(project="g-p-1"), words)
    assert not chosen("project:moving", chat(project="g-p-2"), words)


def test_findings_are_asked_for_only_where_somebody_can_find_them():
    assert chosen("has:finding", chat(text="x"), Words(has_finding=lambda c: c.id == "c1"))
    with pytest.raises(UsageError, match="has: takes one of"):
        selection(["has:finding"])


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("", 1),
        ("   ", 1),
        ('title:"open', 7),
        ('mid"dle', 4),
        ("title:", 7),
        ("-", 2),
        ("hello colour:red", 7),
        ("archived:maybe", 10),
        ("after:yesterday", 7),
        ("after:2024-13", 7),
        ("after:2024-02-30", 7),
        ("after:0000", 7),
        ("has:money", 5),
        ('"a""b"', 4),
        ("text:\u0308", 6),
    ],
)
def test_a_wrong_query_is_a_usage_error_that_names_the_place(query, position):
    with pytest.raises(UsageError) as caught:
        selection([query])
    assert f"character {position}:" in caught.value.message


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)


@given(WORDS)
def test_any_value_can_be_quoted(value):
    assume(plain(value))
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert chosen(f"text:{quoted}", chat(text=f"before {value} after"))
    assert not chosen(f"-text:{quoted}", chat(text=f"before {value} after"))


@given(st.text())
def test_every_query_is_either_understood_or_a_usage_error(query):
    try:
        choose = selection([query])
    except UsageError:
        return
    assert choose(chat()) in {True, False}


@given(
    st.lists(st.sampled_from(["a", "b", "-a", "-c", "title:a", "a b", "b -c"]), min_size=1),
    st.text("abc "),
    st.text("abc"),
)
def test_the_order_of_queries_does_not_matter(queries, text, title):
    conversation = chat(text=text, title=title)
    assert chosen(queries, conversation) == chosen(queries[::-1], conversation)


def test_every_field_is_in_the_description():
    from migrator.privacy import selection as module

    assert all(f"{field}:" in module.__doc__ for field in FIELDS)
