"""One voice: labels of a case, formats of numbers and shares, and one sentence for each kind of event."""
