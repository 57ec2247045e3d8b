"""Files come into screening: trajectories, staff, oaths, acknowledgements of the code, training sessions.

Each kind says what a row is, what is here already, and how the rest is written; the way is that of `office.importing`.
"""

from pathlib import Path

PROFILES = Path(__file__).resolve().parent.parent / "profiles"
