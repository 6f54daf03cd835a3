"""A run that lies somewhere as an xarray.Dataset: a run folder, or an HDF5 file of `larmor export --hdf5`."""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .dataset import Record, asked_for, assembled, dataset, numbers
from .errors import RunFolderError
from .optional import check_packages

if TYPE_CHECKING:
    import xarray

#: larger files of lines are read where they are asked for
_EAGER_BYTES = 2**28
_SEAL = re.compile(rb',"check":"([0-9a-f]{16})"\}\n?$')


def open(path: str | os.PathLike[str]) -> xarray.Dataset:
    """Reads a run: a folder of ``larmor run``, or an HDF5 file of ``larmor export --hdf5``.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    xarray.Dataset
        Dimensions ``group`` (turbulence level and rigidity), ``realisation``, ``path`` (path lengths), ``half`` (half-sets of the
        directions), ``i`` (component of a momentum direction), ``j`` and ``k`` (components of a position), ``density`` (by
        name), ``lm`` (spherical harmonics). Coordinates ``turbulence_level``, ``rigidity_TV`` (group), ``path_pc``
        (group, path), ``l`` and ``m`` (lm). Each variable has ``units`` and
        ``description``; fields that this version does not know are there, too. Realisations that are not there are NaN.
        Large runs are read when they are used: ``ds.load()`` reads all. Attributes: ``config``, ``seed`` and what else
        identifies the run; ``realisations_asked`` and ``realisations_present``, of all groups together; ``shard``, "1/4", of
        a shard.

    Warns
    -----
    UserWarning
        where realisations are missing: of a run that was interrupted or goes on, or of a shard

    Raises
    ------
    RunFolderError
        with file and line, where something is damaged, of another run, or none of larmor's

    Examples
    --------
    >>> ds = larmor.open("out")
    >>> ds.response_pc.isel(group=0, path=-1).mean("realisation")  # (i, j), pc
    """
    check_packages("a Dataset", "xarray")
    path = Path(path)
    if path.is_dir():
        ds = _open_folder(path)
    elif path.exists():
        ds = _open_hdf5(path)
    else:
        raise RunFolderError(str(path), "there is no such file or folder")
    present, asked = ds.attrs["realisations_present"], ds.attrs["realisations_asked"]
    if present < asked:
        shard = ds.attrs.get("shard")
        why = "continue it: larmor run ... --resume" if shard is None else f"it is shard {shard}: larmor merge joins them"
        warnings.warn(f"{path}: {present} of {asked} realisations are there; {why}", stacklevel=2)
    return ds


def _open_folder(folder: Path) -> xarray.Dataset:
    config, provenance = _json(folder / "config.json"), _json(folder / "provenance.json")
    lines = folder / "realisations.jsonl"
    if not lines.is_file():
        raise RunFolderError(str(lines), "there is no such file: the run has no realisation yet")
    for key, kind in (("config_sha256", str), ("numerics", int)):
        if not isinstance(provenance.get(key), kind):
            raise RunFolderError(str(folder / "provenance.json"), f"{key}: {provenance.get(key)!r} found")
    expected = {"config": provenance["config_sha256"][:12], "numerics": provenance["numerics"]}
    order = [(level, R) for level in config["field"].get("turbulence_level", [0]) for R in config["particles"]["rigidity_TV"]]
    attributes: dict[str, Any] = {
        "source": str(folder),
        "config": json.dumps(config, sort_keys=True, separators=(",", ":")),
        **{key: provenance[key] for key in ("larmor", "numerics", "kernel_sha256", "config_sha256") if key in provenance},
        "seed": config["ensemble"]["seed"],
        **asked_for(config, _shard(folder, provenance)),
    }
    if lines.stat().st_size <= _EAGER_BYTES:
        records = (record for record, _ in _records(lines, expected))
        return dataset(records, attributes, order)
    places: dict[tuple[float, float], dict[int, int]] = {name: {} for name in order}
    first: dict[tuple[float, float], Record] = {}
    for record, offset in _records(lines, expected):
        name = record["turbulence_level"], record["rigidity_TV"]
        first.setdefault(name, record)
        places.setdefault(name, {})[record["realisation"]] = offset
    names = [name for name in places if places[name]]

    def read(group: int, indices: npt.NDArray[np.int64], variable: str) -> list[Any]:
        rows = places[names[group]]
        found: list[Any] = []
        with lines.open("rb") as file:
            for k in indices:
                if k not in rows:
                    found.append(None)
                    continue
                file.seek(rows[k])
                found.append(numbers(json.loads(file.readline()).get(variable)))
        return found

    there = {name: set(places[name]) for name in names}
    return assembled(names, first, there, read, attributes, lazy=True)


def _shard(folder: Path, provenance: dict[str, Any]) -> tuple[int, int] | None:
    shard = provenance.get("shard")
    if shard is None:
        return None
    if not (isinstance(shard, dict) and isinstance(shard.get("index"), int) and isinstance(shard.get("of"), int)):
        raise RunFolderError(str(folder / "provenance.json"), f"shard: {shard!r} found, an index of a number of shards expected")
    return shard["index"], shard["of"]


def _json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text("utf8"))
    except FileNotFoundError:
        raise RunFolderError(str(file), "there is no such file: not a run folder of larmor") from None
    except (ValueError, OSError) as error:
        raise RunFolderError(str(file), f"not readable: {error}") from None
    if not isinstance(value, dict):
        raise RunFolderError(str(file), "an object expected")
    return value


def _records(lines: Path, expected: dict[str, Any]) -> Iterable[tuple[Record, int]]:
    """The records of a file of lines, each with the offset of its line; equal lines count once."""
    seen: dict[tuple[float, float, int], bytes] = {}
    with lines.open("rb") as file:
        offset = 0
        for number, raw in enumerate(file, 1):
            start, offset = offset, offset + len(raw)
            if not raw.endswith(b"\n"):
                warnings.warn(f"{lines}: its last line is incomplete and left out: the run was interrupted", stacklevel=4)
                return
            seal = _SEAL.search(raw)
            if seal is None:
                raise RunFolderError(str(lines), 'its bytes were changed (no "check" at its end)', number)
            check = hashlib.sha256(raw[: seal.start()] + b"}").hexdigest()[:16]
            if check != seal[1].decode():
                raise RunFolderError(str(lines), f"its bytes were changed (check {seal[1].decode()}, {check} expected)", number)
            record = json.loads(raw)
            for key, value in expected.items():
                if record.get(key) != value:
                    found = f"{key} {record.get(key)} found, {value} expected"
                    raise RunFolderError(str(lines), f"of another run: {found}", number)
            name = record["turbulence_level"], record["rigidity_TV"], record["realisation"]
            digest = hashlib.sha256(raw).digest()
            if name in seen:
                if seen[name] != digest:
                    raise RunFolderError(str(lines), f"realisation {name[2]} is there twice, with other numbers", number)
                continue
            seen[name] = digest
            yield record, start


def _open_hdf5(path: Path) -> xarray.Dataset:
    check_packages("an HDF5 file", "h5py")
    import h5py

    try:
        file = h5py.File(path, "r")
    except OSError:
        raise RunFolderError(str(path), "not readable as HDF5: damaged, or of another kind") from None
    if file.attrs.get("schema") != "larmor-run/1":
        found = file.attrs.get("schema")
        file.close()
        raise RunFolderError(str(path), f'schema {found!r}, "larmor-run/1" expected: not exported by larmor')
    names: list[tuple[float, float]] = []
    sets: list[Any] = []
    config = json.loads(file.attrs["config"])
    groups = [inner for outer in file.values() for inner in outer.values() if "path_pc" in inner and "realisation" in inner]
    listed = config["field"].get("turbulence_level", [])
    rigidities = config["particles"]["rigidity_TV"]

    def place(group: Any) -> tuple[int, int]:
        level, rigidity = float(group.attrs["turbulence_level"]), float(group.attrs["rigidity_TV"])
        return listed.index(level) if level in listed else 0, rigidities.index(rigidity) if rigidity in rigidities else 0

    for group in sorted(groups, key=place):
        names.append((float(group.attrs["turbulence_level"]), float(group.attrs["rigidity_TV"])))
        sets.append(group)
    if not names:
        raise RunFolderError(str(path), "no realisation is there")
    rows = [{int(k): row for row, k in enumerate(group["realisation"][:])} for group in sets]
    described: dict[str, dict[str, Any]] = {}
    densities: list[str] = []
    first: dict[tuple[float, float], Record] = {}
    for name, group in zip(names, sets, strict=True):
        first[name] = {"path_pc": group["path_pc"][:].tolist()}
        for variable, item in group.items():
            if not isinstance(item, h5py.Dataset) or variable in ("path_pc", "realisation", "line_sha256"):
                continue
            first[name][variable] = item[0]
            shape = [part.strip() for part in str(item.attrs["dimensions"]).split(",")][1:]
            whole = item.dtype.kind in "iu"
            about = {"units": item.attrs["units"], "about": item.attrs["description"]}
            described[variable] = {**about, "shape": shape, "whole": whole}
            if "densities" in item.attrs:
                densities = str(item.attrs["densities"]).split(", ")

    def read(group: int, indices: npt.NDArray[np.int64], variable: str) -> list[Any]:
        item = sets[group].get(variable)
        there = [rows[group].get(int(k)) for k in indices]
        wanted = sorted({row for row in there if row is not None})
        if item is None or not wanted:
            return [None] * len(there)
        values = dict(zip(wanted, item[wanted[0] : wanted[-1] + 1][[w - wanted[0] for w in wanted]], strict=True))
        return [None if row is None else values[row] for row in there]

    attributes: dict[str, Any] = {"source": str(path)}
    for key in ("larmor", "numerics", "kernel_sha256", "config_sha256", "config", "seed"):
        value = file.attrs[key]
        attributes[key] = value if isinstance(value, str) else int(value)
    shard = (int(file.attrs["shard_index"]), int(file.attrs["shard_of"])) if "shard_of" in file.attrs else None
    attributes |= asked_for(config, shard)
    there = {name: set(rows[g]) for g, name in enumerate(names)}
    made = assembled(names, first, there, read, attributes, lazy=True, described=described, densities=densities)
    made.set_close(file.close)
    return made
