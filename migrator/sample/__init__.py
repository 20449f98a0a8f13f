"""Made-up exports of every generation, from a seed: for the demo, the tests and the hostile corpus."""
