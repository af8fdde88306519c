"""What is kept of a run: the canonical line and its hash chain, the store, the log."""
