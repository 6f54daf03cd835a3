"""Densities of cosmic rays that are no gradient, ``density`` of a config: src/config/densities.ts, and f along a flight."""

from __future__ import annotations

import math
from typing import Any

from .directions import direction_vector
from .errors import ConfigError, dotted, shown
from .given import valid
from .javascript import json_text, number_text, object_order, to_precision
from .kernel import Floats, Kernel, member_of
from .planning import C_M_S, PC_M, Group
from .tables import tables

Density = dict[str, Any]

#: longest exponent d^2/(4 D t) of a burst at the observer now: f of a source beyond would be nothing there
_LONGEST_EXPONENT = 100
_PC_PER_KYR = (1000 * 365.25 * 86400 * C_M_S) / PC_M


def take_densities(value: Any) -> list[Density]:
    """The entries in canonical form, none for None and []. Raises ConfigError for the first that is not possible."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise _no_list(value)
    taken = [_entry(index, entry) for index, entry in enumerate(value)]
    if len(taken) > tables()["density"]["most"]:
        raise _no_list(value, f"({len(value)} of them)")
    _check(taken)
    return taken


def _no_list(value: Any, where: str = "") -> ConfigError:
    expected = f"a list of at most {tables()['density']['most']} tables, in TOML each under [[density]]"
    return ConfigError("density", value, expected, "Leave it out for none.", where)


def _entry(index: int, entry: Any) -> Density:
    key = f"density[{index}]"
    example = tables()["density"]["example"]
    as_in = f"as in density=[{json_text(example)}]."
    if not isinstance(entry, dict):
        expected = "a table with name, kind and the fields of that kind"
        raise ConfigError(key, entry, expected, as_in[0].upper() + as_in[1:])
    fields = {field["field"]: field for field in tables()["density"]["fields"] if field["of"] in ("both", entry.get("kind"))}
    if valid(fields["kind"]["kind"], entry.get("kind")) is None:
        remedy = "Choose one of them, in quotes."
        raise ConfigError(f"{key}.kind", entry.get("kind"), fields["kind"]["expected"], remedy)
    kind = entry["kind"]
    taken = {}
    for name, field in fields.items():
        found = entry.get(name)
        taken[name] = valid(field["kind"], found)
        if taken[name] is None:
            needed = f"A {kind} needs it, {as_in}" if kind == example["kind"] else f"A {kind} needs it."
            remedy = needed if found is None else "Give such a value."
            raise ConfigError(f"{key}.{name}", found, field["expected"], remedy)
    for name in object_order(entry):
        if name not in fields:
            expected = f"a field of a {kind}: {', '.join(fields)}"
            remedy = "Take it out, or choose one of these."
            raise ConfigError(f"{key}.{dotted(name)}", entry[name], expected, remedy, "(unknown field)")
    return taken


def _check(densities: list[Density]) -> None:
    """Values that are each allowed and impossible together."""

    def refuse(index: int, field: str, expected: str, remedy: str) -> ConfigError:
        return ConfigError(f"density[{index}].{field}", densities[index][field], expected, remedy)

    names = [density["name"] for density in densities]
    for index, density in enumerate(densities):
        if names.index(density["name"]) < index:
            raise refuse(index, "name", "a name that no other density has", "Choose another.")
        if density["kind"] == "slab":
            halo = density["halo_pc"]
            if density["half_thickness_pc"] >= halo:
                expected = f"less than halo_pc = {number_text(halo)} pc"
                raise refuse(index, "half_thickness_pc", expected, "Lower it, or raise halo_pc.")
            if abs(density["height_pc"]) >= halo:
                expected = f"a height within the halo, |z| < {number_text(halo)} pc"
                raise refuse(index, "height_pc", expected, "Lower it, or raise halo_pc.")
            continue
        d, D, age = density["distance_pc"], density["diffusion_pc"], _age_pc(density)
        if d * d > _LONGEST_EXPONENT * 4 * D * age:
            farthest = shown(to_precision(20 * math.sqrt(D * age), 3))
            expected = (
                f"a source that has reached the observer: distance^2 of at most {_LONGEST_EXPONENT} times 4 D t, {farthest} pc"
            )
            raise refuse(index, "distance_pc", expected, "Lower it, or raise age_kyr or diffusion_pc.")


def _age_pc(burst: Density) -> float:
    """c times its age; a year has 365.25 days."""
    return float(burst["age_kyr"]) * _PC_PER_KYR


def contrasts(
    kernel: Kernel, address: int, group: Group, spectral_index: float, density: Density, positions: Floats
) -> Floats:
    """f/f(observer) - 1 at positions (P, N, 3) in pc from the observer, at the P path lengths of the group: (P, N).

    The memory from ``address`` on is used.
    """
    record = address
    paths = record + math.ceil(kernel.number("DENSITY_BYTES") / 8) * 8
    outputs, count = positions.shape[:2]
    kernel.reserve(paths + (outputs + 4 * outputs * count) * 8)
    to, kinds = kernel.enum("DensityOffset"), kernel.enum("DensityKind")
    is_slab = density["kind"] == "slab"
    x, y, z = direction_vector(*density["normal_deg" if is_slab else "direction_deg"])
    factor = kernel.call("diffusionFactor", group.rigidity_TV / 1000, 2 - spectral_index)
    kernel.write(
        record,
        [
            (to["DIRECTION_X"], x),
            (to["DIRECTION_Y"], y),
            (to["DIRECTION_Z"], z),
            (to["HALF_THICKNESS"], density.get("half_thickness_pc", 0)),
            (to["HALO"], density.get("halo_pc", 0)),
            (to["HEIGHT"], density.get("height_pc", 0)),
            (to["DISTANCE"], density.get("distance_pc", 0)),
            (to["AGE"], 0 if is_slab else _age_pc(density)),
            (to["DIFFUSION"], density.get("diffusion_pc", 0) * factor),
            (to["SHARE"], density.get("share", 0)),
        ],
        [(to["KIND"], kinds[member_of(kinds, "density.kind", density["kind"])])],
    )
    start = kernel.put(paths, group.path_pc)
    out = kernel.put(start, positions)
    kernel.call("densityContrasts", record, count, outputs, paths, start, out)
    return kernel.take(out, outputs * count).reshape(outputs, count)
