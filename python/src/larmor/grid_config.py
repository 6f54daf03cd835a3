"""The config of a grid that a program gives: particles and transport of another config, its own field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from .arguments import rigidity
from .config import Config
from .cube import measured
from .javascript import number_text


def grid_config(config: Config, values: npt.NDArray[Any], cell_pc: float | Sequence[float], rigidity_TV: float | None) -> Config:
    """Of values (nx, ny, nz, 3) in uG at one rigidity, by default the first of ``config``. ConfigError for what is no cell."""
    R = config["particles"]["rigidity_TV"][0] if rigidity_TV is None else rigidity(rigidity_TV)
    rows: list[dict[str, float]] = list(config["transport"].get("path_pc", {}).values())
    return Config(
        field={
            "model": "cube",
            "cube_sha256": "0" * 64,
            "cube_cells": list(values.shape[:3]),
            "cube_unit_uG": 1,
            "cube_cell_pc": cell_pc,
            **measured("B", values),
        },
        particles={**config["particles"], "rigidity_TV": [R], "nside": 1},
        transport={**config["transport"], "path_pc": rows[0].get(number_text(R)) if rows else None, "multipoles": None},
    )
