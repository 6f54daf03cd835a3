"""A gradient, a rigidity, a path length or a word that is none is refused by its name, wherever it is an argument."""

import dataclasses
import math
import pickle

import numpy as np
import pytest

import larmor


@pytest.fixture(scope="module")
def ds():
    config = larmor.Config(
        field={"turbulence_level": [0.1]},
        particles={"nside": 1},
        transport={"path_pc": 3, "outputs": 2},
        ensemble={"realisations": 2},
    )
    return larmor.run(config, progress=False)


@pytest.fixture(scope="module")
def field():
    return larmor.Field(larmor.Config(particles={"nside": 1}), 0)


#: each function with a gradient, called with words
OF_GRADIENTS = {
    "dipoles": lambda ds, field, **words: larmor.dipoles(ds, **words),
    "sky": lambda ds, field, **words: larmor.sky(field, 5, 1, **words),
    "show": lambda ds, field, **words: larmor.show(ds, **words),
}
SIZES = [-0.14, 0, math.nan, math.inf, -math.inf, "0.14", None, True, [0.14], 0.14j]
DIRECTIONS = [(90, 450), (90, -91), (361, 0), (-361, 0), (math.nan, 0), (0, math.inf), (1,), (1, 2, 3), "90", "ab", 90, None, (1, None)]


@pytest.mark.parametrize("name", OF_GRADIENTS)
@pytest.mark.parametrize("size", SIZES)
def test_a_size_that_is_none_is_refused(ds, field, name, size):
    if name == "show":
        pytest.importorskip("anywidget")
    if name == "sky" and size is None:
        return  # absent: the default
    with pytest.raises((TypeError, ValueError), match="^per_kpc: .* found, a size in 1/kpc, above 0 and finite, expected"):
        OF_GRADIENTS[name](ds, field, per_kpc=size)


@pytest.mark.parametrize("name", OF_GRADIENTS)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_direction_that_is_none_is_refused(ds, field, name, direction):
    if name == "show":
        pytest.importorskip("anywidget")
    if name == "sky" and direction is None:
        return  # absent: the default
    with pytest.raises((TypeError, ValueError), match="^gradient_deg: .* found, longitude and latitude in degrees expected"):
        OF_GRADIENTS[name](ds, field, gradient_deg=direction)


def test_all_that_is_a_direction_or_a_size_is_taken(ds, field):
    expected = larmor.dipoles(ds, (-90.0, 45.0), 0.25)
    for direction in ([-90, 45], np.array([-90.0, 45.0]), (np.float32(-90), np.int64(45)), (270, 45)):
        found = larmor.dipoles(ds, direction, np.float64(0.25))
        assert np.array_equal(found.dipole, expected.dipole)
    for edge in ((360, 90), (-360, -90)):
        larmor.dipoles(ds, edge)


@pytest.mark.parametrize("rigidity", [0, -0.0, -10, math.inf, -math.inf, math.nan, 1e306, "10", None, [10], True])
def test_no_prediction_at_a_rigidity_that_is_none(rigidity):
    with pytest.raises((TypeError, ValueError), match="^rigidity_TV: .* found, a rigidity in TV, above 0 and up to 1e300, expected"):
        larmor.isotropic_prediction(rigidity)


@pytest.mark.parametrize("size", SIZES)
def test_no_prediction_for_a_size_that_is_none(size):
    with pytest.raises((TypeError, ValueError), match="^per_kpc: "):
        larmor.isotropic_prediction(10, size)


def test_predictions_from_the_smallest_to_the_largest_rigidity():
    for rigidity in (5e-324, 1e-300, 1e300, np.float64(1000), np.float32(1000), np.array(1000.0), 1000):
        assert larmor.isotropic_prediction(rigidity) > 0


@pytest.mark.parametrize("paths", [[5, 10], (5, 10), np.array([5.0, 10.0]), [], [[5, 10]]])
def test_a_sky_is_of_one_path_length(field, paths):
    with pytest.raises(ValueError, match=r"^path_pc: \d path lengths found, one expected"):
        larmor.sky(field, paths, 1)


@pytest.mark.parametrize("path", [0, -1, math.nan, math.inf])
def test_a_path_length_that_is_none_is_refused(field, path):
    with pytest.raises(ValueError, match="increasing positive lengths expected|not finite"):
        larmor.sky(field, path, 1)


@pytest.mark.parametrize("word", ["sky", "Momentum", "", None, 1, ["momentum"]])
def test_a_convention_or_a_kind_that_is_none_is_refused(ds, field, word):
    with pytest.raises(ValueError, match="^convention: "):
        larmor.sky(field, 5, 1, convention=word)
    if word is not None:
        with pytest.raises(ValueError, match="^kind: "):
            larmor.dipoles(ds, kind=word)


def test_the_widget_refuses_what_show_refuses(ds):
    traitlets = pytest.importorskip("traitlets")
    pytest.importorskip("anywidget")
    widget = larmor.show(ds)
    for name, value in [("gradient_deg", (0, 91)), ("gradient_deg", (400, 0)), ("per_kpc", -1), ("kind", "x"), ("direction", "sky")]:
        with pytest.raises(traitlets.TraitError, match=f"^{name}: "):
            setattr(widget, name, value)
    widget.kind = None


def ones(r, p):
    return np.ones(len(r))


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"density": ones, "per_kpc": 5}, "^per_kpc: 5 found beside density, one of the two expected"),
        ({"density": ones, "gradient_deg": (90, 0)}, r"^gradient_deg: \(90, 0\) found beside density, one of the two expected"),
        ({"density": "slab"}, r"^density: 'slab' found, a function f\(r, p\) expected"),
        ({"density": lambda r, p: np.full(len(r), np.nan)}, "^density: a number that is not finite found"),
        ({"density": lambda r, p: np.ones(len(r), complex)}, "^density: an array of complex128 found, real numbers expected"),
        ({"density": lambda r, p: ["a"] * len(r)}, "^density: an array of <U1 found, real numbers expected"),
        ({"density": lambda r, p: 1.0}, r"^density: values of shape \(\) found, \(12,\) expected"),
        ({"density": lambda r, p: np.zeros(len(r))}, "^density: an f with a mean of 0 over the sky found, above 0 expected"),
        ({"density": lambda r, p: -ones(r, p)}, "^density: an f with a mean of -1 over the sky found, above 0 expected"),
    ],
)
def test_a_sky_has_one_density_whose_values_are_numbers_with_a_mean(field, words, refusal):
    with pytest.raises((TypeError, ValueError), match=refusal):
        larmor.sky(field, 5, 1, **words)


def test_a_sky_is_of_a_field():
    with pytest.raises(TypeError, match="^field: Config found, a larmor.Field expected"):
        larmor.sky(larmor.Config(), 5, 1)


def test_particles_that_used_up_their_steps_are_told_of():
    field = larmor.Field(larmor.Config(particles={"nside": 1}), 0)
    field._group = dataclasses.replace(field._group, step_budget=20)
    with pytest.warns(RuntimeWarning, match="^12 of 12 particles used up their steps and stayed where they were"):
        larmor.sky(field, 5, 1)


@pytest.mark.parametrize("name", ["dipoles", "show"])
def test_what_is_no_dataset_of_a_run_is_refused(ds, field, name):
    if name == "show":
        pytest.importorskip("anywidget")
    for value in (None, ds.response_pc, larmor.dipoles(ds), "out"):
        with pytest.raises(TypeError, match="^ds: .* found, a Dataset of larmor.run or larmor.open expected"):
            OF_GRADIENTS[name](value, field)
    for dimension in ("group", "realisation", "path"):
        with pytest.raises(ValueError, match=f"^ds: no dimension {dimension} found, one expected"):
            OF_GRADIENTS[name](ds.isel({dimension: 0}), field)
        with pytest.raises(ValueError, match=f"^ds: no {dimension} found, one or more expected"):
            OF_GRADIENTS[name](ds.isel({dimension: []}), field)


def test_what_is_no_record_has_no_line():
    for value in ({}, None, {"realisation": 1}):
        with pytest.raises(TypeError, match="^record: .* found, what larmor.realise gives expected"):
            larmor.line(value)


def test_errors_come_whole_out_of_another_process():
    for error in (
        larmor.ConfigError("field.model", 1, "a word", "Write it."),
        larmor.FieldFileError("B.npy", "an empty file"),
        larmor.RunFolderError("out/realisations.jsonl", "its bytes were changed", 3),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
