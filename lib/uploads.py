"""A file that is uploaded goes straight into the vault: nowhere on its way does it lie in clear.

Django's own handlers keep a large file in a temporary one. This one takes no more than it may: what comes after that is
read and forgotten, so that who sends it gets an answer.
"""

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.utils.translation import gettext as _

from lib import vault
from lib.publickey import random_key


@dataclass
class Received:
    """A file that came in whole."""

    key: str
    """Under which it lies in the vault."""
    name: str
    size: int
    sha256: str
    content_type: str = ""
    charset: str | None = None

    def close(self) -> None:
        """Nothing is open: Django closes what was uploaded when the request ends."""


class VaultUpload(FileUploadHandler):
    """Takes the first file of a request into the vault, and no other."""

    def __init__(self, path_of: Callable[[str], Path], most: int) -> None:
        """`path_of` says where the file lies under its key; `most` is how many bytes it may have."""
        super().__init__()
        self._path_of, self._most = path_of, most
        self._open: ExitStack | None = None
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._taken = False
        self.problem = ""
        """Why nothing was taken, in a sentence."""
        self.key = random_key()
        self.size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The head of a file has been read."""
        super().new_file(*args, **kwargs)
        if self._taken:
            raise SkipFile
        self._taken = True
        self._open = ExitStack()
        try:
            self._file = self._open.enter_context(vault.writer(self._path_of(self.key)))
        except OSError as error:
            self._give_up(_no_room(error))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        if self._file is None:
            return
        if self.size + len(raw_data) > self._most:
            self._give_up(
                _("The file is larger than %(most)s MB. Divide it, and import the parts one by one.")
                % {"most": self._most >> 20}
            )
        try:
            self._file.write(raw_data)
        except OSError as error:
            self._give_up(_no_room(error))
        self._digest.update(raw_data)
        self.size += len(raw_data)

    def _give_up(self, why: str) -> None:
        self.problem = why
        self.drop()
        raise SkipFile

    def file_complete(self, file_size: int) -> Any:
        """It is whole: only now does it appear under its name."""
        if self._file is None or self._open is None:
            return None
        stack, self._open, self._file = self._open, None, None
        try:
            stack.close()
        except OSError as error:
            self.problem = _no_room(error)
            return None
        return Received(self.key, self.file_name or "", self.size, self._digest.hexdigest())

    def upload_interrupted(self) -> None:
        """The sender broke off."""
        self.drop()

    def drop(self) -> None:
        """Leave nothing behind of a file that is not whole; of one that is, everything."""
        stack, self._open, self._file = self._open, None, None
        if stack is not None:
            stop = StopUpload()
            stack.__exit__(type(stop), stop, None)


def _no_room(error: OSError) -> str:
    return _("The file could not be kept: %(why)s. Nothing was uploaded.") % {"why": error.strerror}
