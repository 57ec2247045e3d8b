"""What a start is refused for as far as the settings tell; what the database tells is in `integrity.checks`.

Each refusal is a sentence that says what to do.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dotenv import dotenv_values
from environs import Env

from lib import keys

HTTPS = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
"""On in production, whatever anybody wishes."""
SHORTEST_HSTS = 86_400


def of_missing_keys(mode: str, missing: Sequence[str], demo_file: Path) -> Iterator[str]:
    """Keys that are not there at all."""
    if not missing:
        return
    names = ", ".join(missing)
    if mode == "demo" and demo_file.exists():
        yield (
            f"Not set: {names}. {demo_file} was written by an earlier version. A demo holds nothing real: remove the "
            f"folder {demo_file.parent} and run `make run` again."
        )
    else:
        yield (
            f"Not set: {names}. In {mode} mode these keys come from the environment; README.md says what each one is "
            "for, and `python -m lib.keys` prints a fresh set. `make run` makes a demo register with keys of its own."
        )


def of_demo(demo_file: Path) -> Iterator[str]:
    """A demo is what `make run` switches on, in a file of its own."""
    if dotenv_values(demo_file).get("INTEGRITY_MODE") != "demo":
        yield (
            f"INTEGRITY_MODE is demo, but {demo_file} does not say so. Start the demo with `make run`, or set "
            "INTEGRITY_MODE=production."
        )


def of_keys(mode: str, values: Mapping[str, Sequence[str]], demo_file: Path) -> Iterator[str]:
    """Keys that are short, known, equal, or made for something else."""
    found = list(keys.problems(mode, values))
    yield from found
    if found and mode == "demo":
        yield f"If {demo_file} was written by an earlier version: remove the folder {demo_file.parent}."


def of_production(env: Env, hosts: Sequence[str]) -> Iterator[str]:
    """What a register that is real does not go without."""
    if env.bool("DEBUG", False):
        yield "DEBUG shows what is inside to whoever causes an error. Take it out of the environment."
    if not hosts or any(host in {"*", "."} for host in hosts):
        yield "ALLOWED_HOSTS must name the address that the register is served under, such as integrity.example.org."
    if not env.str("SITE_URL", "https://").startswith("https://"):
        yield "SITE_URL must begin with https://, such as https://integrity.example.org: links in mails lead there."
    for name in HTTPS:
        if not env.bool(name, True):
            yield f"{name} is off. In production everything goes over HTTPS: take it out of the environment."
    if env.int("SECURE_HSTS_SECONDS", SHORTEST_HSTS) < SHORTEST_HSTS:
        yield f"SECURE_HSTS_SECONDS is too short. Give at least {SHORTEST_HSTS} (a day), or leave it out (a year)."


def of_provider(mode: str, env: Env) -> Iterator[str]:
    """An identity provider that is half configured, or spoken to in the clear."""
    if not env.str("OIDC_ISSUER", ""):
        return
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME") if not env.str(name, "")]
    if missing:
        yield f"OIDC_ISSUER names an identity provider; set {', '.join(missing)} too, or leave OIDC_ISSUER out."
    if mode == "production" and not env.str("OIDC_ISSUER").startswith("https://"):
        yield "OIDC_ISSUER must begin with https://, for what the provider says is not to be changed on its way."
