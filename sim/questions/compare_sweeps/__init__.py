"""Sweeps side by side."""
