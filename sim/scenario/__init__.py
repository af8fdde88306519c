"""The file an analyst writes: reading it, checking it, changing it by path, writing it back."""
