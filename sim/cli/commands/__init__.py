"""One module a command; registry.py lists them."""
