"""The words of our own that stand in the page, in the language of the person, and how it writes numbers and days."""

from __future__ import annotations

from typing import Any

from migrator.i18n import _, in_use, language, ngettext

# A number of each of CLDR's forms, as the page's Intl.PluralRules names them.
_FORMS = {
    "en": {"one": 1, "other": 2},
    "tr": {"one": 1, "other": 2},
    "ar": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100},
}
Words = dict[str, str | dict[str, str]]


def settings(*, locked: bool = False) -> dict[str, Any]:
    """Language, direction, words and forms, as the page reads them; `locked` has the words before the lock alone."""
    forms = in_use()
    names = ("digits", "group", "decimal", "day", "month", "moment", "months")
    return {
        "lang": language(),
        "dir": direction(),
        "words": _plain(lock_words()) if locked else words(),
        "forms": {name: getattr(forms, name) for name in names},
    }


def direction() -> str:
    """Of the whole page."""
    return "rtl" if language() == "ar" else "ltr"


def _counted(one: str, many: str) -> dict[str, str]:
    return {form: str(ngettext(one, many, n)) for form, n in _FORMS[language()].items()}


def words() -> Words:
    """Every word of the page, by the name that its scripts use."""
    return _plain({**lock_words(), **_frame(), **_list(), **_chat(), **_beside()})


def _plain(made: Words) -> Words:
    """Texts as an encoder takes them: a text with gaps is no `str` of the plainest kind (`i18n.Text`)."""
    return {
        name: str(text) if isinstance(text, str) else {form: str(each) for form, each in text.items()}
        for name, text in made.items()
    }


def lock_words() -> Words:
    """What stands on the page before anything is opened."""
    return {
        "title": _("Your chats"),
        "unpack": _(
            "Loading. If this text stays, unpack the whole folder first, then open index.html in it."
        ),
        "noscript": _("This page needs JavaScript, which your browser does not run here."),
        "missingFile": _(
            "The file {file} is missing beside this page. Unpack the whole folder first, and keep its files together."
        ),
        "damagedFile": _(
            "The file {file} is damaged: it is not as it was written. Take it from another copy."
        ),
        "lockTitle": _("These chats are encrypted"),
        "lockPassphrase": _("Passphrase"),
        "lockShow": _("Show what I type"),
        "unlock": _("Open"),
        "lockOpening": _("Opening…"),
        "lockWrong": _(
            "This passphrase does not open the file. Look at blanks, capitals and the keyboard's language."
        ),
        "lockDamaged": _(
            "The passphrase is right, but the file is damaged or was changed. Take it from another copy."
        ),
        "lockUnknown": _("This file was made by a newer version, or was changed. It is not opened."),
        "lockImpossible": _(
            "This browser cannot decrypt here. Save the file on the computer and open it from there, in a current browser."
        ),
        "privateSealed": _(
            "Best opened in a private window. Nothing of what you read goes into the browser's history, and all of it is"
            " cleared when you leave the page."
        ),
    }


def _frame() -> Words:
    return {
        "overview": _("Overview"),
        "aboutYou": _("About you"),
        "allFiles": _("Pictures and files"),
        "skip": _("Skip to the text"),
        "views": _("Views"),
        "toList": _("Back to the list"),
        "print": _("Print"),
        "theme": _("Light or dark"),
        "help": _("Help"),
        "lockNow": _("Lock"),
        "close": _("Close"),
        "keySearch": _("Search all chats"),
        "keyList": _("Walk through the list"),
        "keyBack": _("Back to the overview"),
        "keyHelp": _("This help"),
        "privateOpen": _(
            "Nothing leaves this computer. Your browser's history keeps the titles and addresses of what you open here, as"
            " it does for every page; a private window keeps none."
        ),
        "madeBy": _(
            "Made by Migrator from a ChatGPT export. The encrypted vault remains the archive; this is a copy to read. A"
            " printed page or PDF is for looking at; take the Markdown copy to work with the text."
        ),
        "faultTitle": _("This cannot be shown"),
        "noSuchChat": _("There is no such chat in this copy."),
        "followTitle": _("Go to this address?"),
        "followWords": _("It leads out of this copy, to the web:"),
        "follow": _("Open in a new tab"),
        "copyAddress": _("Copy the address"),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "notCopied": _("Could not be copied"),
        "undated": _("Without a date"),
        "more": _("More"),
        "done": _("done"),
        "open": _("open"),
    }  # fmt: skip


def _list() -> Words:
    return {
        "chatsList": _("All chats"),
        "searchAll": _("Search all chats"),
        "filters": _("Filter and sort"),
        "orderBy": _("Order"),
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "longest": _("Longest first"),
        "byTitle": _("By title"),
        "any": _("all"),
        "year": _("Year"),
        "project": _("Project"),
        "model": _("Model"),
        "persona": _("Custom GPT"),
        "language": _("Language"),
        "holds": _("With"),
        "marked": _("Marked"),
        "hasPictures": _("pictures"),
        "hasFiles": _("files"),
        "hasCode": _("code"),
        "hasReasoning": _("reasoning"),
        "hasSound": _("sound or video"),
        "hasBranches": _("several versions"),
        "archived": _("archived"),
        "starred": _("starred"),
        "pinned": _("pinned"),
        "clear": _("Clear all"),
        "without": _("Remove the filter {what}"),
        "chats": _counted("{n} chat", "{n} chats"),
        "messages": _counted("{n} message", "{n} messages"),
        "branches": _counted("{n} branch", "{n} branches"),
        "reading": _("reading all texts: {share}%"),
        "partsMissing": _counted("{n} part could not be read", "{n} parts could not be read"),
        "looking": _("Looking…"),
        "nothingFound": _("Nothing found."),
        "untitled": _("Untitled"),
    }  # fmt: skip


def _chat() -> Words:
    return {
        "you": _("You"),
        "assistant": _("Assistant"),
        "system": _("System"),
        "reasoning": _("Reasoning"),
        "seconds": _("{s} s"),
        "called": _("Called {tool}"),
        "answered": _("{tool} answered"),
        "failed": _("{tool} answered with an error"),
        "sources": _counted("{n} source", "{n} sources"),
        "prompt": _("Made from"),
        "unknown": _("Content of an unknown kind"),
        "missing": _("Not in the export: {name}"),
        "document": _("Document"),
        "picture": _("Picture"),
        "sound": _("recording"),
        "video": _("video"),
        "file": _("file"),
        "code": _("Code"),
        "codeIn": _("Code in {language}"),
        "table": _("Table"),
        "formula": _("Formula"),
        "webPicture": _("picture on the web"),
        "pictureUndescribed": _("Picture, no description"),
        "pictureUnreadable": _("This picture cannot be shown by the browser."),
        "versions": _("Versions"),
        "versionOf": _("{n} of {all}"),
        "versionBefore": _("Version before"),
        "versionAfter": _("Next version"),
        "addressOf": _("Address of this message"),
        "questions": _counted("{n} question in this chat", "{n} questions in this chat"),
        "pagesOfChat": _("Pages of this chat"),
        "earlier": _("Earlier"),
        "later": _("Later"),
        "messagesOf": _("Messages {from} to {to} of {all}; the browser's own search finds only these"),
        "showAll": _("Show all, for printing"),
        "otherChats": _("Other chats"),
        "chatBefore": _("Before in the list"),
        "chatAfter": _("Next in the list"),
    }  # fmt: skip


def _beside() -> Words:
    return {
        "span": _("From {from} to {to}"),
        "chatsWord": _counted("chat", "chats"),
        "messagesWord": _counted("message", "messages"),
        "branchesWord": _counted("branch", "branches"),
        "picturesWord": _counted("picture", "pictures"),
        "perMonth": _("Chats over time"),
        "busiest": _counted("Most in {when}: {n} chat", "Most in {when}: {n} chats"),
        "projects": _("Projects"),
        "models": _("Models"),
        "languages": _("Languages"),
        "longestChats": _("Longest chats"),
        "characters": _counted("{n} character", "{n} characters"),
        "andMore": _counted("and {n} more", "and {n} more"),
        "alsoHere": _("Also in this copy"),
        "memories": _("What ChatGPT remembered about you"),
        "instructions": _("Custom instructions"),
        "aboutMe": _("About you"),
        "howToAnswer": _("How ChatGPT should answer"),
        "personas": _("Custom GPTs"),
        "sharedLinks": _("Links that you shared"),
        "feedback": _("Your feedback"),
        "files": _counted("{n} file", "{n} files"),
        "pictures": _("Pictures"),
        "otherFiles": _("Other files"),
    }  # fmt: skip
