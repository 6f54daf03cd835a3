"""The widget of `larmor.show`, as far as Python has it; tests/browser/notebook.test.ts has the rest."""

import json

import numpy as np
import pytest

import larmor

pytest.importorskip("anywidget")


@pytest.fixture(scope="module")
def ds():
    return larmor.run(
        larmor.Config(
            field={"turbulence_level": [1, 0.1], "regular_direction_deg": [20, 5]},
            particles={"nside": 1},
            transport={"path_pc": 8, "outputs": 5},
            ensemble={"realisations": 3},
        ),
        progress=False,
    )


def test_the_widget_has_one_group_and_what_its_sky_needs_of_it(ds):
    widget = larmor.show(ds, (30, 10), turbulence_level=0.1)
    assert widget.gradient_deg == (30, 10) and widget.regular == [20, 5] and widget.level == 0.1
    assert [record["realisation"] for record in widget.records] == [0, 1, 2]
    last = ds.isel(group=1, path=-1)
    assert widget.records[2]["response_pc"][-1] == last.response_pc.values[2].tolist()
    assert widget.records[2]["path_pc"] == ds.path_pc.values[1, -3:].tolist()
    json.dumps(widget.records, allow_nan=False)


def test_a_realisation_that_is_not_there_is_left_out(ds):
    holes = ds.where(ds.realisation != 1)
    assert [record["realisation"] for record in larmor.show(holes.assign_attrs(ds.attrs)).records] == [0, 2]


def test_the_script_is_in_the_package_and_fetches_nothing(ds):
    script = larmor.show(ds)._esm
    assert "larmor-sky" in str(script) and "import(" not in str(script) and "fetch(" not in str(script)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"gradient_deg": (0, 91)}, "longitude and latitude in degrees expected"),
        ({"per_kpc": np.nan}, "a size in 1/kpc, above 0"),
        ({"kind": "matching"}, 'kind: \'matching\' found, "literal" or "matched" expected'),
        ({"convention": "telescope"}, '"arrival" or "momentum" expected'),
        ({"turbulence_level": 0.5}, r"no group of turbulence level 0.5 and 1000.0 TV in this run; it has \(1, 1000 TV\)"),
    ],
)
def test_bad_arguments_are_named(ds, words, message):
    with pytest.raises(ValueError, match=message):
        larmor.show(ds, **words)


def test_a_direction_that_is_none_is_refused_by_the_widget(ds):
    with pytest.raises(Exception, match="longitude and latitude in degrees expected"):
        larmor.show(ds).gradient_deg = (0, 120)
