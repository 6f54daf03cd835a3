"""Values and paths of a field, fields of one's own, and what is refused."""

import copy
import gc
import pickle
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import larmor
from golden_cube import cube_values

CONFIG = larmor.Config(field={"turbulence_level": [0.3]}, particles={"nside": 1})


@pytest.fixture(scope="module")
def field():
    with larmor.Field(CONFIG, 0) as field:
        yield field


def test_values_have_the_shape_of_the_points(field):
    points = np.arange(24.0).reshape(2, 4, 3)
    B = field.at(points)
    assert B.shape == points.shape
    assert np.array_equal(B[1, 2], field.at(points[1, 2]))
    assert np.array_equal(field.at(points[::-1, ::2]), B[::-1, ::2])  # views that are not contiguous


def test_a_particle_sent_forth_from_where_it_was_comes_back(field):
    """20 gyroradii: rk45 misses the start by some 3e-3 gyroradii (README)."""
    n = np.array([0.0, 0.6, 0.8])
    r_g = CONFIG.groups[0].gyroradius_pc
    back = field.backtrack(n, 20 * r_g)
    forth = field.backtrack(back.momenta[0], 20 * r_g, origin=back.positions[0, 0], sense="forth")
    assert np.linalg.norm(forth.positions[0, 0]) < 0.05 * r_g
    other = field.backtrack(n, 20 * r_g, charge=-1)
    assert np.linalg.norm(other.positions - back.positions) > r_g


def test_modes_are_the_field(field):
    """Plane waves summed in Python, and put back into a field: as exact as f32 nodes and sums are, 3e-3 of the rms."""
    modes = field.modes()
    points = np.random.default_rng(1).uniform(-50, 50, (40, 3))
    phase = points @ modes[:, :3].T
    B = 2 * (np.cos(phase) @ modes[:, 3:6] - np.sin(phase) @ modes[:, 6:9])
    B[:, 0] += CONFIG.groups[0].regular_uG
    rms = np.sqrt((B**2).sum(1).mean())
    assert np.abs(field.at(points) - B).max() < 0.03 * rms
    waves = larmor.Config(field={"model": "plane-waves", "turbulence_level": [0.3], "waves_per_decade": 8})
    with larmor.Field(waves, 0) as one, larmor.Field.from_modes(waves, one.modes()) as again:
        assert np.array_equal(one.at(points), again.at(points))
        assert np.array_equal(one.modes(), again.modes())


def test_a_grid_in_any_order_of_memory_is_the_same_field():
    B = cube_values()
    orders = [B, B.astype(np.float64), np.asfortranarray(B), np.moveaxis(B, 3, 0), B[::-1][::-1]]
    points = np.array([[0.0, 0, 0], [1, 2, 3], [-7, 5, 0.3]])
    values = []
    for array in orders:
        with larmor.Field.from_grid(CONFIG, array, 2.0) as field:
            values.append(field.at(points))
            assert np.allclose(values[-1][0], B[0, 0, 0], atol=1e-5)  # a spline through the values
    assert all(np.array_equal(value, values[0]) for value in values)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda f: f.at([1.0, 2.0]), r"points: an array of shape \(2,\) found, \(\.\.\., 3\) expected"),
        (lambda f: f.at([0, 0, np.nan]), "points: a number that is not finite found"),
        (lambda f: f.at(["x", "y", "z"]), "points: an array of <U1 found, real numbers expected"),
        (lambda f: f.at([[1, 2, 3], [4, 5]]), "points: lists of different lengths found"),
        (lambda f: f.at([1e30, 0, 0]), r"points: 1e\+30 pc found, at most .* pc expected"),
        (lambda f: f.backtrack([1, 1, 0], [1]), "direction 0 has length 1.414"),
        (lambda f: f.backtrack([1, 0, 0], [2, 1]), "path 1 is 1.0 pc, increasing positive lengths expected"),
        (lambda f: f.backtrack([1, 0, 0], [1], sense="up"), "sense: 'up' found"),
        (lambda f: f.backtrack([1, 0, 0], [1], charge=2), "charge: 2 found, 1 or -1 expected"),
        (lambda f: f.backtrack([1, 0, 0], [1], charge=True), "charge: True found, 1 or -1 expected"),
        (lambda f: f.backtrack([1, 0, 0], [1], charge=[1, -1]), r"charge: \[1, -1\] found, 1 or -1 expected"),
        (lambda f: f.backtrack([1, 0, 0], [1], charge=np.array([1, -1])), r"charge: array\(\[ 1, -1\]\) found, 1 or -1 exp"),
        (lambda f: f.backtrack([1, 0, 0], [1], origin=[1, 2]), "origin: an array of shape"),
        (lambda f: larmor.Field(CONFIG, -1), "realisation -1 found, an integer from 0"),
        (lambda f: larmor.Field(CONFIG, 0, 0.5), r"no group of turbulence level 0.5 .* it has \(0.3, 1000 TV\)"),
        (lambda f: larmor.Field.from_grid(CONFIG, np.zeros((2, 2, 2, 3)), 1), "B: every value is 0: no field"),
        (lambda f: larmor.Field.from_grid(CONFIG, np.ones((2, 2, 3), "f4"), 1), r"B: an array of shape \(2, 2, 3\) found"),
        (lambda f: larmor.Field.from_grid(CONFIG, np.ones((2, 2, 2, 3), int), 1), "B: an array of int64 found, float32 or"),
        (lambda f: larmor.Field(CONFIG, 0, "0.3"), r'no group of turbulence level "0.3" .* it has \(0.3, 1000 TV\)'),
        (lambda f: larmor.Field.from_grid({}, np.ones((2, 2, 2, 3)), 1), "config: dict found, a larmor.Config expected"),
        (lambda f: larmor.Field.from_grid(CONFIG, np.ones((2, 2, 2, 3)), 1, "10"), "rigidity_TV: '10' found, a rigidity in TV"),
        (lambda f: larmor.Field.from_modes({}, np.ones((2, 9))), "config: dict found, a larmor.Config expected"),
        (lambda f: larmor.Field.from_modes(CONFIG, np.ones((2, 8))), r"modes: an array of shape \(2, 8\) found"),
    ],
)
def test_bad_arguments_are_named(field, call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call(field)


def test_a_value_that_is_not_finite_is_found():
    B = cube_values()
    B[3, 4, 5, 1] = np.inf
    with pytest.raises(larmor.FieldFileError, match=r"B: Infinity found at B\[3, 4, 5, 1\], finite numbers expected"):
        larmor.Field.from_grid(CONFIG, B, 1)


def test_a_closed_field_says_so_and_its_memory_goes():
    field = larmor.Field(CONFIG, 0)
    field.close()
    with pytest.raises(ValueError, match="this field was closed"):
        field.at([0, 0, 0])
    gc.collect()
    before = _resident()
    for k in range(8):
        larmor.Field(CONFIG, k)
    gc.collect()
    assert _resident() - before < 2 * CONFIG.groups[0].memory_bytes


def _resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def test_the_memory_of_a_field_is_as_planned():
    """Beside its nodes an instance has its tables, the plan a MiB for them."""
    group = CONFIG.groups[0]
    with larmor.Field(CONFIG, 0) as field:
        field.backtrack(larmor.directions(2), group.path_pc)
        size = field._kernel._memory.data_len(field._kernel._store)
    assert size <= group.memory_bytes + 2**20


def test_a_sky_of_ones_own_density(field):
    T, g = 20.0, 0.14 / 1000
    gradient = larmor.sky(field, T, nside=2)
    own = larmor.sky(field, T, nside=2, density=lambda r, p: 1 + g * r[:, 1])
    assert np.allclose(gradient, own, atol=1e-15)
    n = larmor.directions(2)
    # the whole sky, that is looked at: minus the momentum
    momentum = larmor.sky(field, T, nside=2, convention="momentum")
    for pixel in (0, 5, 40):
        opposite = np.argmin(n @ n[pixel])
        assert momentum[opposite] == gradient[pixel]


def test_threads_that_share_a_field_get_what_one_thread_gets(field):
    points = np.random.default_rng(1).uniform(-50, 50, (32, 2000, 3))
    n = larmor.directions(1)
    alone = [field.at(each) for each in points], [field.backtrack(each, [1, 2]).positions for each in n]
    with ThreadPoolExecutor(4) as threads:
        fields = threads.map(field.at, points)
        flights = threads.map(lambda each: field.backtrack(each, [1, 2]).positions, n)
        together = list(fields), list(flights)
    for before, after in zip(alone, together, strict=True):
        assert np.array_equal(before, after)


def test_a_field_cannot_be_pickled_or_copied_and_says_what_to_do(field):
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="a larmor.Field cannot be pickled or copied: .* give config and realisation"):
            attempt(field)


@pytest.mark.parametrize(
    ("unit", "cell_pc", "words"),
    [
        (1e-6, 2.0, "the gyroradius, .* pc, is above half the shortest side of the cube"),  # values in G, not uG
        (1, 2e-3, "the gyroradius, .* pc, is above half the shortest side of the cube"),  # a cell in kpc, not pc
        (1e6, 2.0, "a gyroradius, .* pc, has .* cells of the cube: orbits are not resolved"),  # in pG
    ],
)
def test_a_grid_in_another_unit_is_doubted_as_a_run_of_it_is(unit, cell_pc, words):
    B = cube_values().astype(np.float64) * unit
    config = larmor.Config(particles={"rigidity_TV": [3000]})
    with pytest.warns(larmor.ConfigWarning, match=words):
        larmor.Field.from_grid(config, B, cell_pc)


def test_a_grid_that_resolves_its_orbits_is_not_doubted():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        larmor.Field.from_grid(larmor.Config(particles={"rigidity_TV": [3000]}), cube_values(), 2.0)


def test_paths_in_a_smooth_grid_are_those_of_runge_and_kutta():
    """An ABC field, curl B = k B: both charges, both ways in time, against dr/ds = n, dn/ds = n x B/(B r_g) in numpy.

    The spline of 16 cells a wave is off by 3e-4, over 5 gyroradii at tolerance 1e-5.
    """
    side = 64.0
    k = 2 * np.pi / side

    def B(r):
        x, y, z = k * r
        return np.stack([np.sin(z) + np.cos(y), np.sin(x) + np.cos(z), np.sin(y) + np.cos(x)], axis=-1)

    nodes = np.stack(np.meshgrid(*[np.arange(32) * 2.0] * 3, indexing="ij"))
    config = larmor.Config(particles={"rigidity_TV": [5000]})
    r_g = 5 * larmor.Config(field={"model": "uniform", "total_rms_uG": 1}).groups[0].gyroradius_pc
    origin, n = np.array([1.0, 2.0, 3.0]), np.array([0.48, 0.6, 0.64])
    with larmor.Field.from_grid(config, np.moveaxis(B(nodes.reshape(3, -1)).reshape(32, 32, 32, 3), 3, 0), 2.0) as field:
        for charge in (1, -1):
            for sense, sign in (("back", -1), ("forth", 1)):

                def slope(state):
                    return sign * np.concatenate([state[3:], charge * np.cross(state[3:], B(state[:3])) / r_g])

                state, h = np.concatenate([origin, n]), 0.01
                for _ in range(2500):
                    a = slope(state)
                    b = slope(state + h / 2 * a)
                    c = slope(state + h / 2 * b)
                    state = state + h / 6 * (a + 2 * b + 2 * c + slope(state + h * c))
                flown = field.backtrack(n, 25, origin=origin, sense=sense, charge=charge)
                assert np.abs(flown.positions[0, 0] - state[:3]).max() < 1e-3 * r_g
