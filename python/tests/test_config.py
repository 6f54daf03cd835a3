"""Configs in Python's own words."""

import ast
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

import larmor
from larmor import given
from larmor.tables import key_of


def test_numpy_numbers_arrays_and_tuples_are_taken():
    plain = larmor.Config(field={"turbulence_level": [0.1, 1.0]}, particles={"rigidity_TV": [10, 100], "nside": {"0.1": {"10": 4}}})
    numpy = larmor.Config(
        field={"turbulence_level": np.array([0.1, 1])},
        particles={"rigidity_TV": (np.int64(10), np.float32(100)), "nside": {0.1: {10: np.int32(4)}}, "tolerance": None},
    )
    assert numpy == plain and numpy.identity == plain.identity and hash(numpy) == hash(plain)


def test_a_config_resolves_to_itself_and_travels_to_other_processes():
    config = larmor.Config(preset="paper")
    assert larmor.Config(**config) == config
    assert pickle.loads(pickle.dumps(config)) == config
    config["field"]["total_rms_uG"] = 5  # a copy
    assert config["field"]["total_rms_uG"] == 4


@pytest.mark.parametrize(
    ("sections", "key", "words"),
    [
        ({"field": {"outer_scale": 3}}, "field.outer_scale", "Did you mean field.outer_scale_pc"),
        ({"field": {"total_rms_uG": "4 uG"}}, "field.total_rms_uG", "Write 4, without quotes and unit"),
        ({"particles": {"nside": True}}, "particles.nside", "a power of two from 1 to 1024"),
        ({"ensemble": {"seed": 10**400}}, "ensemble.seed", "an integer from 0 to 2^53 - 1"),
        ({"fields": {}}, "fields", "Did you mean field"),
        ({"field": {"turbulence_level": np.array([0.1, np.nan])}}, "field.turbulence_level", "(element 2)"),
        ({"field": {"gradient": 1}}, "field.gradient", "larmor.dipoles(ds, gradient_deg, per_kpc)"),
    ],
)
def test_errors_have_the_key_what_was_found_and_what_is_expected(sections, key, words):
    with pytest.raises(larmor.ConfigError) as refused:
        larmor.Config(**sections)
    assert refused.value.key == key and words in str(refused.value)
    again = pickle.loads(pickle.dumps(refused.value))
    assert str(again) == str(refused.value) and again.key == key


def test_a_key_that_is_not_computed_here_is_refused(monkeypatch):
    """As a key that a later version of the TypeScript library has."""
    monkeypatch.setattr(given, "COMPUTED", given.COMPUTED - {"transport.escape_height_pc", "particles.rotate_directions"})
    with pytest.raises(larmor.ConfigError, match=r"transport\.escape_height_pc: found 3, .*not computed by the Python package yet"):
        larmor.Config(transport={"escape_height_pc": 3})
    assert larmor.Config(particles={"rotate_directions": False}) == larmor.Config()


@pytest.mark.parametrize("key, name", [("field.model", "cube"), ("particles.integrator", "magnus")])
def test_a_model_or_an_integrator_that_is_not_computed_here_is_refused(monkeypatch, key, name):
    """As one that a later version has: it would be planned and flown as another, and no word said."""
    monkeypatch.setitem(given.COMPUTED_NAMES, key, given.COMPUTED_NAMES[key] - {name})
    section, word = key.split(".")
    with pytest.raises(larmor.ConfigError, match=f'{re.escape(key)}: found "{name}", .*not computed by the Python package yet'):
        larmor.Config(**{section: {word: name}})


def test_every_model_and_integrator_that_is_listed_is_one_of_the_library():
    for key, names in given.COMPUTED_NAMES.items():
        assert names <= set(key_of(key)["kind"]["options"])


def test_the_version_is_that_of_the_npm_package():
    import json

    from checkout import ROOT

    assert larmor.__version__ == json.loads((ROOT / "package.json").read_text())["version"]


def test_a_doubtful_run_warns():
    config = larmor.Config(particles={"nside": 1}, transport={"path_pc": 2}, ensemble={"realisations": 1})
    assert config.warnings[0][0] == "transport.path_pc"
    with pytest.warns(larmor.ConfigWarning, match="is shorter than the expected scattering length"):
        larmor.run(config, workers=1, progress=False)


CUBE = {"model": "cube", "cube_cell_pc": 1}
FOUND = {"cube_cells": [4, 4, 4], "cube_mean": [0, 0, 0], "cube_mean_error": 0, "cube_rms": 1}


@pytest.mark.parametrize(
    "used",
    [
        lambda: larmor.Config(field={**CUBE, "cube_file": "B.npy"}).groups,
        lambda: larmor.Config(field={**CUBE, "cube_file": "B.npy"}).warnings,
        lambda: larmor.Config(field={**CUBE, "cube_file": "B.npy"}).group(),
        lambda: larmor.Config(field={**CUBE, "cube_sha256": "0" * 64}),
        lambda: larmor.Config(field={**CUBE, "cube_sha256": "0" * 64, **FOUND, "cube_mean": [9, 0, 0]}),
    ],
)
def test_what_to_do_about_a_cube_without_its_description_works_in_python(used):
    with pytest.raises(larmor.ConfigError, match=r"larmor\.describe_cube"):
        used()


def test_the_remedy_for_a_cube_that_has_not_met_its_file(tmp_path):
    file = tmp_path / "B.npy"
    np.save(file, np.random.default_rng(1).normal(size=(4, 4, 4, 3)))
    field = {**CUBE, "cube_file": str(file)}
    with pytest.raises(larmor.ConfigError, match=r"Give larmor\.Config\(field={\.\.\., \*\*larmor\.describe_cube\(FILE\)}\)"):
        larmor.Config(field=field).groups
    assert len(larmor.Config(field={**field, **larmor.describe_cube(file)}).groups) == 1


def test_no_text_of_the_package_names_a_function_of_javascript():
    for file in Path(larmor.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\b(describeCube|resolveConfig|await)\b", node.value), f"{file.name}: {node.value}"
