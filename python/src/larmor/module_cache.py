"""The compiled kernel in the user's cache folder, by the kernel's hash and wasmtime's version.

What is loaded from there runs as machine code, so it is only taken from a folder and a file that belong to this user and that
nobody else can write, and only whole: a damaged or foreign file is passed by, and the kernel compiled again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import stat
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import wasmtime

_DIGEST = 32


def _folder() -> Path | None:
    """None where files have no owners that could be checked (Windows), or there is no home."""
    if not hasattr(os, "geteuid"):
        return None
    if sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    path = Path(base).expanduser()
    return path / "larmor" if path.is_absolute() else None


def _file(folder: Path, kernel_sha256: str) -> Path:
    return folder / f"kernel-{kernel_sha256[:16]}-wasmtime-{version('wasmtime')}-{platform.machine()}.bin"


def _is_own(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def load_module(engine: wasmtime.Engine, kernel_sha256: str) -> wasmtime.Module | None:
    """The compiled kernel of that hash; None if there is none that can be trusted."""
    folder = _folder()
    if folder is None:
        return None
    try:
        if not _is_own(os.lstat(folder)) or not stat.S_ISDIR(os.lstat(folder).st_mode):
            return None
        descriptor = os.open(_file(folder, kernel_sha256), os.O_RDONLY | os.O_NOFOLLOW)
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not _is_own(status) or not stat.S_ISREG(status.st_mode):
                return None
            content = file.read()
    except OSError:
        return None
    digest, code = content[:_DIGEST], content[_DIGEST:]
    if hashlib.sha256(code).digest() != digest:
        return None
    try:
        return wasmtime.Module.deserialize(engine, code)  # wasmtime checks its version and this processor
    except wasmtime.WasmtimeError:
        return None


def store_module(module: wasmtime.Module, kernel_sha256: str) -> None:
    """Keeps the compiled kernel for the next process; nothing happens where that is not possible."""
    folder = _folder()
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(os.lstat(folder)):
            return
        code = bytes(module.serialize())
        descriptor, temporary = tempfile.mkstemp(dir=folder)  # readable and writable by this user only
        try:
            with open(descriptor, "wb") as file:
                file.write(hashlib.sha256(code).digest() + code)
            os.replace(temporary, _file(folder, kernel_sha256))
        except OSError:
            os.unlink(temporary)
            raise
