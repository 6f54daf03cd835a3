"""The tables that the build takes from the TypeScript library: keys of a config, quantities of a record, numbers of the kernel."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def tables() -> dict[str, Any]:
    """tables.json, which `npm run build` writes into the package."""
    read: dict[str, Any] = json.loads((files("larmor") / "tables.json").read_text("utf8"))
    return read


@cache
def keys() -> tuple[dict[str, Any], ...]:
    """The keys of a config in the order of their table."""
    return tuple(tables()["keys"])


@cache
def key_of(dotted: str) -> dict[str, Any]:
    """The key of that dotted name."""
    return next(key for key in keys() if key["key"] == dotted)


def constant(name: str) -> Any:
    """A number, or an enum, that the kernel exports: for what is planned before it is loaded."""
    return tables()["constants"][name]
