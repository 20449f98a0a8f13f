"""The full-screen face over `migrator.app`."""
