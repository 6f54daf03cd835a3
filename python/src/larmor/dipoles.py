"""The dipoles of a run for one gradient, and their statistics: src/response/dipole_statistics.ts, with the same bits.

Sums run over the realisations one after the other (``np.add.accumulate``); numpy's own add them in pairs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import direction as checked_direction
from .arguments import kind_of_gradient, rigidity, size_of_gradient
from .dataset import check_dataset
from .directions import angle_deg, direction_vector
from .kernel import Floats
from .optional import check_packages
from .planning import C_M_S, PC_M

if TYPE_CHECKING:
    import xarray

_CM2_S_PER_PC_C = PC_M * 100 * (C_M_S * 100)
Vector = tuple[Floats, Floats, Floats]


def dipoles(
    ds: xarray.Dataset,
    gradient_deg: tuple[float, float] = (90.0, 0.0),
    per_kpc: float = 0.14,
    kind: str | None = None,
) -> xarray.Dataset:
    """The dipole of each realisation at the last path length, and their statistics.

    The dipole for a gradient g = grad f/f of the cosmic-ray density is delta = R g (Mertsch & Funk 2015), towards where the
    particles go: a telescope sees its maximum at the opposite point.

    Parameters
    ----------
    ds : Dataset
        of ``larmor.run`` or ``larmor.open``
    gradient_deg : (longitude, latitude)
        direction of the gradient in degrees, -360 to 360 and -90 to 90, the paper's frame: the regular field is at (0, 0) unless
        the config says otherwise
    per_kpc : float
        size of the gradient, 1/kpc, above 0
    kind : {"literal", "matched"}, optional
        "literal": the size given; "matched": the size for which isotropic diffusion with the simulated D(T) of the other
        half of the realisations has the dipole of 3 D |g|/c from B/C. Default: matched at turbulence level 1, else literal

    Returns
    -------
    Dataset
        ``dipole`` (group, realisation, i); ``amplitude``, ``debiased_square`` (the product of the two half-sets, the square of
        the amplitude without the bias of the noise, sign kept), ``noise`` (group, realisation). By group: ``median``, ``mean``,
        ``amplitude_of_mean``, ``angle_deg`` (between the mean dipole and minus the gradient) with ``..._error``;
        ``noise_floor_halves`` (the rms amplitude where there is no dipole), ``noise_floor`` (a bound on it),
        ``debiased_mean_square`` with error; ``isotropic_prediction``; ``gradient_per_kpc`` (group, realisation). NaN where a
        group is too small for it

    Raises
    ------
    TypeError, ValueError
        for a gradient or a kind that is none, or what is no Dataset of a run
    """
    check_packages("a Dataset", "xarray")
    import xarray

    check_dataset(ds)
    kind_of_gradient(kind)
    longitude, latitude = checked_direction("gradient_deg", gradient_deg)
    per_kpc = size_of_gradient(per_kpc)
    direction = direction_vector(longitude, latitude)
    last = ds.isel(path=-1)
    names = ("response_pc", "response_halves_pc", "displacement_pc2", "displacement_mean_pc")
    results: list[dict[str, Any]] = []
    for g in range(ds.sizes["group"]):
        level, rigidity = float(ds.turbulence_level[g]), float(ds.rigidity_TV[g])
        there = ~np.isnan(last["steps"].isel(group=g).values.astype(float))
        columns = {name: last[name].isel(group=g).values[there] for name in names}
        directions = ds["directions"].isel(group=g).values[there].astype(float)
        tail = ds["displacement_pc2"].isel(group=g, path=slice(-3, None)).values[there]
        slope = _diffusion(tail, ds["path_pc"].isel(group=g).values[-3:])
        chosen = kind or ("matched" if level == 1 else "literal")
        found = _group(columns, directions, slope, direction, isotropic_prediction(rigidity, per_kpc), per_kpc, chosen)
        results.append(_spread(found, there))
    shapes = {"dipole": ("realisation", "i")} | {n: ("realisation",) for n in _EACH if n != "dipole"}
    variables = {
        name: (("group", *shapes.get(name, ())), np.stack([found[name] for found in results]), _UNITS.get(name, {"units": "1"}))
        for name in results[0]
    }
    kept = {name: ds.coords[name] for name in ("turbulence_level", "rigidity_TV", "realisation", "i")}
    attributes = {"gradient_deg": [longitude, latitude], "per_kpc": per_kpc, "direction_convention": "momentum"}
    return xarray.Dataset(variables, kept, attributes)


_EACH = ("dipole", "amplitude", "debiased_square", "noise", "gradient_per_kpc")
_UNITS = {
    "angle_deg": {"units": "degrees"},
    "angle_deg_error": {"units": "degrees"},
    "gradient_per_kpc": {"units": "1/kpc"},
}


def isotropic_prediction(rigidity_TV: float, per_kpc: float = 0.14) -> float:
    """Dipole amplitude 3 D |g|/c of isotropic diffusion with D from B/C (Blasi, Amato 2012, halo of 4 kpc, delta = 1/3).

    TypeError or ValueError for a rigidity, or a size of the gradient, that is not a finite number above 0.
    """
    rigidity_TV, per_kpc = rigidity(rigidity_TV), size_of_gradient(per_kpc)
    R = (rigidity_TV * 1000) / 3
    rest, scale = R, 1.0
    while rest >= 8:
        rest, scale = rest / 8, scale * 2
    while rest < 1:
        rest, scale = rest * 8, scale / 2
    root = 1.5
    for _ in range(8):
        root -= (root - rest / (root * root)) / 3
    D = (1.33 * 4 * (root * scale)) * 1e28 / _CM2_S_PER_PC_C
    return (3 * D * per_kpc) / 1000


def _diffusion(rr: Floats, path_pc: Floats) -> Floats:
    """Half the slope of <r_i r_j>(T) at the last of up to three path lengths, [n][3][3] in pc (src/response/diffusion.ts)."""
    zero = np.zeros_like(rr[:, 0])
    T = [0.0, *path_pc.tolist()]
    y: list[Any] = [zero, *(rr[:, p] for p in range(rr.shape[1]))]
    if len(T) == 2:
        only: Floats = (y[1] - y[0]) / (T[1] - T[0]) / 2
        return only
    first = (y[-2] - y[-3]) / (T[-2] - T[-3])
    second = (y[-1] - y[-2]) / (T[-1] - T[-2])
    half: Floats = (first + ((second - first) / (T[-1] - T[-3])) * (2 * T[-1] - T[-3] - T[-2])) / 2
    return half


def _dot(a: Any, b: Any) -> Any:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _times(tensors: Floats, g: Any) -> Vector:
    """R_ij g_j of tensors [n][3][3]."""
    x, y, z = (tensors[:, i, 0] * g[0] + tensors[:, i, 1] * g[1] + tensors[:, i, 2] * g[2] for i in range(3))
    return x, y, z


def _scaled(vector: Any, factor: Any) -> tuple[Any, Any, Any]:
    return vector[0] * factor + 0, vector[1] * factor + 0, vector[2] * factor + 0


def _sum(values: Floats) -> float:
    return 0.0 if len(values) == 0 else float(np.add.accumulate(values)[-1]) + 0.0


def _group(
    columns: dict[str, Floats],
    directions: Floats,
    slope: Floats,
    direction: tuple[float, float, float],
    prediction: float,
    per_kpc: float,
    kind: str,
) -> dict[str, Any]:
    halves = columns["response_halves_pc"]
    vector = _times(columns["response_pc"], direction)
    a, b = _times(halves[:, 0], direction), _times(halves[:, 1], direction)
    difference = tuple(x - y for x, y in zip(a, b, strict=True))
    mean_r = columns["displacement_mean_pc"]
    square = _dot(direction, _times(columns["displacement_pc2"], direction))
    along = _dot(direction, mean_r.T)
    rows = {
        "x": vector[0],
        "y": vector[1],
        "z": vector[2],
        "amplitude": np.sqrt(_dot(vector, vector)),
        "debiased_square": _dot(a, b),
        "noise": (9 * np.maximum(0, square - along * along)) / directions,
        "noise_of_halves": _dot(difference, difference) / 4,
        "D_xx": slope[:, 0, 0],
        "D_yy": slope[:, 1, 1],
        "D_zz": slope[:, 2, 2],
    }
    n = len(directions)
    half = np.arange(n) % 2
    sums = {name: np.array([_sum(values[half == h]) for h in (0, 1)]) for name, values in rows.items()}
    counts = np.array([(half == h).sum() for h in (0, 1)], float)

    def sizes(sums: dict[str, Any], counts: Any) -> Any:
        """|g| in 1/pc of the even and the odd realisations."""
        if kind == "literal":
            return (per_kpc / 1000, per_kpc / 1000)
        with np.errstate(all="ignore"):
            D = [(sums["D_xx"][h] + sums["D_yy"][h] + sums["D_zz"][h]) / 3 / counts[h] for h in (0, 1)]
            good = (counts[0] > 0) & (counts[1] > 0) & (D[0] > 0) & (D[1] > 0)
            return tuple(np.where(good, prediction / (3 * D[other]), np.nan) for other in (1, 0))

    def statistic(sums: dict[str, Any], counts: Any) -> dict[str, Any]:
        size = sizes(sums, counts)
        total = counts[0] + counts[1]
        with np.errstate(all="ignore"):
            x, y, z = ((sums[c][0] * size[0] + sums[c][1] * size[1]) / total for c in "xyz")

            def mean_square(name: str) -> Any:
                return (sums[name][0] * size[0] * size[0] + sums[name][1] * size[1] * size[1]) / total

            return {
                "amplitude_of_mean": np.sqrt(x * x + y * y + z * z),
                "mean": (sums["amplitude"][0] * size[0] + sums["amplitude"][1] * size[1]) / total,
                "angle_deg": angle_deg((x, y, z), _scaled(direction, -1)),
                "debiased_mean_square": mean_square("debiased_square"),
                "noise": mean_square("noise"),
                "noise_of_halves": mean_square("noise_of_halves"),
            }

    whole = statistic(sums, counts)
    errors = _jackknife(rows, sums, counts, half, statistic)
    size = np.array([float(s) for s in sizes(sums, counts)])[half]
    amplitude = rows["amplitude"] * size
    ordered = np.sort(amplitude)
    found: dict[str, Any] = {
        "dipole": np.stack([c * size + 0 for c in vector], axis=1),
        "amplitude": amplitude,
        "debiased_square": rows["debiased_square"] * (size * size),
        "noise": np.sqrt(rows["noise_of_halves"]) * size,
        "gradient_per_kpc": np.full(n, per_kpc) if kind == "literal" else size * 1000,
        "median": _at_rank(ordered, 1 + (n - 1) * 0.5),
        "median_error": (_at_rank(ordered, (n + 1) / 2 + math.sqrt(n) / 2) - _at_rank(ordered, (n + 1) / 2 - math.sqrt(n) / 2)) / 2
        if n > 1
        else math.nan,
        "isotropic_prediction": prediction,
        "noise_floor": math.sqrt(whole["noise"]),
        "noise_floor_halves": math.sqrt(whole["noise_of_halves"]),
    }
    for name in ("mean", "amplitude_of_mean", "angle_deg", "debiased_mean_square"):
        found[name] = float(whole[name])
        found[f"{name}_error"] = errors[name]
    return found


def _jackknife(
    rows: dict[str, Floats], sums: dict[str, Floats], counts: Floats, half: Any, statistic: Callable[..., dict[str, Any]]
) -> dict[str, float]:
    """sqrt((n-1)/n sum (f_k - mean f)^2) over the values f_k without realisation k."""
    n = len(half)
    if n < 2:
        return dict.fromkeys(statistic(sums, counts), math.nan)
    left = {
        name: tuple(np.where(half == h, sums[name][h] - values, sums[name][h]) for h in (0, 1))
        for name, values in rows.items()
    }
    without = statistic(left, tuple(counts[h] - (half == h) for h in (0, 1)))
    errors = {}
    for name, values in without.items():
        difference = values - _sum(values) / n
        errors[name] = math.sqrt(((n - 1) / n) * _sum(difference * difference))
    return errors


def _at_rank(ordered: Floats, rank: float) -> float:
    """The value at a rank counted from 1, linear between ranks, the extreme ones beyond the ends."""
    inside = max(1.0, min(float(len(ordered)), rank))
    below = math.floor(inside)
    low, high = float(ordered[below - 1]), float(ordered[min(len(ordered), below + 1) - 1])
    return low + (inside - below) * (high - low)


def _spread(found: dict[str, Any], there: Any) -> dict[str, Any]:
    """Numbers of each realisation at the places of those that are there, NaN at the others."""
    out = dict(found)
    for name in _EACH:
        values = np.full((len(there), *found[name].shape[1:]), np.nan)
        values[there] = found[name]
        out[name] = values
    return out
