"""Rows for training, evaluation and analysis."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_datasets import jsonl

JSONL = Target(
    name="jsonl", capabilities=load(__name__, "jsonl.toml"), write=jsonl.write, options=jsonl.OPTIONS
)

__all__ = ["JSONL"]
