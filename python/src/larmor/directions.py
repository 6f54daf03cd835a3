"""Directions on the sphere in degrees, with + - * / and sqrt only: the same bits as the TypeScript library (src/sky/)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_RADIANS = math.pi / 180


def _sin_cos(angle_deg: float) -> tuple[float, float]:
    turn = math.fmod(angle_deg, 360)
    quadrant = math.floor((turn + 45) / 90)
    x = (turn - 90 * quadrant) * _RADIANS
    x2 = x * x
    s = 1.0
    for k in range(19, 2, -2):
        s = 1 - (x2 / (k * (k - 1))) * s
    c = 1.0
    for k in range(18, 1, -2):
        c = 1 - (x2 / (k * (k - 1))) * c
    s *= x
    return [(s, c), (c, 0 - s), (0 - s, 0 - c), (0 - c, s)][quadrant % 4]


def direction_vector(longitude_deg: float, latitude_deg: float) -> tuple[float, float, float]:
    """Unit vector towards (longitude, latitude): (0, 0) is +x, the regular field by default, (90, 0) is +y."""
    sin_lon, cos_lon = _sin_cos(longitude_deg)
    sin_lat, cos_lat = _sin_cos(latitude_deg)
    return cos_lat * cos_lon, cos_lat * sin_lon, sin_lat


def atan2_deg(y: Any, x: Any) -> Any:
    """The angle of the point (x, y) in degrees, of arrays element by element; (0, 0) gives 0."""
    ax, ay = np.abs(x), np.abs(y)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(ay <= ax, ay / ax, ax / ay)
    for _ in range(3):
        t = t / (1 + np.sqrt(1 + t * t))
    series = np.full_like(t, 1 / 17)
    for k in range(15, 0, -2):
        series = 1 / k - t * t * series
    acute = (8 * t * series) / _RADIANS
    upper = np.where(ay <= ax, acute, 90 - acute)
    half = np.where(np.asarray(x) < 0, 180 - upper, upper)
    return np.where((ax == 0) & (ay == 0), 0.0, np.where(np.asarray(y) < 0, 0 - half, half))


def angle_deg(a: Sequence[Any], b: Sequence[Any]) -> Any:
    """Angle in degrees between two vectors of any length; components may be arrays."""
    x = a[1] * b[2] - a[2] * b[1]
    y = a[2] * b[0] - a[0] * b[2]
    z = a[0] * b[1] - a[1] * b[0]
    return atan2_deg(np.sqrt(x * x + y * y + z * z), a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


def antipodes(nside: int) -> npt.NDArray[np.int64]:
    """The HEALPix pixel opposite to each, RING order."""
    total = 12 * nside * nside
    opposite = np.zeros(total, np.int64)
    first = 0
    for ring in range(1, 2 * nside + 1):
        length = 4 * min(ring, nside)
        j = np.arange(length)
        mirrored = total - first - length + (j + length // 2) % length
        opposite[first + j] = mirrored
        opposite[mirrored] = first + j
        first += length
    return opposite


def half_sets(nside: int) -> npt.NDArray[np.int64]:
    """Which half-set each pixel belongs to, 0 or 1: antipodes share one, and within a ring they alternate."""
    opposite = antipodes(nside)
    half = np.zeros(len(opposite), np.int64)
    first = 0
    for ring in range(1, 2 * nside + 1):
        length = 4 * min(ring, nside)
        for j in range(first, first + length):
            half[j] = half[opposite[j]] = (ring + j - first) & 1
        first += length
    return half
