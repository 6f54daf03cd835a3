"""The checkout that the cross tests compare with; without Node, or outside a checkout, they are skipped."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def node(*words: str, text: bool = True) -> str:
    """Standard output of a script of the checkout."""
    program = shutil.which("node")
    if program is None or not (ROOT / "node_modules").is_dir():
        if os.environ.get("LARMOR_NO_SKIP") == "1":
            pytest.fail("no Node, or no node_modules")
        pytest.skip("no Node, or no node_modules: `npm ci` in a checkout")
    done = subprocess.run(
        [program, "--import", "tsx", *words], cwd=ROOT, capture_output=True, text=text, encoding="utf8" if text else None
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def command_line(*words: object) -> None:
    """Runs the built command line of the checkout."""
    program = shutil.which("node")
    if program is None or not (ROOT / "dist" / "cli.js").is_file():
        if os.environ.get("LARMOR_NO_SKIP") == "1":
            pytest.fail("no Node, or no build")
        pytest.skip("no Node, or no build: `npm run build` in a checkout")
    done = subprocess.run([program, ROOT / "dist" / "cli.js", *words], capture_output=True, text=True, encoding="utf8")
    assert done.returncode == 0, done.stderr
