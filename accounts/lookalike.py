"""User names that look alike: two of them have the same skeleton."""

# What the eye takes for one: 0 and O, 1 and l and I (and so, since case is folded, i), rn and m, vv and w.
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "m": "rn", "w": "vv", ".": "", "-": "", "_": ""})


def skeleton(username: str) -> str:
    """A user name without case, dots, hyphens and underscores, each letter as the one it may be taken for."""
    return username.casefold().translate(_ALIKE) or username
