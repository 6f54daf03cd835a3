"""What multipoles need beside the paths: spherical harmonics of the directions, and the field that their particles meet first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .kernel import Floats
from .planning import GYRATION_PLACES, Group

if TYPE_CHECKING:
    from .field import Field


def real_harmonics(most: int, n: Floats) -> Floats:
    """Real orthonormal Y_lm of unit vectors (N, 3) up to l = ``most``: (N, (most + 1)^2), Y_lm at index l*l + l + m.

    Y_1m = sqrt(3/(4 pi)) (y, z, x) for m = -1, 0, 1. The operations are those of src/sky/real_harmonics.ts, in their order.
    """
    x, y, z = n.T
    values = np.zeros((len(n), (most + 1) * (most + 1)))
    diagonal = math.sqrt(1 / (4 * math.pi))
    re, im = np.ones(len(n)), np.zeros(len(n))
    for m in range(most + 1):
        if m > 0:
            diagonal *= math.sqrt((2 * m + 1) / (2 * m))
            re, im = re * x - im * y, re * y + im * x
        even, odd = (np.ones(len(n)), np.zeros(len(n))) if m == 0 else (math.sqrt(2) * re, math.sqrt(2) * im)
        below, here, before = np.zeros(len(n)), np.full(len(n), diagonal), 1.0
        for degree in range(m, most + 1):
            if degree > m:
                up = math.sqrt((4 * degree * degree - 1) / (degree * degree - m * m))
                below, here, before = here, up * (z * here - below / before), up
            if m > 0:
                values[:, degree * degree + degree - m] = odd * here
            values[:, degree * degree + degree + m] = even * here
    return values


def local_field(field: Field, group: Group, directions: Floats) -> tuple[Floats, Floats]:
    """The field at the observer, (3,), and the sum over the particles of its mean along their first gyration, (3,); uG.

    The particles are flown once more, along 2 pi r_g, since places of output restrict the steps of an integrator. The field is
    met in the middles of equal parts of the gyration.
    """
    part = (2 * math.pi * group.gyroradius_pc) / GYRATION_PLACES
    paths = np.array([(k + 0.5) * part for k in range(GYRATION_PLACES)])
    met = field.at(field.trace(directions, paths).positions).reshape(-1, 3) / GYRATION_PLACES
    return field.at(np.zeros(3)), np.add.accumulate(met)[-1] + 0.0
