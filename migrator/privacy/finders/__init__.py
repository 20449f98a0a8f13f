"""One file for each family of kinds: from a `Scan` to candidates."""
