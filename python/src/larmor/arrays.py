"""Arrays of numbers as users give them, checked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .kernel import Floats
from .units import check_unit


def floats(name: str, values: npt.ArrayLike, unit: str = "") -> Floats:
    """An array of finite numbers in f64, of ``unit`` if they bring one along. Errors begin with ``name``."""
    check_unit(name, values, unit)
    check_mask(name, values)
    try:
        array = np.asarray(values)
    except ValueError:
        raise TypeError(f"{name}: lists of different lengths found, an array of numbers expected") from None
    except TypeError as error:  # as of a list of quantities
        raise TypeError(f"{name}: {error}; an array of numbers expected") from None
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name}: an array of {array.dtype} found, real numbers expected")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name}: a number that is not finite found")
    return numbers


def check_mask(name: str, values: npt.ArrayLike) -> None:
    """ValueError for an array some values of which are masked: what lies below a mask is no value."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        masked = int(np.ma.getmaskarray(values).sum())
        raise ValueError(f"{name}: {masked} of {values.size} values are masked, an array without a mask expected")


def vectors(name: str, values: npt.ArrayLike, width: int = 3, unit: str = "") -> Floats:
    """An array (..., width) of finite numbers as (N, width), contiguous, in f64."""
    numbers = floats(name, values, unit)
    if numbers.ndim == 0 or numbers.shape[-1] != width:
        raise ValueError(f"{name}: an array of shape {numbers.shape} found, (..., {width}) expected")
    return np.ascontiguousarray(numbers.reshape(-1, width))
