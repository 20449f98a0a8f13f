"""The tables of llm's logs, as they stood before its content-addressed store of 2026.

llm (0.36, `llm/migrations.py`, read 2026-11-21) still reads `conversations` and `responses`, and brings a database up to date when
it opens it: it runs every migration that `_llm_migrations` does not name. So these two tables are written as its tenth
migration makes them, with the columns for the model that answered, from its nineteenth, and for reasoning, from its twenty-second, and those are
named as done. Everything
else, the full-text index included, llm makes itself.
"""

from __future__ import annotations

CREATE = """
CREATE TABLE _llm_migrations (name TEXT PRIMARY KEY, applied_at TEXT);
CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
CREATE TABLE responses (
  id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, prompt_json TEXT, options_json TEXT, response TEXT,
  response_json TEXT, conversation_id TEXT REFERENCES conversations(id), duration_ms INTEGER, datetime_utc TEXT,
  resolved_model TEXT, reasoning TEXT
);
"""

DONE = (
    "m001_initial",
    "m002_id_primary_key",
    "m003_chat_id_foreign_key",
    "m004_column_order",
    "m004_drop_provider",
    "m005_debug",
    "m006_new_logs_table",
    "m007_finish_logs_table",
    "m008_reply_to_id_foreign_key",
    "m008_fix_column_order_in_logs",
    "m009_delete_logs_table_if_empty",
    "m010_create_new_log_tables",
    "m019_resolved_model",
    "m022_response_reasoning",
)

MARK_DONE = "INSERT INTO _llm_migrations VALUES (?, 'assistant-migrator')"
ADD_CONVERSATION = "INSERT INTO conversations VALUES (?, ?, ?)"
ADD_RESPONSE = (
    "INSERT INTO responses (id, model, prompt, system, response, conversation_id, datetime_utc, reasoning, resolved_model,"
    " options_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '{}')"
)
