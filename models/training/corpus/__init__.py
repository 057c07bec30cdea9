"""The seeded generator of the training corpus: stories and short dialogues."""
