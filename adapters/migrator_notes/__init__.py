"""Notes: folders of Markdown."""
