"""What the program can do, one use-case a file: no screen, no argv, no print. Both faces call it."""
