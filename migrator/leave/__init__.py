"""Leaving in the right order: the checklist engine. Its content is data under `content/`."""
