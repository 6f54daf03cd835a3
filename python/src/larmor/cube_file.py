"""Files of a field: .npy, HDF5 (with h5py), or raw little-endian f32 (nx, ny, nz, 3)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import FieldFileError
from .optional import check_packages

_WHOLE = re.compile(r"b|b_?field|magnetic_?field|magnetic|mag_?field|bcc", re.IGNORECASE)
_COMPONENTS = [
    ("bx", "by", "bz"),
    ("b_x", "b_y", "b_z"),
    ("bx1", "bx2", "bx3"),
    ("b1", "b2", "b3"),
    ("bcc1", "bcc2", "bcc3"),
    ("magx", "magy", "magz"),
    ("magnetic_field_x", "magnetic_field_y", "magnetic_field_z"),
    ("magnetic_x", "magnetic_y", "magnetic_z"),
    ("x-magnetic", "y-magnetic", "z-magnetic"),
]


def field_shape(name: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Order of the axes of an array of a field: its components last, or first."""
    if len(shape) == 4 and shape[3] == 3 and min(shape) > 0:
        return 0, 1, 2, 3
    if len(shape) == 4 and shape[0] == 3 and min(shape) > 0:
        return 3, 0, 1, 2
    found = ", ".join(map(str, shape))
    raise FieldFileError(name, f"an array of shape ({found}) found, (nx, ny, nz, 3) or (3, nx, ny, nz) expected")


def read_file(path: Path, dataset: Any, cells: Any) -> npt.NDArray[Any]:
    """Values (nx, ny, nz, 3) of a file; of .npy and raw files mapped, not read. Nothing is ever unpickled."""
    name = str(path)
    if not path.is_file():
        raise FieldFileError(name, "a folder, expected a file" if path.is_dir() else "there is no such file")
    with path.open("rb") as file:
        start = file.read(8)
    if start == b"":
        raise FieldFileError(name, "an empty file")
    if start == b"\x89HDF\r\n\x1a\n":
        return _read_hdf5(path, dataset)
    if dataset is not None:
        raise FieldFileError(name, "field.cube_dataset is given, but this is no HDF5 file; take it out")
    if start[:6] == b"\x93NUMPY":
        try:
            array = np.load(path, mmap_mode="r", allow_pickle=False)
        except (ValueError, OSError, EOFError) as error:
            raise FieldFileError(name, f"no array that can be read: {error}") from None
        if array.dtype.kind != "f" or array.dtype.itemsize not in (4, 8):
            remedy = 'f4 or f8 expected: numpy.save(file, B.astype("f4"))'
            raise FieldFileError(name, f"elements of type {array.dtype.str} found, {remedy}")
        return array if field_shape(name, array.shape) == (0, 1, 2, 3) else np.moveaxis(array, 0, 3)
    size = path.stat().st_size
    side = round((size / 12) ** (1 / 3))
    shape = tuple(cells or (side, side, side))
    if size != 12 * shape[0] * shape[1] * shape[2]:
        raise FieldFileError(
            name,
            f"{size} bytes found, {12 * shape[0] * shape[1] * shape[2]} expected for {' x '.join(map(str, shape))} cells of three f32"
            if cells
            else f"neither .npy nor HDF5, and {size} bytes, which are no cube of three f32 a cell: give field.cube_cells",
        )
    return np.memmap(path, "<f4", "r", shape=(*shape, 3))


def _read_hdf5(path: Path, asked: Any) -> npt.NDArray[Any]:
    check_packages("an HDF5 file of a field", "h5py")
    import h5py

    name = str(path)
    found: dict[str, Any] = {}
    try:
        with h5py.File(path, "r") as file:
            file.visititems(lambda place, item: found.update({place: item}) if isinstance(item, h5py.Dataset) else None)
            known = "; ".join(f"{place} {item.shape}" for place, item in found.items()) or "there is none in the file"
            names = _usual(name, found, known) if asked is None else [asked] if isinstance(asked, str) else list(asked)
            arrays = []
            for each in names:
                item = found.get(each.lstrip("/"))
                if item is None:
                    raise FieldFileError(name, f'field.cube_dataset: "{each}" found, one of these expected: {known}')
                if item.dtype.kind != "f" or item.dtype.itemsize not in (4, 8):
                    problem = f"dataset {each}: elements of type {item.dtype} found, f4 or f8 expected"
                    raise FieldFileError(name, problem)
                arrays.append(item[...])
    except OSError as error:
        raise FieldFileError(name, f"not readable as HDF5: damaged, or of another kind ({error})") from None
    if len(arrays) == 1:
        axes = field_shape(f"{name}, dataset {names[0]}", arrays[0].shape)
        return arrays[0] if axes == (0, 1, 2, 3) else np.moveaxis(arrays[0], 0, 3)
    if any(array.shape != arrays[0].shape for array in arrays) or arrays[0].ndim != 3:
        raise FieldFileError(name, "three datasets of one shape (nx, ny, nz) expected")
    return np.stack(arrays, axis=-1)


def _usual(name: str, found: dict[str, Any], known: str) -> list[str]:
    last = {place: place.rsplit("/", 1)[-1] for place in found}
    whole = [place for place in found if _WHOLE.fullmatch(last[place]) and found[place].ndim == 4]
    if len(whole) == 1:
        return whole
    for three in _COMPONENTS:
        places = [place for part in three for place in [p for p in found if last[p].lower() == part][:1]]
        if not whole and len(places) == 3:
            return places
    problem = "several datasets may be the field" if whole else "no dataset has a usual name of a field"
    raise FieldFileError(name, f"{problem}; give field.cube_dataset, one of: {known}")
