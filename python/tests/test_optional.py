"""Without an optional package a function says so before it computes or reads anything."""

import sys

import numpy as np
import pytest

import larmor

running = sys.modules["larmor.run"]
h5py = pytest.importorskip("h5py")


def forbidden(*_, **__):
    raise AssertionError("something was computed or read first")


@pytest.fixture
def nothing_runs(monkeypatch):
    monkeypatch.setattr(running, "_Hand", forbidden)
    monkeypatch.setattr(running, "described", forbidden)
    monkeypatch.setattr(sys.modules["larmor.opened"], "_records", forbidden)
    monkeypatch.setattr(sys.modules["larmor.opened"], "_json", forbidden)


@pytest.mark.parametrize(
    ("package", "extra", "call"),
    [
        ("xarray", "xarray", lambda: larmor.run(larmor.Config())),
        ("xarray", "xarray", lambda: larmor.open("nowhere")),
        ("xarray", "xarray", lambda: larmor.open(".")),
        ("xarray", "xarray", lambda: larmor.dipoles(None)),
        ("anywidget", "notebook", lambda: larmor.show(None)),
    ],
)
def test_a_package_that_is_not_there_is_named_at_once(monkeypatch, nothing_runs, package, extra, call):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf"needs {package}, .*: pip install {package}, .*'\./python\[{extra}\]'"):
        call()


def test_files_of_hdf5_need_h5py_and_say_so(monkeypatch, tmp_path):
    with h5py.File(tmp_path / "B.h5", "w") as file:
        file["B"] = np.ones((2, 2, 2, 3), np.float32)
    monkeypatch.setitem(sys.modules, "h5py", None)
    field = {"model": "cube", "cube_file": str(tmp_path / "B.h5"), "cube_cell_pc": 1}
    for call in (
        lambda: larmor.open(tmp_path / "B.h5"),
        lambda: larmor.describe_cube(tmp_path / "B.h5"),
        lambda: larmor.realise(larmor.Config(field=field), 0),
    ):
        with pytest.raises(ImportError, match=r"needs h5py, .*: pip install h5py"):
            call()


@pytest.mark.parametrize("workers", [0, -1, 1.5, 2.0, "2", True])
def test_a_number_of_workers_that_is_none_is_refused(monkeypatch, workers):
    monkeypatch.setattr(running, "_Hand", forbidden)
    with pytest.raises(ValueError, match=r"^workers: .* found, an integer from 1 expected"):
        larmor.run(larmor.Config(), workers=workers)
