"""Writing chat text as Markdown: what an answer says stays as it is, and nothing in it can run, load or forge."""
