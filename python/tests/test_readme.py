"""The programs of README.md run as they stand there, one after the other."""

import re
from pathlib import Path

import numpy as np
import pytest

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_programs_of_the_readme_run(capsys):
    pytest.importorskip("xarray")
    programs = re.findall(r"^```python\n(.*?)^```", README.read_text("utf8"), re.MULTILINE | re.DOTALL)
    assert len(programs) == 2
    names: dict[str, object] = {}
    for program in programs:
        exec(compile(program, str(README), "exec"), names)
    assert re.match(r"[\d.]+ \+- [\d.]+\n\[[-+\d. ]+\]\n$", capsys.readouterr().out)
    assert names["failed"] == 0
    sky = names["sky"]
    assert isinstance(sky, np.ndarray) and sky.shape == (3072,) and np.ptp(sky) > 1e-3
