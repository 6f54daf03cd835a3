"""The notebooks of examples/ run from top to bottom: from scratch, and with a run of the command line."""

from pathlib import Path

import pytest

nbclient = pytest.importorskip("nbclient")
pytest.importorskip("healpy")
import nbformat  # noqa: E402

from checkout import command_line  # noqa: E402

EXAMPLES = sorted((Path(__file__).resolve().parents[1] / "examples").glob("*.ipynb"))


def executed(file, folder):
    notebook = nbformat.read(file, 4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    return notebook


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_a_notebook_runs_from_scratch(file, tmp_path):
    notebook = executed(file, tmp_path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    pictures = [output for cell in code for output in cell.outputs if "image/png" in output.get("data", {})]
    assert len(code) >= 10 and len(pictures) >= 7
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)


def test_the_paper_is_drawn_from_a_run_folder(tmp_path):
    few = ["particles.nside=2", "ensemble.realisations=4", "transport.path_pc=20"]
    command_line("run", *[word for key in few for word in ("--set", key)], "--out", tmp_path / "out", "--quiet")
    notebook = executed(EXAMPLES[0], tmp_path)
    assert any("<dd>out</dd>" in str(cell.get("outputs")) for cell in notebook.cells)  # the dataset's source
