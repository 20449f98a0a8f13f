"""ChatGPT's own shape, repaired, as values: what several programs, and the imports of other assistants, read."""
