"""Pure work on the model that several writers need: trees, turns, times, names, splitting."""
