"""Leaving in the right order: the checklist engine. Its content is data under `content/`.

Everything here is pure but `content.load`, which reads the files beside it: `plan.plan(content, situation, records,
seen, now)` says what stands where, `change` turns a person's word into records for the vault's journal, and `gate`
holds, in code, what has to be true before anything is deleted. The clock is always handed in.
"""
