"""Which mode holds, where its keys come from, and what a start is refused for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from lib import keys

ROOT = Path(__file__).resolve().parents[2]
TELL = "from integrity import settings; print(settings.MODE, settings.SECRET_KEY)"
HOSTS = {"ALLOWED_HOSTS": "integrity.example.org"}
OURS = {*keys.NAMES, "SUBJECT_HASH_KEY_OLD", "ACCOUNT_HASH_KEY_OLD", "INTEGRITY_MODE", "DEBUG", "DATABASE_URL"}


def tell(var: Path, **environment: str) -> tuple[str, str]:
    """The mode and the secret key of a process that starts with this environment, or what it refused with."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=ROOT,
        env={**clean, "INTEGRITY_VAR": str(var), **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return "refused", done.stderr.strip().splitlines()[-1]
    mode, key = done.stdout.split()
    return mode, key


def refusal(var: Path, **environment: str) -> str:
    """The sentence with which a start is refused."""
    mode, said = tell(var, **environment)
    assert mode == "refused", said
    return said


def written_key(file: Path) -> str:
    return next(line.split("=", 1)[1] for line in file.read_text().splitlines() if line.startswith("SECRET_KEY="))


def test_without_anything_it_is_production_and_names_the_missing_keys(tmp_path: Path) -> None:
    said = refusal(tmp_path)
    assert all(name in said for name in keys.NAMES)
    assert "production mode" in said
    made = keys.generate()
    del made["ACCOUNT_HASH_KEY"]
    assert "Not set: ACCOUNT_HASH_KEY." in refusal(tmp_path, **made, **HOSTS)


def test_the_written_file_makes_it_the_demo(tmp_path: Path) -> None:
    keys.ensure_file(tmp_path / "integrity.env", "demo")
    assert tell(tmp_path) == ("demo", written_key(tmp_path / "integrity.env"))
    assert tell(tmp_path, INTEGRITY_MODE="demo")[0] == "demo"


def test_the_environment_wins_over_the_written_file(tmp_path: Path) -> None:
    keys.ensure_file(tmp_path / "integrity.env", "demo")
    mode, key = tell(tmp_path, INTEGRITY_MODE="development")
    assert mode == "development"
    assert key == written_key(tmp_path / "development.env") != written_key(tmp_path / "integrity.env")
    assert tell(tmp_path, INTEGRITY_MODE="production")[0] == "refused"


def test_production_takes_everything_from_the_environment(tmp_path: Path) -> None:
    made = keys.generate()
    assert tell(tmp_path, **made, **HOSTS) == ("production", made["SECRET_KEY"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mode", ["test", "Demo", "prod"])
def test_another_mode_is_refused(tmp_path: Path, mode: str) -> None:
    assert "Set it to one of" in refusal(tmp_path, INTEGRITY_MODE=mode)


def test_a_demo_needs_the_switch_that_make_run_writes(tmp_path: Path) -> None:
    made = keys.generate("demo")
    assert "make run" in refusal(tmp_path, INTEGRITY_MODE="demo", **made)
    (tmp_path / "integrity.env").write_text("".join(f"{name}={value}\n" for name, value in made.items()))
    assert "make run" in refusal(tmp_path, INTEGRITY_MODE="demo")


@pytest.mark.parametrize("name", keys.NAMES)
def test_a_demo_takes_no_real_key(tmp_path: Path, name: str) -> None:
    keys.ensure_file(tmp_path / "integrity.env", "demo")
    assert f"{name} was not made for a demo" in refusal(tmp_path, **{name: keys.generate()[name]})


@pytest.mark.parametrize("mode", ["demo", "development"])
@pytest.mark.parametrize("name", keys.NAMES)
def test_production_takes_no_key_of_a_demo_or_a_test(tmp_path: Path, name: str, mode: str) -> None:
    made = {**keys.generate(), name: keys.generate(mode)[name]}
    assert f"{name} was made for a demo or for tests" in refusal(tmp_path, **made, **HOSTS)


def test_a_demo_of_an_earlier_version_says_which_folder_to_remove(tmp_path: Path) -> None:
    old = {name: value for name, value in keys.generate().items() if name != "AUDIT_KEYS"}
    file = tmp_path / "integrity.env"
    file.write_text("INTEGRITY_MODE=demo\n" + "".join(f"{name}={value}\n" for name, value in old.items()))
    assert f"remove the folder {tmp_path}" in refusal(tmp_path)
    file.write_text(file.read_text() + "AUDIT_KEYS=" + keys.generate()["AUDIT_KEYS"] + "\n")
    assert f"remove the folder {tmp_path}" in refusal(tmp_path)


@pytest.mark.parametrize("name", keys.NAMES)
@pytest.mark.parametrize("value", ["short", "a" * 80, "changeme" * 10])
def test_production_takes_no_short_or_simple_secret(tmp_path: Path, name: str, value: str) -> None:
    made = {**keys.generate(), name: value}
    assert f"{name} is too short or too simple" in refusal(tmp_path, **made, **HOSTS)


def test_production_takes_no_default_secret(tmp_path: Path) -> None:
    made = {**keys.generate(), "SECRET_KEY": "django-insecure-" + keys.generate()["SECRET_KEY"]}
    assert "SECRET_KEY is a default" in refusal(tmp_path, **made, **HOSTS)


def test_every_key_of_several_is_looked_at(tmp_path: Path) -> None:
    made = keys.generate()
    for name in keys.SEVERAL:
        other = {**made, name: f"{made[name]},short"}
        assert f"{name} is too short or too simple" in refusal(tmp_path, **other, **HOSTS)
    twice = {**made, "AUDIT_KEYS": f"{made['AUDIT_KEYS']},{made['AUDIT_KEYS']}"}
    assert "AUDIT_KEYS and AUDIT_KEYS hold the same key" in refusal(tmp_path, **twice, **HOSTS)


@pytest.mark.parametrize("other", ["ACCOUNT_HASH_KEY", "AUDIT_KEYS", "SUBJECT_HASH_KEY_OLD"])
def test_production_takes_no_two_equal_keys(tmp_path: Path, other: str) -> None:
    made = keys.generate()
    made[other] = made["SUBJECT_HASH_KEY"]
    said = refusal(tmp_path, **made, **HOSTS)
    assert "hold the same key" in said
    assert other in said


def test_an_identity_key_is_a_fernet_key(tmp_path: Path) -> None:
    made = {**keys.generate(), "IDENTITY_KEYS": keys.generate()["AUDIT_KEYS"] + "!"}
    assert "Fernet" in refusal(tmp_path, **made, **HOSTS)
    assert Fernet(keys.generate("demo")["IDENTITY_KEYS"])


@pytest.mark.parametrize(
    "name, value, said",
    [
        ("DEBUG", "true", "DEBUG shows what is inside"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS must name"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name"),
        ("SECURE_SSL_REDIRECT", "false", "SECURE_SSL_REDIRECT is off"),
        ("SESSION_COOKIE_SECURE", "0", "SESSION_COOKIE_SECURE is off"),
        ("CSRF_COOKIE_SECURE", "no", "CSRF_COOKIE_SECURE is off"),
        ("SECURE_HSTS_SECONDS", "0", "SECURE_HSTS_SECONDS is too short"),
        ("SITE_URL", "http://integrity.example.org", "SITE_URL must begin with https://"),
        ("SITE_URL", "", "SITE_URL must begin with https://"),
    ],
)
def test_production_starts_with_https_and_without_debug_only(tmp_path: Path, name: str, value: str, said: str) -> None:
    assert said in refusal(tmp_path, **{**keys.generate(), **HOSTS, name: value})


def test_where_links_in_mails_lead(tmp_path: Path) -> None:
    def site(**environment: str) -> str:
        code = "from integrity import settings; print(settings.SITE)"
        clean = {name: value for name, value in os.environ.items() if name not in {*OURS, "SITE_URL"}}
        environment = {**clean, "INTEGRITY_VAR": str(tmp_path), **environment}
        return subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, env=environment, text=True).strip()

    production = {**keys.generate(), "ALLOWED_HOSTS": ".example.org,other.example.org"}
    assert site(**production) == "https://example.org"
    assert site(**production, SITE_URL="https://register.example.org") == "https://register.example.org"
    assert site(INTEGRITY_MODE="development") == ""


def test_debug_is_for_development_alone(tmp_path: Path) -> None:
    keys.ensure_file(tmp_path / "integrity.env", "demo")
    code = "from integrity import settings; assert not settings.DEBUG; assert '*' not in settings.ALLOWED_HOSTS"
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"INTEGRITY_VAR": str(tmp_path), "DEBUG": "true", "ALLOWED_HOSTS": "*"}
    assert not subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment).returncode


def test_the_command_line_refuses_with_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**environment, "INTEGRITY_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Not set: ")
    assert "Traceback" not in done.stderr
