"""Questions asked of runs: a study that answers, and a page that shows the answer."""
