"""What a target could not hold, as data: one vocabulary for every conversion.

A loss is named by its kind. `unit` says what is counted, `effect` what became of it:

* `left-out`: it is not in the output;
* `changed`: it is there, in another form;
* `estimated`: something had to be filled in that the export does not hold;
* `chosen`: the person asked for it to be left out; not a loss that --strict minds.

The sum must come out: every message and every asset is written, or named in a loss of its unit whose effect is
`left-out` or `chosen`. `migrator.app.receipts` checks that, and the run fails if it does not. A loss of a label (a
time, a title) is left out too, and no part of that sum.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from migrator.i18n import N_

Unit = Literal["message", "part", "asset", "conversation", "item", "file"]
Effect = Literal["left-out", "changed", "estimated", "chosen"]


class LossKind(msgspec.Struct, frozen=True):
    """One kind of loss; `meaning` is a sentence for a person (translated when shown).

    With `label`, not the unit itself is meant but something known about it: its time, its title.
    """

    name: str
    unit: Unit
    effect: Effect
    meaning: str
    label: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether what it counts is gone as such, so that the sum has to know; a label is something known about it."""
        return self.effect in {"left-out", "chosen"} and not self.label


class Loss(msgspec.Struct, frozen=True):
    """What happened, and to what: `where` holds ids or JSON pointers, one for each thing, never text.

    Inside the receipt of a conversation a message is named by its id and a part by `<message id>#<pointer>` (`at` of
    the part). Where the effect is `changed` or `estimated`, and for labels, `where` may name a few and `count` say how many there
    are in all; what is left out whole is always named one by one.
    """

    kind: str
    where: tuple[str, ...] = ()
    count: int = 0

    @property
    def total(self) -> int:
        """How many things this happened to."""
        return self.count or len(self.where)


_KINDS = (
    # messages
    LossKind(
        "other-branch", "message", "chosen", N_("Messages on branches that you chose not to take along.")
    ),
    LossKind(
        "branch-left-out",
        "message",
        "left-out",
        N_("Messages on other branches of a conversation: the target holds one line per chat."),
    ),
    LossKind(
        "hidden",
        "message",
        "left-out",
        N_("Messages that ChatGPT itself never showed (system notes, tool traffic, hidden context)."),
    ),
    LossKind("empty", "message", "left-out", N_("Messages without any content.")),
    LossKind(
        "nothing-left",
        "message",
        "left-out",
        N_("Messages that hold nothing but content which the target does not take."),
    ),
    LossKind(
        "unpaired",
        "message",
        "left-out",
        N_("Messages before the first question or after the last answer: the target wants pairs."),
    ),
    LossKind("role-left-out", "message", "left-out", N_("Messages of a role that the target does not know.")),
    LossKind("not-chosen", "conversation", "chosen", N_("Conversations that your selection leaves out.")),
    LossKind(
        "other-conversation",
        "message",
        "left-out",
        N_("Messages of other conversations: the target goes on with one conversation."),
    ),
    LossKind(
        "earlier-left-out",
        "message",
        "left-out",
        N_("Earlier messages of a conversation: the target takes only as much as fits."),
    ),
    LossKind(
        "no-place-for-chats", "message", "left-out", N_("Messages: the target takes in no chats as such.")
    ),
    LossKind("refused", "message", "left-out", N_("Messages of conversations that the server did not take.")),
    LossKind(
        "removed-there",
        "message",
        "chosen",
        N_("Messages of chats that an earlier push brought and you removed on the server."),
    ),
    LossKind("no-messages", "conversation", "left-out", N_("Conversations that hold no message to write.")),
    LossKind("no-answer", "conversation", "left-out", N_("Conversations that hold no answer in words.")),
    LossKind(
        "older-there",
        "conversation",
        "left-out",
        N_(
            "What came later in conversations that the server has in an older state; they were left as they are."
        ),
    ),
    # parts
    LossKind("reasoning-left-out", "part", "left-out", N_("The model's visible reasoning.")),
    LossKind("tool-left-out", "part", "left-out", N_("Calls to tools and what the tools answered.")),
    LossKind(
        "tool-folded", "part", "changed", N_("Calls to tools and their answers became text of the answer.")
    ),
    LossKind("code-folded", "part", "changed", N_("Code that was a message of its own became a code block.")),
    LossKind("reasoning-folded", "part", "changed", N_("The model's reasoning became text of the answer.")),
    LossKind("document-folded", "part", "changed", N_("Documents beside a chat became text of the answer.")),
    LossKind("citation-folded", "part", "changed", N_("Sources became links in the text.")),
    LossKind("citation-left-out", "part", "left-out", N_("Sources that the answer names outside its text.")),
    LossKind(
        "excerpt-left-out",
        "part",
        "left-out",
        N_("What a search showed of a source, in that page's own words: its title and address are written."),
    ),
    LossKind(
        "unknown-left-out", "part", "left-out", N_("Content of a kind that this version does not know.")
    ),
    LossKind(
        "unknown-as-data",
        "part",
        "changed",
        N_("Content of an unknown kind, written as it is in the export."),
    ),
    LossKind("media-left-out", "part", "left-out", N_("Images, sound, video or files shown in a message.")),
    LossKind(
        "media-named", "part", "changed", N_("Images, sound, video or files: only their names are written.")
    ),
    LossKind(
        "media-missing",
        "part",
        "left-out",
        N_("Images, sound, video or files that messages name and the export does not hold."),
    ),
    LossKind("media-too-large", "part", "left-out", N_("Images, sound, video or files over the size limit.")),
    LossKind("text-changed", "part", "changed", N_("Characters that the target cannot hold were replaced.")),
    LossKind(
        "markup-neutralised",
        "part",
        "changed",
        N_("Markup in a chat's text that could run, load or forge something was made plain text."),
    ),
    LossKind("text-cut", "part", "changed", N_("Texts over the target's length limit were cut.")),
    # times and labels
    LossKind(
        "time-estimated", "message", "estimated", N_("Times that the export lacks and the target needs.")
    ),
    LossKind("time-left-out", "message", "left-out", N_("Dates and times of single messages."), label=True),
    LossKind("model-left-out", "message", "left-out", N_("Which model wrote an answer."), label=True),
    LossKind("role-changed", "message", "changed", N_("Messages that are written under another role.")),
    LossKind(
        "author-in-text",
        "message",
        "changed",
        N_("In chats of several people, the name of who wrote a message stands before its words."),
    ),
    LossKind("turns-merged", "message", "changed", N_("Messages in a row from one side became one turn.")),
    LossKind(
        "title-changed", "conversation", "changed", N_("Titles that the target cannot hold as they are.")
    ),
    LossKind("title-left-out", "conversation", "left-out", N_("Titles of conversations."), label=True),
    LossKind(
        "flags-left-out", "conversation", "left-out", N_("Archived, starred and pinned marks."), label=True
    ),
    LossKind(
        "project-left-out",
        "conversation",
        "left-out",
        N_("Which project a conversation belongs to."),
        label=True,
    ),
    LossKind(
        "persona-left-out",
        "conversation",
        "left-out",
        N_("Which custom GPT a conversation was held with."),
        label=True,
    ),
    LossKind(
        "details-left-out",
        "conversation",
        "left-out",
        N_("Technical details of ChatGPT (settings, ids of its own)."),
        label=True,
    ),
    LossKind(
        "words-left-out",
        "part",
        "left-out",
        N_("Texts that the export holds beside a message and that no part of it shows."),
        label=True,
    ),
    LossKind(
        "other-wording",
        "part",
        "left-out",
        N_(
            "Other wordings of messages and titles that are in the exports more than once; one of them was chosen."
        ),
        label=True,
    ),
    # the source
    LossKind(
        "record-unread", "conversation", "left-out", N_("Records of the export that could not be read.")
    ),
    LossKind(
        "source-incomplete",
        "file",
        "left-out",
        N_("Files that the export should hold and that are missing, cut short or damaged."),
    ),
    # assets and items
    LossKind("asset-left-out", "asset", "left-out", N_("Files of the export that the target does not take.")),
    LossKind("asset-damaged", "asset", "left-out", N_("Files of the export whose bytes could not be read.")),
    LossKind("asset-not-chosen", "asset", "chosen", N_("Files that belong to conversations you left out.")),
    LossKind(
        "asset-not-looked-into",
        "asset",
        "chosen",
        N_(
            "Files in which personal data cannot be searched for (pictures, sound, documents); they stayed behind."
        ),
    ),
    LossKind(
        "item-not-chosen", "item", "chosen", N_("Memories and instructions that you dropped in the review.")
    ),
    LossKind("memory-left-out", "item", "left-out", N_("Traces of what ChatGPT remembered about you.")),
    LossKind(
        "memory-removed-there",
        "item",
        "chosen",
        N_("Memories that an earlier push brought and you removed on the server."),
    ),
    LossKind("instruction-left-out", "item", "left-out", N_("Custom instructions.")),
    LossKind("project-info-left-out", "item", "left-out", N_("Projects as such.")),
    LossKind("persona-info-left-out", "item", "left-out", N_("Custom GPTs as such.")),
    LossKind("link-left-out", "item", "left-out", N_("The list of links that you shared.")),
    LossKind("feedback-left-out", "item", "left-out", N_("Your thumbs up and down.")),
    LossKind("account-left-out", "item", "left-out", N_("Your account's data (name, e-mail address).")),
    LossKind("file-left-out", "file", "left-out", N_("Files of the export that this version does not read.")),
)

KINDS: dict[str, LossKind] = {kind.name: kind for kind in _KINDS}
