"""Arrays of numbers as users give them, checked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .kernel import Floats


def floats(name: str, values: npt.ArrayLike) -> Floats:
    """An array of finite numbers in f64. Errors begin with ``name``."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise TypeError(f"{name}: lists of different lengths found, an array of numbers expected") from None
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name}: an array of {array.dtype} found, real numbers expected")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name}: a number that is not finite found")
    return numbers


def vectors(name: str, values: npt.ArrayLike, width: int = 3) -> Floats:
    """An array (..., width) of finite numbers as (N, width), contiguous, in f64."""
    numbers = floats(name, values)
    if numbers.ndim == 0 or numbers.shape[-1] != width:
        raise ValueError(f"{name}: an array of shape {numbers.shape} found, (..., {width}) expected")
    return np.ascontiguousarray(numbers.reshape(-1, width))
