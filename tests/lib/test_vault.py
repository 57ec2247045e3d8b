"""Files at rest: whole, secret and unchanged, or refused."""

import io
import os
import stat
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from lib import identity, vault
from lib.vault import CHUNK, Damaged

SEALED = CHUNK + 16
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]


def kept(folder: Path, content: bytes, name: str = "file") -> Path:
    path = folder / name
    with vault.writer(path) as file:
        file.write(content)
    return path


def read(path: Path) -> bytes:
    with vault.reader(path) as file:
        return file.read()


def body(stored: bytes) -> int:
    """Where the first chunk begins."""
    return 10 + int.from_bytes(stored[8:10], "big")


def some(size: int) -> bytes:
    """Bytes of which no two chunks are alike."""
    return b"".join(number.to_bytes(4, "big") for number in range(size // 4 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(tmp_path: Path, size: int) -> None:
    assert read(kept(tmp_path, some(size))) == some(size)


def test_nothing_of_it_stands_on_the_disk_in_clear_or_twice_the_same(tmp_path: Path) -> None:
    content = b"Sam Verburg, K12345. " * 10_000
    one, two = kept(tmp_path, content, "one").read_bytes(), kept(tmp_path, content, "two").read_bytes()
    assert b"Verburg" not in one
    assert one[body(one) :] != two[body(two) :]


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = kept(tmp_path / "new" / "folder", b"text")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def break_off() -> None:
        with vault.writer(path) as file:
            file.write(some(3 * CHUNK))
            assert not path.exists()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert list(tmp_path.iterdir()) == []


def test_a_draft_is_not_open_to_others(tmp_path: Path) -> None:
    with vault.writer(tmp_path / "file") as file:
        file.write(b"text")
        (draft,) = tmp_path.iterdir()
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600
        assert draft.name.startswith(".")


def test_none_is_written_over(tmp_path: Path) -> None:
    path = kept(tmp_path, b"first")
    with pytest.raises(FileExistsError):
        kept(tmp_path, b"second")
    assert read(path) == b"first"
    assert list(tmp_path.iterdir()) == [path]


@given(
    size=st.sampled_from(SIZES),
    pieces=st.lists(st.integers(0, 2 * CHUNK + 3), max_size=4),
    steps=st.lists(
        st.tuples(
            st.sampled_from([os.SEEK_SET, os.SEEK_CUR, os.SEEK_END]),
            st.integers(-CHUNK, CHUNK),
            st.integers(-1, 200_000),
        ),
        max_size=12,
    ),
)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_read_as_any_file_is(
    tmp_path: Path, size: int, pieces: list[int], steps: list[tuple[int, int, int]]
) -> None:
    """Written in pieces of any size, and read at any place, beside a file in memory."""
    content, path, start = some(size), tmp_path / os.urandom(8).hex(), 0
    with vault.writer(path) as file:
        for piece in [*pieces, size]:
            assert file.write(content[start : start + piece]) == len(content[start : start + piece])
            start += piece
    plain = io.BytesIO(content)
    with vault.reader(path) as secret:
        for whence, offset, length in steps:
            origin = {os.SEEK_SET: 0, os.SEEK_CUR: plain.tell(), os.SEEK_END: size}[whence]
            place = max(0, origin + offset)
            assert secret.seek(place - origin, whence) == plain.seek(place) == secret.tell()
            assert secret.read(length) == plain.read(length)
        with pytest.raises(ValueError, match="no place"):
            secret.seek(-size - 1, os.SEEK_END)


def test_other_readers_work_on_it(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "één\ntwee\n" * 50_000)
    with vault.reader(kept(tmp_path, packed.getvalue())) as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        with archive.open("a.txt") as member:
            assert next(io.TextIOWrapper(member, encoding="utf-8")) == "één\n"


def cut(stored: bytes) -> list[bytes]:
    """The file cut off everywhere where that could pass unseen."""
    start = body(stored)
    places = [0, 5, 10, start - 1, start, start + 5, start + 16, start + SEALED, start + 2 * SEALED, len(stored) - 1]
    return [stored[:place] for place in places]


def swapped(stored: bytes) -> bytes:
    start = body(stored)
    one, two = stored[start : start + SEALED], stored[start + SEALED : start + 2 * SEALED]
    return stored[:start] + two + one + stored[start + 2 * SEALED :]


def test_a_file_that_was_cut_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = kept(tmp_path, some(3 * CHUNK))
    for stored in cut(path.read_bytes()):
        path.write_bytes(stored)
        with pytest.raises(Damaged):
            vault.reader(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: stored + b"\0",
        lambda stored: stored + b"\0" * SEALED,
        lambda stored: stored + stored[-SEALED:],
        lambda stored: stored[: body(stored)] + stored[body(stored) + SEALED :],
        swapped,
        lambda stored: stored[:-1] + bytes([stored[-1] ^ 1]),
        lambda stored: stored[: body(stored)] + b"\1" + stored[body(stored) + 1 :],
        lambda stored: b"PLAIN" + stored[5:],
        lambda stored: b"just text, never encrypted",
    ],
)
def test_a_file_that_was_changed_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    path = kept(tmp_path, some(3 * CHUNK))
    stored = path.read_bytes()
    assert change(stored) != stored
    path.write_bytes(change(stored))
    with pytest.raises(Damaged, match="damaged"):
        read(path)


def test_what_was_read_before_a_changed_chunk_is_as_it_was_written(tmp_path: Path) -> None:
    path = kept(tmp_path, some(3 * CHUNK))
    stored = bytearray(path.read_bytes())
    stored[body(stored) + 2 * SEALED] ^= 1
    path.write_bytes(stored)
    with pytest.raises(Damaged):
        vault.reader(path)
    stored[body(stored) + 2 * SEALED] ^= 1
    stored[body(stored) + SEALED] ^= 1
    path.write_bytes(stored)
    with vault.reader(path) as file:
        assert file.read(CHUNK) == some(CHUNK)
        with pytest.raises(Damaged):
            file.read(1)


def test_a_file_under_the_name_of_another_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path, b"about case A", "a")
    other = tmp_path / "b"
    path.rename(other)
    with pytest.raises(Damaged):
        read(other)


def test_the_beginning_of_one_does_not_fit_another(tmp_path: Path) -> None:
    one, two = kept(tmp_path / "1", some(CHUNK)), kept(tmp_path / "2", some(CHUNK))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(first[: body(first)] + second[body(second) :])
    with pytest.raises(Damaged):
        read(one)


def test_a_token_of_the_database_is_no_key_of_a_file(tmp_path: Path) -> None:
    path = kept(tmp_path, b"text")
    stored = path.read_bytes()
    for text in ("Sam Verburg", "vault:00", "x" * 84):
        token = identity.encrypt(text).encode()
        path.write_bytes(stored[:8] + len(token).to_bytes(2, "big") + token + stored[body(stored) :])
        with pytest.raises(Damaged, match="damaged"):
            read(path)


def test_keys_change_and_files_stay(tmp_path: Path, settings: Settings) -> None:
    path = kept(tmp_path, some(2 * CHUNK + 1))
    stored = path.read_bytes()
    assert not vault.renew(path)
    assert path.read_bytes() == stored

    before = settings.IDENTITY_KEYS
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *before]
    with vault.reader(path) as file:
        assert vault.renew(path)
        assert file.read() == some(2 * CHUNK + 1)
    assert not vault.renew(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]

    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    assert read(path) == some(2 * CHUNK + 1)
    settings.IDENTITY_KEYS = before
    for attempt in (read, vault.renew):
        with pytest.raises(Damaged, match="None of the keys"):
            attempt(path)


def test_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        vault.reader(tmp_path / "none")


def test_memory_stays_flat(tmp_path: Path) -> None:
    path, piece = tmp_path / "large", b"x" * (1 << 20)
    tracemalloc.start()
    try:
        with vault.writer(path) as file:
            for _ in range(24):
                file.write(piece)
        total = 0
        with vault.reader(path) as file:
            while chunk := file.read(100_000):
                total += len(chunk)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == 24 << 20
    assert peak < 2 << 20
