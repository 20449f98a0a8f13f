"""The data card: a head in YAML for machines, and for people what is in the data set and what to mind before sharing it.

Nothing of the chats stands in it but counts. Head: https://huggingface.co/docs/hub/main/datasets-data-files-configuration and
https://github.com/huggingface/hub-docs/blob/main/datasetcard.md?plain=1 (seen 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Mapping

from migrator.i18n import _
from migrator.losses import KINDS

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)

_UNITS = {
    "message",
    "part",
    "conversation",
}  # what the rows are made of; other items of an export are no matter of theirs


def card(
    file: str, digest: str, rows: int, messages: int, left_out: int, lost: Mapping[str, int], *, details: bool
) -> str:
    """The text of the card: `rows` in `file`, made of `messages`; `left_out` chats; `lost`, how many of each kind of loss.

    `digest` is the SHA-256 of the rows. It stands in the head, since `datasets` (5.2.0) knows a folder with a card again by
    what the card says of its files, and would give the rows of an earlier state, or of another folder, out of its cache.
    """
    body = [
        "# " + _("Chats with ChatGPT"),
        _(
            "One person's chats, one row each, in the form of OpenAI-style messages. Made from an export of ChatGPT."
        ),
        "## " + _("Before you share this"),
        "\n".join(f"- {warning}" for warning in _warnings(details=details)),
        "## " + _("What is in it"),
        _table(
            (_("Rows (chats)"), rows),
            (_("Messages in them"), messages),
            (_("Chats left out"), left_out),
        ),
        _(
            "A row is one line of a chat, the one last shown. It begins with the system or the user, sides alternate, and "
            "the assistant has the last word; messages in a row from one side are joined."
        ),
        (
            "```python\nimport datasets, json\n\n"
            f'rows = datasets.Dataset.from_list([json.loads(line) for line in open("{file}", encoding="utf-8")])\n```'
        ),
        _(
            "Loaded like this, the chats stay in memory. `load_dataset` would keep a copy of them in its own cache, which "
            "deleting this folder leaves behind."
        ),
    ]
    told = [
        (_(kind.meaning), lost[kind.name])
        for kind in KINDS.values()
        if kind.unit in _UNITS and kind.name in lost
    ]
    if told:
        body += ["## " + _("What was left out or changed"), _table(*told)]
    return _head(file, digest, rows) + "\n" + "\n\n".join(body) + "\n"


def _head(file: str, digest: str, rows: int) -> str:
    size = next((name for below, name in _SIZES if rows < below), "n>10M")
    return f"""\
---
pretty_name: "Chats with ChatGPT"
license: other
license_name: "unknown"
task_categories:
- text-generation
size_categories:
- "{size}"
tags:
- chat
- personal-data
configs:
- config_name: default
  description: "Rows {digest}"
  data_files:
  - split: train
    path: "{file}"
dataset_info:
  config_name: default
  features:
  - name: messages
    list:
    - name: role
      dtype: string
    - name: content
      dtype: string
---
"""


def _warnings(*, details: bool) -> list[str]:
    found = [
        _(
            "These are private chats. They hold personal data, and perhaps passwords or keys that somebody pasted."
        ),
        _(
            "They hold other people's words too: letters, documents and names that were pasted into a chat. "
            "Those people have not agreed to a publication, and their texts may be under copyright."
        ),
        _(
            "The answers were written by a service whose terms still hold: OpenAI's have long forbidden to use what the "
            "service puts out to develop models that compete with OpenAI. Read them before you train or publish."
        ),
        _(
            "No licence is given here. Choose one only if you hold the rights to all of it; until then keep it private."
        ),
        _("Nothing was checked, filtered or rated: answers may be wrong, biased or harmful."),
    ]
    if details:
        found.insert(
            1,
            _(
                "The file about.jsonl holds titles, times and ids of the chats: leave it out of what you share."
            ),
        )
    return found


def _table(*rows: tuple[str, int]) -> str:
    return "\n".join(["| | |", "|---|---:|", *(f"| {text} | {count} |" for text, count in rows)])
