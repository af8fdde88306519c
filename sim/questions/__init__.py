"""Questions asked of runs: each a study, which gives a frozen answer, and a page that lays the answer out."""
