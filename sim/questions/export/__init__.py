"""Runs and sweeps as files for other programs: one small module a format, and the table of them in export.py."""
