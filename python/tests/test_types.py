"""The types that users of a type checker get are right: mypy, strict, over the installed package."""

import subprocess
import sys
from pathlib import Path

import larmor

PROJECT = Path(__file__).resolve().parents[1]


def test_types_are_those_that_mypy_finds():
    package = Path(larmor.__file__).parent
    assert (package / "py.typed").is_file()
    words = ["--config-file", PROJECT / "pyproject.toml", "--cache-dir", PROJECT.parent / "build" / "mypy", "-p", "larmor"]
    done = subprocess.run([sys.executable, "-m", "mypy", *words], capture_output=True, text=True, cwd=PROJECT.parent)
    assert done.returncode == 0, done.stdout + done.stderr
