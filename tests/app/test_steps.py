"""IMPORT.md: what its steps name is in the folder, or it is said why not."""

from migrator import registry
from migrator.app.steps import absent


def test_a_file_that_steps_name_and_that_was_not_needed_is_named():
    claude = registry.target("claude")
    assert absent(claude, ["knowledge/2024-05 part 1.md", "memories.txt", "IMPORT.md"]) == (
        "flagged.txt",
        "memories-short.txt",
        "about-me.md",
        "instructions.md",
    )
    assert "knowledge/" in absent(claude, ["memories.txt"])


def test_nothing_is_said_where_everything_is_there():
    paths = [
        "memories.txt",
        "flagged.txt",
        "memories-short.txt",
        "about-me.md",
        "instructions.md",
        "knowledge/a.md",
    ]
    assert absent(registry.target("claude"), paths) == ()
