"""Many runs: recipes by numbers, played once, stored, and counted."""
