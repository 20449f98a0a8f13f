"""What the old assistant knew about the person: collected from every trace, looked over, decided upon. Pure work."""
