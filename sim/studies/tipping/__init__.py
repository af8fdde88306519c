"""Where an outcome flips: along a path, between two, over all assumptions; and how much each one moves."""
