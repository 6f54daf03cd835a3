"""A config: from what a user gives to what is run. Every problem is a ConfigError; nothing is clamped or ignored."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .combinations import check_combinations
from .densities import take_densities
from .doubts import doubts
from .errors import ConfigError, shown
from .given import Values, sections, take_given
from .javascript import json_text, number_text
from .plain import plain
from .planning import Group, cube_grid, cube_sides, default_path, is_cube, is_turbulent, turbulence_levels
from .tables import key_of, keys, tables

_MOST_GROUPS = 1000


class Config(Mapping[str, Any]):
    """A resolved config, complete and constant: what ``config.json`` of a run folder holds.

    Parameters
    ----------
    preset : {"quick", "fast", "paper"}
        where what is absent is taken from
    **sections : mapping
        ``field``, ``particles``, ``transport``, ``ensemble``, each with any of its keys, and ``density``, a list of mappings;
        numpy's numbers and arrays are taken, too, and None counts as absent. The keys, units and ranges are those of
        ``larmor schema``, docs/config.md.

    Raises
    ------
    ConfigError
        names the key, what was found, and what is expected

    Examples
    --------
    >>> config = Config(field={"turbulence_level": [0.1]}, particles={"rigidity_TV": [1000], "nside": 8})
    >>> config["field"]["total_rms_uG"]
    4
    >>> config.groups[0].path_pc[-1]
    400.0
    """

    def __init__(self, *, preset: str = "quick", **sections: Mapping[str, Any] | Sequence[Any] | str | None) -> None:
        self._values, self._groups = _resolve(sections, preset)

    def __getitem__(self, section: str) -> Any:
        return copy.deepcopy(self._values[section])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"larmor.Config({', '.join(f'{name}={values!r}' for name, values in self._values.items())})"

    def __hash__(self) -> int:
        return hash(self.json)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Config) and other.json == self.json

    def __reduce__(self) -> Any:
        return _again, (self._values,)

    @property
    def groups(self) -> list[Group]:
        """One for each turbulence level and rigidity, in their order. ConfigError for a cube that has not met its file."""
        if self._groups is None:
            cube_grid(self._values["field"])
            raise AssertionError("a cube that was described has groups")
        return list(self._groups)

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """What can be run and is doubtful: the key to change, and a sentence, each."""
        return doubts(self._values, self.groups)

    @property
    def json(self) -> str:
        """Canonical JSON: keys in order, no blanks, numbers as JavaScript writes them."""
        return json_text(self._values, sort=True)

    @property
    def stored(self) -> str:
        """The same as a run folder has it: without the place of a cube's file, which is no part of the run."""
        return json_text(self._stored(), sort=True)

    @property
    def identity(self) -> str:
        """SHA-256 in hex of the canonical config without the number of realisations: two runs with the same are the same run."""
        stored = self._stored()
        del stored["ensemble"]["realisations"]
        return hashlib.sha256(json_text(stored, sort=True).encode()).hexdigest()

    def _stored(self) -> dict[str, Any]:
        stored = copy.deepcopy(self._values)
        for name in ("cube_file", "cube_dataset"):
            stored["field"].pop(name, None)
        return stored

    def group(self, turbulence_level: float | None = None, rigidity_TV: float | None = None) -> Group:
        """The group of that turbulence level and rigidity; by default the first of each. ValueError if there is none."""
        groups = self.groups
        level = groups[0].turbulence_level if turbulence_level is None else plain(turbulence_level)
        rigidity = groups[0].rigidity_TV if rigidity_TV is None else plain(rigidity_TV)
        for group in groups:
            if (group.turbulence_level, group.rigidity_TV) == (level, rigidity):
                return group
        known = ", ".join(f"({number_text(g.turbulence_level)}, {number_text(g.rigidity_TV)} TV)" for g in groups)
        asked = f"turbulence level {shown(level)} and {shown(rigidity)} TV"
        raise ValueError(f"no group of {asked} in this config; it has {known}")


def _again(values: dict[str, Any]) -> Config:
    return Config(**values)


def _resolve(given_sections: Mapping[str, Any], preset: str) -> tuple[dict[str, Any], list[Group] | None]:
    presets = tables()["presets"]
    if not isinstance(preset, str) or preset not in presets:
        names = ", ".join(f'"{name}"' for name in presets)
        raise ConfigError("preset", preset, f"one of {names}", "Choose one of them.")
    given = take_given(given_sections)
    densities = take_densities(plain(given_sections.get("density")))
    config: dict[str, Any] = _filled(given, take_given(presets[preset]["settings"]))
    if densities:
        config["density"] = densities
    field, particles, transport = config["field"], config["particles"], config["transport"]
    if not is_turbulent(field["model"]):
        if "turbulence_level" in given["field"]:
            none = "which has no turbulence (B0 = total_rms_uG)"
            reason = "whose level is measured from its values" if is_cube(field["model"]) else none
            model = f'no such key beside field.model = "{field["model"]}", {reason}'
            remedy = "Take it out, or choose another field.model."
            raise ConfigError("field.turbulence_level", field["turbulence_level"], model, remedy)
        del field["turbulence_level"]
    _check_count(config, given)
    if is_cube(field["model"]):
        _take_cube(field, given)
        if "cube_sha256" not in field:
            return _unmet(config, given), None

    def path(level: float, rigidity: float) -> float:
        return default_path(field, cube_grid(field).turbulence_level if is_cube(field["model"]) else level, rigidity)

    def nside(level: float, rigidity: float) -> int:
        # src/config/presets.ts
        return 16 if preset == "paper" and rigidity >= (100 if level == 1 else 1000) else 8

    particles["nside"] = _filled_table(config, particles.get("nside"), nside)
    transport["path_pc"] = _filled_table(config, transport.get("path_pc"), path)

    def is_given(dotted: str) -> bool:
        key = key_of(dotted)
        value = given[key["section"]].get(key["name"])
        return not _is_default(key, value)

    return config, check_combinations(config, is_given)


def _is_default(key: dict[str, Any], value: Any) -> bool:
    return value is None or ("default" in key and json_text(value) == json_text(key["default"]))


def _filled(given: Values, preset: Values) -> Values:
    """Each key as given, else as in the preset, else its default; absent without a default, or where its entry says so."""
    config: Values = {section: {} for section in sections()}
    for key in keys():
        section, name = key["section"], key["name"]
        value = given[section].get(name)
        if value is None:
            value = preset[section].get(name)
        if value is None:
            value = copy.deepcopy(key.get("default"))
        if value is not None and not (key.get("left_out_at_default") and _is_default(key, value)):
            config[section][name] = value
    return config


def _filled_table(config: Values, given: Any, otherwise: Any) -> dict[str, dict[str, Any]]:
    """A table with an entry for every group, in their order, then what the user gave beside them."""
    table: dict[str, dict[str, Any]] = {}
    by_group = given if isinstance(given, dict) else {}
    for level in turbulence_levels(config["field"]):
        row = table[number_text(level)] = {}
        for rigidity in config["particles"]["rigidity_TV"]:
            value = by_group.get(number_text(level), {}).get(number_text(rigidity)) if by_group else given
            if value is None or isinstance(value, dict):
                value = otherwise(level, rigidity)
            row[number_text(rigidity)] = value
    for name, row in by_group.items():
        table[name] = {**row, **table.get(name, {})}
    return table


def _check_count(config: Values, given: Values) -> None:
    levels, rigidities = turbulence_levels(config["field"]), config["particles"]["rigidity_TV"]
    count = len(levels) * len(rigidities)
    if count <= _MOST_GROUPS:
        return
    many = "turbulence_level" in given["field"] and len(levels) >= len(rigidities)
    raise ConfigError(
        "field.turbulence_level" if many else "particles.rigidity_TV",
        levels if many else rigidities,
        f"at most {_MOST_GROUPS} groups of one turbulence level and one rigidity",
        "Make several runs.",
        f"({count} groups)",
    )


def _unmet(config: Values, given: Values) -> Values:
    """A config whose cube has not met its file: it has no values that the file will give."""
    if "outer_scale_pc" not in given["field"]:
        del config["field"]["outer_scale_pc"]
    if "cube_unit_uG" in config["field"]:
        del config["field"]["total_rms_uG"]
    return config


def _take_cube(field: dict[str, Any], given: Values) -> None:
    """The keys of a cube, checked together, and those that follow from its description."""
    unit, sha256 = field.get("cube_unit_uG"), field.get("cube_sha256")
    if "cube_file" not in field and sha256 is None:
        raise ConfigError("field.model", "cube", "field.cube_file beside it", 'Write field.cube_file = "FILE".')
    if "cube_cell_pc" not in field:
        remedy = "A file of a field does not say it."
        raise ConfigError("field.cube_cell_pc", None, "the side of a cell in pc", remedy)
    direction = given["field"].get("regular_direction_deg")
    if not _is_default(key_of("field.regular_direction_deg"), direction):
        expected = 'no such key beside field.model = "cube", whose mean field is turned to longitude 0'
        raise ConfigError("field.regular_direction_deg", direction, expected, "Take it out.")
    asked, found = given["field"].get("total_rms_uG"), field.get("cube_rms", 0) * (unit or 0)
    if unit is not None and asked is not None and not (sha256 is not None and asked == found):
        expected = f"no such key beside field.cube_unit_uG = {number_text(unit)}, which makes it the rms of the cube"
        raise ConfigError("field.total_rms_uG", asked, expected, "Take one of the two out.")
    if sha256 is None:
        return
    for name in ("cube_cells", "cube_mean", "cube_mean_error", "cube_rms"):
        if name not in field:
            expected = "a value beside field.cube_sha256"
            raise ConfigError(f"field.{name}", None, expected, "larmor.describe_cube gives them all.")
    if unit is not None:
        field["total_rms_uG"] = found
    if "outer_scale_pc" not in given["field"]:
        field["outer_scale_pc"] = max(cube_sides(field) or [0.0])
