"""A run of the command line, opened: folder and HDF5 are one dataset, and its dipoles are those of summary.json to the last bit."""

import json
import shutil
import warnings

import numpy as np
import pytest

import larmor
from checkout import ROOT, command_line
from larmor import opened as reading

SETTINGS = ["particles.nside=2", "ensemble.realisations=6", "transport.path_pc=12", "transport.outputs=4"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    words = [word for setting in [*SETTINGS, "transport.escape_height_pc=8"] for word in ("--set", setting)]
    command_line("run", *words, "--out", place / "out", "--quiet")
    command_line("export", place / "out", "--hdf5", "--out", place / "run.h5")
    return place


def test_folder_and_hdf5_are_the_same_dataset(folder):
    ds, h5 = larmor.open(folder / "out"), larmor.open(folder / "run.h5")
    assert dict(ds.sizes) == {"group": 2, "realisation": 6, "path": 4, "i": 3, "j": 3, "half": 2}
    assert set(ds.variables) == set(h5.variables)
    for name in ds.variables:
        assert np.array_equal(ds[name].values, h5[name].values), name
        assert ds[name].dims == h5[name].dims and ds[name].attrs == h5[name].attrs, name
    assert ds.response_pc.attrs["units"] == "pc" and ds.steps.dtype == np.int64
    one = json.loads((folder / "out" / "realisations.jsonl").read_text().splitlines()[3])
    group = [1, 0.1].index(one["turbulence_level"])
    assert ds.escaped_halves.sel(realisation=one["realisation"])[group].values.tolist() == one["escaped_halves"]


def test_large_folders_are_read_where_they_are_used(folder, monkeypatch):
    ds = larmor.open(folder / "out")
    monkeypatch.setattr(reading, "_EAGER_BYTES", 0)
    lazy = larmor.open(folder / "out")
    part = lazy.response_pc.isel(group=1, path=-1).sel(realisation=[4, 1])
    assert np.array_equal(part.values, ds.response_pc.isel(group=1, path=-1).sel(realisation=[4, 1]).values)
    assert lazy.identical(ds)


def test_dipoles_and_their_errors_are_those_of_the_summary_to_the_last_bit(folder):
    summary = json.loads((folder / "out" / "summary.json").read_text())
    found = larmor.dipoles(larmor.open(folder / "out"))
    for g, group in enumerate(summary["groups"]):
        dipole = group["dipole"]
        for name in found.data_vars:
            if name in dipole and name.removesuffix("_error") in ("median", "mean", "amplitude_of_mean", "angle_deg"):
                assert float(found[name][g]) == dipole[name], name
        for name in ("noise_floor", "noise_floor_halves", "isotropic_prediction"):
            assert float(found[name][g]) == dipole[name], name
        assert float(found["angle_deg_error"][g]) == dipole["angle_error_deg"]
        assert float(found["debiased_mean_square"][g]) == dipole["debiased"]["mean_square"]
        assert float(found["debiased_mean_square_error"][g]) == dipole["debiased"]["mean_square_error"]


def test_dipoles_are_linear_in_the_gradient(folder):
    ds = larmor.open(folder / "out")
    one, two = (larmor.dipoles(ds, (30, 10), size, kind="literal") for size in (0.14, 0.28))
    assert np.allclose(two.dipole, 2 * one.dipole, rtol=1e-14)
    assert np.allclose(two["median"], 2 * one["median"], rtol=1e-14)


def _changed(folder, tmp_path, change):
    copy = tmp_path / "copy"
    shutil.copytree(folder / "out", copy)
    file = copy / "realisations.jsonl"
    file.write_bytes(change(file.read_bytes()))
    return copy


def _second(raw, change):
    lines = raw.splitlines(keepends=True)
    return b"".join([lines[0], change(lines[1]), *lines[2:]])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw: _second(raw, lambda line: line.replace(b'"steps":', b'"steps":1')), "line 2: its bytes were changed"),
        (lambda raw: _second(raw, lambda line: line[: line.index(b',"check"')] + b"}\n"), 'line 2: .*no "check"'),
        (lambda raw: b"", "no realisation is there yet"),
    ],
)
def test_damage_is_found_with_file_and_line(folder, tmp_path, change, words):
    with pytest.raises(larmor.RunFolderError, match=words):
        larmor.open(_changed(folder, tmp_path, change))


def test_lines_of_other_numerics_are_refused(folder, tmp_path):
    copy = _changed(folder, tmp_path, lambda raw: raw)
    file = copy / "provenance.json"
    file.write_text(file.read_text().replace('"numerics": 3', '"numerics": 4').replace('"numerics":3', '"numerics":4'))
    with pytest.raises(larmor.RunFolderError, match="line 1: of another run: numerics 3 found, 4 expected"):
        larmor.open(copy)


def test_an_incomplete_run_has_nan_where_a_realisation_is_missing(folder, tmp_path):
    copy = _changed(folder, tmp_path, lambda raw: b"".join(sorted(raw.splitlines(keepends=True))[:-2])[:-9])
    with pytest.warns(UserWarning, match="its last line is incomplete"), pytest.warns(UserWarning, match="9 of 12 "):
        ds = larmor.open(copy)
    assert np.isnan(ds.steps.values).sum() == 3
    assert np.isfinite(larmor.dipoles(ds)["median"].values).all()


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Two of three shards, and a run that has no line of its second group, each as a folder and as an HDF5 file."""
    place = tmp_path_factory.mktemp("parts")
    words = [word for setting in SETTINGS for word in ("--set", setting)]
    for shard in (1, 2):
        command_line("run", *words, "--shard", f"{shard}/3", "--out", place / f"shard{shard}", "--quiet")
    command_line("run", *words, "--out", place / "group", "--quiet")
    file = place / "group" / "realisations.jsonl"
    file.write_bytes(b"".join(line for line in file.read_bytes().splitlines(keepends=True) if b'"turbulence_level":1,' in line))
    for name in ("shard1", "shard2", "group"):
        command_line("export", place / name, "--hdf5", "--out", place / f"{name}.h5")
    return place


@pytest.mark.parametrize("end", ["", ".h5"])
@pytest.mark.parametrize("lazy", [False, True])
@pytest.mark.parametrize(
    ("name", "shard", "present", "words"),
    [
        ("shard1", "1/3", 4, r"4 of 12 realisations are there; it is shard 1/3: larmor merge"),
        ("shard2", "2/3", 4, r"4 of 12 realisations are there; it is shard 2/3: larmor merge"),
        ("group", None, 6, r"6 of 12 realisations are there; continue it: larmor run"),
    ],
)
def test_an_incomplete_run_or_a_shard_says_so(parts, monkeypatch, end, lazy, name, shard, present, words):
    if lazy:
        monkeypatch.setattr(reading, "_EAGER_BYTES", 0)
    with pytest.warns(UserWarning, match=words) as caught:
        ds = larmor.open(parts / f"{name}{end}")
    assert caught[0].filename == __file__
    assert (ds.attrs.get("shard"), ds.realisations_present, ds.realisations_asked) == (shard, present, 12)
    assert np.isfinite(ds.steps.values).sum() == present


def test_a_complete_run_says_so_and_does_not_warn(folder):
    config = json.loads(larmor.open(folder / "out").config)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        found = [larmor.open(folder / "out"), larmor.open(folder / "run.h5")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", larmor.ConfigWarning)
        found.append(larmor.run(larmor.Config(**config), workers=1, progress=False))
    for ds in found:
        assert (ds.realisations_present, ds.realisations_asked) == (12, 12) and "shard" not in ds.attrs


def test_fields_of_a_later_version_are_there(folder, tmp_path):
    def more(raw):
        lines = []
        for text in raw.splitlines():
            record = json.loads(text)
            del record["check"]
            record["later"] = [[1.5, 2.5]] * 4
            lines.append(larmor.line(record))
        return "".join(lines).encode()

    ds = larmor.open(_changed(folder, tmp_path, more))
    assert ds.later.dims == ("group", "realisation", "path", "later_1") and ds.later.values[0, 0, 0].tolist() == [1.5, 2.5]


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(larmor.RunFolderError, match=r"config\.json: there is no such file: not a run folder"):
        larmor.open(tmp_path)
    with pytest.raises(larmor.RunFolderError, match="there is no such file or folder"):
        larmor.open(tmp_path / "nothing")
    with pytest.raises(larmor.RunFolderError, match="not readable as HDF5"):
        larmor.open(ROOT / "README.md")


@pytest.fixture(scope="module")
def beyond(tmp_path_factory):
    """A run with densities and multipoles."""
    place = tmp_path_factory.mktemp("beyond")
    own = [
        {"name": "disc", "kind": "slab", "half_thickness_pc": 0, "halo_pc": 4000, "height_pc": 20, "normal_deg": [0, 90]},
        {"name": "arm", "kind": "slab", "half_thickness_pc": 9, "halo_pc": 300, "height_pc": 1, "normal_deg": [90, 0]},
    ]
    words = [*SETTINGS, "particles.nside=4", "transport.multipoles=2", f"density={json.dumps(own)}", "ensemble.realisations=2"]
    command_line("run", *[word for setting in words for word in ("--set", setting)], "--out", place / "out", "--quiet")
    command_line("export", place / "out", "--hdf5", "--out", place / "run.h5")
    return place


def test_densities_and_multipoles_have_dimensions_names_and_units(beyond, monkeypatch):
    ds, h5 = larmor.open(beyond / "out"), larmor.open(beyond / "run.h5")
    config = larmor.Config(**json.loads(ds.config))
    mine = larmor.run(config, workers=1, progress=False)
    monkeypatch.setattr(reading, "_EAGER_BYTES", 0)
    for other in (h5, mine, larmor.open(beyond / "out")):
        assert set(ds.variables) == set(other.variables)
        for name in ds.variables:
            assert np.array_equal(ds[name].values, other[name].values), name
            assert ds[name].dims == other[name].dims and ds[name].attrs == other[name].attrs, name
    assert ds.density_dipole.dims == ("group", "realisation", "path", "i", "density")
    assert ds.quadratic_response_halves_pc2.dims == ("group", "realisation", "path", "half", "i", "j", "k")
    assert ds.multipole_pc.dims == ("group", "realisation", "half", "j", "lm") and ds.multipole_pc.attrs["units"] == "pc"
    assert ds.local_field_uG.attrs["units"] == "uG" and ds.quadratic_response_pc2.attrs["units"] == "pc^2"
    record = larmor.realise(config, 1, 0.1)
    last = ds.isel(group=1, path=-1).sel(realisation=1)
    assert last.density_dipole.sel(density="arm").values.tolist() == record["density_dipole"]["arm"][-1]
    # l = 1 of the map of r is its response, where the grid of directions is fine enough: R = sqrt(3/(4 pi)) (a_11, a_1-1, a_10)
    a = last.multipole_pc.mean("half").set_xindex(["l", "m"])
    R = np.sqrt(3 / (4 * np.pi)) * np.stack([a.sel(l=1, m=m).values for m in (1, -1, 0)])
    assert np.allclose(R, last.response_pc, rtol=0.02, atol=0.02 * float(abs(last.response_pc).max()))
