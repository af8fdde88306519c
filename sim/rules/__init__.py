"""What follows from what: pure functions from a state to values and events."""
