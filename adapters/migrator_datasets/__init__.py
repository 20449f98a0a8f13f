"""Rows for training, evaluation and analysis."""

from __future__ import annotations

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_datasets import huggingface, jsonl, parquet, sharegpt

HUGGINGFACE = Target(
    name="huggingface",
    capabilities=load(__name__, "huggingface.toml"),
    write=huggingface.write,
    options=huggingface.OPTIONS,
)
JSONL = Target(
    name="jsonl", capabilities=load(__name__, "jsonl.toml"), write=jsonl.write, options=jsonl.OPTIONS
)
PARQUET = Target(
    name="parquet", capabilities=load(__name__, "parquet.toml"), write=parquet.write, options=parquet.OPTIONS
)
SHAREGPT = Target(
    name="sharegpt",
    capabilities=load(__name__, "sharegpt.toml"),
    write=sharegpt.write,
    options=sharegpt.OPTIONS,
)

__all__ = ["HUGGINGFACE", "JSONL", "PARQUET", "SHAREGPT"]
