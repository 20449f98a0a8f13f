"""The encrypted vault: originals, journal, index and key slots; the only importer of `sqlcipher3` and `keyring`."""
