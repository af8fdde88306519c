"""Words and pictures: the command line and what it prints. No rule and no query of its own."""
