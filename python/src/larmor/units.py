"""Units that values bring along: numpy would drop them, so that 0.1 kpc became 0.1 pc without a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: of numbers without a unit, as astropy, pint and CF conventions write it
_NONE = ("", "1", "dimensionless")


def unit_of(value: Any) -> str:
    """The unit of a quantity of astropy, pint or unyt, or of an array of xarray or h5py that names one; "" for none."""
    attributes = getattr(value, "attrs", None)
    for unit in (
        getattr(value, "unit", None),
        getattr(value, "units", None),
        attributes.get("units") if isinstance(attributes, Mapping) else None,
    ):
        if unit is not None:
            name = unit.decode() if isinstance(unit, bytes) else str(unit)
            return "" if name in _NONE else name
    return ""


def check_unit(name: str, value: Any, expected: str) -> None:
    """TypeError for a value that brings along another unit than the one ``expected``; "" where there is none."""
    found = unit_of(value)
    if found not in ("", expected):
        wanted = f"numbers in {expected}" if expected else "numbers without a unit"
        raise TypeError(f"{name}: values in {found} found, {wanted} expected")
