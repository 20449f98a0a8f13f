"""Finding personal data and secrets, replacing them, and choosing what to take along."""
