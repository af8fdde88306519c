"""Runs side by side: what was put in, where they part and why, what came of each, and what each change accounts for."""
