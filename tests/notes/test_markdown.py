"""What a page looks like."""

import re
from pathlib import Path

import pytest

from migrator.adapter import Choices
from migrator.model import Asset, Image, Memory, Message, Project, Reasoning, Text, ToolCall, ToolResult
from migrator.testing import CASES, MemoryArchive, run
from migrator.testing.cases import chat, line, moment, says
from migrator_notes import MARKDOWN, OBSIDIAN
from tests.goldens import same

GOLDEN = Path(__file__).parent / "golden"


def pages(archive, **options):
    files = run(MARKDOWN, archive, Choices(options=options)).files
    return {path: data.decode() for path, data in files.items() if path.endswith(".md")}


def page(*messages, **fields):
    found = pages(MemoryArchive([chat("c", *messages, **fields)]))
    (text,) = [text for path, text in found.items() if path != "index.md"]
    return text.split("\n---\n", 1)[1]


@pytest.mark.parametrize("case", ["plain", "branches", "hidden", "parts"])
def test_a_folder_looks_as_it_did(case):
    same(GOLDEN / case, {path: text.encode() for path, text in pages(CASES[case]()).items()})


def test_reasoning_and_tools_stand_above_the_answer_they_led_to():
    body = page(
        says("user", "u", created=moment(0)),
        Message(id="r", role="assistant", parent="u", created=moment(1), parts=(Reasoning(text="hm"),)),
        Message(
            id="t", role="assistant", parent="r", created=moment(2), parts=(ToolCall(tool="bio", input="x"),)
        ),
        Message(
            id="o",
            role="tool",
            parent="t",
            created=moment(3),
            hidden="tool",
            parts=(ToolResult(tool="bio", output="y"),),
        ),
        says("assistant", "a", "o", created=moment(4), model="o3"),
    )
    heads = [row for row in body.splitlines() if row.startswith(("## ", "<summary>", "sentinel"))]
    assert heads == [
        "## You · 2024-05-01 12:00:00 UTC",
        "sentinel-u-end",
        "## Assistant · 2024-05-01 12:00:04 UTC · o3",
        "<summary>Reasoning · 2024-05-01 12:00:01 UTC</summary>",
        "<summary>Called bio · 2024-05-01 12:00:02 UTC</summary>",
        "<summary>bio answered · 2024-05-01 12:00:03 UTC</summary>",
        "sentinel-a-end",
    ]


def test_every_message_of_every_branch_stands_once():
    archive = CASES["branches"]()
    text = pages(archive)["chats/2024-05-01 Branches.md"]
    for message in next(iter(archive.all)).messages:
        assert text.count(f"sentinel-{message.id}-end") == 1


def test_right_to_left_prose_says_so_and_code_does_not():
    body = page(says("user", "a", parts=(Text(text="مرحبا\n\n```py\nprint(1)\n```\n\nهذا مثال\n\nEnglish"),)))
    assert body.rstrip().endswith(
        '<div dir="auto">\n\nمرحبا\n\n</div>\n\n```py\nprint(1)\n```\n\n<div dir="auto">\n\nهذا مثال\n\nEnglish\n\n</div>'
    )


def test_projects_are_folders_and_names_do_not_clash():
    archive = MemoryArchive(
        [
            line("a", "x", "y", title="Same", project="p1"),
            line("b", "x", "y", title="same", project="p1"),
            line("c", "x", "y", title="Same", project="p2"),
            line("d", "x", "y", title="Same"),
            Project(id="p1", name="p1"),
            Project(id="p2", name="p2"),
        ]
    )
    assert [path for path in pages(archive) if "/" in path] == [
        "projects/p1/2024-05-01 Same.md",
        "projects/p1/2024-05-01 same (2).md",
        "projects/p2/2024-05-01 Same.md",
        "chats/2024-05-01 Same.md",
    ]


def test_a_picture_of_a_project_is_found_from_its_folder():
    archive = MemoryArchive(
        [
            chat("c", says("user", "a", parts=(Image(asset="f", name="cat.png"),)), project="p"),
            Asset(id="f", path="f.png", name="cat.png"),
        ],
        {"f": b"x"},
    )
    files = run(MARKDOWN, archive).files
    (name,) = [path for path in files if path.startswith("attachments/")]
    assert f"![cat.png](../../{name})" in files["projects/Project/Untitled.md"].decode()


def test_dropping_reasoning_and_tools_names_what_was_dropped():
    archive = CASES["parts"]()
    outcome = run(MARKDOWN, archive, Choices(options={"reasoning": "drop", "tools": "drop"}))
    tools = next(receipt for receipt in outcome.receipts if receipt.source == "tools")
    assert {loss.kind: loss.where for loss in tools.losses} == {
        "nothing-left": ("t2", "t3", "t4", "t9"),
        "reasoning-left-out": ("t2",),
        "tool-left-out": ("t3", "t4", "t9"),
    }
    assert "Reasoning" not in pages(archive, reasoning="drop")["chats/Tools.md"]


def test_memories_and_instructions_are_files_of_their_own():
    found = pages(CASES["hostile"]())
    assert "- **2024-05-01** User's name is\n  # not a heading \\<script>" in found["memories.md"]
    assert "I am \\<b>bold\\</b>\n```\n```" in found["instructions.md"]
    assert "\\## Assistant\nbriefly" in found["instructions.md"]


def test_many_versions_make_a_page_that_grows_with_their_number():
    def text(count):
        answers = [says("assistant", f"a{n}", "q") for n in range(count)]
        return page(says("user", "q"), *answers)

    short, long = text(200), text(400)
    assert len(long) < 2.1 * len(short)
    (links,) = [
        row
        for row in short.splitlines()
        if row.startswith("*Other") and "‹7/200›" not in row and "‹6/200›" in row and "‹8/200›" in row
    ]
    assert re.findall(r"‹(\d+)/200›", links) == ["1", "6", "8", "200"]


def test_a_few_versions_link_to_all_others():
    body = page(says("user", "q"), *(says("assistant", f"a{n}", "q") for n in range(12)))
    rows = [row for row in body.splitlines() if row.startswith("*Other versions")]
    assert [row.count("](#v") for row in rows] == [11] * 12


def test_lines_that_a_person_ended_are_lines_and_what_is_laid_out_stays():
    poem = "Roses are red,\nviolets are blue.\n\n- a list\n- of two\n\n```\ncode\nhere\n```"
    asked = says("user", "q", parts=(Text(text=poem),))
    answered = says("assistant", "a", "q", parts=(Text(text="one\ntwo"),))
    (page,) = [
        data.decode()
        for path, data in run(MARKDOWN, MemoryArchive([chat("c", asked, answered)])).files.items()
        if path.startswith("chats/")
    ]
    assert poem.replace("red,\n", "red,  \n") in page
    assert "one\ntwo" in page


def test_two_answers_with_footnotes_of_one_name_keep_their_notes():
    notes = [f"Take {n} g[^1]\n\n[^1]: note {n}" for n in (2, 3)]
    first = says("user", "q")
    one = says("assistant", "a", "q", parts=(Text(text=notes[0]),))
    two = says("assistant", "b", "r", parts=(Text(text=notes[1]),))
    archive = MemoryArchive([chat("c", first, one, says("user", "r", "a"), two)])
    (page,) = [d.decode() for path, d in run(MARKDOWN, archive).files.items() if path.startswith("chats/")]
    assert "Take 2 g[^1]\n\n[^1]: note 2" in page
    assert "Take 3 g[^1-2]\n\n[^1-2]: note 3" in page


def test_a_memory_stands_with_the_day_that_the_export_gives():
    archive = MemoryArchive([Memory(id="m", text="Likes tea", extra={"date": "2025-03-04"})])
    assert "- **2025-03-04** Likes tea" in run(MARKDOWN, archive).files["memories.md"].decode()


@pytest.mark.parametrize("target", [MARKDOWN, OBSIDIAN], ids=["markdown", "obsidian"])
def test_a_project_without_a_name_is_called_after_its_chat_that_comes_first(target):
    archive = MemoryArchive(
        [
            line("a", "Hi", "Ho", title="Library budget", project="g-p-0123456789abcdef"),
            line("b", "Hi", "Ho", title="Shelves", project="g-p-0123456789abcdef"),
            line("c", "Hi", "Ho", title="Roses", project="g-p-2"),
            Project(id="g-p-2", name="Garden"),
        ]
    )
    files = {path: data.decode() for path, data in run(target, archive).files.items()}
    chats = {path.split("/")[1]: text for path, text in files.items() if path.startswith("projects/")}
    assert sorted(chats) == ["Garden", "Project · Library budget"]
    unnamed = [text for path, text in files.items() if path.startswith("projects/Project · Library budget/")]
    assert len(unnamed) == 2
    assert all('\nproject: "Project · Library budget"\n' in text for text in unnamed)
    assert '\nproject: "Garden"\n' in chats["Garden"]
    assert not any("g-p-" in text for text in files.values())
