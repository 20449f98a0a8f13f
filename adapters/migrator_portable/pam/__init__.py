"""Portable AI Memory (PAM) 1.0: memories with their origin in one file, each chat with all its branches in another."""

from migrator_portable.pam.writer import write

__all__ = ["write"]
