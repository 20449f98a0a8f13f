"""The hostile corpus through the vault: taken in or refused, then listed, searched, shown; nothing else ever escapes."""

import pytest

from migrator.app.context import Context
from migrator.app.keeping import transcript
from migrator.app.keeping.adding import add
from migrator.app.keeping.caring import verify
from migrator.app.keeping.reading import library
from migrator.errors import NotRecognised, Refused
from migrator.sample import hostile
from migrator.text import safe
from migrator.vault.session import session

CASES = [case.name for case in hostile.cases(long=False)]


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_export_is_kept_or_refused_and_never_breaks_the_vault(name, tmp_path):
    path = hostile.case(name).write(tmp_path)
    with session() as vault:
        try:
            done = add(vault, [str(path)], Context())
        except (NotRecognised, Refused):
            return
        with library(vault, Context()) as chats:
            listed = chats.conversations()
            assert len(listed) == done.added
            for one in listed[:20]:
                found = chats.conversation(one.id) if one.id else None
                if found is not None:
                    assert len(found.messages) == one.messages
                    shown = "\n".join(map(safe, transcript.lines(found, chats.attachments(found))))
                    assert "\x1b" not in shown
            for words in ("a", '"', "م", "0 OR 1", "title:x", "NEAR("):
                hits, total = chats.search(words, limit=5, prefix=True)
                assert len(hits) <= total
        assert verify(vault, Context()).ok
