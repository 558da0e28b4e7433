"""Writing files so that a reader never sees half of one; what can go wrong with files, in words."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from roster.words import Sentence, sentence


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then renamed.

    Missing folders are made. An older file stays as it is until the new one is complete.

    Raises
    ------
    OSError
        With the name of the file, where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with drafted(path) as draft, draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """Give a file beside a place to write to; it takes the place when the block ends well, and else goes.

    Raises
    ------
    OSError
        With the name of the place, where it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def check_writable(folder: Path) -> None:
    """Make sure, without making anything, that a folder can be made or written to.

    Raises
    ------
    OSError
        If a file stands in its way, or it may not be written to.
    """
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(there))


def trouble(error: OSError) -> Sentence:
    """Return what is wrong with a file or folder, and how to mend it."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return sentence("There is no room left on the disk. Make room, or give another path.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return sentence("The rights do not allow it. Mend them, or give another path.")
        case errno.ENOENT:
            return sentence("There is no such file or folder. Give another path.")
        case errno.ENOTDIR | errno.EEXIST:
            return sentence("A file stands where a folder is needed. Give another path.")
    return sentence("{problem}. Give another path, or mend its rights.", problem=error.strerror or str(error))


def json_bytes(value: Any) -> bytes:
    """Return readable JSON in UTF-8, names as written, with a line end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
