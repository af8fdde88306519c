"""Two or more runs side by side: inputs, where they part, outcomes, and what each change accounts for."""
