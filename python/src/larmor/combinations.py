"""Values that are each allowed, but impossible together."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from .errors import ConfigError, digits
from .javascript import json_text, number_text
from .planning import (
    MEMORY_LIMIT_BYTES,
    Group,
    has_grids,
    has_inner_scale,
    is_turbulent,
    make_groups,
)
from .tables import constant, key_of, tables

Blame = Callable[..., str]
Config = dict[str, dict[str, Any]]

_GYRORADIUS = ("field.total_rms_uG", "particles.rigidity_TV")
_SCALES = ("field.outer_scale_pc", "field.inner_scale_gyroradii", "field.turbulence_level", "field.spectral_index")
_MOST_WAVES = 2**45


def check_combinations(config: Config, given: Callable[[str], bool]) -> list[Group]:
    """The groups. Raises ConfigError for the first impossible combination, naming a key that was given where one is to blame."""

    def blame(*names: str) -> str:
        return next(filter(given, names), names[0])

    field = config["field"]
    if is_turbulent(field["model"]):
        for section, name in (("particles", "nside"), ("transport", "path_pc")):
            _check_names(f"{section}.{name}", config[section][name])
    if has_grids(field):
        _check_bands(field, blame)
    _check_anisotropy(field, blame)
    groups = make_groups(config)
    for group in groups:
        if has_inner_scale(field):
            _check_inner_scale(field, group, blame)
        _check_multipoles(group)
        if not given("transport.path_pc"):
            _check_turbulence(group)
        _check_lengths(config, group, blame)
        _check_room(config, group, blame)
    return groups


def _check_turbulence(group: Group) -> None:
    """Nothing scatters in a uniform cube: it has no diffusion that a default path length could follow from."""
    # what rounding leaves of the rms of such a cube less its mean
    if group.cube is not None and group.cube.turbulence_level <= 1e-9:
        expected = 'a cube with turbulence; in this one all values are the same vector, which is field.model = "uniform"'
        remedy = 'Take field.model = "uniform", whose field is field.total_rms_uG.'
        raise ConfigError("field.model", "cube", expected, remedy)


def _check_names(key: str, table: dict[str, Any]) -> None:
    if "0" in table:
        remedy = f'Write the level in quotes: [{key}."0.1"].'
        raise ConfigError(f'{key}."0"', table["0"], "a turbulence level > 0 and <= 1 as the name", remedy)


def _check_anisotropy(field: dict[str, Any], blame: Blame) -> None:
    anisotropy = field.get("anisotropy", "isotropic")
    if anisotropy == "isotropic":
        return
    key = "field.anisotropy"
    models = tables()["field_models"]
    if "anisotropy" not in models[field["model"]]["reads"]:
        able = [f'"{name}"' for name, model in models.items() if "anisotropy" in model["reads"]]
        remedy = f"Set field.model = {' or '.join(able)}, or take it out."
        raise ConfigError(key, anisotropy, f'"isotropic" beside field.model = "{field["model"]}"', remedy)
    levels = field.get("turbulence_level", [])
    if 1 in levels:
        others = json_text([level for level in levels if level < 1] or [0.1])
        expected = '"isotropic" at turbulence level 1, where there is no regular field that the waves could have as their axis'
        raise ConfigError(key, anisotropy, expected, f"Set field.turbulence_level = {others}, or take it out.")
    index = tables()["anisotropies"][anisotropy].get("spectral_index")
    if index is not None and abs(field["spectral_index"] - index) >= 1e-3:
        raise ConfigError(
            blame("field.spectral_index", key),
            field["spectral_index"],
            f'5/3 beside field.anisotropy = "{anisotropy}", whose exponents 5/3, 10/3 and 2/3 belong together',
            "Leave it out, or choose another field.anisotropy.",
        )


def _check_multipoles(group: Group) -> None:
    """On one half-set of the directions the harmonics of l = nside are not orthogonal any more."""
    multipoles, nside = group.multipoles, group.nside
    if multipoles is None or multipoles < nside:
        return
    level, rigidity = number_text(group.turbulence_level), number_text(group.rigidity_TV)
    where = f"at {rigidity} TV" if group.turbulence_level == 0 else f"at level {level}, {rigidity} TV"
    lower = f"Lower it to {max(1, nside // 2)}, or raise" if nside > 1 else "Raise"
    raise ConfigError(
        "transport.multipoles",
        multipoles,
        f"less than particles.nside, {nside} {where}: half of the directions do not tell higher multipoles apart",
        f"{lower} particles.nside to {better_nside(multipoles)}.",
    )


def better_nside(most: int) -> int:
    """The smallest nside of which l is no more than the half."""
    nside = 2
    while nside < 2 * most:
        nside *= 2
    return nside


def _check_inner_scale(field: dict[str, Any], group: Group, blame: Blame) -> None:
    joint = None if group.cube is None else group.cube.joint_pc
    inner, rigidity = digits(group.inner_scale_pc), number_text(group.rigidity_TV)
    if joint is not None and group.inner_scale_pc >= joint:
        raise ConfigError(
            "field.cube_continue_cells",
            field.get("cube_continue_cells"),
            f"a joint above the inner scale, {inner} pc at {rigidity} TV",
            "Raise it, or take it out: the cube holds what these particles feel.",
            f"({digits(joint)} pc)",
        )
    outer = field["outer_scale_pc"]
    if group.inner_scale_pc < outer:
        return
    most = digits(outer / group.gyroradius_pc if group.gyroradius_pc else math.inf)
    raise ConfigError(
        blame("field.inner_scale_gyroradii", "field.outer_scale_pc"),
        field.get("inner_scale_gyroradii"),
        f"an inner scale below the outer scale of {number_text(outer)} pc: at {rigidity} TV less than {most} gyroradii",
        "Lower field.inner_scale_gyroradii, or raise field.outer_scale_pc.",
        f"(an inner scale of {inner} pc)",
    )


def _check_bands(field: dict[str, Any], blame: Blame) -> None:
    """A box holds waves with k = 2 pi m/S, m a vector of integers: one at least must lie in its band."""
    box, ratio = field["box_wavelengths"], field["band_ratio"]
    longest = box * box
    norm = math.ceil(longest)
    while not _is_sum_of_three_squares(norm):
        norm += 1
    if norm < longest * ratio * ratio:
        return
    key = blame("field.band_ratio", "field.box_wavelengths")
    least = number_text(math.ceil(100 * math.sqrt(norm / longest) + 1e-9) / 100)
    raise ConfigError(
        key,
        ratio if key == "field.band_ratio" else box,
        f"a band that holds a wave of its box: with box_wavelengths = {number_text(box)} a band_ratio of {least} or more",
        "Raise field.band_ratio, or choose a whole number for field.box_wavelengths.",
    )


def _is_sum_of_three_squares(n: int) -> bool:
    while n % 4 == 0:
        n //= 4
    return n % 8 != 7


def _check_lengths(config: Config, group: Group, blame: Blame) -> None:
    """Extreme values, each of them allowed, can give lengths and numbers of steps that a double cannot hold."""
    lengths = [group.gyroradius_pc]
    if has_inner_scale(config["field"]):
        lengths.append(group.inner_scale_pc)
    for level in group.levels:
        lengths += [level.box_pc, level.shortest_pc]
    if group.cube is not None:
        for side, cells in zip(group.cube.cell_pc, group.cube.cells, strict=True):
            lengths += [side, side * cells]

    def is_length(s: float) -> bool:
        return 1e-50 < s < 1e50

    path = group.path_pc[-1]
    finest = group.levels[-1].cut_pc if group.levels else group.inner_scale_pc
    increasing = all(b > a for a, b in zip([0, *group.path_pc], group.path_pc, strict=False))
    is_path = increasing and all(map(is_length, group.path_pc)) and not (finest > 0 and path > finest * _MOST_WAVES)
    if all(map(is_length, lengths)) and is_path and group.steps_estimate < math.inf:
        return
    others = ("transport.path_pc", *_SCALES, "field.cube_cell_pc", "particles.tolerance")
    key = blame(*_GYRORADIUS, *others) if is_path else blame("transport.path_pc", *_GYRORADIUS, *others)
    raise ConfigError(
        key,
        path if key == "transport.path_pc" else _value(config, key),
        "lengths from 1e-50 to 1e50 pc, and a path of less than "
        f"{digits(_MOST_WAVES)} of the shortest waves: what a double can hold",
        "Take a value nearer to the default.",
        f"(a gyroradius of {digits(group.gyroradius_pc)} pc, a path of {digits(path)} pc)",
    )


def _check_room(config: Config, group: Group, blame: Blame) -> None:
    """Too many levels for the kernel, or more memory than a worker can have."""
    field, room, words = config["field"], MEMORY_LIMIT_BYTES, "the 4 GiB of a worker"
    need = digits(group.memory_bytes / 2**30)
    if group.cube is not None and group.memory_bytes > room:
        expected = f"cells whose nodes, 16 bytes each, fit into {words}"
        remedy = "Take a part of the cube, or every second cell."
        raise ConfigError("field.cube_cells", group.cube.cells, expected, remedy, f"({need} GiB)")
    grid = ("cells_per_wavelength", "box_wavelengths", "band_ratio")
    scales = ("field.inner_scale_gyroradii", *_GYRORADIUS, "field.outer_scale_pc")
    most = constant("MAX_LEVELS")
    ratio = number_text(field["band_ratio"])
    if len(group.levels) > most:
        needs = f"more than {most} levels"
        remedy = f"Raise field.band_ratio (now {ratio}), or bring inner and outer scale closer together."
        key = blame("field.band_ratio", *scales)
    elif group.memory_bytes > room:
        cells = max([0, *(level.cells for level in group.levels)])
        needs = f"at least {need} GiB for grids of up to {cells} cells per side"
        remedy = f"Lower one of {', '.join(f'field.{name} (now {number_text(field[name])})' for name in grid)}."
        larger = [name for name in grid if field[name] > key_of(f"field.{name}")["default"]]
        key = blame(*(f"field.{name}" for name in (*larger, *grid)), *scales)
    else:
        return
    raise ConfigError(
        key,
        _value(config, key),
        f"a field of at most {most} levels that fits into {words}",
        f"At {number_text(group.rigidity_TV)} TV it needs {needs}. {remedy}",
    )


def _value(config: Config, key: str) -> Any:
    section, name = key.split(".")
    return json.loads(json.dumps(config[section].get(name)))
