"""What an assistant remembered about a person, as facts: joined, dated, looked over, and fitted to sizes."""
