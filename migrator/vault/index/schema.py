"""The tables of `index.db`. They are ours to change: another number here means that the index is built anew.

`message.body` and `conversation.title` are plain text, so that a person with nothing but a SQLCipher browser and the key
from their vault can read every chat. `raw` holds each conversation as each export has it, zlib-packed JSON.
"""

from __future__ import annotations

from migrator.shape import fold

VERSION = f"2.{fold.VERSION}"

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE original (hex TEXT PRIMARY KEY, state TEXT NOT NULL, unreadable INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE raw (
  conversation TEXT NOT NULL, original TEXT NOT NULL, export INTEGER NOT NULL, seq INTEGER NOT NULL,
  file TEXT NOT NULL, pointer TEXT NOT NULL, vendor_id TEXT, raw BLOB NOT NULL,
  PRIMARY KEY (conversation, original, export, seq)
);
CREATE INDEX raw_by_original ON raw (original);
CREATE TABLE conversation (
  id TEXT PRIMARY KEY, title TEXT, created TEXT, updated TEXT, first TEXT, last TEXT, messages INTEGER NOT NULL,
  branches INTEGER NOT NULL, characters INTEGER NOT NULL, project TEXT, persona TEXT, model TEXT,
  archived INTEGER NOT NULL, starred INTEGER NOT NULL, pinned INTEGER NOT NULL, attachments INTEGER NOT NULL
);
CREATE INDEX conversation_by_time ON conversation (updated DESC);
CREATE TABLE message (
  number INTEGER PRIMARY KEY, conversation TEXT NOT NULL, id TEXT NOT NULL, role TEXT NOT NULL, created TEXT,
  hidden TEXT, body TEXT NOT NULL
);
CREATE INDEX message_by_conversation ON message (conversation);
CREATE TABLE asset (id TEXT NOT NULL, original TEXT NOT NULL, PRIMARY KEY (id, original)) WITHOUT ROWID;
CREATE TABLE named (conversation TEXT NOT NULL, asset TEXT NOT NULL, PRIMARY KEY (conversation, asset)) WITHOUT ROWID;
CREATE TABLE item (kind TEXT NOT NULL, id TEXT NOT NULL, original TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (kind, id, original)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(title, body, content='', contentless_delete=1,
  tokenize='unicode61 remove_diacritics 2');
INSERT INTO search (search, rank) VALUES ('hashsize', 67108864);
"""
# hashsize: 64 MiB of words are gathered in memory before they are written. With the usual 1 MiB more than half of the
# work is merging what was just written (docs/decisions/the-index.md).
