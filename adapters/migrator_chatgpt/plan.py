"""What the reader will do with each file of an export, worked out before any conversation is read.

**Generations** are told by shape. D: messages without `children`, `weight` and `recipient` (since May 2026).
C: complete messages in numbered shards, or with `user_settings.json` or a manifest (2026). B: complete messages in
one file, beside files of newer features, or below `tmp/` (winter 2025/26). A: everything else, back to 2023.
Mixed exports were made while each change rolled out; the shape of the messages decides before the files do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from migrator.adapter import FileRole
from migrator.events import Problem, Report
from migrator.i18n import _
from migrator.model import Account, Project
from migrator.source import Damaged, Entry, Source, parse_file
from migrator.source.numbered import check_parts
from migrator_chatgpt import layout, manifest, projects, sidecars
from migrator_chatgpt.assets import AssetIndex
from migrator_chatgpt.layout import Found
from migrator_chatgpt.recognise import Head, head_shape

Role = Literal["conversations", "asset", "data", "kept"]
_LISTS = ("message_feedback.json", "shared_conversations.json")
_NEW_IN_B = frozenset({"group_chats.json", "shopping.json", "sora.json", "basispoints.json"})


class Plan(msgspec.Struct):
    """What was found, and what to do with it.

    `pages`: which files of conversations are web pages. `spare`: such as are read only if a list turns out to be damaged.
    """

    generation: str
    accounts: Sequence[Account]
    files: Sequence[FileRole]
    conversations: list[Entry]
    pages: frozenset[str]
    spare: list[Entry]
    projects: Sequence[Project]
    lists: list[tuple[str, Entry]]
    index: AssetIndex


def make(source: Source, report: Report) -> Plan:
    """Sort the files of `source`; report what its manifest misses and what cannot be parsed."""
    found = layout.look(source)
    _report_links(source, report)
    index = AssetIndex(source, report)
    is_bundle = source.kind in {"zip", "folder"}
    assets = {asset.path for asset in index.assets.values()} if is_bundle else set()
    heads: dict[str, Head] = {}
    conversations: list[Entry] = []
    for file in found:
        head = None if file.entry.path in assets else _head(file, source, is_bundle=is_bundle)
        if head is not None:
            heads[file.entry.path] = head
            if _is_read(file, head):
                conversations.append(file.entry)
    lists_some = any(heads[entry.path].kind == "conversations" for entry in conversations)
    pages = [entry for entry in _pages(found, source, is_bundle=is_bundle) if entry not in conversations]
    spare = pages if lists_some else []
    if not lists_some:
        conversations += pages
    taken = {entry.path for entry in conversations}
    lists = [(f.logical, f.entry) for f in found if f.logical in _LISTS and f.entry.path not in taken]
    accounts, users = _accounts(source, found, report)
    data = {entry.path for _, entry in lists}
    data |= {file.entry.path for file in found if file.logical in layout.MAPS}
    data |= {path for path, head in heads.items() if head.kind == "empty"}
    names = _projects(source, found, report)
    data |= {project.origin.file for project in names if project.origin is not None}
    data |= users | _check_manifests(source, found, report)
    return Plan(
        generation=_generation(found, heads),
        accounts=accounts,
        files=[FileRole(e.path, _role(e.path, taken, assets, data), e.size) for e in source.entries],
        conversations=conversations,
        pages=frozenset(entry.path for entry in pages),
        spare=spare,
        projects=names,
        lists=lists,
        index=index,
    )


def _report_links(source: Source, report: Report) -> None:
    """Links are never followed. One that has the name of a file of the export is a file that is not here."""
    for left in source.ignored:
        if left.why != "link":
            continue
        logical, _number = layout.name_of(left.path)
        ours = logical in layout.DATA | layout.UNREAD | {
            "conversations.json",
            layout.CODEX,
            layout.GROUPS,
            layout.PAGE,
        }
        what = _(
            "This is a link to another place. It was neither read nor kept; put the file itself where it is."
        )
        report(Problem(kind="linked-file", where=left.path, what=what, incomplete=ours))


def _role(path: str, taken: set[str], assets: set[str], data: set[str]) -> Role:
    return (
        "conversations"
        if path in taken
        else "asset"
        if path in assets
        else "data"
        if path in data
        else "kept"
    )


def _is_read(file: Found, head: Head) -> bool:
    """Conversations by shape; and what has their name, unless it is plainly another vendor's."""
    if file.logical in layout.UNREAD:
        return False
    return head.kind == "conversations" or (file.logical == "conversations.json" and head.kind != "foreign")


def _head(file: Found, source: Source, *, is_bundle: bool) -> Head | None:
    """The shape of a JSON file of unknown content; None for what needs no look."""
    if file.logical in _LISTS or file.logical in layout.MAPS or (is_bundle and file.logical[-5:] != ".json"):
        return None
    if file.logical.endswith(".html"):
        return None
    return head_shape(source, file.entry)


def _pages(found: Sequence[Found], source: Source, *, is_bundle: bool) -> list[Entry]:
    """The web page that repeats all conversations, for want of a better file."""
    pages = [file.entry for file in found if file.logical == layout.PAGE or not is_bundle]
    return [entry for entry in pages if head_shape(source, entry).kind == "conversations"][:1]


def _check_manifests(source: Source, found: Sequence[Found], report: Report) -> set[str]:
    """Hold each part of the export against its own manifest, and the numbers of shards and parts against each other.

    Returns the paths of the manifests.
    """
    values: list[tuple[str, dict[str, Any]]] = []
    for file in layout.named(found, "export_manifest.json"):
        value = load(source, file.entry, report, manifest.is_manifest)
        if value is not None:
            values.append((file.entry.path, value))
    parts = manifest.parts(values, found)
    for part in parts:
        manifest.check(part, [other for other in parts if other is not part], found, report)
    told = {file.entry.path for part in parts for file in part.own}
    manifest.check_numbers([file for file in found if file.entry.path not in told], report)
    check_parts([entry.path for entry in source.entries], report)
    return {path for path, _value in values}


def _accounts(source: Source, found: Sequence[Found], report: Report) -> tuple[list[Account], set[str]]:
    """Every account that a `user.json` speaks of, each once, and the files that were read for it."""
    accounts: dict[str, Account] = {}
    read: set[str] = set()
    for file in layout.named(found, "user.json"):
        value = load(source, file.entry, report, lambda value: isinstance(value, (dict, list)))
        for account in sidecars.accounts(value, file.entry.path):
            read.add(file.entry.path)
            known = accounts.get(account.id)
            accounts[account.id] = account if known is None else _completed(known, account)
    return list(accounts.values()), read


def _projects(source: Source, found: Sequence[Found], report: Report) -> list[Project]:
    return [
        project
        for file in layout.named(found, projects.FILE)
        for project in projects.projects(
            load(source, file.entry, report, lambda value: isinstance(value, (dict, list))), file.entry.path
        )
    ]


def _completed(account: Account, other: Account) -> Account:
    """`account` with what `other`, of the same id, knows besides."""
    return msgspec.structs.replace(
        account,
        email=account.email or other.email,
        name=account.name or other.name,
        phone=account.phone or other.phone,
        plan=account.plan or other.plan,
        extra={**other.extra, **account.extra},
    )


def load(source: Source, entry: Entry, report: Report, accept: Callable[[Any], bool]) -> Any:
    """A small file, parsed; None if it is not what `accept` wants, and after a report if it is no JSON."""
    try:
        with source.open(entry) as stream:
            value = parse_file(stream)
    except Damaged as damaged:
        report(damaged.problem(entry.path))
        return None
    return value if accept(value) else None


def _generation(found: Sequence[Found], heads: dict[str, Head]) -> str:
    if any(head.slim for head in heads.values() if head.kind == "conversations"):
        return "D"
    names = {file.logical for file in found}
    sharded = any(file.number >= 0 for file in layout.named(found, "conversations.json"))
    if sharded or "user_settings.json" in names or "export_manifest.json" in names:
        return "C"
    below_tmp = any(file.entry.path.lower().startswith("tmp/") for file in found)
    return "B" if below_tmp or names & _NEW_IN_B else "A"
