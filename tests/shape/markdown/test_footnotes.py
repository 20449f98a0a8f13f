"""Footnotes of several messages on one page."""

from migrator.model import Message, Text
from migrator.shape.markdown.footnotes import Footnotes


def written(*texts):
    page = Footnotes()
    return [
        page.apart(Message(id="m", role="assistant", parts=(Text(text=text),))).parts[0].text
        for text in texts
    ]


def test_each_answer_keeps_its_own_note():
    one, two, three = written(*[f"Take {n}[^1]\n\n[^1]: note {n}" for n in (1, 2, 3)])
    assert one == "Take 1[^1]\n\n[^1]: note 1"
    assert two == "Take 2[^1-2]\n\n[^1-2]: note 2"
    assert three == "Take 3[^1-3]\n\n[^1-3]: note 3"


def test_labels_differ_whatever_their_case():
    assert written("a[^N]\n\n[^N]: x", "b[^n]\n\n[^n]: y")[1] == "b[^n-2]\n\n[^n-2]: y"


def test_what_is_no_footnote_or_code_stays():
    texts = ["a[^1]\n\n[^1]: x", "the class [^1] in a pattern", "`[^1]` and\n\n```\n[^1]: code\n```"]
    assert written(*texts) == texts
