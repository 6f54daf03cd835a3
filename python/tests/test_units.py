"""No unit and no mask is dropped: a number in kpc is not taken for one in pc."""

from types import SimpleNamespace

import numpy as np
import pytest

import larmor

CONFIG = larmor.Config(particles={"nside": 1})


class Quantity(np.ndarray):
    """An array with a unit as astropy's has one: numpy takes it for an array of numbers."""

    unit = ""

    def tolist(self):
        raise NotImplementedError("cannot make a list of Quantities")


def quantity(values, unit):
    array = np.asarray(values, float).view(Quantity)
    array.unit = unit
    return array


@pytest.fixture(scope="module")
def field():
    with larmor.Field(CONFIG, 0) as field:
        yield field


GRID = np.ones((4, 4, 4, 3))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda f, q: f.at(q([1, 0, 0], "kpc")), "points: values in kpc found, numbers in pc expected"),
        (lambda f, q: f.backtrack(q([1, 0, 0], "m"), 1), "directions: values in m found, numbers without a unit expected"),
        (lambda f, q: f.backtrack([1, 0, 0], q([1], "kpc")), "paths: values in kpc found, numbers in pc expected"),
        (lambda f, q: f.backtrack([1, 0, 0], 1, origin=q([1, 0, 0], "kpc")), "origin: values in kpc found, numbers in pc expected"),
        (lambda f, q: larmor.sky(f, q(1, "kpc"), 1), "paths: values in kpc found, numbers in pc expected"),
        (lambda f, q: larmor.sky(f, 1, 1, q([90, 0], "rad")), "gradient_deg: .* found, longitude and latitude in degrees"),
        (lambda f, q: larmor.sky(f, 1, 1, per_kpc=q(0.14, "1 / pc")), "per_kpc: .* found, a size in 1/kpc"),
        (lambda f, q: larmor.isotropic_prediction(q(1, "PV")), "rigidity_TV: .* found, a rigidity in TV"),
        (lambda f, q: larmor.Field.from_grid(CONFIG, q(GRID, "G"), 1), "B: values in G found, numbers in uG expected"),
        (lambda f, q: larmor.Field.from_grid(CONFIG, GRID, q(1, "kpc")), "cube_cell_pc: found a value of type Quantity in kpc"),
        (
            lambda f, q: larmor.Config(field={"outer_scale_pc": q(0.1, "kpc")}),
            "outer_scale_pc: found a value of type Quantity in kpc, expected a number > 0 .* Write a number of pc, without a unit",
        ),
        (
            lambda f, q: larmor.Config(particles={"rigidity_TV": q([1, 2], "PV")}),
            "rigidity_TV: found a value of type Quantity in PV, expected .* Write a number of TV, without a unit",
        ),
        (
            lambda f, q: larmor.Config(particles={"rigidity_TV": [q(1, "PV")]}),
            r"rigidity_TV: found a value of type Quantity in PV \(element 1\)",
        ),
    ],
)
@pytest.mark.parametrize("package", ["numpy", "astropy"])
def test_a_unit_that_is_not_expected_is_refused(field, call, words, package):
    make = quantity
    if package == "astropy":
        units = pytest.importorskip("astropy.units")
        make = lambda values, unit: values * units.Unit(unit)  # noqa: E731
    with pytest.raises((TypeError, ValueError), match=words):
        call(field, make)


def test_the_unit_that_is_expected_and_none_are_taken(field):
    B, path = field.at([1, 2, 3]), field.backtrack([1, 0, 0], 2)
    assert np.array_equal(field.at(quantity([1, 2, 3], "pc")), B)
    assert np.array_equal(field.backtrack(quantity([1, 0, 0], ""), quantity(2, "pc")).positions, path.positions)
    xarray = pytest.importorskip("xarray")
    assert np.array_equal(field.at(xarray.DataArray([1, 2, 3], attrs={"units": "pc"})), B)
    with pytest.raises(TypeError, match="points: values in kpc found"):
        field.at(xarray.DataArray([1, 2, 3], attrs={"units": "kpc"}))
    pint_like = SimpleNamespace(units="kpc", __array__=lambda *_: np.ones(3))
    with pytest.raises(TypeError, match="points: values in kpc found"):
        field.at(pint_like)
    config = larmor.Config(field={"outer_scale_pc": quantity(50, "")})
    assert config["field"]["outer_scale_pc"] == 50


def test_what_lies_below_a_mask_is_no_value(field):
    with pytest.raises(ValueError, match="points: 1 of 3 values are masked, an array without a mask expected"):
        field.at(np.ma.masked_array([1.0, 2, 3], [True, False, False]))
    hole = np.ma.masked_array(GRID, np.zeros(GRID.shape, bool))
    hole[0, 0, 0, 0] = np.ma.masked
    for take in (larmor.describe_cube, lambda values: larmor.Field.from_grid(CONFIG, values, 1)):
        with pytest.raises(ValueError, match="1 of 192 values are masked"):
            take(hole)
    with pytest.raises(larmor.ConfigError, match=r"rigidity_TV: found nothing \(element 2\)"):
        larmor.Config(particles={"rigidity_TV": np.ma.masked_array([1, 2], [False, True])})
    assert np.array_equal(field.at(np.ma.masked_array([1.0, 2, 3])), field.at([1, 2, 3]))
