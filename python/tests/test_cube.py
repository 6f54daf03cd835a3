"""A cube of one's own is the one that was described, or it is refused."""

import numpy as np
import pytest

import larmor
from golden_cube import cube_values


def config_of(found, **field):
    return larmor.Config(
        field={"model": "cube", "cube_cell_pc": 2, **found, **field},
        particles={"rigidity_TV": [3000], "nside": 1},
        transport={"path_pc": 3},
        ensemble={"realisations": 2},
    )


def test_an_array_that_was_changed_after_it_was_described_is_refused():
    B = cube_values() * np.float32(1.5)
    config = config_of(larmor.describe_cube(B))
    with larmor.Field(config, 0) as field:
        before = field.at([1, 2, 3])
    B *= 2
    uses = [
        lambda: larmor.Field(config, 0),
        lambda: larmor.realise(config, 0),
        lambda: larmor.run(config, workers=1, progress=False),
    ]
    for use in uses:
        with pytest.raises(larmor.ConfigError, match="cube_sha256: found .* the array that was described, which was changed since"):
            use()
    B /= 2
    with larmor.Field(config, 0) as field:
        assert np.array_equal(field.at([1, 2, 3]), before)


def test_a_run_says_that_its_cube_is_not_there_or_another_one(tmp_path, capfd):
    file = tmp_path / "B.npy"
    np.save(file, cube_values() * np.float32(3))
    config = config_of(larmor.describe_cube(file), cube_file=str(file))
    np.save(file, cube_values() * np.float32(5))
    with pytest.raises(larmor.ConfigError, match="cube_file: found .* expected a file with the values of field.cube_sha256"):
        larmor.run(config, progress=False)
    file.unlink()
    with pytest.raises(larmor.FieldFileError, match="B.npy: there is no such file"):
        larmor.run(config, progress=False)
    assert "Traceback" not in capfd.readouterr().err  # of a worker


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"cells": (8, 8)}, r"field.cube_cells: found \[8,8\], expected a list of 3 integers"),
        ({"cells": "888"}, 'field.cube_cells: found "888", expected a list of 3 integers'),
        ({"cells": (8, -8, -8)}, r"field.cube_cells: found -8 \(element 2\), expected a list of 3 integers"),
        ({"dataset": 3}, "field.cube_dataset: found 3, expected "),
        ({"dataset": ["Bx", "By"]}, r'field.cube_dataset: found \["Bx","By"\], expected '),
    ],
)
def test_cells_and_a_dataset_of_a_file_are_checked_as_the_keys_are(tmp_path, words, refusal):
    (tmp_path / "B.raw").write_bytes(cube_values().tobytes())
    with pytest.raises(larmor.ConfigError, match=f"^{refusal}"):
        larmor.describe_cube(tmp_path / "B.raw", **words)


def test_cells_beside_a_file_that_tells_its_own_are_refused_where_they_differ(tmp_path):
    np.save(tmp_path / "B.npy", cube_values())
    nx, ny, nz = cube_values().shape[:3]
    assert larmor.describe_cube(tmp_path / "B.npy", cells=(nx, ny, nz))["cube_cells"] == [nx, ny, nz]
    found = f"found {nx} x {ny} x {nz} cells, expected the 2 x 3 x 4 that are given with it"
    with pytest.raises(larmor.FieldFileError, match=found):
        larmor.describe_cube(tmp_path / "B.npy", cells=(2, 3, 4))


@pytest.mark.parametrize("words", [{"cells": (24, 18, 20)}, {"dataset": "B"}])
def test_an_array_has_no_dataset_and_no_cells_of_a_file(words):
    with pytest.raises(TypeError, match=f"^{next(iter(words))}: .* found beside an array"):
        larmor.describe_cube(cube_values(), **words)
