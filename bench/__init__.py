"""Speed, measured: `make bench`. No test asserts it."""
