"""Many runs: batches, designs, sweeps that can be gone on with, and what they add up to."""
