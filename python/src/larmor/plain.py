"""What a program gives as a file would have it: Python's own numbers, lists and dicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .javascript import number_text
from .units import unit_of


def plain(value: Any) -> Any:
    """Numpy's numbers and arrays as Python's, tuples as lists, mappings as dicts with texts as keys.

    What has a unit stays as it is, and is then refused by its key: no unit is dropped.
    """
    if unit_of(value):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        # a mask stays, as None; a quantity without a unit would refuse to be a list
        return plain((value if isinstance(value, np.ma.MaskedArray) else np.asarray(value)).tolist())
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {_name(name): plain(item) for name, item in value.items()}
    return value


def _name(name: Any) -> str:
    name = plain(name)
    return number_text(name) if is_number(name) else str(name)


def is_number(value: Any) -> bool:
    """Whether it is a number, which True is not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
