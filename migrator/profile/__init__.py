"""What the old assistant knew about the person: memories and instructions, collected, reviewed, packed."""
