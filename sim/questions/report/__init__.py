"""A report to send: what one scenario, run or sweep says, or two of them side by side."""
