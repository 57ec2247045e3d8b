"""Files encrypted at rest, in pieces, so that one of any size takes the memory of a piece.

Each file has a random key of its own, which stands at its beginning as a token under the newest of `IDENTITY_KEYS`.
The content follows in chunks of 64 KB, each sealed by AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar,
Rogaway and Vizár, 2015): the nonce is a random prefix, the number of the chunk, and whether it is the last. So a file
that was cut, lengthened or put together otherwise is refused; and so is one that was given another file's name, for
the name is sealed in with every chunk.

    magic (8 bytes) | length of the token (2) | token | chunk, tag (16) | chunk, tag | … | last chunk, tag
"""

import io
import os
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from lib import identity

CHUNK = 1 << 16
"""Bytes of content that are sealed together."""

_TAG, _KEY, _PREFIX = 16, 32, 7
_SEALED = CHUNK + _TAG
_MAGIC = b"VAULT\x00\x01\n"
# A token in the database is no key of a file: what is wrapped says which of the two it is.
_LABEL = "vault:"


class Damaged(Exception):
    """The file is not what was written, or none of the keys opens it; the message is a sentence."""


class _Seal:
    """The key of one file, and its name: seals and opens its chunks."""

    def __init__(self, key: bytes, prefix: bytes, name: str) -> None:
        self._cipher, self._prefix = AESGCM(key), prefix
        self._name = _MAGIC + os.fsencode(name)

    def close(self, chunk: bytes, number: int, *, last: bool) -> bytes:
        """The chunk, sealed."""
        return self._cipher.encrypt(self._nonce(number, last), chunk, self._name)

    def open(self, sealed: bytes, number: int, *, last: bool) -> bytes:
        """The chunk behind its seal. Raises Damaged."""
        try:
            return self._cipher.decrypt(self._nonce(number, last), sealed, self._name)
        except InvalidTag as error:
            raise _damaged() from error

    def _nonce(self, number: int, last: bool) -> bytes:
        return self._prefix + struct.pack(">I?", number, last)


def _damaged() -> Damaged:
    return Damaged(_("The stored file is damaged, or it was changed. It cannot be read."))


@contextmanager
def writer(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which is encrypted as it comes and stands at `path` once the block ends well.

    Until then, and if the block raises, there is nothing at `path`; a process that is killed leaves a draft behind,
    whose name begins with a dot, and which is encrypted too. Only the owner can read the file. Its folder is made if
    there is none. Raises FileExistsError if there is a file already: none is ever written over.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(path)
    try:
        with _create(draft) as file:
            key, prefix = secrets.token_bytes(_KEY), secrets.token_bytes(_PREFIX)
            file.write(_head(identity.encrypt(_LABEL + (key + prefix).hex())))
            content = _Writer(file, _Seal(key, prefix, path.name))
            yield content  # type: ignore[misc]  # all that is asked of a file to write to
            content.finish()
            _settle(file)
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def reader(path: Path) -> BinaryIO:
    """The content of the file at `path`, to be read from any place in it.

    Raises OSError if there is none. Raises Damaged, here for a file that was cut, lengthened or renamed or whose key
    is gone, and while reading for a chunk that was changed: what has been read until then is as it was written.
    """
    file = path.open("rb")
    try:
        return io.BufferedReader(_Reader(file, path.name), CHUNK)
    except BaseException:
        file.close()
        raise


def renew(path: Path) -> bool:
    """Wrap the key of a file by the newest of `IDENTITY_KEYS`; whether it was under an older one. Raises Damaged.

    The content stays sealed as it is. Whoever is reading the file goes on reading it.
    """
    with path.open("rb") as file:
        token = _token(file)
        wrapped = _unwrapped(token)
        try:
            Fernet(settings.IDENTITY_KEYS[0]).decrypt(token)
        except InvalidToken:
            draft = _draft(path)
        else:
            return False
        try:
            with _create(draft) as anew:
                anew.write(_head(identity.encrypt(wrapped)))
                while piece := file.read(_SEALED):
                    anew.write(piece)
                _settle(anew)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    return True


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


def _create(path: Path) -> BinaryIO:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _settle(file: IO[bytes]) -> None:
    """On the disk before it gets its name."""
    file.flush()
    os.fsync(file.fileno())


def _head(token: str) -> bytes:
    return _MAGIC + struct.pack(">H", len(token)) + token.encode()


def _token(file: IO[bytes]) -> bytes:
    """The token at the beginning of a file, which is left where the first chunk begins. Raises Damaged."""
    start = file.read(len(_MAGIC) + 2)
    if len(start) < len(_MAGIC) + 2 or not start.startswith(_MAGIC):
        raise _damaged()
    (length,) = struct.unpack(">H", start[len(_MAGIC) :])
    return file.read(length)


def _unwrapped(token: bytes) -> str:
    """What a token wraps: label, key and prefix. Raises Damaged."""
    try:
        wrapped = identity.decrypt(token.decode("ascii"))
    except (InvalidToken, UnicodeDecodeError) as error:
        raise Damaged(_("None of the keys of this register opens the stored file.")) from error
    if not wrapped.startswith(_LABEL) or len(wrapped) != len(_LABEL) + 2 * (_KEY + _PREFIX):
        raise _damaged()
    return wrapped


class _Writer(io.RawIOBase):
    """Seals what is written, a chunk at a time."""

    def __init__(self, file: BinaryIO, seal: _Seal) -> None:
        self._file, self._seal = file, seal
        self._waiting, self._number = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        """Take any number of bytes; returns how many these were."""
        with memoryview(content).cast("B") as view:
            for start in range(0, len(view), CHUNK):
                self._waiting += view[start : start + CHUNK]
                # One byte more than a chunk, for the last chunk is sealed as such and may be a full one.
                if len(self._waiting) > CHUNK:
                    self._put(bytes(self._waiting[:CHUNK]), last=False)
                    del self._waiting[:CHUNK]
            return len(view)

    def finish(self) -> None:
        """Seal what is left as the last chunk, even if it is nothing."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._seal.close(chunk, self._number, last=last))
        self._number += 1


class _Reader(io.RawIOBase):
    """Opens the chunk that is read, and holds it."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Raises Damaged. The last chunk is opened first: it proves how long the content is."""
        self._file = file
        wrapped = bytes.fromhex(_unwrapped(_token(file)).removeprefix(_LABEL))
        self._seal = _Seal(wrapped[:_KEY], wrapped[_KEY:], name)
        self._start = file.tell()
        whole, rest = divmod(os.fstat(file.fileno()).st_size - self._start, _SEALED)
        self._last = whole if rest else whole - 1
        if self._last < 0:
            raise _damaged()
        self._place = 0
        self._held: int | None = None
        self._chunk = b""
        self._hold(self._last)
        if self._last and not self._chunk:
            raise _damaged()
        self._size = self._last * CHUNK + len(self._chunk)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the content; it may lie behind its end. Raises ValueError for one before its beginning."""
        place = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if place < 0:
            raise ValueError(f"There is no place {place} in a file.")
        self._place = place
        return place

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the chunk reaches in which the place lies. Raises Damaged."""
        if self._place >= self._size:
            return 0
        number, start = divmod(self._place, CHUNK)
        self._hold(number)
        piece = self._chunk[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            self._chunk = b""
        super().close()

    def _hold(self, number: int) -> None:
        if number == self._held:
            return
        self._file.seek(self._start + number * _SEALED)
        self._chunk = self._seal.open(self._file.read(_SEALED), number, last=number == self._last)
        self._held = number
