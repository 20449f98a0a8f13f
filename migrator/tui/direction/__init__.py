"""Writing from right to left, put in order for terminals that do not do it themselves. For showing only."""
