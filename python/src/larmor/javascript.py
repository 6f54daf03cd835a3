"""Numbers and JSON as JavaScript writes them: a line of results has the same bytes from every language."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def number_text(x: float) -> str:
    """The shortest text of a double that reads back as the same, as ``String(x)`` in JavaScript: 1e-7, 1e+21, 10000000000000000."""
    if isinstance(x, int):
        x = float(x)
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    if x == 0:
        return "0"
    sign = "-" if x < 0 else ""
    mantissa, _, exponent = repr(abs(x)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    # digits and n such that the value is 0.digits x 10^n
    digits = (whole + fraction).lstrip("0")
    n = int(exponent or 0) + len(whole) - (len(whole + fraction) - len((whole + fraction).lstrip("0")))
    digits = digits.rstrip("0")
    k = len(digits)
    if k <= n <= 21:
        return sign + digits + "0" * (n - k)
    if 0 < n <= 21:
        return sign + digits[:n] + "." + digits[n:]
    if -6 < n <= 0:
        return sign + "0." + "0" * -n + digits
    tail = f"e{'+' if n > 0 else '-'}{abs(n - 1)}"
    return sign + digits[0] + ("." + digits[1:] if k > 1 else "") + tail


def to_precision(x: float, digits: int) -> float:
    """``Number(x.toPrecision(digits))``: a tie is rounded away from zero, where Python's formats round it to even."""
    if x == 0 or not math.isfinite(x):
        return x
    exact = Decimal(x)
    place = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    return float(exact.quantize(place, rounding=ROUND_HALF_UP))


def object_order(names: Iterable[str]) -> list[str]:
    """As JavaScript lists the keys of an object: whole numbers first and by size, then the others as they came."""
    names = list(names)
    whole = [n for n in names if re.fullmatch(r"0|[1-9]\d{0,9}", n, re.ASCII) and int(n) < 2**32 - 1]
    return sorted(whole, key=int) + [n for n in names if n not in whole]


def json_text(value: Any, *, sort: bool = False) -> str:
    """``JSON.stringify(value)`` of plain data; with ``sort`` the keys of objects in order: canonical JSON."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return number_text(value) if math.isfinite(value) else "null"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([json_text(item, sort=sort) for item in value]) + "]"
    if isinstance(value, dict):
        names = sorted(value) if sort else object_order(value)
        return "{" + ",".join([f"{json.dumps(name)}:{json_text(value[name], sort=sort)}" for name in names]) + "}"
    raise TypeError(f"{type(value).__name__} has no JSON")
