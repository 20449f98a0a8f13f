"""The same journey as numbered questions in plain lines, for screen readers and for simple terminals."""
