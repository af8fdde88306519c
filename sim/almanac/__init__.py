"""Facts that any case can lean on: states, seats, presidencies, vetoes, and how states vote in the General Assembly."""
