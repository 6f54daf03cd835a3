"""Maps of arrival directions by Liouville's theorem: f today, for momentum direction n, is f at -T where that particle then was."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from .arguments import direction, size_of_gradient, word
from .arrays import floats
from .directions import antipodes, direction_vector
from .field import Field
from .kernel import Floats, pixel_centres
from .planning import BLOCK

Density = Callable[[Floats, Floats], npt.ArrayLike]


def directions(nside: int) -> Floats:
    """HEALPix pixel centres in RING order: unit vectors (12 nside^2, 3)."""
    if isinstance(nside, bool) or not isinstance(nside, (int, np.integer)) or nside < 1:
        raise ValueError(f"nside: {nside!r} found, an integer from 1 expected")
    return pixel_centres(int(nside))


def sky(
    field: Field,
    path_pc: float,
    nside: int = 16,
    gradient_deg: tuple[float, float] | None = None,
    per_kpc: float | None = None,
    density: Density | None = None,
    convention: str = "arrival",
) -> Floats:
    """The sky of one realisation: relative intensity f/<f> - 1, a healpy map in RING order.

    Parameters
    ----------
    field : Field
    path_pc : float
        path length c T over which the particles are followed back; one
    nside : int
        there are 12 nside^2 pixels
    gradient_deg, per_kpc : optional
        gradient of the density: f = 1 + g.r; default (90, 0) and 0.14, ranges as for ``dipoles``
    density : callable, optional
        an f(r, p) of your own in place of a gradient: r (N, 3) in pc from the observer, p (N, 3) momentum directions, both at -T;
        N values
    convention : {"arrival", "momentum"}
        a pixel is the point of the sky that is looked at, or the direction that the particles go to

    Returns
    -------
    array (12 nside^2,)
        of mean 0, in the frame of the field. The particles fly to ``path_pc`` at once; on the maps of ``larmor export`` their
        steps also end at the outputs before it, which changes a map within the error of its steps

    Warns
    -----
    RuntimeWarning
        where particles used up their steps

    Raises
    ------
    TypeError, ValueError
        for what is no such field, path, gradient or density; for a gradient beside a density; where the mean of f is not above 0

    Examples
    --------
    >>> healpy.mollview(larmor.sky(field, 400))
    >>> def slab(r, p):  # falls off with the height, seen from 20 pc
    ...     return numpy.exp(-abs(r[:, 2] + 20) / 300)
    >>> larmor.sky(field, 400, density=slab)
    """
    if not isinstance(field, Field):
        raise TypeError(f"field: {type(field).__name__} found, a larmor.Field expected")
    word("convention", convention, ("arrival", "momentum"))
    if density is not None:
        _check_density(density, gradient_deg=gradient_deg, per_kpc=per_kpc)
    longitude, latitude = direction("gradient_deg", (90.0, 0.0) if gradient_deg is None else gradient_deg)
    per_kpc = size_of_gradient(0.14 if per_kpc is None else per_kpc)
    if np.size(path_pc) != 1:
        raise ValueError(f"path_pc: {np.size(path_pc)} path lengths found, one expected: a map is of one; call it for each")
    n = directions(nside)
    values, failed = np.empty(len(n)), 0
    g = np.array([c * (per_kpc / 1000) for c in direction_vector(longitude, latitude)])
    for first in range(0, len(n), BLOCK):
        flown = field.backtrack(n[first : first + BLOCK], path_pc)
        r, p = flown.positions[0], flown.momenta[0]
        failed += flown.failed
        if density is None:
            f = 1 + (g[0] * r[:, 0] + g[1] * r[:, 1] + g[2] * r[:, 2])
        else:
            f = floats("density", density(r, p))
            if f.shape != (len(r),):
                raise ValueError(f"density: values of shape {f.shape} found, ({len(r)},) expected: one for each particle")
        values[first : first + BLOCK] = f
    if failed > 0:
        words = "used up their steps and stayed where they were: the map is wrong there; shorten path_pc, or raise particles.tolerance"
        warnings.warn(f"{failed} of {len(n)} particles {words}", RuntimeWarning, stacklevel=2)
    seen = values if convention == "momentum" else values[antipodes(nside)]
    mean = float(seen.mean())
    if not mean > 0:
        whose = "density" if density is not None else "per_kpc"
        raise ValueError(f"{whose}: an f with a mean of {mean:.3g} over the sky found, above 0 expected: the map is f/<f> - 1")
    relative: Floats = seen / mean - 1
    return relative


def _check_density(density: Any, **gradient: Any) -> None:
    if not callable(density):
        raise TypeError(f"density: {density!r} found, a function f(r, p) expected")
    for name, value in gradient.items():
        if value is not None:
            expected = "one of the two expected: a density has its own gradient, as lambda r, p: 1 + r @ g"
            raise ValueError(f"{name}: {value!r} found beside density, {expected}")
