r"""Which conversations a person means: the language of `--only`.

A query is terms split at blanks; all of them have to hold. Several queries add up. `-term` excludes, and an exclusion
of any query wins over all of them. With nothing but exclusions, everything else is chosen.

    trip                       a bare word is text:trip
    "two words"  title:"a b"   values may be quoted; \" and \\ inside quotes stand for themselves
    title:… text:…             in the title; in the title or in what anybody wrote (also code, documents, sources)
    project:… model:… id:…     the project's id or name; the model of the chat or of an answer; an id or its beginning
    after:2024  before:2024-05 dated: `after:` includes the day, month or year that it names, `before:` does not
    archived:yes starred:no    yes or no
    has:image                  image, audio, video, file, code, document, branch, attachment, finding

A conversation's dates are those of its first and its last message (or of the chat itself): `after:` holds if anything
in it is as late, `before:` if anything in it is as early. Days are UTC. Text is compared as the vault's search does
it: without regard to case, accents, compatibility forms, the letters i of Turkish and the forms of Arabic letters.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import assert_never

import msgspec

from migrator.errors import UsageError
from migrator.i18n import _, listed
from migrator.model import (
    Audio,
    Citation,
    Code,
    Conversation,
    Document,
    File,
    Image,
    Opaque,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.shape.fold import plain

Test = Callable[[Conversation], bool]
Choose = Callable[[Conversation], bool]

_TERM = re.compile(r'(?P<minus>-?)(?:(?P<field>[A-Za-z_]+):)?(?P<value>"(?:[^"\\]|\\.)*"|[^\s"]*)')
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_KINDS: dict[str, type[Part] | tuple[type[Part], ...]] = {
    "image": Image,
    "audio": Audio,
    "video": Video,
    "file": File,
    "code": Code,
    "document": Document,
    "attachment": (Image, Audio, Video, File),
}
FIELDS = ("after", "before", "title", "text", "project", "model", "id", "archived", "starred", "has")


class _Query(msgspec.Struct, frozen=True):
    wanted: tuple[Test, ...]
    excluded: tuple[Test, ...]
    skipped: bool = False  # a wanted term of a field that was not asked for
    passed: bool = False  # the same of an excluding one


class Words(msgspec.Struct, frozen=True):
    """What some terms need from elsewhere: names of projects by id, and whether a chat holds personal data."""

    project_names: Mapping[str, str] = msgspec.field(default_factory=dict)
    has_finding: Test | None = None


def selection(queries: Sequence[str], words: Words | None = None) -> Choose | None:
    """A function that says whether a conversation is chosen; None if `queries` is empty: everything is.

    Raises `UsageError` that names the place of the fault.
    """
    if not queries:
        return None
    parsed = [_parsed(query, words or Words()) for query in queries]
    excluded = [test for query in parsed for test in query.excluded]
    wanted = [query.wanted for query in parsed if query.wanted]

    def choose(conversation: Conversation) -> bool:
        if any(test(conversation) for test in excluded):
            return False
        return not wanted or any(all(test(conversation) for test in tests) for tests in wanted)

    return choose


def check(queries: Sequence[str]) -> None:
    """UsageError, as `selection` raises it, if a query cannot be understood. For whoever chooses later, with all words."""
    selection(queries, Words(has_finding=lambda _conversation: False))


def narrowed(
    queries: Sequence[str], fields: Collection[str], words: Words | None = None
) -> tuple[Choose, bool]:
    """What can be said by terms of these `fields` alone: a test that no chosen conversation fails, and whether it is exact.

    For looking at few conversations in full instead of all. Raises `UsageError` as `selection` does.
    """
    parsed = [_parsed(query, words or Words(), fields) for query in queries]
    excluded = [test for query in parsed for test in query.excluded]
    wanted = [query.wanted for query in parsed if query.wanted]
    everything = not wanted or any(query.skipped and not query.wanted for query in parsed)

    def choose(conversation: Conversation) -> bool:
        if any(test(conversation) for test in excluded):
            return False
        return everything or any(all(test(conversation) for test in tests) for tests in wanted)

    return choose, not any(query.skipped or query.passed for query in parsed)


def _parsed(query: str, words: Words, fields: Collection[str] = FIELDS) -> _Query:
    wanted: list[Test] = []
    excluded: list[Test] = []
    skipped = passed = False
    at = 0
    while at < len(query):
        if query[at].isspace():
            at += 1
            continue
        match = _TERM.match(query, at)
        if (
            match is None
            or match.end() == at
            or (match.end() < len(query) and not query[match.end()].isspace())
        ):
            raise _fault(query, match.end() if match else at, _("a quotation mark stands alone or in a word"))
        field, raw = match["field"], match["value"]
        if not raw:
            raise _fault(query, match.end(), _("a value is missing"))
        value = re.sub(r"\\(.)", r"\1", raw[1:-1]) if raw.startswith('"') else raw
        try:
            test = _test((field or "text").lower(), value, words)
        except ValueError as fault:
            where = match.start("field") if field and field.lower() not in FIELDS else match.start("value")
            raise _fault(query, where, str(fault)) from None
        at = match.end()
        if (field or "text").lower() in fields:
            (excluded if match["minus"] else wanted).append(test)
        elif match["minus"]:
            passed = True
        else:
            skipped = True
    if not (wanted or excluded or skipped or passed):
        raise _fault(query, 0, _("it is empty"))
    return _Query(tuple(wanted), tuple(excluded), skipped, passed)


def _fault(query: str, at: int, what: str) -> UsageError:
    return UsageError(
        _("--only: {what}, at character {position}:").format(what=what, position=at + 1)
        + f"\n  {query}\n  {' ' * at}^",
        _("For example: --only 'after:2024 has:image -title:\"tax return\"'"),
    )


def _test(field: str, value: str, words: Words) -> Test:
    """The test of one term; `ValueError` says what is wrong with it."""
    wanted = plain(value)
    if not wanted:
        raise ValueError(_("the value holds nothing to look for"))
    match field:
        case "text":
            return lambda c: any(wanted in plain(text) for text in _texts(c))
        case "title":
            return lambda c: c.title is not None and wanted in plain(c.title)
        case "project":
            return lambda c: (
                c.project is not None
                and (wanted == plain(c.project) or wanted in plain(words.project_names.get(c.project, "")))
            )
        case "model":
            return lambda c: any(wanted in plain(model) for model in _models(c))
        case "id":
            return lambda c: plain(c.id).startswith(wanted)
        case "after":
            limit = _date(value)
            return lambda c: (span := _span(c)) is not None and span[1] >= limit
        case "before":
            limit = _date(value)
            return lambda c: (span := _span(c)) is not None and span[0] < limit
        case "archived" | "starred":
            yes = _yes(value)
            return lambda c: bool(getattr(c, field)) is yes
        case "has":
            return _has(wanted, words)
        case _:
            raise ValueError(
                _("there is no field “{field}” (there are: {fields})").format(
                    field=field, fields=listed(FIELDS)
                )
            )


def _has(kind: str, words: Words) -> Test:
    if kind == "branch":
        return lambda c: len({m.parent for m in c.messages}) < len(c.messages)
    if kind == "finding" and words.has_finding is not None:
        return words.has_finding
    if kind not in _KINDS:
        known = [*_KINDS, "branch", *(["finding"] if words.has_finding else [])]
        raise ValueError(_("has: takes one of {kinds}").format(kinds=listed(known)))
    types = _KINDS[kind]
    return lambda c: any(isinstance(part, types) for m in c.messages for part in m.parts)


def _yes(value: str) -> bool:
    if value.lower() not in {"yes", "no"}:
        raise ValueError(_("the value has to be yes or no"))
    return value.lower() == "yes"


def _date(value: str) -> dt.datetime:
    """The first moment (UTC) of the year, month or day that `value` names."""
    match = _DATE.fullmatch(value)
    try:
        if match is None:
            raise ValueError  # noqa: TRY301 - one message for both
        return dt.datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=dt.UTC)
    except ValueError:
        raise ValueError(_("a date is a year, a month or a day: 2024, 2024-05 or 2024-05-31")) from None


def _span(conversation: Conversation) -> tuple[dt.datetime, dt.datetime] | None:
    times = [conversation.created, conversation.updated, *(m.created for m in conversation.messages)]
    known = [time for time in times if time is not None]
    return (min(known), max(known)) if known else None


def _models(conversation: Conversation) -> Iterator[str]:
    if conversation.model:
        yield conversation.model
    for message in conversation.messages:
        if message.model:
            yield message.model


def _texts(conversation: Conversation) -> Iterator[str]:
    if conversation.title:
        yield conversation.title
    for message in conversation.messages:
        for part in message.parts:
            yield from _words(part)


def _words(part: Part) -> Iterator[str]:
    match part:
        case Text() | Code():
            yield part.text
        case Reasoning():
            yield part.text
            yield part.title or ""
        case ToolCall():
            yield part.input
        case ToolResult():
            yield part.output
            yield part.title or ""
        case Document():
            yield part.text
            yield part.title or ""
        case Citation():
            yield part.title or ""
            yield part.text or ""
        case Image() | Audio() | Video() | File():
            yield part.name or ""
        case Opaque():
            return
        case _:
            assert_never(part)
