"""The ChatGPT family: the reader of every generation of its data export, and the repaired shape as a target."""
