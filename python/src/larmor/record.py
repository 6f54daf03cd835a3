"""The record of a realisation: sums over directions in blocks, in the order of src/flight/block_sums.ts, so that bits are the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from .config import Config
from .cube import CubeNodes, place_cube, values_of
from .directions import half_sets
from .field import Field, check_index, described, open_field
from .flight import Trace
from .javascript import json_text
from .kernel import Floats, pixel_centres
from .planning import BLOCK, Group
from .tables import tables

Record = dict[str, Any]


def realise(
    config: Config, realisation: int, turbulence_level: float | None = None, rigidity_TV: float | None = None
) -> Record:
    """Computes one realisation: what one line of ``realisations.jsonl`` holds, numbers and lists of lists.

    Parameters
    ----------
    config : Config
    realisation : int
        its number, from 0
    turbulence_level, rigidity_TV : float, optional
        which group of the config; default the first

    Returns
    -------
    dict
        ``turbulence_level``, ``rigidity_TV``, ``realisation``; ``directions``, their number; ``path_pc`` (P); ``response_pc``
        (P, 3, 3), the response tensor: the dipole for a gradient g = grad f/f is R g; ``response_halves_pc`` (P, 2, 3, 3);
        ``displacement_pc2`` (P, 3, 3), ``displacement_mean_pc`` (P, 3), ``flow_displacement_pc`` (P, 3, 3); ``steps``,
        ``rejected``, ``momentum_drift``, ``momentum_correction``, ``failed``; ``config`` and ``numerics``, of which run and
        which bits it is. More with a free-escape boundary, or an integrator that estimates its error.
    """
    return next(realisations(config, [realisation], turbulence_level, rigidity_TV))


def realisations(
    config: Config,
    indices: list[int],
    turbulence_level: float | None = None,
    rigidity_TV: float | None = None,
    cube: CubeNodes | None = None,
) -> Iterator[Record]:
    """Records of several realisations of one group, one after the other; the nodes of a cube are made once, or given."""
    for index in indices:
        check_index(index)
    config = described(config)
    group = config.group(turbulence_level, rigidity_TV)
    if group.cube is not None and cube is None:
        cube = place_cube(group.cube, values_of(config["field"]))
    rotated = config["particles"].get("rotate_directions", False)
    sky = None if rotated else pixel_centres(group.nside)
    halves = half_sets(group.nside)
    for index in indices:
        field = Field.__new__(Field)
        field._set(*open_field(config, group, index, cube), config, group)
        n = pixel_centres(group.nside, (config["ensemble"]["seed"], index)) if sky is None else sky
        yield _flown(config, field, group, int(index), n, halves)
        field.close()


def _flown(config: Config, field: Field, group: Group, index: int, sky: Floats, halves: npt.NDArray[np.int64]) -> Record:
    paths = np.array(group.path_pc)
    totals: dict[str, Any] = {}
    for first in range(0, group.directions, BLOCK):
        n = sky[first : first + BLOCK]
        sums = _block_sums(field.trace(n, paths), group, n, halves[first : first + BLOCK])
        for name, value in sums.items():
            together: Callable[[Any, Any], Any] = max if name.startswith("momentum_") else lambda a, b: a + b
            # a block begins with zeros, as the sum over blocks does: -0 never comes of it
            zero = np.zeros_like(value) if isinstance(value, np.ndarray) else 0
            totals[name] = together(totals.get(name, zero), value)
    record = _assembled(group, index, totals)
    return {**record, "config": config.identity[:12], "numerics": tables()["numerics"]}


def _outer(a: Floats, b: Floats) -> Floats:
    return a[..., :, None] * b[..., None, :]


def _block_sums(flown: Trace, group: Group, n: Floats, halves: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Sums over the directions of a block, one after the other; at each of P path lengths, and of each half-set where it counts."""
    paths = len(group.path_pc)
    squares = np.zeros((2, 3, 3))
    response = np.zeros((paths, 2, 3, 3))
    displacement, flow = np.zeros((paths, 3, 3)), np.zeros((paths, 3, 3))
    mean = np.zeros((paths, 3))
    boundary = group.escape_height_pc is not None
    escaped, inside = np.zeros((paths, 2)), np.zeros((paths, 2, 3, 3))
    escaped_n, inside_r = np.zeros((paths, 2, 3)), np.zeros((paths, 2, 3))
    left = flown.escape_pc[None, :] <= np.array(group.path_pc)[:, None]
    for d in range(len(n)):
        half, r, earlier = halves[d], flown.positions[:, d], flown.momenta[:, d]
        product = _outer(np.broadcast_to(n[d], (paths, 3)), r)
        squares[half] += _outer(n[d], n[d])
        response[:, half] += product
        displacement += _outer(r, r)
        mean += r
        flow += _outer(earlier, r)
        if boundary:
            out = left[:, d]
            escaped[out, half] += 1
            escaped_n[out, half] += n[d]
            inside[~out, half] += product[~out]
            inside_r[~out, half] += r[~out]
    sums = {
        "squares": squares,
        "response_halves_pc": response,
        "displacement_pc2": displacement,
        "displacement_mean_pc": mean,
        "flow_displacement_pc": flow,
        "steps": flown.steps,
        "rejected": flown.rejected,
        "momentum_drift": flown.drift,
        "momentum_correction": flown.correction,
        "failed": flown.failed,
    }
    if group.step_error:
        sums["step_error"] = flown.step_error_squares
    if boundary:
        sums |= {
            "escaped_halves": escaped,
            "escaped_direction_halves": escaped_n,
            "inside_response_halves_pc": inside,
            "inside_displacement_halves_pc": inside_r,
        }
    return sums


def _assembled(group: Group, index: int, sums: dict[str, Any]) -> Record:
    directions = group.directions
    first, second = sums["squares"]
    each = [_inverse3(first * (6 / directions)), _inverse3(second * (6 / directions))]
    whole = _inverse3((first + second) * (3 / directions))
    halves = sums["response_halves_pc"] * (6 / directions)
    values: dict[str, Any] = {
        "turbulence_level": group.turbulence_level,
        "rigidity_TV": group.rigidity_TV,
        "realisation": index,
        "directions": directions,
        "path_pc": group.path_pc,
        "response_pc": _corrected((halves[:, 0] + halves[:, 1]) / 2, whole),
        "response_halves_pc": _corrected_halves(halves, each),
        "displacement_pc2": sums["displacement_pc2"] * (1 / directions),
        "displacement_mean_pc": sums["displacement_mean_pc"] / directions,
        "flow_displacement_pc": sums["flow_displacement_pc"] * (1 / directions),
    }
    for name in ("steps", "rejected", "momentum_drift", "momentum_correction", "failed"):
        values[name] = sums[name]
    if "step_error" in sums:
        values["step_error"] = math.sqrt(sums["step_error"] / (directions * len(group.path_pc)))
    if "escaped_halves" in sums:
        values["escaped_halves"] = sums["escaped_halves"] * (2 / directions)
        vectors = (sums["escaped_direction_halves"] * (2 / directions))[..., None]
        values["escaped_direction_halves"] = _corrected_halves(vectors, each)[..., 0]
        values["inside_response_halves_pc"] = _corrected_halves(sums["inside_response_halves_pc"] * (6 / directions), each)
        values["inside_displacement_halves_pc"] = sums["inside_displacement_halves_pc"] * (2 / directions)
    return {
        name: values[name].tolist() if isinstance(values[name], np.ndarray) else values[name]
        for name in tables()["quantities"]
        if name in values
    }


def _inverse3(tensor: Floats) -> Floats:
    """Inverse of a symmetric tensor: its cofactors over its determinant, in the order of src/flight/finite_grid.ts."""
    (xx, xy, xz), (_, yy, yz), (_, _, zz) = tensor.tolist()
    Cxx, Cxy, Cxz = yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy
    Cyy, Cyz, Czz = xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy
    determinant = xx * Cxx + xy * Cxy + xz * Cxz
    return np.array([[Cxx, Cxy, Cxz], [Cxy, Cyy, Cyz], [Cxz, Cyz, Czz]]) / determinant


def _corrected(numbers: Floats, W: Floats) -> Floats:
    """sum_k W_ik acts on the first index of tensors [P][3][...], summed in the order of k."""
    out = np.empty_like(numbers)
    for i in range(3):
        out[:, i] = W[i, 0] * numbers[:, 0] + W[i, 1] * numbers[:, 1] + W[i, 2] * numbers[:, 2]
    return out


def _corrected_halves(numbers: Floats, W: list[Floats]) -> Floats:
    return np.stack([_corrected(numbers[:, half], W[half]) for half in (0, 1)], axis=1)


def line(record: Record) -> str:
    """The line of ``realisations.jsonl`` of a record, to the byte and with its newline.

    What identifies it comes first, then the rest by name, then ``check``: 16 hex digits of the SHA-256 of the bytes before it.
    """
    first = ("turbulence_level", "rigidity_TV", "realisation", "config", "numerics")
    rest = sorted(name for name in record if name not in first)
    body = json_text({name: record[name] for name in (*first, *rest)})[:-1]
    check = hashlib.sha256(f"{body}}}".encode()).hexdigest()[:16]
    return f'{body},"check":"{check}"}}\n'
