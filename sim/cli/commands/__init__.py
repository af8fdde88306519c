"""The commands, a module for each family; registry.py lists them."""
