"""Records as an xarray.Dataset."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .errors import RunFolderError
from .tables import tables

if TYPE_CHECKING:
    import xarray

Record = dict[str, Any]

_OF_GROUP = ("turbulence_level", "rigidity_TV", "path_pc")
_OF_RUN = ("config", "numerics", "check", "realisation", *_OF_GROUP)


def dataset(records: Iterable[Record], attributes: dict[str, Any], order: Sequence[tuple[float, float]]) -> xarray.Dataset:
    """A dataset of records in memory. ``order``: turbulence level and rigidity of the groups."""
    table: dict[tuple[float, float], dict[int, Record]] = {name: {} for name in order}
    for record in records:
        name = record["turbulence_level"], record["rigidity_TV"]
        table.setdefault(name, {})[record["realisation"]] = record
    groups = {name: rows for name, rows in table.items() if rows}
    if not groups:
        raise RunFolderError(attributes.get("source", "run"), "no realisation is there yet")
    first = {name: next(iter(rows.values())) for name, rows in groups.items()}

    def read(group: int, indices: npt.NDArray[np.int64], variable: str) -> list[Any]:
        rows = list(groups.values())[group]
        return [numbers(rows[k][variable]) if k in rows and variable in rows[k] else None for k in indices]

    return assembled(list(groups), first, {name: set(rows) for name, rows in groups.items()}, read, attributes, lazy=False)


def assembled(
    names: list[tuple[float, float]],
    first: dict[tuple[float, float], Record],
    there: dict[tuple[float, float], set[int]],
    read: Callable[[int, npt.NDArray[np.int64], str], Sequence[Any]],
    attributes: dict[str, Any],
    lazy: bool,
    described: dict[str, dict[str, Any]] | None = None,
    densities: Sequence[str] = (),
) -> xarray.Dataset:
    """A dataset of groups with these names: of each its first record, the realisations that are there, and ``read``, which has the
    values of a variable of a group for these realisations. ``described``: units, description and dimensions by variable."""
    import xarray

    from .lazy_array import LazyArray

    realisation = np.array(sorted(set().union(*there.values())), np.int64)
    present = sum(len(indices) for indices in there.values())
    complete = all(len(indices) == len(realisation) for indices in there.values())
    outputs = {len(record["path_pc"]) for record in first.values()}
    if len(outputs) > 1:
        raise RunFolderError(attributes.get("source", "run"), "groups with different numbers of path lengths")
    path_pc = np.array([first[name]["path_pc"] for name in names], np.float64)
    variables: dict[str, Any] = {}
    lengths: dict[str, int] = {}
    quantities = tables()["quantities"]
    every = dict.fromkeys(variable for record in first.values() for variable in record if variable not in _OF_RUN)
    for variable in every:
        found = next(record[variable] for record in first.values() if variable in record)
        if isinstance(found, dict):
            densities = list(found)
        sample = np.asarray(numbers(found))
        if sample.dtype.kind not in "fiu":
            continue
        known = {**quantities.get(variable, {}), **(described or {}).get(variable, {})}
        dims = known.get("shape") or _dimensions(variable, sample.shape, path_pc.shape[1])
        whole = bool(known.get("whole")) and complete and all(variable in record for record in first.values())
        dtype = np.dtype(np.int64 if whole else np.float64)
        shape = (len(names), len(realisation), *sample.shape)
        array = LazyArray(shape, dtype, partial(_rows, read, realisation, variable))
        data = array.lazily() if lazy else array[...]
        attrs = {"units": known.get("units", ""), "description": known.get("about", "")}
        variables[variable] = (("group", "realisation", *dims), data, attrs)
        lengths |= dict(zip(dims, sample.shape, strict=True))
    axes = ["x", "y", "z"]
    coordinates: dict[str, Any] = {
        "turbulence_level": ("group", np.array([name[0] for name in names], np.float64), _about("turbulence_level")),
        "rigidity_TV": ("group", np.array([name[1] for name in names], np.float64), _about("rigidity_TV")),
        "path_pc": (("group", "path"), path_pc, _about("path_pc")),
        "realisation": ("realisation", realisation, _about("realisation")),
        "i": ("i", axes, {"description": "component of the momentum direction, the paper's frame"}),
        "j": ("j", axes, {"description": "component of the position, the paper's frame"}),
    }
    if "k" in lengths:
        coordinates["k"] = ("k", axes, {"description": "second component of the position"})
    if "density" in lengths and len(densities) == lengths["density"]:
        coordinates["density"] = ("density", densities, {"description": "name of the density in the config"})
    if "lm" in lengths:
        harmonics = [(l_, m) for l_ in range(math.isqrt(lengths["lm"])) for m in range(-l_, l_ + 1)]
        coordinates["l"] = ("lm", [l_ for l_, _ in harmonics], {"description": "degree of the spherical harmonic"})
        coordinates["m"] = ("lm", [m for _, m in harmonics], {"description": "order, below 0 with the sine"})
    conventions = {"direction_convention": "momentum", "conventions": "\n".join(tables()["conventions"])}
    counts = {"realisations_present": present}
    return xarray.Dataset(variables, coordinates, {**attributes, **counts, **conventions})


def check_dataset(ds: Any) -> None:
    """TypeError for what is no Dataset of a run; ValueError for a part of one that lacks groups, realisations or path lengths."""
    if not hasattr(ds, "data_vars") or "response_pc" not in ds:
        raise TypeError(f"ds: {type(ds).__name__} without response_pc found, a Dataset of larmor.run or larmor.open expected")
    for name in ("group", "realisation", "path"):
        if name not in ds.dims:
            raise ValueError(f"ds: no dimension {name} found, one expected: ds.isel({name}=[0]) keeps it, ds.isel({name}=0) does not")
        if ds.sizes[name] == 0:
            raise ValueError(f"ds: no {name} found, one or more expected")


def asked_for(config: dict[str, Any], shard: tuple[int, int] | None = None) -> dict[str, Any]:
    """Attributes that say how many realisations, of all groups together, the config asks for, and which part of them was run."""
    levels, rigidities = config["field"].get("turbulence_level", [0]), config["particles"]["rigidity_TV"]
    asked = {"realisations_asked": config["ensemble"]["realisations"] * len(levels) * len(rigidities)}
    return asked if shard is None else {**asked, "shard": f"{shard[0]}/{shard[1]}"}


def _rows(
    read: Callable[[int, npt.NDArray[np.int64], str], Sequence[Any]],
    realisation: npt.NDArray[np.int64],
    variable: str,
    group: int,
    rows: npt.NDArray[np.int64],
) -> Sequence[Any]:
    return read(group, realisation[rows], variable)


def numbers(value: Any) -> Any:
    """What a record has by the names of densities as an array, the density its last index; else the value itself."""
    return np.stack([np.asarray(column) for column in value.values()], axis=-1) if isinstance(value, dict) else value


def _about(name: str) -> dict[str, str]:
    quantity = tables()["quantities"][name]
    return {"units": quantity["units"], "description": quantity["about"]}


def _dimensions(name: str, shape: tuple[int, ...], paths: int) -> list[str]:
    """Names for the dimensions of a field that this version does not know."""
    first = ["path"] if shape[:1] == (paths,) else []
    return first + [f"{name}_{axis}" for axis in range(len(first), len(shape))]
