"""Migrator: from ChatGPT to another assistant, without losing or leaking anything.

This module holds the version and imports nothing, so that `migrate --version` stays quick.
"""

__version__ = "0.1.0"
