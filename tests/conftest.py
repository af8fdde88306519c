"""What every test shares: hypothesis draws the same examples on every machine and keeps no database."""

from hypothesis import settings

settings.register_profile("turtlebay", deadline=None, database=None, derandomize=True, print_blob=False)
settings.load_profile("turtlebay")
