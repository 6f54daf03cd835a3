"""From a config to what is run: levels, lengths, strengths, groups.

It is ported from the TypeScript library (src/config/, src/units.ts, src/published.ts), in one file, because that is what has to
follow the original; a test holds it equal to that over random configs. Numbers that reach the kernel are made with + - * / and
sqrt only, in the order of the original.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from .errors import ConfigError
from .javascript import number_text, to_precision
from .tables import constant, tables

C_M_S = 299_792_458
PC_M = 3.0856775814913673e16
_GYRORADIUS_PV_UG_PC = 1e15 / (C_M_S * 1e-10) / PC_M

BLOCK = 64  #: directions of one block: they are flown, and their results summed, together
MEMORY_LIMIT_BYTES = 2**32 - 2**16
GYRATION_PLACES = 16  #: places along the first gyration of a path at which the field is met, where there are multipoles
PIECE = 2**24  #: values of a cube are put into the kernel's memory in pieces of about this many bytes
_MOST_CELLS = 1024
_BYTES_BESIDE = 2**20
_NODES_AROUND_A_CUBE = 3
_ERRORS_OF_A_MEAN = 2
_LENGTH_PER_OUTER_SCALE = 1 / (2 * math.pi)

Section = dict[str, Any]


def over(a: float, b: float) -> float:
    """a / b, infinite or not a number where JavaScript has that."""
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


def power(a: float, b: float) -> float:
    """a ** b, infinite where it overflows."""
    try:
        return over(1, a**-b) if a == 0 and b < 0 else a**b
    except OverflowError:
        return math.inf


def ceiling(x: float) -> float:
    """The next whole number, infinite for an infinite one."""
    return math.ceil(x) if math.isfinite(x) else x


def gyroradius_pc(rigidity_TV: float, field_uG: float) -> float:
    """Gyroradius in pc of a particle at pitch angle 90 degrees."""
    return over((rigidity_TV / 1000) * _GYRORADIUS_PV_UG_PC, field_uG)


@dataclass(frozen=True)
class Level:
    """One periodic cubic grid, with the modes of one band of wavelengths: longest_pc >= wavelength > cut_pc."""

    box_pc: float
    longest_pc: float
    shortest_pc: float
    cut_pc: float
    cells: int
    bytes: int


@dataclass(frozen=True)
class CubeGrid:
    """A cube in the frame of a run, whose first axis is the mean field."""

    cells: list[int]
    cell_pc: list[float]
    mean: list[float]
    scale_uG: float
    turn: list[float]
    mean_uG: list[float]
    regular_uG: float
    turbulent_uG: float
    turbulence_level: float
    joint_pc: float | None = None


@dataclass(frozen=True)
class Group:
    """One turbulence level at one rigidity, and what a worker needs for it. Lengths in pc, fields in uG."""

    turbulence_level: float
    rigidity_TV: float
    gyroradius_pc: float
    gyroradius_1uG_pc: float
    regular_uG: float
    turbulent_uG: float
    inner_scale_pc: float
    nside: int
    directions: int
    path_pc: list[float]
    levels: list[Level]
    memory_bytes: float
    steps_estimate: float
    step_budget: float
    escape_height_pc: float | None = None
    longest_step_pc: float | None = None
    step_error: bool = False
    densities: list[dict[str, Any]] | None = None
    multipoles: int | None = None
    cube: CubeGrid | None = field(default=None, repr=False)


# field models


def reads(section: Section, key: str) -> bool:
    """Whether the chosen field reads a key: of a cube, those of nested grids where they continue it."""
    known = key in tables()["field_models"][section["model"]]["reads"]
    return known and (not is_cube(section["model"]) or "cube_continue_cells" in section)


def is_turbulent(model: str) -> bool:
    return "turbulence_level" in tables()["field_models"][model]["reads"]


def has_spectrum(model: str) -> bool:
    return "spectral_index" in tables()["field_models"][model]["reads"]


def is_cube(model: str) -> bool:
    return "cube_file" in tables()["field_models"][model]["reads"]


def is_like_power_law(model: str) -> bool:
    return has_spectrum(model) or is_cube(model)


def has_inner_scale(section: Section) -> bool:
    return reads(section, "inner_scale_gyroradii")


def has_grids(section: Section) -> bool:
    return reads(section, "box_wavelengths")


# lengths and strengths


def strengths(section: Section, level: float) -> tuple[float, float]:
    """Regular field B0 and turbulent rms dB of the whole spectrum, uG."""
    rms = section["total_rms_uG"]
    return rms * math.sqrt(1 - level), rms * math.sqrt(level)


def resonant_across(anisotropy: str | None, gyroradius: float, outer_scale_pc: float) -> float | None:
    """The wavelength across B0, pc, whose waves have k_par ~ 1/r_g in Goldreich-Sridhar turbulence; None for another."""
    if anisotropy != "goldreich-sridhar":
        return None
    ratio = over(gyroradius, outer_scale_pc * _LENGTH_PER_OUTER_SCALE)
    return 2 * math.pi * gyroradius * math.sqrt(ratio)


def inner_scale(section: Section, gyroradius: float) -> float:
    """L_min in pc, a wavelength."""
    if "inner_scale_gyroradii" in section:
        return float(section["inner_scale_gyroradii"]) * gyroradius
    isotropic: float = min(gyroradius / 2, section["outer_scale_pc"] / 300)
    across = resonant_across(section.get("anisotropy"), gyroradius, section["outer_scale_pc"])
    return isotropic if across is None else min(isotropic, across)


def coherence_length(outer_scale_pc: float, inner_scale_pc: float, q: float) -> float:
    """Integral of <B(0).B(x)>/B_rms^2 over the full line, pc. Harari et al. 2002 (JHEP 03, 045)."""
    r = over(inner_scale_pc, outer_scale_pc)
    return over((outer_scale_pc / 2) * ((q - 1) / q) * (1 - power(r, q)), 1 - power(r, q - 1))


def harari2014(rigidity_TV: float, field_uG: float, coherence_pc: float, q: float) -> float:
    """D/c in pc of isotropic turbulence in the limit of long times. Harari et al. 2014 (arXiv:1312.1366)."""
    x = over(gyroradius_pc(rigidity_TV, field_uG), coherence_pc)
    return (coherence_pc / 3) * (4 * x * x + 0.9 * x + 0.23 * _positive_power(x, 2 - q))


def _positive_power(x: float, exponent: float) -> float:
    return math.nan if x < 0 and exponent != math.floor(exponent) else power(x, exponent)


def paper_parallel(rigidity_TV: float, regular_uG: float, level: float, q: float, outer_scale_pc: float = 100) -> float:
    """D_parallel/c in pc with a regular field. Mertsch, Funk 2015 (arXiv:1408.3630)."""
    if level == 1:
        return 0
    strength = over(1 - level, level)
    distance = power(outer_scale_pc, q - 1) * strength * power(over(rigidity_TV / 1000, regular_uG), 2 - q)
    return distance / math.sqrt(12)


def expected_diffusion(section: Section, level: float, rigidity_TV: float) -> float:
    """What the literature expects of D_parallel/c, in pc: for default path lengths and warnings only."""
    rms, q, outer = section["total_rms_uG"], section["spectral_index"], section["outer_scale_pc"]
    inner = inner_scale(section, gyroradius_pc(rigidity_TV, rms))
    regular, _ = strengths(section, level)
    a = paper_parallel(rigidity_TV, regular, level, q, outer)
    b = harari2014(rigidity_TV, rms, coherence_length(outer, inner, q), q)
    return math.nan if math.isnan(a) or math.isnan(b) else max(a, b)


def default_path(section: Section, level: float, rigidity_TV: float) -> float:
    """The path length where the config gives none, pc, rounded to two digits."""
    rms = section["total_rms_uG"]
    if not is_like_power_law(section["model"]):
        return to_precision(20 * math.pi * gyroradius_pc(rigidity_TV, rms), 2)
    q = section["spectral_index"]
    scaled = (rigidity_TV / 1000) * over(4, rms)
    isotropic = 60 * power(scaled, 2 - q) * power(section["outer_scale_pc"] / 100, q - 1)
    diffusion = 3.7 * 3 * expected_diffusion(section, level, rigidity_TV)
    return to_precision(math.nan if math.isnan(isotropic + diffusion) else max(isotropic, diffusion), 2)


# nested grids


def nested_levels(section: Section, inner_scale_pc: float) -> list[Level]:
    """L_g = L_max / band_ratio^g while L_g > L_min; ends early where the config will be refused."""
    levels: list[Level] = []
    total = 0
    scale = 1.0
    while True:
        longest = over(section["outer_scale_pc"], scale)
        scale *= section["band_ratio"]
        shortest = over(section["outer_scale_pc"], scale)
        box = section["box_wavelengths"] * longest
        cut = max(shortest, inner_scale_pc)
        cells = _cells_per_side(over(section["cells_per_wavelength"] * box, cut))
        level = Level(box, longest, shortest, cut, cells, (cells + 2) ** 3 * constant("NODE_BYTES"))
        levels.append(level)
        total += level.bytes
        if not (shortest > inner_scale_pc and len(levels) <= constant("MAX_LEVELS") and total <= MEMORY_LIMIT_BYTES):
            return levels


def _cells_per_side(wanted: float) -> int:
    cells = 8
    while cells < wanted * (1 - 1e-9) and cells <= _MOST_CELLS:
        cells *= 2
    return cells


def nested_bytes(levels: list[Level]) -> float:
    """Bytes of all levels' nodes, and of what it takes to make the largest."""
    making = [0.0]
    for level in levels:
        ratio = over(level.box_pc, level.cut_pc)
        modes = ceiling(((2 * math.pi) / 3) * (ratio * ratio * ratio))
        making.append(level.cells**3 * constant("NODE_BYTES") + modes * constant("WAVE_BYTES"))
    return sum(level.bytes for level in levels) + max(making)


# a cube


def joint(section: Section) -> float:
    """Wavelength below which nested grids continue a cube, pc."""
    cell = section.get("cube_cell_pc", 0)
    return float(section.get("cube_continue_cells", 0) * (max(cell) if isinstance(cell, list) else cell))


def cube_sides(section: Section) -> list[float] | None:
    """Sides of a cube, pc; None where they are not known."""
    cells, cell = section.get("cube_cells"), section.get("cube_cell_pc")
    if cells is None or cell is None:
        return None
    return [n * (cell[i] if isinstance(cell, list) else cell) for i, n in enumerate(cells)]


def cube_grid(section: Section) -> CubeGrid:
    """Raises ConfigError for a cube that has not met its file."""
    cells, mean, rms = section.get("cube_cells"), section.get("cube_mean"), section.get("cube_rms")
    error, cell = section.get("cube_mean_error"), section.get("cube_cell_pc")
    if not cells or not mean or error is None or not rms or cell is None:
        raise _unmet(section)
    total = section["total_rms_uG"]
    scale = total / rms
    a, b, c = relative = [m / rms for m in mean]
    square = a * a + b * b + c * c
    length = math.sqrt(square)
    if not (square <= 1 + 1e-9 and 0 < scale < math.inf):
        expected = f"a vector no longer than field.cube_rms, {number_text(rms)}"
        remedy = "Take the keys that larmor.describe_cube gives as it gives them."
        raise ConfigError("field.cube_mean", mean, expected, remedy)
    isotropic = length <= _ERRORS_OF_A_MEAN * (error / rms)
    regular = 0.0 if isotropic else length * total
    turbulent = 1.0 if isotropic else max(0.0, 1 - square)
    return CubeGrid(
        cells=cells,
        cell_pc=cell if isinstance(cell, list) else [cell, cell, cell],
        joint_pc=joint(section) if "cube_continue_cells" in section else None,
        mean=mean,
        scale_uG=scale,
        turn=_IDENTITY if isotropic else _to_first_axis([m / length for m in relative]),
        mean_uG=[m * scale for m in mean] if isotropic else [regular, 0.0, 0.0],
        regular_uG=regular,
        turbulent_uG=total * math.sqrt(turbulent),
        turbulence_level=to_precision(turbulent, 4),
    )


_IDENTITY = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]


def _unmet(section: Section) -> ConfigError:
    if section.get("cube_file") is None:
        return ConfigError("field.cube_file", None, "the file of the cube", 'Write field.cube_file = "FILE".')
    remedy = "Give larmor.Config(field={..., **larmor.describe_cube(FILE)})."
    return ConfigError("field.cube_sha256", None, "what larmor.describe_cube finds in the cube's file", remedy)


def _to_first_axis(unit: list[float]) -> list[float]:
    """The smallest rotation that brings a unit vector to (1, 0, 0)."""
    a, b, c = unit
    across = b * b + c * c
    if across == 0:
        return _IDENTITY if a > 0 else [-1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0]
    k = (1 - a) / across
    return [a, b, c, -b, 1 - b * b * k, -b * c * k, -c, -b * c * k, 1 - c * c * k]


def _cube_bytes(section: Section, levels: list[Level]) -> float:
    if "cube_cells" not in section:
        return 0
    x, y, z = section["cube_cells"]
    around = _NODES_AROUND_A_CUBE
    nodes = (x + around) * (y + around) * (z + around) * constant("NODE_BYTES")
    return float(nodes + max(PIECE, y * z * 12, nested_bytes(levels)))


# integrators


def _fourth(x: float) -> float:
    return math.sqrt(math.sqrt(x))


def _rotation_step(gyroradius: float, inner: float, tolerance: float) -> float:
    shortest = min(gyroradius, 2 * inner) if inner > 0 else gyroradius
    return 0.37 * shortest * math.sqrt(math.sqrt(tolerance / 1e-5))


def _magnus_step(level: float, gyroradius: float, inner: float, outer: float, tolerance: float) -> float:
    quarter, relative = _fourth(over(inner, outer)), _fourth(tolerance / 1e-5)
    strength = _fourth(_fourth(level)) * quarter * math.sqrt(quarter)
    waves = 25 * over(gyroradius, inner) * strength if inner > 0 else 0
    return over(gyroradius, 5.9 + waves) * math.sqrt(relative) * _fourth(relative)


# groups


def turbulence_levels(section: Section) -> list[float]:
    """As listed; one level, 0, for a uniform field and for a cube."""
    levels: list[float] = section.get("turbulence_level", [0.0])
    return levels


def make_groups(config: dict[str, Any]) -> list[Group]:
    """Turbulence levels as listed, within each the rigidities as listed."""
    rigidities = config["particles"]["rigidity_TV"]
    return [_make_group(config, level, R) for level in turbulence_levels(config["field"]) for R in rigidities]


def _steps(section: Section, particles: Section, path: float, outputs: int, level: float, gyroradius: float, inner: float) -> float:
    """Steps of a particle along a path, roughly."""
    tolerance, integrator = particles["tolerance"], particles.get("integrator", "rk45")
    if integrator == "rotations":
        return over(path, _rotation_step(gyroradius, inner, tolerance)) + outputs / 2
    if integrator == "magnus":
        return over(path, _magnus_step(level, gyroradius, inner, section["outer_scale_pc"], tolerance))
    in_orbit = (2.8 + 0.4 * level) * over(path, gyroradius)
    in_waves = 0.9 * over(path, inner) if 0 < inner < 0.3 * gyroradius else 0
    return (in_orbit + in_waves) * power(1e-5 / tolerance, 0.2)


def _make_group(config: dict[str, Any], listed: float, rigidity_TV: float) -> Group:
    section, particles, transport = config["field"], config["particles"], config["transport"]
    cube = cube_grid(section) if is_cube(section["model"]) else None
    level = listed if cube is None else cube.turbulence_level
    tolerance, outputs = particles["tolerance"], transport["outputs"]
    gyroradius = gyroradius_pc(rigidity_TV, section["total_rms_uG"])
    waves = 0.0 if cube is None else 2 * min(cube.cell_pc)
    inner = inner_scale(section, gyroradius) if has_inner_scale(section) else waves
    names = number_text(listed), number_text(rigidity_TV)
    nside = particles["nside"][names[0]][names[1]]
    path = transport["path_pc"][names[0]][names[1]]
    directions = 12 * nside * nside
    levels: list[Level] = []
    field_bytes: float = 0
    if section["model"] == "nested-grids":
        levels = nested_levels(section, inner)
        field_bytes = nested_bytes(levels)
    elif section["model"] == "plane-waves":
        ratio = over(section["outer_scale_pc"], inner)
        decades = math.log10(ratio) if 0 < ratio < math.inf else math.inf
        waves_bytes = ceiling(section["waves_per_decade"] * decades) + 1
        field_bytes = waves_bytes * 2 * constant("WAVE_BYTES")
    elif cube is not None:
        if "cube_continue_cells" in section:
            levels = nested_levels({**section, "outer_scale_pc": joint(section)}, inner)
        field_bytes = _cube_bytes(section, levels)
    integrator = particles.get("integrator", "rk45")
    longest_step = None
    if integrator == "rotations":
        longest_step = _rotation_step(gyroradius, inner, tolerance)
    elif integrator == "magnus":
        longest_step = _magnus_step(level, gyroradius, inner, section["outer_scale_pc"], tolerance)
    steps = _steps(section, particles, path, outputs, level, gyroradius, inner)
    if "multipoles" in transport:
        steps += _steps(section, particles, 2 * math.pi * gyroradius, GYRATION_PLACES, level, gyroradius, inner)
    output_bytes = constant("OUTPUT_BYTES")
    if "density" in config:  # their contrasts, and a copy of the positions that these are made from
        output_bytes += output_bytes + 8 * len(config["density"])
    regular, turbulent = strengths(section, level) if cube is None else (cube.regular_uG, cube.turbulent_uG)
    budget = 1e4 + 1000 * path * (over(1, gyroradius) + (over(1, inner) if inner > 0 else 0))
    return Group(
        turbulence_level=level,
        rigidity_TV=rigidity_TV,
        gyroradius_pc=gyroradius,
        gyroradius_1uG_pc=gyroradius_pc(rigidity_TV, 1),
        regular_uG=regular,
        turbulent_uG=turbulent,
        inner_scale_pc=inner,
        nside=nside,
        directions=directions,
        path_pc=[path if i == outputs - 1 else (path * (i + 1)) / outputs for i in range(outputs)],
        levels=levels,
        memory_bytes=field_bytes + _BYTES_BESIDE + outputs * BLOCK * output_bytes,
        steps_estimate=ceiling(directions * steps),
        step_budget=min(constant("MOST_STEPS"), ceiling(budget)),
        escape_height_pc=transport.get("escape_height_pc"),
        longest_step_pc=longest_step,
        step_error=integrator == "magnus",
        densities=config.get("density"),
        multipoles=transport.get("multipoles"),
        cube=cube,
    )
