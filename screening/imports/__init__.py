"""Files come into screening: trajectories, staff, oaths, acknowledgements of the code, training sessions.

Each kind says what a row is, what is here already, and how the rest is written; the way is that of `office.importing`.
"""

from pathlib import Path

from office import profiles
from office.profiles import Profile

PROFILES = Path(__file__).resolve().parent.parent / "profiles"


def profile_named(name: str) -> Profile:
    """The profile that ships under this name, or the file of this name. Raises BadProfile."""
    return profiles.load(name, PROFILES)
