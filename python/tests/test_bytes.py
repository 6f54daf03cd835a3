"""The same bytes as in Node: golden hashes, lines of results, numbers as JavaScript writes them."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

import larmor
from checkout import ROOT, node
from golden_cube import cube_values
from larmor.javascript import json_text, number_text, to_precision

running = sys.modules["larmor.run"]
GOLDEN = json.loads((ROOT / "tests" / "golden.json").read_text()) if (ROOT / "tests").is_dir() else {"realisations": []}
INPUTS = json.loads(Path(__file__).with_name("lines.json").read_text())


def config_of(config, cube):
    field = config.get("field", {})
    return larmor.Config(**{**config, "field": {**field, **(larmor.describe_cube(cube_values()) if cube else {})}})


@pytest.mark.parametrize("golden", GOLDEN["realisations"], ids=lambda g: g["name"])
def test_golden_realisations_have_the_hashes_of_the_engines(golden):
    config = config_of(golden["config"], golden.get("cube"))
    record = larmor.realise(config, 3, golden.get("turbulence_level"))
    record = {name: value for name, value in record.items() if name not in ("config", "numerics")}
    assert hashlib.sha256(json_text(record).encode()).hexdigest() == golden["hash"]


def test_the_golden_hashes_together_are_the_hash_in_the_readme():
    together = hashlib.sha256("\n".join(golden["hash"] for golden in GOLDEN["realisations"]).encode()).hexdigest()
    assert together[:8] in (ROOT / "README.md").read_text() and together[:32] in (ROOT / "docs" / "reliability.md").read_text()


def test_lines_of_every_kind_of_field_and_integrator_are_those_of_node(capsys):
    lines = list(map(json.loads, node("python/tests/lines.mts").splitlines()))
    assert {line["name"] for line in lines} == set(INPUTS)
    for line in lines:
        config = config_of(INPUTS[line["name"]], "cube" in line["name"])
        assert larmor.line(larmor.realise(config, 2, line["level"], line["R"])) == line["line"], line["name"]
    with capsys.disabled():
        print(f"\n{len(lines)} lines of {len(INPUTS)} configs equal to the byte")


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.1, "0.1"),
        (-0.0, "0"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e-7, "1.5e-7"),
        (1e16, "10000000000000000"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (5e-324, "5e-324"),
        (-2.5, "-2.5"),
        (7, "7"),
    ],
)
def test_numbers_are_written_as_in_javascript(x, text):
    assert number_text(x) == text


def test_ties_are_rounded_away_from_zero_as_in_javascript():
    assert [to_precision(x, 2) for x in (0.125, 12.5, -12.5, 1.25e7)] == [0.13, 13, -13, 1.3e7]


def test_a_run_in_processes_is_what_the_records_are():
    config = larmor.Config(particles={"nside": 1}, transport={"path_pc": 4, "outputs": 2}, ensemble={"realisations": 3})
    ds = larmor.run(config, workers=2, progress=False)
    for g, group in enumerate(config.groups):
        for k in range(3):
            record = larmor.realise(config, k, group.turbulence_level)
            for name in ("response_pc", "response_halves_pc", "steps", "momentum_drift"):
                assert ds[name].values[g, k].tolist() == record[name], name
    assert ds.attrs["config_sha256"] == config.identity


def test_the_blocks_of_one_realisation_are_shared_with_the_same_bits():
    """192 directions are 3 blocks: of 3 realisations on 2 workers the last one is flown in two parts, of one on 8 in three."""
    one = {"field": {"turbulence_level": [0.1]}, "transport": {"path_pc": 4, "outputs": 2, "multipoles": 2, "escape_height_pc": 1}}
    for realisations, workers, parts in ((3, 2, [3, 3, 1, 2]), (1, 8, [1, 1, 1])):
        config = larmor.Config(particles={"nside": 4}, ensemble={"realisations": realisations}, **one)
        assert [len(blocks) for _, _, blocks in running._tasks(config.groups, realisations, workers)] == parts
        ds = larmor.run(config, workers=workers, progress=False)
        record = larmor.realise(config, realisations - 1)
        for name in set(ds.data_vars):
            assert ds[name].values[0, -1].tolist() == record[name], name


def test_a_run_in_a_cube_of_this_process_is_what_the_records_are():
    config = config_of({"field": {"cube_cell_pc": 3, "model": "cube"}, **{k: INPUTS["cube"][k] for k in ("particles", "transport")}, "ensemble": {"realisations": 2}}, True)
    ds = larmor.run(config, workers=2, progress=False)
    assert ds.response_pc.values[0, 1].tolist() == larmor.realise(config, 1)["response_pc"]
