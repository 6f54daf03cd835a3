"""The kernel in wasmtime: it is compiled once a process, and its memory is read and written by numpy. docs/kernel.md describes it."""

from __future__ import annotations

import ctypes
import hashlib
import math
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import wasmtime

from .errors import KernelError
from .module_cache import load_module, store_module
from .planning import MEMORY_LIMIT_BYTES
from .tables import tables

Floats = npt.NDArray[np.float64]
_PAGE_BYTES = 65536
_lock = threading.Lock()


@cache
def _compiled() -> tuple[wasmtime.Engine, wasmtime.Module]:
    return compiled((files("larmor") / "kernel.wasm").read_bytes())


def compiled(code: bytes) -> tuple[wasmtime.Engine, wasmtime.Module]:
    """The kernel, compiled or from the cache; KernelError unless these bytes are the kernel that this package was built with."""
    found, expected = hashlib.sha256(code).hexdigest(), tables()["kernel_sha256"]
    engine = wasmtime.Engine()
    if found == expected and (module := load_module(engine, found)) is not None:
        return engine, module
    try:
        module = wasmtime.Module(engine, code)
    except wasmtime.WasmtimeError as error:
        raise KernelError(f"kernel.wasm: no WebAssembly that wasmtime can compile ({str(error).splitlines()[0]})") from None
    numerics = _numerics(engine, module)
    if numerics != tables()["numerics"]:
        raise KernelError(f"kernel.wasm: numerics {numerics} found, {tables()['numerics']} expected; install larmor again")
    if found != expected:
        raise KernelError(f"kernel.wasm: SHA-256 {found[:12]} found, {expected[:12]} expected; install larmor again")
    store_module(module, found)
    return engine, module


def _numerics(engine: wasmtime.Engine, module: wasmtime.Module) -> Any:
    imports = [(item.module, item.name) for item in module.imports]
    if imports != [("env", "memory")] or "NUMERICS" not in [item.name for item in module.exports]:
        return "nothing: another program"
    store = wasmtime.Store(engine)
    exports = wasmtime.Instance(store, module, [_new_memory(store)]).exports(store)
    numerics = exports["NUMERICS"]
    assert isinstance(numerics, wasmtime.Global)
    return numerics.value(store)


def _new_memory(store: wasmtime.Store) -> wasmtime.Memory:
    try:
        return wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(1, 65536)))
    except wasmtime.WasmtimeError as error:
        raise KernelError(f"no WebAssembly memory to be had: {str(error).splitlines()[0]}") from None


def aligned(address: float) -> int:
    """The next address at which a cache line begins."""
    return math.ceil(address / 64) * 64


def _signed(x: int) -> int:
    """A 32-bit argument as wasmtime takes it."""
    return x - 2**32 if x >= 2**31 else x


class Kernel:
    """An instance of the kernel and its memory, of which the caller has the part from ``base`` on.

    The exports are attributes: functions to be called with numbers and addresses, numbers, and enums as dicts of their members.
    """

    def __init__(self) -> None:
        with _lock:
            engine, module = _compiled()
        self._store = wasmtime.Store(engine)
        self._memory = _new_memory(self._store)
        self._exports = wasmtime.Instance(self._store, module, [self._memory]).exports(self._store)
        enums: dict[str, dict[str, int]] = {}
        for name, export in dict(self._exports).items():
            if isinstance(export, wasmtime.Global) and "." in name:
                enum, member = name.split(".")
                enums.setdefault(enum, {})[member] = export.value(self._store)
        self._enums = enums
        self.base = aligned(self.number("memoryBase"))

    def call(self, name: str, *arguments: float) -> Any:
        """Calls an exported function."""
        function = self._exports[name]
        assert isinstance(function, wasmtime.Func)
        kinds = function.type(self._store).params
        values = [
            _signed(int(x)) if str(kind) == "i32" else float(x) for kind, x in zip(kinds, arguments, strict=True)
        ]
        return function(self._store, *values)

    def number(self, name: str) -> Any:
        """An exported number."""
        number = self._exports[name]
        assert isinstance(number, wasmtime.Global)
        return number.value(self._store)

    def enum(self, name: str) -> dict[str, int]:
        """An exported enum."""
        return self._enums[name]

    def reserve(self, size: float) -> None:
        """Grows the memory to hold so many bytes."""
        if size > MEMORY_LIMIT_BYTES:
            raise KernelError(f"{math.ceil(size / 2**20)} MiB needed in one WebAssembly memory, at most 4095 possible")
        missing = math.ceil((size - self._memory.data_len(self._store)) / _PAGE_BYTES)
        if missing <= 0:
            return
        try:
            self._memory.grow(self._store, missing)
        except wasmtime.WasmtimeError as error:
            raise KernelError(f"no WebAssembly memory to be had: {str(error).splitlines()[0]}") from None

    def view(self, address: float, count: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """The memory itself as an array: good until it grows, and while this object is there."""
        size = count * np.dtype(dtype).itemsize
        if address < 0 or address + size > self._memory.data_len(self._store):
            raise KernelError(f"{size} bytes at {address} are not in the kernel's memory")
        start = ctypes.addressof(self._memory.data_ptr(self._store).contents) + int(address)
        buffer = (ctypes.c_ubyte * size).from_address(start)
        return np.frombuffer(memoryview(buffer), dtype=np.dtype(dtype))

    def put(self, address: float, values: npt.ArrayLike) -> int:
        """Writes numbers (f64); returns the address behind them."""
        flat = np.asarray(values, dtype=np.float64).reshape(-1)
        self.view(address, flat.size, np.float64)[:] = flat
        return int(address) + flat.size * 8

    def take(self, address: float, count: int) -> Floats:
        """A copy of so many numbers (f64)."""
        return self.view(address, count, np.float64).copy()

    def write(self, address: int, numbers: Iterable[tuple[int, float]], whole: Iterable[tuple[int, int]]) -> None:
        """Writes into a record: numbers (f64), and counts and addresses (u32), each at its offset."""
        for offset, number in numbers:
            self.view(address + offset, 1, "<f8")[0] = number
        for offset, count in whole:
            self.view(address + offset, 1, "<u4")[0] = count


def member_of(enum: dict[str, int], key: str, name: str) -> str:
    """The name that a choice of the config has in an enum: "nested-grids" is NESTED_GRIDS, and "2d" is _2D."""

    def in_config(member: str) -> str:
        return member.removeprefix("_").lower().replace("_", "-")

    for member in enum:
        if in_config(member) == name:
            return member
    raise KernelError(f'{key}: this kernel has no "{name}"; it has {", ".join(map(in_config, enum))}')


def seed_with(kernel: Kernel, seed: int, realisation: int) -> None:
    """All random numbers that follow are those of this seed and realisation."""
    kernel.call("seedRealisation", seed % 2**32, seed // 2**32, realisation)


def pixel_centres(nside: int, rotated: Sequence[int] | None = None) -> Floats:
    """HEALPix centres in RING order, [12 nside^2][3]; ``rotated``: a seed and a realisation, whose rotation turns them."""
    kernel = Kernel()
    count = 12 * nside * nside
    kernel.reserve(kernel.base + count * 24)
    kernel.call("pixelCentres", nside, kernel.base)
    if rotated is not None:
        seed_with(kernel, *rotated)
        kernel.call("rotateDirections", count, kernel.base)
    return kernel.take(kernel.base, count * 3).reshape(count, 3)
