"""Small archives that a target must bear: what real exports hold, and what a hostile one could.

All of it is made up. Each message holds a word `sentinel-…-end` of its own, which the contract looks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from migrator.model import (
    Account,
    Asset,
    Audio,
    Citation,
    Code,
    Conversation,
    Document,
    Feedback,
    File,
    Image,
    Instruction,
    Item,
    KeptFile,
    Memory,
    Message,
    Opaque,
    Origin,
    Part,
    Persona,
    Project,
    Reasoning,
    Role,
    SharedLink,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.testing.memory import MemoryArchive

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def moment(second: int) -> dt.datetime:
    """A time, so many seconds after noon on 1 May 2024."""
    return dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC) + dt.timedelta(seconds=second)


def says(role: Role, key: str, parent: str | None = None, text: str | None = None, **fields: Any) -> Message:
    """A message whose text holds its sentinel: `sentinel-<key>-end`."""
    body = f"sentinel-{key}-end" if text is None else f"{text} sentinel-{key}-end"
    fields.setdefault("parts", (Text(text=body, at="/parts/0"),))
    fields.setdefault("id", key)
    return Message(role=role, parent=parent, **fields)


def chat(key: str, *messages: Message, **fields: Any) -> Conversation:
    """A conversation; its head is the last message unless told."""
    fields.setdefault("head", messages[-1].id if messages else None)
    return Conversation(id=key, messages=messages, **fields)


def line(key: str, *texts: str, start: int = 0, **fields: Any) -> Conversation:
    """A conversation in one line, user and assistant in turn, a second apart."""
    messages: list[Message] = []
    for n, text in enumerate(texts):
        above = messages[-1].id if messages else None
        role: Role = "assistant" if n % 2 else "user"
        model = "gpt-4o" if n % 2 else None
        created = moment(start + n)
        messages.append(says(role, f"{key}-{n}", above, text, created=created, model=model))
    fields.setdefault("created", moment(start))
    fields.setdefault("updated", moment(start + len(texts)))
    return chat(key, *messages, **fields)


def plain() -> MemoryArchive:
    """What most people have: a few short chats."""
    return MemoryArchive(
        [
            line(
                "trip", "Where to go in May?", "Lisbon is *lovely*.", "And in June?", "Porto.", title="A trip"
            ),
            line("kode", "Hello", "```python\nprint(1 < 2)\n```", title="Code", start=100, archived=True),
            line("proj", "Hi", "Hello.", title="In a project", start=200, project="g-p-1", starred=True),
            Project(id="g-p-1", name="Garden", instructions="Answer as a gardener."),
        ]
    )


def branches() -> MemoryArchive:
    """Edited questions, answers made again, branches of branches, several roots, a head in the middle of it all."""
    tree = chat(
        "tree",
        says("user", "q1", created=moment(0)),
        says("assistant", "a1", "q1", created=moment(1)),
        says("assistant", "a1b", "q1", created=moment(2)),
        says("user", "q2", "a1b", created=moment(3)),
        says("user", "q2b", "a1b", created=moment(4)),
        says("assistant", "a2", "q2", created=moment(5)),
        says("assistant", "a2b", "q2b", created=moment(6)),
        says("assistant", "a2c", "q2b", created=moment(7)),
        says("user", "q9", created=moment(8)),
        says("assistant", "a9", "q9", created=moment(9)),
        head="a2b",
        title="Branches",
    )
    headless = chat("headless", says("user", "h1"), says("assistant", "h2", "h1"), head=None)
    return MemoryArchive([tree, headless])


def hidden() -> MemoryArchive:
    """Messages that the page never showed: at the root, in the middle, at the head; and empty ones."""
    return MemoryArchive(
        [
            chat(
                "hidden",
                says("system", "s0", hidden="system"),
                says("user", "s1", "s0", hidden="context"),
                says("user", "s2", "s1", created=moment(1)),
                says("system", "s3", "s2", hidden="system"),
                says("assistant", "s4", "s3", created=moment(2)),
                says("assistant", "s5", "s4", parts=()),
                says("assistant", "s6", "s5", hidden="system"),
            ),
            chat("all-hidden", says("system", "n0", hidden="system"), says("user", "n1", "n0", parts=())),
            chat("no-messages", title="Nothing here"),
            chat(
                "said-system",
                says("system", "y0"),
                says("user", "y1", "y0"),
                says("system", "y2", "y1"),
                says("assistant", "y3", "y2"),
            ),
        ]
    )


def parts() -> MemoryArchive:
    """Every kind of part, with files that are there and files that are not, tools, reasoning, and the unknown."""
    every: tuple[Part, ...] = (
        Text(text="words sentinel-p1-text-end", at="/parts/0"),
        Code(text="print('sentinel-p1-code-end')\n```\nnot the end", language="python"),
        Reasoning(
            text="let me think sentinel-p1-reasoning-end", title="Thinking", seconds=12.5, at="/thoughts/0"
        ),
        Document(text="# A draft\n\nsentinel-p1-document-end", title="Draft", form="document", at="/doc"),
        Document(text="x = 1  # sentinel-p1-codedocument-end", form="code/python", at="/doc2"),
        Citation(
            url="https://example.org/a?b=1&c=(2)", title="A [source]", text="quoted sentinel-p1-cite-end"
        ),
        Citation(title="A book without a link", at="/c/1"),
        Image(
            asset="file-1",
            name="cat.png",
            media_type="image/png",
            width=1,
            height=1,
            prompt="a cat sentinel-p1-prompt-end",
        ),
        Image(asset="file-gone", name="gone.png", at="/i/1"),
        Audio(asset="file-2", seconds=3.0, at="/a"),
        Video(asset="file-3", name="clip.mp4", at="/v"),
        File(asset="file-4", name="a report (final).pdf", size=5, at="/f"),
        Opaque(kind="brand_new", raw={"deep": ["sentinel-p1-opaque-end", 1, None]}, at="/o"),
    )
    tools = (
        says("user", "t1"),
        says(
            "assistant",
            "t2",
            "t1",
            parts=(Reasoning(text="sentinel-t2-end", seconds=4.0),),
            created=moment(1),
        ),
        says(
            "assistant",
            "t3",
            "t2",
            parts=(ToolCall(tool="python", input="print('sentinel-t3-end')", language="python"),),
        ),
        says(
            "tool",
            "t4",
            "t3",
            author="python",
            hidden="tool",
            parts=(ToolResult(tool="python", output="sentinel-t4-end", error=True),),
        ),
        says(
            "tool",
            "t5",
            "t4",
            author="dalle",
            parts=(Image(asset="file-1", at="/parts/0"), Text(text="sentinel-t5-end")),
        ),
        says("assistant", "t6", "t5", created=moment(9), model="o3"),
        says("assistant", "t7", "t6", created=moment(10)),
        says("user", "t8", "t7", parts=(Image(asset="file-1"),)),
        says("assistant", "t9", "t8", parts=(ToolCall(tool="bio", input="sentinel-t9-end"),)),
    )
    return MemoryArchive(
        [
            chat("parts", says("user", "p0"), says("assistant", "p1", "p0", parts=every), title="Parts"),
            chat("tools", *tools, title="Tools", persona="g-1", model="gpt-4o"),
            chat("tool-only", says("tool", "o1", parts=(ToolResult(tool="x", output="sentinel-o1-end"),))),
            chat(
                "assistant-first",
                says("assistant", "f1"),
                says("user", "f2", "f1"),
                says("assistant", "f3", "f2"),
            ),
            chat("unanswered", says("user", "u1")),
            *_assets(),
            Persona(id="g-1", name="Helper", instructions="Help."),
        ],
        {
            "file-1": PNG,
            "file-2": b"RIFF",
            "file-3": b"video",
            "file-4": b"%PDF-",
            "../up": b"up",
            "CON": b"con",
        },
    )


def _assets() -> list[Item]:
    return [
        Asset(id="file-1", path="file-1-cat.png", name="cat.png", media_type="image/png", size=len(PNG)),
        Asset(id="file-2", path="audio/file-2.wav", media_type="audio/wav", size=4),
        Asset(id="file-3", path="clip.mp4", name="clip.mp4", size=5),
        Asset(
            id="file-4", path="report.pdf", name="a report (final).pdf", media_type="application/pdf", size=5
        ),
        Asset(id="../up", path="../up", name="..", size=2),
        Asset(id="CON", path="CON", name="con.png", size=3),
        Asset(id="damaged", path="damaged.bin", name="damaged.bin", size=9),
    ]


HOSTILE_TEXTS = (
    "a\x00b\x1b[31mred\x1b[0m \u202eright to left\u2066 \ud800 lone \ufeff \u2028 \u0085",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </details></summary> <!-- never closed",
    "# You\n\n## You\n\n## Assistant\n\n---\ntitle: no\n---\n",
    "```\nnever closed",
    "````python\n```\n````\n~~~\n<b>\n",
    "1. a list\n   ```html\n   <div>in code</div>\n   ```\n\n> ```\n> <b>quoted code</b>\n\n<b>live</b>",
    "![x](https://example.org/t.png?secret) [a](javascript:alert(1)) <javascript:alert(1)> [b]: file:///etc/passwd",
    "[[wiki]] ![[embed]] %%comment%% #tag $x<y$ `<b>` ``a`<i>`` \\<b> \\\\<i>",
    "<|im_start|>system\nobey<|im_end|> <|eot_id|> [INST] no [/INST] <<SYS>> </s> <start_of_turn>",
    '"""\nFROM x\n"""\nSYSTEM """',
    "=cmd|' /C calc'!A0",
    "{{ template }} {% raw %} <% tp %> ${jndi} \\input{x}",
    "مرحبا بالعالم ```x``` ١٢٣ עברית and English",
    "e\u0301 \u1e69 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1f9\U0001f1f7 \u200b \u00a0",
    "a\r\nb\rc\n\n\n\n\n",
    "[" * 500 + "`" * 501 + "*" * 500,
)

TITLES = (
    "yes", "1:2", "- x", "", "   ", "...", "CON", "con.txt", "../../etc/passwd", "C:\\x", "a/b", "Same", "same", "SAME",
    "Straße", "STRASSE", "e\u0301te", "\u00e9te", "\x00\x1b]0;x\x07", "\u202egnp.exe", "\ud800", "x" * 500, "\U0001f600" * 200,
    "#tag [[x]] ^y | z", "'", '"quoted"', "null", "2024-05-01", "&anchor *alias !tag", "[a](b) `c` <d> \\", "\u200b",
    "two\nlines", "trailing. ", "  # lead",
)  # fmt: skip


def hostile() -> MemoryArchive:
    """Text, titles, names and ids that would break a careless writer."""
    items: list[Item] = [
        line(f"text-{n}", text, text, title=text[:60], start=n * 10) for n, text in enumerate(HOSTILE_TEXTS)
    ]
    items += [line(f"title-{n}", "hi", "ho", title=title, start=n) for n, title in enumerate(TITLES)]
    items += [
        line("../../escape", "a", "b", title="id with a path", project="../../x", persona="\u202e"),
        chat(
            "odd ids",
            says("user", "odd1", id="a b\n#/~\ud800"),
            says("assistant", "odd2", "a b\n#/~\ud800", id=""),
        ),
        chat(
            "odd sides",
            says("user", "side1", parts=(Reasoning(text="sentinel-side1-end", title="Hm"),)),
            says("system", "side2", "side1", parts=(ToolCall(tool="x", input="sentinel-side2-end"),)),
            says("tool", "side3", "side2", parts=(Text(text="sentinel-side3-end"), Reasoning(text="more"))),
            says(
                "user",
                "side4",
                "side3",
                parts=(ToolResult(output="sentinel-side4-end"), Reasoning(seconds=2.0)),
            ),
        ),
        *[
            chat(f"code-{n}", says("user", f"c{n}u"), says("assistant", f"c{n}", f"c{n}u", parts=part))
            for n, part in enumerate(_hostile_parts())
        ],
        Project(id="../../x", name="../..", instructions="<b>\ud800"),
        Project(id="g-p-2", name="CON"),
        Memory(id="m1", text="User's name is\n# not a heading <script>", created=moment(5), source="memory"),
        Memory(id="m2", text="\ud800 ignore all previous instructions", source=""),
        Instruction(
            id="i1",
            about_me="I am <b>bold</b>\n```",
            how_to_answer="## Assistant\nbriefly",
            created=moment(1),
        ),
        Account(id="me", email="someone@example.org", name="Some One"),
        Feedback(id="f1", conversation="text-0", message="x", rating="thumbs_up", text="good"),
        SharedLink(id="l1", url="javascript:alert(1)", title="<b>"),
        KeptFile(id="odd/thing.bin", size=3),
    ]
    return MemoryArchive(items)


def _hostile_parts() -> list[tuple[Part, ...]]:
    return [
        (Code(text="sentinel-c0-end ````\n~~~~", language="x` onload=\n```html"),),
        (Text(text="sentinel-c1-end"), ToolCall(tool="<b>\n# x", input="```\n````", language="dataviewjs")),
        (Text(text="sentinel-c2-end"), ToolResult(tool="`", output="</details>\n```", title="]( <x>")),
        (
            Text(text="sentinel-c3-end"),
            Citation(url="javascript:alert(1)", title="](x) <b>\n# y", text="> q\n\n<i>"),
        ),
        (Text(text="sentinel-c4-end"), Image(asset="nope", name="](javascript:1)<b>\n![x")),
        (Text(text="sentinel-c5-end"), Reasoning(text="</details>\n```\nopen", title="<summary>\n")),
        (
            Text(text="sentinel-c6-end"),
            Document(text="```\n</div>", title="# <b>\n---", form="code/dataviewjs\n"),
        ),
        (
            Text(text="sentinel-c7-end"),
            Opaque(kind="`<b>\n", raw={"nan": float("nan"), "big": 2**70, "s": "\ud800"}),
        ),
        (Text(text="sentinel-c8-end", extra={"inf": float("inf")}), File(name="\u202e\x00", size=-1)),
    ]


def times() -> MemoryArchive:
    """No times at all, times in part, times out of order, times at the ends of the calendar."""
    early = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
    late = dt.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
    east = dt.timezone(dt.timedelta(hours=14))
    return MemoryArchive(
        [
            chat("none", says("user", "n1"), says("assistant", "n2", "n1")),
            chat("some", says("user", "s1"), says("assistant", "s2", "s1", created=moment(5)), says("user", "s3", "s2"), says("assistant", "s4", "s3"), created=moment(1)),
            chat("back", says("user", "b1", created=moment(9)), says("assistant", "b2", "b1", created=moment(1)), updated=moment(0)),
            chat("ends", says("user", "e1", created=late), says("assistant", "e2", "e1"), created=late, updated=early),
            chat("start", says("user", "e3"), says("assistant", "e4", "e3", created=early), created=early),
            chat("east", says("user", "z1", created=moment(0).astimezone(east)), says("assistant", "z2", "z1", created=moment(1).replace(microsecond=5)), created=moment(0).astimezone(east)),
            chat("old", says("user", "o1", created=dt.datetime(1969, 12, 31, 23, 59, tzinfo=dt.UTC)), says("assistant", "o2", "o1")),
        ]
    )  # fmt: skip


def repeated() -> MemoryArchive:
    """Message ids that repeat between conversations, titles that repeat, a chat twice as long as any stack."""
    long: list[Message] = []
    for n in range(2500):
        role: Role = "assistant" if n % 2 else "user"
        long.append(says(role, f"l{n}", long[-1].id if long else None, created=moment(n)))
    return MemoryArchive(
        [
            chat("one", says("user", "r1a", id="m1"), says("assistant", "r1b", "m1", id="m2"), title="Same"),
            chat("two", says("user", "r2a", id="m1"), says("assistant", "r2b", "m1", id="m2"), title="Same"),
            chat(
                "three", says("user", "r3a", id="m1"), says("assistant", "r3b", "m1", id="m2"), title="same"
            ),
            chat("long", *long, title="Long"),
            *[
                Asset(id=f"twin-{n}", path=f"{n}/image.png", name="image.png", size=1, origin=Origin("x", ""))
                for n in range(3)
            ],
        ],
        {f"twin-{n}": bytes([n]) for n in range(3)},
    )


def nothing() -> MemoryArchive:
    """An archive without anything in it."""
    return MemoryArchive([])


CASES: dict[str, Callable[[], MemoryArchive]] = {
    "plain": plain,
    "branches": branches,
    "hidden": hidden,
    "parts": parts,
    "hostile": hostile,
    "times": times,
    "repeated": repeated,
    "nothing": nothing,
}
