"""age v1 files and the sealed spool: the only importer of `cryptography`."""
