"""Why a run came out as it did: the chain back, what moved the text, near misses, and but for."""
