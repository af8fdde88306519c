"""What comes of a scenario as its numbers are moved one by one, beside what came of it before."""
