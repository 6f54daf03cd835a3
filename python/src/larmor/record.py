"""The record of a realisation: sums over directions in blocks, in the order of src/flight/block_sums.ts, so that bits are the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from .config import Config
from .cube import CubeNodes, place_cube, values_of
from .directions import half_sets
from .field import Field
from .flight import Trace
from .javascript import json_text
from .kernel import Floats, pixel_centres
from .local_field import local_field, real_harmonics
from .open_field import check_index, described, open_field
from .planning import BLOCK, Group
from .tables import tables

Record = dict[str, Any]
#: what is summed of the directions of a block, by name: arrays, and numbers of the flights
Sums = dict[str, Any]


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
        which bits it is. With densities, by their names, ``density_dipole`` (P, 3) and ``density_dipole_halves`` (P, 2, 3), and
        ``quadratic_response_pc2`` (P, 3, 3, 3) and its halves; with multipoles ``multipole_pc`` (2, 3, (L + 1)^2) and the field
        that the particles meet first. More with a free-escape boundary, or an integrator that estimates its error.
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
    for index in indices:
        yield record_of(config, group, int(index), sums_of(config, group, int(index), range(block_count(group)), cube))


def block_count(group: Group) -> int:
    """Blocks of directions that a realisation is flown in."""
    return math.ceil(group.directions / BLOCK)


def sums_of(config: Config, group: Group, index: int, blocks: Iterable[int], cube: CubeNodes | None) -> list[Sums]:
    """The sums of some blocks of a realisation, by their numbers: all of them in any processes are its record."""
    field = Field.__new__(Field)
    field._set(*open_field(config, group, index, cube), config, group)
    rotated = config["particles"].get("rotate_directions", False)
    sky = pixel_centres(group.nside, (config["ensemble"]["seed"], index)) if rotated else _sky(group.nside)
    sums = [_block_sums(config, field, group, sky, _half_sets(group.nside), block * BLOCK) for block in blocks]
    field.close()
    return sums


_sky = lru_cache(maxsize=4)(pixel_centres)
_half_sets = lru_cache(maxsize=4)(half_sets)


def record_of(config: Config, group: Group, index: int, blocks: Iterable[Sums]) -> Record:
    """The record of a realisation from the sums of all its blocks, in their order."""
    totals: Sums = {}
    for sums in blocks:
        for name, value in sums.items():
            # a block begins with zeros, as the sum over blocks does: -0 never comes of it
            zero = np.zeros_like(value) if isinstance(value, np.ndarray) else 0
            totals[name] = _TOGETHER.get(name, _plus)(totals.get(name, zero), value)
    record = _assembled(group, index, totals)
    return {**record, "config": config.identity[:12], "numerics": tables()["numerics"]}


def _plus(a: Any, b: Any) -> Any:
    return a + b


#: what is made of the numbers of two blocks, where it is not their sum
_TOGETHER: dict[str, Callable[[Any, Any], Any]] = {
    "momentum_drift": max,
    "momentum_correction": max,
    "local_field_uG": lambda _, block: block,
}


def _outer(a: Floats, b: Floats) -> Floats:
    return a[..., :, None] * b[..., None, :]


def _block_sums(
    config: Config, field: Field, group: Group, sky: Floats, halves: npt.NDArray[np.int64], first: int
) -> Sums:
    """What is summed of the block of directions from number ``first`` on."""
    n, half = sky[first : first + BLOCK], halves[first : first + BLOCK]
    trace = field.trace(n, np.array(group.path_pc))
    sums = _trajectory_sums(trace, group, n, half)
    if group.densities is not None:
        q = config["field"]["spectral_index"]
        found = [field.contrasts(q, density, trace.positions) for density in group.densities]
        sums |= _density_sums(np.stack(found, axis=2), trace.positions, n, half)
    if group.multipoles is not None:
        sums["multipole_pc"] = _multipole_sums(real_harmonics(group.multipoles, n), trace.positions[-1], half)
        sums["local_field_uG"], sums["local_field_gyration_uG"] = local_field(field, group, n)
    return sums


def _density_sums(contrasts: Floats, positions: Floats, n: Floats, halves: npt.NDArray[np.int64]) -> Sums:
    """``contrasts`` (P, N, densities), of particles at ``positions`` (P, N, 3)."""
    paths, _, densities = contrasts.shape
    dipole, quadratic = np.zeros((paths, 2, 3, densities)), np.zeros((paths, 2, 3, 3, 3))
    for d in range(len(n)):
        half, r = halves[d], positions[:, d]
        directions = np.broadcast_to(n[d], (paths, 3))
        dipole[:, half] += _outer(directions, contrasts[:, d])
        quadratic[:, half] += _outer(directions, r)[..., None] * r[:, None, None, :]
    return {"density_dipole_halves": dipole, "quadratic_response_halves_pc2": quadratic}


def _multipole_sums(harmonics: Floats, r: Floats, halves: npt.NDArray[np.int64]) -> Floats:
    sums = np.zeros((2, 3, harmonics.shape[1]))
    for d in range(len(r)):
        sums[halves[d]] += _outer(r[d], harmonics[d])
    return sums


def _trajectory_sums(flown: Trace, group: Group, n: Floats, halves: npt.NDArray[np.int64]) -> Sums:
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
    sums: Sums = {
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


def _assembled(group: Group, index: int, sums: Sums) -> Record:
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
    for whole_name, name in _OF_DENSITIES.items():
        if name in sums:
            halves = sums[name] * (6 / directions)
            values[whole_name] = _corrected((halves[:, 0] + halves[:, 1]) / 2, whole)
            values[name] = _corrected_halves(halves, each)
    for name in ("density_dipole", "density_dipole_halves"):
        if name in values and group.densities is not None:
            values[name] = {density["name"]: values[name][..., k].tolist() for k, density in enumerate(group.densities)}
    if "multipole_pc" in sums:
        values["multipole_pc"] = sums["multipole_pc"] * ((8 * math.pi) / directions)
        values["local_field_uG"] = sums["local_field_uG"]
        values["local_field_gyration_uG"] = sums["local_field_gyration_uG"] / directions
    return {
        name: values[name].tolist() if isinstance(values[name], np.ndarray) else values[name]
        for name in tables()["quantities"]
        if name in values
    }


#: a quantity of all directions, and that of the half-sets which it is made of
_OF_DENSITIES = {
    "density_dipole": "density_dipole_halves",
    "quadratic_response_pc2": "quadratic_response_halves_pc2",
}


def _inverse3(tensor: Floats) -> Floats:
    """Inverse of a symmetric tensor: its cofactors over its determinant, in the order of src/flight/finite_grid.ts."""
    (xx, xy, xz), (_, yy, yz), (_, _, zz) = tensor.tolist()
    Cxx, Cxy, Cxz = yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy
    Cyy, Cyz, Czz = xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy
    determinant = xx * Cxx + xy * Cxy + xz * Cxz
    inverse: Floats = np.array([[Cxx, Cxy, Cxz], [Cxy, Cyy, Cyz], [Cxz, Cyz, Czz]]) / determinant
    return inverse


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
    if not isinstance(record, dict) or not set(first) <= set(record):
        raise TypeError(f"record: {type(record).__name__} found, what larmor.realise gives expected")
    rest = sorted(name for name in record if name not in first)
    body = json_text({name: record[name] for name in (*first, *rest)})[:-1]
    check = hashlib.sha256(f"{body}}}".encode()).hexdigest()[:16]
    return f'{body},"check":"{check}"}}\n'
