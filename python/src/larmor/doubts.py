"""What can be run and is doubtful (src/config/warnings.ts): a ConfigWarning for each when a run begins."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from .combinations import better_nside
from .errors import digits, dotted
from .javascript import json_text, number_text
from .planning import (
    Group,
    cube_sides,
    expected_diffusion,
    has_grids,
    has_inner_scale,
    is_like_power_law,
    over,
    power,
    resonant_across,
)
from .tables import key_of, keys, tables

Config = Any
Doubt = tuple[str, str]

_CELLS_OF_A_GYRORADIUS = 2
_CELLS_OF_A_WAVE = 8
_COHERENCE = 1 / 5


def doubts(config: Config, groups: list[Group]) -> list[Doubt]:
    """Keys to change, each with a sentence: what is not used, what is coarse, then group by group."""
    found = [*_unused_keys(config)]
    for section, name in (("particles", "nside"), ("transport", "path_pc")):
        found += _unused_entries(groups, f"{section}.{name}", config[section][name])
    found += [*_coarse(config), *_bound(config["field"])]
    for group in groups:
        found += [*_scales(config["field"], group), *_multipoles(group)]
        found += [*_cube(config, group), *_path(config["field"], group)]
    return found


def _is_default(key: dict[str, Any], value: Any) -> bool:
    return value is None or ("default" in key and json_text(value) == json_text(key["default"]))


def _unused_keys(config: Config) -> Iterator[Doubt]:
    field, particles = config["field"], config["particles"]
    yield from _unread(config, "field.model", field["model"], tables()["field_models"])
    yield from _unread(config, "particles.integrator", particles.get("integrator", "rk45"), tables()["integrators"])
    levels = field.get("turbulence_level")
    if any(angle != 0 for angle in field["regular_direction_deg"]) and levels and all(level == 1 for level in levels):
        key = "field.regular_direction_deg"
        yield key, f"{key} has no effect: at turbulence level 1 there is no regular field"


def _unread(config: Config, choice: str, chosen: str, table: dict[str, Any]) -> Iterator[Doubt]:
    section = key_of(choice)["section"]
    read = {name for entry in table.values() for name in entry["reads"]}
    for key in keys():
        name = key["name"]
        if key["section"] != section or name not in read or name in table[chosen]["reads"]:
            continue
        if not _is_default(key, config[section].get(name)):
            yield key["key"], f'{key["key"]} has no effect: {choice} "{chosen}" does not use it'


def _unused_entries(groups: list[Group], key: str, table: dict[str, Any]) -> Iterator[Doubt]:
    listed = [0 if group.cube is not None else group.turbulence_level for group in groups]
    run = {(number_text(level), number_text(g.rigidity_TV)) for level, g in zip(listed, groups, strict=True)}
    for level in sorted(table, key=float):
        for rigidity in sorted(table[level], key=float):
            if (level, rigidity) in run:
                continue
            entry = f"{key}.{dotted(level, rigidity)}"
            reason = f"turbulence level {level} at {rigidity} TV is not run"
            if any(group.cube is not None for group in groups) and level != "0":
                own = f"{key}.{dotted('0', rigidity)}"
                reason = f"a table has 0 for the one level of a cube, whatever is measured of it: {own}"
            yield entry, f"{entry} has no effect: {reason}"


def _coarse(config: Config) -> Iterator[Doubt]:
    field, tolerance = config["field"], config["particles"]["tolerance"]
    cells, box = field["cells_per_wavelength"], field["box_wavelengths"]
    if has_grids(field) and cells < 4:
        words = "cells per shortest wavelength are too few for the interpolation: use 4 or more"
        yield "field.cells_per_wavelength", f"{number_text(cells)} {words}"
    if has_grids(field) and box < 2:
        words = "longest wavelengths holds a handful of long waves, not an isotropic field: use 2 or more"
        yield "field.box_wavelengths", f"a box of {number_text(box)} {words}"
    if tolerance > 1e-3:
        words = "one step may be wrong by more than a whole path should (1e-3): use 1e-4 or less"
        yield "particles.tolerance", f"at tolerance {number_text(tolerance)} {words}"
    if tolerance < 1e-13:
        words = "is finer than double precision, steps will be rejected without end: use 1e-12 or more"
        yield "particles.tolerance", f"tolerance {number_text(tolerance)} {words}"


def _bound(field: dict[str, Any]) -> Iterator[Doubt]:
    anisotropy = field.get("anisotropy", "isotropic")
    binds = tables()["anisotropies"][anisotropy].get("binds")
    if binds is not None:
        yield "field.anisotropy", f'in "{anisotropy}" turbulence {binds}'
    if anisotropy != "isotropic":
        yield (
            "field.anisotropy",
            f'there is no formula here for D in "{anisotropy}" turbulence: the default of transport.path_pc is that of'
            " isotropic turbulence, and only the running D(T) shows whether it is long enough",
        )


def _words(group: Group) -> str:
    return f"at turbulence level {number_text(group.turbulence_level)}, {number_text(group.rigidity_TV)} TV"


def _scales(field: dict[str, Any], group: Group) -> Iterator[Doubt]:
    r_g, inner = group.gyroradius_pc, group.inner_scale_pc
    box = group.levels[0].box_pc if group.levels else math.inf
    steps = group.steps_estimate / group.directions
    anisotropy = field.get("anisotropy", "isotropic")
    resonates = tables()["anisotropies"][anisotropy]["resonates"]
    across = resonant_across(anisotropy, r_g, field["outer_scale_pc"])
    if has_inner_scale(field) and resonates and inner > r_g:
        yield (
            "field.inner_scale_gyroradii",
            f"{_words(group)} the inner scale, {digits(inner)} pc, is above the gyroradius, {digits(r_g)} pc:"
            " resonant waves are cut off and particles scatter too little; use 1 or less",
        )
    if across is not None and inner > 1.01 * across:
        yield (
            "field.inner_scale_gyroradii",
            f"{_words(group)} the finest waves, {digits(inner)} pc across B0, have k_par r_g of about"
            f" {digits(power(over(across, inner), 2 / 3))}, where resonance needs 1/|mu|: scattering is not resonant; use"
            f" {digits(across / r_g)} or less",
        )
    if r_g > box / 2:
        yield (
            "field.outer_scale_pc",
            f"{_words(group)} the gyroradius, {digits(r_g)} pc, is above half the largest box, {digits(box)} pc: an orbit"
            f" meets the same field again; raise field.box_wavelengths (now {number_text(field['box_wavelengths'])})",
        )
    if steps > group.step_budget:
        yield (
            "transport.path_pc",
            f"{_words(group)} the path takes about {digits(steps)} steps, more than the {number_text(group.step_budget)} that"
            " a particle has, so that particles will fail: shorten it, or raise particles.tolerance",
        )


def _multipoles(group: Group) -> Iterator[Doubt]:
    if group.multipoles is not None and group.multipoles > group.nside / 2:
        yield (
            "transport.multipoles",
            f"{_words(group)} multipoles above l = {number_text(group.nside / 2)}, half of nside, lose power to others in half-sets"
            f" of the directions, 5 % at 0.75 nside: raise particles.nside to {better_nside(group.multipoles)}, or lower it",
        )


def _cube(config: Config, group: Group) -> Iterator[Doubt]:
    field, grid, r_g, R = config["field"], group.cube, group.gyroradius_pc, group.rigidity_TV
    sides = cube_sides(field)
    if grid is None or sides is None:
        return
    cell = max(grid.cell_pc)
    radius, wave = over(r_g, cell), over(2 * math.pi * r_g, cell)
    length = _COHERENCE * field["outer_scale_pc"]
    places = over(1 * sides[0] * sides[1] * sides[2], power(length, 3))
    where, key = f"at {number_text(R)} TV", "field.cube_cell_pc"
    if grid.joint_pc is None and radius < _CELLS_OF_A_GYRORADIUS:
        yield (
            key,
            f"{where} a gyroradius, {digits(r_g)} pc, has {digits(radius)} cells of the cube: orbits are not resolved;"
            f" {_CELLS_OF_A_GYRORADIUS} or more are",
        )
    if grid.joint_pc is None and wave < _CELLS_OF_A_WAVE:
        yield (
            key,
            f"{where} the wave that resonates at pitch angle 0, {digits(2 * math.pi * r_g)} pc, has {digits(wave)} cells of"
            f" the cube, {_CELLS_OF_A_WAVE} or more expected: particles scatter too little; fly"
            f" {digits(over(R * _CELLS_OF_A_WAVE, wave))} TV or more, or continue the cube (field.cube_continue_cells)",
        )
    if r_g > min(sides) / 2:
        yield (
            key,
            f"{where} the gyroradius, {digits(r_g)} pc, is above half the shortest side of the cube, {digits(min(sides))} pc:"
            " an orbit meets the same field again",
        )
    count = config["ensemble"]["realisations"]
    if count > places:
        yield (
            "ensemble.realisations",
            f"{number_text(count)} observers stand in a cube with room for about {digits(places)} that are a coherence length"
            " apart: they are not independent, and errors are too small",
        )


def _path(field: dict[str, Any], group: Group) -> Iterator[Doubt]:
    if not is_like_power_law(field["model"]):
        return
    expected = field.get("anisotropy", "isotropic") == "isotropic"
    box = group.levels[0].box_pc if group.levels else min(cube_sides(field) or [math.inf])
    path = group.path_pc[-1]
    diffusion = expected_diffusion(field, group.turbulence_level, group.rigidity_TV)
    distance = min(path, math.sqrt(2 * diffusion * path))
    height = group.escape_height_pc or 0
    noise = _noise(path, group.directions, diffusion)
    if expected and path < 3 * diffusion:
        yield (
            "transport.path_pc",
            f"{_words(group)} the path, {digits(path)} pc, is shorter than the expected scattering length 3 D/c,"
            f" {digits(3 * diffusion)} pc: the response will not have settled",
        )
    if distance > box:
        where = "shortest side of the cube" if group.cube else "largest box"
        boxes = number_text(field["box_wavelengths"])
        remedy = "" if group.cube else f": compare with a larger field.box_wavelengths (now {boxes})"
        yield (
            "transport.path_pc",
            f"{_words(group)} particles move about {digits(distance)} pc along the field, more than the {where},"
            f" {digits(box)} pc, which repeats{remedy}",
        )
    if height >= path:
        yield (
            "transport.escape_height_pc",
            f"{_words(group)} no particle gets as far as {digits(height)} pc on a path of {digits(path)} pc: the boundary has no"
            " effect; raise transport.path_pc, or lower it",
        )
    if expected and noise > 1:
        better = group.nside
        while better < 1024 and _noise(path, 12 * better * better, diffusion) > 0.5:
            better *= 2
        yield (
            "particles.nside",
            f"{_words(group)} the noise of {group.directions} directions is about {digits(noise)} times the expected dipole"
            f" after {digits(path)} pc: single amplitudes will be noise; raise particles.nside (now {group.nside}) to {better}",
        )


def _noise(path: float, directions: int, diffusion: float) -> float:
    """Noise of the whole dipole vector, relative to 3 D g/c: sqrt(2 c T/(N D)), for isotropic scattering."""
    return math.sqrt(over(2 * path, directions * diffusion))
