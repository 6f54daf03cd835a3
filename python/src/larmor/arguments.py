"""What users give beside arrays: numbers with a range, words of a list. Errors name the argument, what was found, what is expected."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .units import unit_of

#: rigidities up to here can be multiplied by constants
_LARGEST_TV = 1e300


def number(name: str, value: Any, expected: str, least: float, most: float) -> float:
    """A real number above ``least`` and up to ``most``; ValueError for another, TypeError for what is none."""
    single = isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0)
    found = value.item() if single and not unit_of(value) else value
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise TypeError(f"{name}: {value!r} found, {expected} expected")
    if not least < found <= most:
        raise ValueError(f"{name}: {value!r} found, {expected} expected")
    return float(found)


def word(name: str, value: Any, known: tuple[str, ...]) -> None:
    """ValueError for what is none of these words."""
    if not isinstance(value, str) or value not in known:
        expected = " or ".join(f'"{each}"' for each in known)
        raise ValueError(f"{name}: {value!r} found, {expected} expected")


def direction(name: str, value: Any) -> tuple[float, float]:
    """Longitude and latitude in degrees, the ranges of the command line."""
    expected = "longitude and latitude in degrees expected (-360 to 360, -90 to 90), as in (90, 0)"
    angles = value.tolist() if isinstance(value, np.ndarray) and not unit_of(value) else value
    if not isinstance(angles, (tuple, list)) or len(angles) != 2:
        raise TypeError(f"{name}: {value!r} found, {expected}")
    for angle in angles:
        if isinstance(angle, (bool, np.bool_)) or not isinstance(angle, (int, float, np.integer, np.floating)):
            raise TypeError(f"{name}: {value!r} found, {expected}")
    longitude, latitude = map(float, angles)
    if not (abs(longitude) <= 360 and abs(latitude) <= 90):
        raise ValueError(f"{name}: {value!r} found, {expected}")
    return longitude, latitude


def size_of_gradient(per_kpc: Any) -> float:
    """Size of a gradient in 1/kpc, above 0 as on the command line."""
    return number("per_kpc", per_kpc, "a size in 1/kpc, above 0 and finite,", 0, math.nextafter(math.inf, 0))


def rigidity(rigidity_TV: Any) -> float:
    """A rigidity in TV."""
    return number("rigidity_TV", rigidity_TV, "a rigidity in TV, above 0 and up to 1e300,", 0, _LARGEST_TV)


def sign(name: str, value: Any) -> int:
    """1 or -1."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)) or abs(value) != 1:
        raise ValueError(f"{name}: {value!r} found, 1 or -1 expected")
    return int(value)


def kind_of_gradient(kind: Any) -> None:
    if kind is not None:
        word("kind", kind, ("literal", "matched"))
