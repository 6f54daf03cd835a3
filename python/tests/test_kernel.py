"""The kernel: which one is taken, its cache, and its documented interface."""

import json
import os
import subprocess
import sys
from importlib.resources import files

import pytest
import wasmtime

import larmor
from larmor import kernel, module_cache
from larmor.tables import tables

CODE = (files("larmor") / "kernel.wasm").read_bytes()
SHA256 = tables()["kernel_sha256"]


def test_a_kernel_of_other_numerics_is_refused(monkeypatch):
    monkeypatch.setitem(tables(), "numerics", 4)
    monkeypatch.setitem(tables(), "kernel_sha256", "0" * 64)
    with pytest.raises(larmor.KernelError, match="numerics 3 found, 4 expected; install larmor again"):
        kernel.compiled(CODE)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (b"<html>", "no WebAssembly that wasmtime can compile"),
        (CODE[:-100], "no WebAssembly that wasmtime can compile"),
        (b"\0asm\1\0\0\0", "another program"),
        (CODE + b"\0\2\1x", "SHA-256 .* found, .* expected"),  # a custom section more
    ],
)
def test_what_is_not_this_kernel_is_refused(code, words):
    with pytest.raises(larmor.KernelError, match=words):
        kernel.compiled(code)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    if not hasattr(os, "geteuid") or sys.platform == "darwin":
        pytest.skip("the cache's folder is that of Linux here")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    engine, _ = kernel.compiled(CODE)
    (file,) = (tmp_path / "larmor").iterdir()
    return engine, file


def test_the_compiled_kernel_is_kept(cache):
    engine, file = cache
    assert isinstance(module_cache.load_module(engine, SHA256), wasmtime.Module)
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damage", ["bit", "short", "writable", "folder", "link"])
def test_a_damaged_or_foreign_file_of_the_cache_is_passed_by(cache, damage, tmp_path):
    engine, file = cache
    content = bytearray(file.read_bytes())
    if damage == "bit":
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif damage == "short":
        file.write_bytes(content[:1000])
    elif damage == "writable":
        file.chmod(0o666)
    elif damage == "folder":
        file.parent.chmod(0o777)
    else:
        (tmp_path / "elsewhere").write_bytes(content)
        file.unlink()
        file.symlink_to(tmp_path / "elsewhere")
    assert module_cache.load_module(engine, SHA256) is None
    kernel.compiled(CODE)  # and is compiled again


def test_a_process_starts_within_a_second_of_cpu_time():
    """Import, kernel and a uniform field: 0.3 to 0.5 s on the machines it was tried on; numpy is half of it."""
    script = "import larmor; larmor.Field(larmor.Config(field={'model': 'uniform'}), 0).at([0, 0, 0])"
    before = os.times()
    subprocess.run([sys.executable, "-c", script], check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert used < 1, f"{used} s"


def test_the_json_of_the_interface_is_that_of_the_module():
    from checkout import ROOT

    file = ROOT / "build" / "kernel.json"
    if not file.is_file():
        pytest.skip("no checkout that is built")
    about = json.loads(file.read_text())
    instance = kernel.Kernel()
    assert about["kernel_sha256"] == SHA256 and about["numerics"] == instance.number("NUMERICS")
    kinds = {"usize": "i32", "i32": "i32", "u32": "i32", "bool": "i32", "f64": "f64"}
    exports = dict(instance._exports)
    functions = {name for name, export in exports.items() if isinstance(export, wasmtime.Func)}
    assert functions == set(about["functions"])
    for name, function in about["functions"].items():
        kind = exports[name].type(instance._store)
        assert [str(p) for p in kind.params] == [kinds[p["type"]] for p in function["parameters"]], name
        assert [str(r) for r in kind.results] == [kinds[r] for r in [function["result"]] if r], name
    for record, fields in about["records"].items():
        offsets = instance.enum(f"{record}Offset")
        assert {name: field["offset"] for name, field in fields.items()} == offsets
        assert all(field["type"] in ("f64", "u32") for field in fields.values())
