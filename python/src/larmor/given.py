"""What a user gives: known keys only, each with a value of its kind and in its range; and what to do about what is not.

The keys, their ranges and all texts come from the table of the TypeScript library (tables.json).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from .errors import ConfigError, dotted, shown
from .javascript import number_text, object_order
from .near import near
from .plain import is_number, plain
from .tables import key_of, keys, tables
from .units import unit_of

Values = dict[str, dict[str, Any]]

#: Keys that this package computes; another one that the library knows is refused unless it is at its default.
COMPUTED = frozenset(
    """
    field.model field.turbulence_level field.total_rms_uG field.outer_scale_pc field.inner_scale_gyroradii
    field.spectral_index field.regular_direction_deg field.box_wavelengths field.band_ratio field.cells_per_wavelength
    field.normalisation field.waves_per_decade field.anisotropy field.cube_file field.cube_dataset field.cube_cell_pc
    field.cube_unit_uG field.cube_continue_cells field.cube_sha256 field.cube_cells field.cube_mean field.cube_mean_error
    field.cube_rms particles.rigidity_TV particles.nside particles.tolerance particles.integrator
    particles.rotate_directions transport.path_pc transport.outputs transport.escape_height_pc transport.multipoles
    ensemble.realisations ensemble.seed
    """.split()
)

#: Names of these keys that this package computes.
COMPUTED_NAMES = {
    "field.model": frozenset(["nested-grids", "plane-waves", "uniform", "cube"]),
    "particles.integrator": frozenset(["rk45", "rotations", "magnus"]),
}


def sections() -> list[str]:
    """Names of the sections of a config."""
    return list(tables()["sections"])


def take_given(given: Mapping[str, Any]) -> Values:
    """A checked copy of what the user gave, in canonical form; None counts as absent. Raises ConfigError."""
    given = {str(name): plain(value) for name, value in given.items()}
    known = ["$schema", *sections(), "density"]
    for name in object_order(given):
        if name not in known:
            raise _unknown_key(given[name], name)
    schema = given.get("$schema")
    if schema is not None and not isinstance(schema, str):
        remedy = "Correct it, or take it out."
        raise ConfigError("$schema", schema, "the address of the JSON schema, a text", remedy)
    return {section: _take_section(section, given.get(section)) for section in sections()}


def _take_section(section: str, values: Any) -> dict[str, Any]:
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise _not_a_table(section, values, f"a table with {_names_in(section)}")
    here = [key for key in keys() if key["section"] == section]
    taken = {}
    for key in here:
        value = values.get(key["name"])
        if value is None:
            continue
        if key["key"] not in COMPUTED:
            if not ("default" in key and value == key["default"]):
                raise _not_computed(key, value, "no such key")
            continue
        taken[key["name"]] = _take(key, value)
        if key["key"] in COMPUTED_NAMES and taken[key["name"]] not in COMPUTED_NAMES[key["key"]]:
            raise _not_computed(key, value, "another name")
    names = {key["name"] for key in here}
    for name in object_order(values):
        if name not in names:
            raise _unknown_key(values[name], name, section)
    return taken


def _not_computed(key: dict[str, Any], value: Any, instead: str) -> ConfigError:
    expected = f"{instead}: it is not computed by the Python package yet"
    return ConfigError(key["key"], value, expected, "Take it out, or run this config by the command line, larmor run.")


def _take(key: dict[str, Any], value: Any) -> Any:
    """A value in canonical form; raises ConfigError where it is not one of the key."""
    kind = key["kind"]
    if kind["type"] == "by_group":
        return _take_by_group(key, value)
    if kind["type"] == "numbers":
        return _take_numbers(key, value)
    if kind["type"] == "list" and isinstance(value, list):
        if len(value) != len(kind["items"]):
            raise _refusal(key, value)
        for number, (item, each) in enumerate(zip(value, kind["items"], strict=True), 1):
            if valid(each, item) is None:
                raise _refusal(key, item, where=f"(element {number})")
    if kind["type"] == "single_or_list" and isinstance(value, dict):
        raise _refusal(key, value, "Leave it out for the defaults.")
    taken = valid(kind, value)
    if taken is None:
        raise _refusal(key, value)
    return taken


def valid(kind: dict[str, Any], value: Any) -> Any:
    """A value of the kind in canonical form; None for any other."""
    match kind["type"]:
        case "choice":
            numeric = is_number(kind["options"][0])
            if is_number(value) is not numeric or not (numeric or isinstance(value, str)):
                return None
            return next((option for option in kind["options"] if option == value), None)
        case "boolean":
            return value if isinstance(value, bool) else None
        case "number":
            return _valid_number(kind, value)
        case "text":
            if not isinstance(value, str) or value == "":
                return None
            return value if "pattern" not in kind or re.fullmatch(kind["pattern"], value, re.ASCII) else None
        case "list":
            if not isinstance(value, list) or len(value) != len(kind["items"]):
                return None
            items = [valid(each, item) for each, item in zip(kind["items"], value, strict=True)]
            return None if None in items else items
        case "single_or_list":
            single = valid(kind["each"], value)
            return valid(kind["list"], value) if single is None else single
    return None


def _valid_number(kind: dict[str, Any], value: Any) -> int | float | None:
    if not is_number(value):
        return None
    try:
        x = float(value)
    except OverflowError:
        return None
    if not math.isfinite(x):
        return None
    if not (kind.get("above", -math.inf) < x < kind.get("below", math.inf)):
        return None
    if not (kind.get("least", -math.inf) <= x <= kind.get("most", math.inf)):
        return None
    if kind["integer"]:
        return int(x) if x == math.floor(x) else None
    return x + 0.0  # -0 and 0 are one value and must not make two identities


def _take_numbers(key: dict[str, Any], value: Any) -> list[float]:
    item, most = key["kind"]["item"], key["kind"]["most"]
    if not isinstance(value, list):
        raise _refusal(key, value, None if valid(item, value) is None else f"Write [{shown(value)}].")
    taken = []
    for number, each in enumerate(value, 1):
        x = valid(item, each)
        if x is None:
            raise _refusal(key, each, where=f"(element {number})")
        taken.append(x)
    if len(taken) > most:
        raise _refusal(key, value, f"The {len(value)} found are more than {most}: make several runs.")
    if len(taken) == 0 or len(set(taken)) != len(taken):
        raise _refusal(key, value)
    return taken


def _take_by_group(key: dict[str, Any], value: Any) -> Any:
    """One number, or turbulence level -> rigidity -> number, in any spelling of the numbers."""
    kind, name = key["kind"], key["name"]
    if not isinstance(value, dict):
        number = valid(kind["each"], value)
        if number is None:
            raise _refusal(key, value, "Leave it out for the defaults." if isinstance(value, list) else None)
        return number
    level = {"type": "number", "integer": False, "least": 0, "most": 1}
    rows = {}
    for level_name, row in _by_number(key, [], value, level, "a number > 0 and <= 1"):
        if not isinstance(row, dict):
            table = f"{key['key']}.{dotted(level_name)}"
            remedy = f'Write, for 1000 TV, {table}."1000" = ..., the numbers in quotes.'
            raise ConfigError(table, row, f"a table of {name} by rigidity in TV", remedy)
        rigidity = key_of("particles.rigidity_TV")["kind"]["item"]
        entries = {}
        for written, found in _by_number(key, [level_name], row, rigidity, "a number > 0 and <= 1e9 (TV)"):
            number = valid(kind["each"], found)
            if number is None:
                # TOML splits a level without quotes at its dot: 0.1 is a table 0 with a table 1
                quotes = f'Write the names in quotes: [{key["key"]}."0.1"], "1000" = ...'
                remedy = quotes if isinstance(found, dict) else _remedy_of(key, found)
                printed = dotted(*(number_text(decimal(part)) for part in (level_name, written)))
                raise ConfigError(f"{key['key']}.{printed}", found, kind["each_expected"], remedy)
            entries[number_text(decimal(written))] = number
        rows[number_text(decimal(level_name))] = entries
    return rows


def _by_number(
    key: dict[str, Any], path: list[str], table: dict[str, Any], kind: dict[str, Any], words: str
) -> list[tuple[str, Any]]:
    """The entries of a table whose names are numbers of the kind, each there once."""
    spellings: dict[float, str] = {}
    for written in object_order(table):
        place = f"{key['key']}.{dotted(*path, written)}"
        number = math.nan if written[:1] in ("-", "+") else decimal(written)
        if valid(kind, number) is None:
            remedy = "Write the number in quotes, or take the entry out."
            raise ConfigError(place, written, f"{words} as the name", remedy)
        twin = spellings.get(number)
        if twin is not None:
            remedy = f'Take this one out, or "{twin}".'
            raise ConfigError(place, table[written], f"one entry for {number_text(number)}", remedy)
        if table[written] is not None:
            spellings[number] = written
    return [(written, table[written]) for written in spellings.values()]


def decimal(text: str) -> float:
    """The finite number that a text is in decimal digits; NaN for every other text."""
    if len(text) > 100 or not re.fullmatch(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", text, re.ASCII):
        return math.nan
    value = float(text)
    return value if math.isfinite(value) else math.nan


def _names_in(section: str) -> str:
    return ", ".join(key["name"] for key in keys() if key["section"] == section)


def _not_a_table(key: str, value: Any, expected: str) -> ConfigError:
    return ConfigError(key, value, expected, "Leave it out for the defaults.")


def _unknown_key(value: Any, name: str, section: str | None = None) -> ConfigError:
    """Names the known key that is like it: by name in the same section, by name or the whole key in the others, or by symbol."""
    if section is None and isinstance(value, dict):
        like = near(name, sections(), lambda known: [known])
    else:
        here = [key for key in keys() if key["section"] == section]
        found = near(name, [*here, *keys()], lambda key: [key["name"], key["key"], *key["symbol"]])
        like = None if found is None else found["key"]
    if re.match("gradient", name, re.IGNORECASE):
        remedy = "The gradient is no part of a run: larmor.dipoles(ds, gradient_deg, per_kpc)."
    else:
        remedy = "Take it out, or choose one of these." if like is None else f"Did you mean {like}?"
    known = ", ".join(sections()) if section is None else _names_in(section)
    place = dotted(name) if section is None else dotted(section, name)
    return ConfigError(place, value, f"a known key: {known}", remedy, "(unknown key)")


def _refusal(key: dict[str, Any], value: Any, remedy: str | None = None, where: str = "") -> ConfigError:
    return ConfigError(key["key"], value, key["expected"], remedy or _remedy_of(key, value), where)


def _remedy_of(key: dict[str, Any], value: Any) -> str:
    """What to do about a wrong value, after the reason of the range."""
    kind, why = key["kind"]["type"], f"{key['why']} " if key["why"] else ""
    if kind == "choice":
        options = key["kind"]["options"]
        like = near(value, options, lambda option: [str(option)]) if isinstance(value, str) else None
        return f"{why}Choose one of them, in quotes." if like is None else f'Did you mean "{like}"?'
    if kind == "text" or (kind == "single_or_list" and key["kind"]["each"]["type"] == "text"):
        return f"{why}Write it in quotes, or leave it out: {key['default_text']}."
    if kind == "boolean":
        return "Write true or false, without quotes."
    if unit_of(value):
        return f"Write a number{_of_unit(key.get('unit'))}, without a unit."
    if isinstance(value, str):
        return _number_in_text(key.get("unit"), value)
    return f"{why}Give such a value, or leave it out for the default: {key['default_text']}."


def _of_unit(unit: str | None) -> str:
    return f" of {unit}" if unit else ""


def _number_in_text(unit: str | None, text: str) -> str:
    """What to write for "3" or "3 pc"."""
    words = _of_unit(unit)
    found = re.match(r"([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(.*)$", text[:100].strip(), re.IGNORECASE | re.ASCII)
    if found is None or math.isnan(decimal(found[1])):
        return f"Write a number{words}, without quotes."
    if found[2] == "":
        return f"Write {found[1]}, without quotes."
    if found[2] == unit:
        return f"Write {found[1]}, without quotes and unit."
    return f"Write a number{words}, without quotes and unit."
