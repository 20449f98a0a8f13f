from migrator.shape.runs import runs
from migrator.testing.cases import chat, says


def keys(conversation):
    return [[message.id for message in run] for run in runs(conversation)]


def test_what_the_assistants_side_says_in_a_row_is_one():
    talk = chat(
        "c",
        says("user", "a"),
        says("assistant", "b", "a"),
        says("tool", "d", "b"),
        says("assistant", "e", "d"),
    )
    assert keys(talk) == [["a"], ["b", "d", "e"]]


def test_at_a_fork_they_stay_apart():
    talk = chat(
        "c",
        says("assistant", "a"),
        says("assistant", "b", "a"),
        says("assistant", "d", "a"),
        says("tool", "e", "d"),
    )
    assert keys(talk) == [["a"], ["b"], ["d", "e"]]


def test_questions_in_a_row_stay_as_they_are():
    assert keys(chat("c", says("user", "a"), says("user", "b", "a"))) == [["a"], ["b"]]
