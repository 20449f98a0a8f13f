"""Tables that `leave show` knows beside the steps: alternatives, laws, what can be set, and a person's corrections."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import msgspec

from migrator.app.context import Context
from migrator.app.leaving.book import Book
from migrator.app.leaving.checklist import fact_item
from migrator.i18n import N_, _
from migrator.leave import clock
from migrator.leave import content as contents
from migrator.leave.content import Alternative, Cell, Content, Law, Span
from migrator.leave.faults import cells
from migrator.leave.record import corrections
from migrator.leave.situation import of

COLUMNS = {
    "trains": N_("Trains on your chats by default?"),
    "keeps": N_("How long are they kept?"),
    "encrypted": N_("End-to-end encrypted?"),
    "open_weights": N_("Open weights?"),
    "local": N_("Runs on your computer?"),
    "place": N_("Where?"),
    "takes_in": N_("Takes in ChatGPT data?"),
}


def alternatives(context: Context) -> dict[str, Any]:
    """Places to go with every cell's source and date. In the order of the file; nothing ranks them."""
    content, today = contents.load(), context.now().date()
    return {"alternatives": [_alternative(content, one, today) for one in content.alternative]}


def laws(book: Book, context: Context) -> dict[str, Any]:
    """Laws and addresses; `yours` marks those of the person's region."""
    content = contents.load()
    region = of(book.records(), content).one("region")
    today = context.now().date()
    return {
        "laws": [_law(content, law, region, today) for law in content.law],
        "contacts": [
            {
                "id": c.id,
                "title": c.title,
                "address": list(c.address),
                "mail": list(c.mail),
                "yours": region in c.regions,
                "facts": [_fact(content, f, today) for f in c.facts],
            }
            for c in content.contact
        ],
    }


def questions(book: Book) -> dict[str, Any]:
    """What can be set, and what is."""
    content = contents.load()
    situation = of(book.records(), content)
    return {
        "questions": [
            {
                "key": q.id,
                "question": _(q.question),
                "explain": _(q.explain),
                "kind": q.kind,
                "values": [{"value": v.id, "title": _(v.title)} for v in q.values],
                "answer": list(situation.get(q.id)),
            }
            for q in content.question
        ]
    }


def corrections_patch(book: Book) -> str:
    """A person's corrections as TOML: the facts that they concern, with what was seen instead and when."""
    content = contents.load()
    records = book.records()
    zone = of(records, content).zone
    blocks = []
    for fact_id, (at, text) in corrections(records).items():
        fact = content.find_fact(fact_id)
        if fact is not None:
            blocks.append(
                "[[correction]]\n"
                f"fact = {_quoted(fact_id)}\n"
                f"was = {_quoted(fact.statement)}\n"
                f"saw = {_quoted(text)}\n"
                f"seen = {clock.day(at, zone).isoformat()}\n"
                'mark = "observed"\n'
            )
    return "\n".join(blocks)


def _alternative(content: Content, one: Alternative, today: dt.date) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": _(one.title),
        "target": one.target or None,
        "cells": {name: _cell(content, cell, today) for name, cell in cells(one)},
    }


def _cell(content: Content, cell: Cell, today: dt.date) -> dict[str, Any]:
    sources = [s for s in map(content.find_source, cell.sources) if s is not None]
    limit = dt.timedelta(days=cell.expires_after_days)
    return {
        "statement": _(cell.statement),
        "answer": cell.answer,
        "seen": cell.seen.isoformat() if cell.seen else None,
        "stale": cell.seen is not None and today > cell.seen + limit,
        "sources": [{"title": s.title, "address": s.address, "dated": s.dated} for s in sources],
    }


def _law(content: Content, law: Law, region: str, today: dt.date) -> dict[str, Any]:
    return {
        "id": law.id,
        "title": _(law.title),
        "statement": _(law.statement),
        "authority": _(law.authority),
        "note": _(law.note),
        "yours": region in law.regions,
        "answer": _span(law.answer),
        "extension": _span(law.extension),
        "facts": [_fact(content, f, today) for f in law.facts],
    }


def _fact(content: Content, fact_id: str, today: dt.date) -> Any:
    fact = content.find_fact(fact_id)
    return msgspec.to_builtins(fact_item(content, fact, today)) if fact else None


def _span(span: Span | None) -> dict[str, int] | None:
    return {"days": span.days, "months": span.months} if span else None


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
