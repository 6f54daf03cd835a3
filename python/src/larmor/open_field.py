"""Realisations of a field in the kernel's memory, as src/flight/open_field.ts."""

from __future__ import annotations

from typing import Any

import numpy as np

from .config import Config
from .cube import CubeNodes, describe_cube, field_of, settings_of
from .directions import direction_vector
from .kernel import Kernel, member_of, seed_with
from .planning import Group


def check_index(realisation: int) -> None:
    """ValueError for what is no number of a realisation."""
    if isinstance(realisation, bool) or not isinstance(realisation, (int, np.integer)) or not 0 <= realisation < 2**32:
        raise ValueError(f"realisation {realisation!r} found, an integer from 0 to {2**32 - 1} expected")


def check_config(config: Any) -> None:
    """TypeError for what is no Config."""
    if not isinstance(config, Config):
        raise TypeError(f"config: {type(config).__name__} found, a larmor.Config expected")


def described(config: Config) -> Config:
    """The config itself, or one whose cube has been read and described."""
    check_config(config)
    field = config["field"]
    if "cube_file" not in field or "cube_sha256" in field:
        return config
    found = describe_cube(field["cube_file"], field.get("cube_dataset"), field.get("cube_cells"))
    return Config(**{**config, "field": {**field, **found}})


def regular_field(config: Config, group: Group) -> list[float]:
    """The constant part of the field in uG, in the frame of the run: B0, or the mean of a cube."""
    if group.cube is not None:
        return group.cube.mean_uG
    return [c * group.regular_uG for c in direction_vector(*config["field"]["regular_direction_deg"])]


def open_field(
    config: Config, group: Group, index: int, cube: CubeNodes | None, placed: bool = False
) -> tuple[Kernel, int]:
    """Synthesises realisation ``index``: the kernel, and the address of its work space."""
    kernel = Kernel() if cube is None else cube.kernel
    continuation = None if cube is None else cube.continuation
    field = config["field"]
    models, anisotropies = kernel.enum("FieldModel"), kernel.enum("Anisotropy")
    options = kernel.number("EXACT_VARIANCE") if field["normalisation"] == "realisation" else 0
    options += kernel.number("PLACED") if placed else 0
    seed_with(kernel, config["ensemble"]["seed"], int(index))
    kernel.call("clearLevels")
    for level in group.levels:
        kernel.call("addLevel", level.box_pc, level.longest_pc, level.shortest_pc, level.cut_pc, level.cells)
    settings, nodes = settings_of(kernel), field_of(kernel)
    kernel.reserve(nodes)
    to = kernel.enum("SynthesisOffset")
    joint = None if group.cube is None else group.cube.joint_pc
    bx, by, bz = regular_field(config, group)
    anisotropy = member_of(anisotropies, "field.anisotropy", field.get("anisotropy", "isotropic"))
    kernel.write(
        settings,
        [
            (to["REGULAR_X"], bx),
            (to["REGULAR_Y"], by),
            (to["REGULAR_Z"], bz),
            (to["TURBULENT"], group.turbulent_uG if continuation is None else continuation[1]),
            (to["OUTER_SCALE"], field["outer_scale_pc"] if joint is None else joint),
            (to["INNER_SCALE"], group.inner_scale_pc),
            (to["SPECTRAL_INDEX"], field["spectral_index"] if continuation is None else continuation[0]),
            (to["WAVES_PER_DECADE"], field["waves_per_decade"]),
        ],
        [
            (to["MODEL"], models[member_of(models, "field.model", field["model"])]),
            (to["ANISOTROPY"], anisotropies[anisotropy]),
            (to["OPTIONS"], options),
            (to["FIELD"], nodes),
        ],
    )
    work = int(nodes + kernel.call("fieldBytes", settings))
    kernel.write(settings, [], [(to["SCRATCH"], work)])
    kernel.reserve(work + kernel.call("scratchBytes", settings))
    kernel.call("synthesise", settings)
    return kernel, work
