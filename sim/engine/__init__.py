"""When it happens: SimPy lives here and nowhere else."""
