"""A cube of somebody's field: its values, what a config must know of them, and its nodes in a kernel."""

from __future__ import annotations

import hashlib
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .arrays import check_mask
from .cube_file import field_shape, read_file
from .errors import ConfigError, FieldFileError
from .given import take_given
from .javascript import number_text, to_precision
from .kernel import Kernel, aligned
from .planning import PIECE, CubeGrid

#: cubes that came from a program, by hash
_given: dict[str, npt.NDArray[Any]] = {}


def describe_cube(source: str | os.PathLike[str] | npt.ArrayLike, dataset: Any = None, cells: Any = None) -> dict[str, Any]:
    """What a config must know of a cube, keys of its section ``field``.

    Parameters
    ----------
    source : path or array
        a file (.npy, HDF5, raw f32), or values (nx, ny, nz, 3) in any unit; an array is remembered by its hash, so that a
        config of it finds it in this process. It is not copied: one that is changed afterwards is refused
    dataset : str or three str, optional
        of an HDF5 file
    cells : three int, optional
        of a raw file whose sides are not equal; other files tell their own, and are refused where these differ

    Raises
    ------
    TypeError, FieldFileError, ConfigError
        for what holds no field, values that are not finite, or a dataset or cells that are none

    Examples
    --------
    >>> B = numpy.load("B.npy")
    >>> config = larmor.Config(field={"model": "cube", "cube_cell_pc": 0.5, **larmor.describe_cube(B)})
    """
    if isinstance(source, (str, os.PathLike)):
        # checked as the keys of a config are
        asked = take_given({"field": {"cube_dataset": dataset, "cube_cells": cells}})["field"]
        values = read_file(Path(source), asked.get("cube_dataset"), asked.get("cube_cells"))
        _check_cells(str(source), asked.get("cube_cells"), values.shape[:3])
        return _described(str(source), values)
    for name, value in (("dataset", dataset), ("cells", cells)):
        if value is not None:
            raise TypeError(f"{name}: {value!r} found beside an array, which has none: it is of a file")
    values = checked_values(source)
    found = _described("values", values)
    _given[found["cube_sha256"]] = values
    return found


def _check_cells(name: str, asked: list[int] | None, found: tuple[int, ...]) -> None:
    """FieldFileError where other numbers of cells are given with a file that tells its own."""
    if asked is None or tuple(asked) == found:
        return
    given = " x ".join(map(str, asked))
    raise FieldFileError(
        name,
        f"found {' x '.join(map(str, found))} cells, expected the {given} that are given with it "
        "(cells, field.cube_cells); take them out",
    )


def _described(name: str, values: npt.NDArray[Any]) -> dict[str, Any]:
    return {"cube_sha256": _digest(values), "cube_cells": list(values.shape[:3]), **measured(name, values)}


def _digest(values: npt.NDArray[Any]) -> str:
    digest = hashlib.sha256()
    for plane in values:
        digest.update(np.ascontiguousarray(plane, "<f4").data)
    return digest.hexdigest()


def values_of(field: dict[str, Any]) -> npt.NDArray[Any]:
    """The values of the cube of a config. ConfigError where they are not to be had, or are others."""
    sha256 = field["cube_sha256"]
    if sha256 in _given:
        found = _digest(_given[sha256])
        if found != sha256:
            expected = "the hash of the array that was described, which was changed since"
            remedy = "Give larmor.describe_cube a copy that stays as it is, or describe it again."
            raise ConfigError("field.cube_sha256", sha256[:12], expected, remedy, f"(now {found[:12]})")
        return _given[sha256]
    if "cube_file" not in field:
        remedy = "Give it: field={..., 'cube_file': FILE}, or larmor.describe_cube(values) before."
        raise ConfigError("field.cube_file", None, f"the file of the cube {sha256[:12]}", remedy)
    values = read_file(Path(field["cube_file"]), field.get("cube_dataset"), field.get("cube_cells"))
    found = _digest(values)
    if found != sha256:
        expected = f"a file with the values of field.cube_sha256 {sha256[:12]}"
        remedy = "Find the file that was described, or take field.cube_sha256 and the other keys found in it out."
        raise ConfigError("field.cube_file", field["cube_file"], expected, remedy, f"({found[:12]})")
    return values


def checked_values(values: npt.ArrayLike, name: str = "values") -> npt.NDArray[Any]:
    """Values of a field as an array (nx, ny, nz, 3) of floats, in any order of memory: a view where that is possible."""
    check_mask(name, values)
    array = np.asarray(values)
    if array.dtype.kind != "f" or array.dtype.itemsize not in (4, 8):
        raise TypeError(f"{name}: an array of {array.dtype} found, float32 or float64 expected")
    axes = field_shape(name, array.shape)
    return array if axes == (0, 1, 2, 3) else np.moveaxis(array, 0, 3)


def measured(name: str, values: npt.NDArray[Any]) -> dict[str, Any]:
    """Mean and rms of the values as f32, with sums in the order of src/cube/measure.ts and so with the same bits."""
    nx, ny, nz = values.shape[:3]
    half = math.ceil(nz / 2)
    sums = np.zeros((8, 3))
    counts = np.zeros(8, int)
    squares = 0.0
    for x in range(nx):
        with np.errstate(over="ignore", invalid="ignore"):
            plane = values[x].astype(np.float32).astype(np.float64)
            b = plane[:, :, 0] * plane[:, :, 0] + plane[:, :, 1] * plane[:, :, 1] + plane[:, :, 2] * plane[:, :, 2]
            rows = np.add.accumulate(b, axis=1)[:, -1]
            parts = [
                np.add.accumulate(plane[:, start:end], axis=1)[:, -1] if end > start else None
                for start, end in ((0, half), (half, nz))
            ]
            squares += float(np.add.accumulate(rows)[-1])
        for y in range(ny):
            pair = (4 if 2 * x >= nx else 0) + (2 if 2 * y >= ny else 0)
            for which, part in enumerate(parts):
                if part is not None:
                    sums[pair + which] += part[y]
                    counts[pair + which] += half if which == 0 else nz - half
    if not math.isfinite(squares):
        bad = np.argwhere(~np.isfinite(values))
        if len(bad) == 0:
            raise FieldFileError(name, "values so large that their squares overflow; change their unit")
        place = ", ".join(map(str, bad[0]))
        raise FieldFileError(name, f"{number_text(values[tuple(bad[0])])} found at B[{place}], finite numbers expected")
    count = nx * ny * nz
    mean = [float(np.add.accumulate(sums[:, c])[-1]) / count for c in range(3)]
    rms = math.sqrt(squares / count)
    if rms == 0:
        raise FieldFileError(name, "every value is 0: no field")
    filled = [k for k in range(8) if counts[k] > 0]
    scatter = 0.0
    for k in filled:
        for c in range(3):
            difference = float(sums[k, c]) / int(counts[k]) - mean[c]
            scatter += difference * difference
    error = math.sqrt(scatter / (len(filled) * (len(filled) - 1))) if len(filled) > 1 else 0.0
    return {"cube_mean": mean, "cube_mean_error": error, "cube_rms": rms}


@dataclass
class CubeNodes:
    """The nodes of a cube in a kernel; of a cube that is continued the index of its spectrum at the joint, and the rms below."""

    kernel: Kernel
    continuation: tuple[float, float] | None


def settings_of(kernel: Kernel) -> int:
    """Address of the settings of a synthesis: they come first, then the record of a grid, then the field."""
    return kernel.base


def field_of(kernel: Kernel) -> int:
    """Address of the field in a kernel."""
    return aligned(_grid_of(kernel) + kernel.number("GRID_BYTES"))


def _grid_of(kernel: Kernel) -> int:
    return aligned(settings_of(kernel) + kernel.number("SYNTHESIS_BYTES"))


def place_cube(cube: CubeGrid, values: npt.NDArray[Any]) -> CubeNodes:
    """Puts values (nx, ny, nz, 3) in their own unit into a fresh kernel, some planes at a time, and makes its nodes of them."""
    kernel = Kernel()
    settings, grid, field = settings_of(kernel), _grid_of(kernel), field_of(kernel)
    kernel.reserve(field)
    origin = kernel.enum("GridOffset")
    lists = [("ROTATION", cube.turn), ("MEAN", cube.mean), ("SCALE", [cube.scale_uG]), ("CELL", cube.cell_pc)]
    kernel.write(
        grid,
        [(origin[name] + 8 * i, x) for name, numbers in lists for i, x in enumerate(numbers)],
        [(origin["CELLS"] + 4 * i, n) for i, n in enumerate(cube.cells)],
    )
    to = kernel.enum("SynthesisOffset")
    model = kernel.enum("FieldModel")["CUBE"]
    places = [(to["MODEL"], model), (to["OPTIONS"], 0), (to["FIELD"], field), (to["GRID"], grid)]
    kernel.write(settings, [], places)
    kernel.call("clearLevels")
    work = int(field + kernel.call("fieldBytes", settings))
    plane = cube.cells[1] * cube.cells[2] * 3
    step = min(cube.cells[0], max(1, PIECE // (plane * 4)))
    kernel.write(settings, [], [(to["SCRATCH"], work)])
    kernel.reserve(work + max(kernel.call("scratchBytes", settings), step * plane * 4))
    kernel.call("beginCube", settings)
    for first in range(0, cube.cells[0], step):
        piece = values[first : first + step]
        kernel.view(work, piece.size, "<f4").reshape(piece.shape)[...] = piece
        kernel.call("putPlanes", settings, first, len(piece), work)
    continuation = None
    if cube.joint_pc is not None:
        kernel.call("cutCube", settings, cube.joint_pc)
        index, rms = kernel.number("jointIndex"), kernel.number("jointRms")
        if not (rms > 0 and index < 3):
            found = number_text(to_precision(index, 3))
            remedy = f"Move it to where the cube has an inertial range (q {found} here), or take it out."
            expected = "a joint where the energy spectrum falls as k^-q, q between 1 and 3"
            raise ConfigError("field.cube_continue_cells", cube.joint_pc, expected, remedy, "pc")
        continuation = index, rms
    for axis in range(3):
        kernel.call("filterAxis", settings, axis)
    return CubeNodes(kernel, continuation)
