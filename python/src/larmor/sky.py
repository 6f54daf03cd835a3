"""Maps of arrival directions by Liouville's theorem: f today, for momentum direction n, is f at -T where that particle then was."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .arguments import direction, size_of_gradient, word
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
    gradient_deg: tuple[float, float] = (90.0, 0.0),
    per_kpc: float = 0.14,
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
    gradient_deg, per_kpc
        gradient of the density: f = 1 + g.r; ranges as for ``dipoles``
    density : callable, optional
        an f(r, p) of your own instead: r (N, 3) in pc from the observer, p (N, 3) momentum directions, both at -T; N values
    convention : {"arrival", "momentum"}
        a pixel is the point of the sky that is looked at, or the direction that the particles go to

    Examples
    --------
    >>> healpy.mollview(larmor.sky(field, 400))
    """
    word("convention", convention, ("arrival", "momentum"))
    longitude, latitude = direction("gradient_deg", gradient_deg)
    per_kpc = size_of_gradient(per_kpc)
    if np.size(path_pc) != 1:
        raise ValueError(f"path_pc: {np.size(path_pc)} path lengths found, one expected: a map is of one; call it for each")
    n = directions(nside)
    values = np.empty(len(n))
    g = np.array([c * (per_kpc / 1000) for c in direction_vector(longitude, latitude)])
    for first in range(0, len(n), BLOCK):
        flown = field.backtrack(n[first : first + BLOCK], path_pc)
        r, p = flown.positions[0], flown.momenta[0]
        if density is None:
            f = 1 + (g[0] * r[:, 0] + g[1] * r[:, 1] + g[2] * r[:, 2])
        else:
            f = np.asarray(density(r, p), float)
            if f.shape != (len(r),):
                raise ValueError(f"density: values of shape {f.shape} found, ({len(r)},) expected: one for each particle")
        values[first : first + BLOCK] = f
    seen = values if convention == "momentum" else values[antipodes(nside)]
    relative: Floats = seen / seen.mean() - 1
    return relative
