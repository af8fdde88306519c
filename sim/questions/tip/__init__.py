"""What an outcome hangs on: one step of every number, where it tips along a path, between two, over all assumptions."""
