"""The field of one realisation: its values, paths through it, its modes."""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from .arguments import sign
from .arrays import floats, vectors
from .config import Config
from .cube import CubeNodes, checked_values, field_of, place_cube, settings_of, values_of
from .densities import Density, contrasts
from .errors import ConfigWarning
from .flight import Trace, fly
from .grid_config import grid_config
from .kernel import Floats, Kernel
from .open_field import check_config, check_index, described, open_field, regular_field
from .planning import Group
from .tables import tables
from .units import check_unit

_NUMBERS_PER_MODE = 9
_MOST_CELLS = 2**40  # positions up to here are resolved to 2^-12 of a cell


class Paths(NamedTuple):
    """Where N particles were at P path lengths."""

    #: pc, in the frame of the field, (P, N, 3)
    positions: Floats
    #: momentum directions there, (P, N, 3)
    momenta: Floats
    #: particles that used up their steps and stayed where they were
    failed: int


class Field:
    """The magnetic field of one realisation, in a kernel of its own (``config.groups[...].memory_bytes``).

    Its memory is given back when it is closed, at the end of a ``with``, or when nothing refers to it any more. Threads that
    share a field take turns; threads with a field each run at the same time. It cannot be pickled: give another process config
    and realisation.

    Parameters
    ----------
    config : Config
    realisation : int
        its number, from 0
    turbulence_level, rigidity_TV : float, optional
        which group of the config; default the first. The field depends on the rigidity only through the inner scale.

    Examples
    --------
    >>> with larmor.Field(config, 0) as field:
    ...     B = field.at([0, 0, 0])  # uG
    ...     positions, momenta, failed = field.backtrack([1, 0, 0], [1, 10, 100])
    """

    def __init__(
        self,
        config: Config,
        realisation: int,
        turbulence_level: float | None = None,
        rigidity_TV: float | None = None,
    ) -> None:
        check_index(realisation)
        config = described(config)
        group = config.group(turbulence_level, rigidity_TV)
        cube = None if group.cube is None else place_cube(group.cube, values_of(config["field"]))
        kernel, work = open_field(config, group, realisation, cube)
        self._set(kernel, work, config, group)

    def _set(self, kernel: Kernel, work: int, config: Config, group: Group, modes: Floats | None = None) -> None:
        self._kernel: Kernel | None = kernel
        self._turn = threading.RLock()  # one memory: a thread that wrote there would change what another one computes
        self._work, self._group, self._modes = work, group, modes
        self._model = config["field"]["model"]
        self._particles = config["particles"]
        cells = [level.box_pc / level.cells for level in group.levels] + (group.cube.cell_pc if group.cube else [])
        finest = min(cells) if cells else group.inner_scale_pc
        self._farthest = _MOST_CELLS * finest if finest > 0 else math.inf

    @classmethod
    def from_grid(
        cls,
        config: Config,
        B: npt.ArrayLike,
        cell_pc: float | Sequence[float],
        rigidity_TV: float | None = None,
    ) -> Field:
        """The field of a periodic grid, interpolated by quadratic splines through its values.

        Parameters
        ----------
        config : Config
            particles and transport are taken from it, whatever its field
        B : array (nx, ny, nz, 3) or (3, nx, ny, nz) of float32 or float64
            uG at the nodes, kept as f32; node [0, 0, 0] is at (0, 0, 0) pc. Any order of memory; it goes into the kernel
            without another copy
        cell_pc : float or three
            side of a cell
        rigidity_TV : float, optional
            default the first of the config

        Warns
        -----
        ConfigWarning
            where a gyroradius has too few cells, or the grid too few gyroradii: is B in uG, the cell in pc?

        Raises
        ------
        TypeError, ValueError, FieldFileError
            for values that are no such grid, are not finite, or all 0, and for what is no config, cell or rigidity
        """
        check_config(config)
        check_unit("B", B, "uG")
        values = checked_values(B, "B")
        own = grid_config(config, values, cell_pc, rigidity_TV)
        for key, doubt in own.warnings:
            if key == "field.cube_cell_pc":
                warnings.warn(doubt, ConfigWarning, stacklevel=2)
        group = own.groups[0]
        assert group.cube is not None
        grid = replace(group.cube, turn=[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0], mean_uG=own["field"]["cube_mean"])
        group = replace(group, cube=grid)
        kernel, work = open_field(own, group, 0, place_cube(grid, values), placed=True)
        field = cls.__new__(cls)
        field._set(kernel, work, own, group)
        return field

    @classmethod
    def from_modes(
        cls,
        config: Config,
        modes: npt.ArrayLike,
        turbulence_level: float | None = None,
        rigidity_TV: float | None = None,
    ) -> Field:
        """The sum of plane waves B(x) = sum 2 Re(A exp(i k.x)), with the regular field of the config.

        Parameters
        ----------
        modes : array (M, 9)
            of each wave k (rad/pc), Re A, Im A (uG), as ``modes()`` gives them; waves with k.A other than 0 make a field
            with a divergence
        """
        config = described(config)
        numbers = vectors("modes", modes, _NUMBERS_PER_MODE)
        if len(numbers) == 0:
            raise ValueError(f"modes: no wave found, {_NUMBERS_PER_MODE} numbers for each wave expected")
        group = config.group(turbulence_level, rigidity_TV)
        kernel = Kernel()
        settings, nodes = settings_of(kernel), field_of(kernel)
        work = int(nodes + kernel.call("wavesBytes", len(numbers)))
        kernel.reserve(work + len(numbers) * kernel.number("WAVE_BYTES"))
        to = kernel.enum("SynthesisOffset")
        regular = regular_field(config, group)
        axes = ("REGULAR_X", "REGULAR_Y", "REGULAR_Z")
        kernel.write(settings, [(to[axis], b) for axis, b in zip(axes, regular, strict=True)], [(to["FIELD"], nodes)])
        kernel.put(work, numbers)
        kernel.call("putWaves", settings, work, len(numbers))
        field = cls.__new__(cls)
        field._set(kernel, work, config, group, numbers.copy())
        return field

    def at(self, points: npt.ArrayLike) -> Floats:
        """Total field (regular + turbulent) in uG at points (..., 3) in pc: an array of the same shape.

        ValueError so far away that the numbers of a point do not tell the field's cells apart.
        """
        flat = vectors("points", points, unit="pc")
        self._check_far("points", flat)
        with self._turn:
            kernel = self._open()
            kernel.reserve(self._work + flat.size * 16)
            out = kernel.put(self._work, flat)
            kernel.call("fieldAt", self._work, len(flat), out)
            return kernel.take(out, flat.size).reshape(np.shape(points))

    def backtrack(
        self,
        directions: npt.ArrayLike,
        paths: npt.ArrayLike,
        origin: npt.ArrayLike | None = None,
        sense: str = "back",
        charge: int = 1,
    ) -> Paths:
        """Follows particles that arrive with these momentum directions back along their paths.

        Parameters
        ----------
        directions : array (N, 3) or (3,)
            unit vectors of the momentum on arrival (not of the point of the sky that is looked at, which is opposite)
        paths : array (P,) or float
            increasing path lengths c T, pc
        origin : array (3,), optional
            where they arrive, pc; default (0, 0, 0)
        sense : {"back", "forth"}
            where they were at -T, or where they will be at T
        charge : {1, -1}
            its sign

        Returns
        -------
        Paths
            positions (P, N, 3) in pc in the frame of the field, momenta (P, N, 3), failed
        """
        n = vectors("directions", directions)
        lengths = self._check_paths(paths)
        squares = n[:, 0] * n[:, 0] + n[:, 1] * n[:, 1] + n[:, 2] * n[:, 2]
        wrong = np.flatnonzero(~(np.abs(squares - 1) < 1e-6))
        if len(wrong) > 0:
            length = math.sqrt(squares[wrong[0]])
            raise ValueError(f"direction {wrong[0]} has length {length}, unit vectors expected")
        start = vectors("origin", (0.0, 0.0, 0.0) if origin is None else origin, unit="pc")
        if start.shape != (1, 3):
            raise ValueError(f"origin: {len(start)} points found, three finite numbers in pc expected")
        self._check_far("origin", start)
        if sense not in ("back", "forth"):
            raise ValueError(f'sense: {sense!r} found, "back" or "forth" expected')
        trace = self.trace(n, lengths, start[0], -1 if sense == "back" else 1, sign("charge", charge))
        return Paths(trace.positions, trace.momenta, trace.failed)

    def trace(self, n: Floats, paths: Floats, origin: Any = (0.0, 0.0, 0.0), sense: int = -1, charge: int = 1) -> Trace:
        """A flight with all that the kernel knows of it; arguments are not checked."""
        integrator, tolerance = self._particles.get("integrator", "rk45"), self._particles["tolerance"]
        with self._turn:
            return fly(self._open(), self._work, self._group, integrator, tolerance, n, paths, origin, sense, charge)

    def contrasts(self, spectral_index: float, density: Density, positions: Floats) -> Floats:
        """f/f(observer) - 1 of a density of the config at positions (P, N, 3) at the path lengths of the group: (P, N)."""
        with self._turn:
            return contrasts(self._open(), self._work, self._group, spectral_index, density, positions)

    def modes(self) -> Floats:
        """The plane waves that the turbulent part is the sum of, (M, 9): k (rad/pc), Re A, Im A (uG).

        B(x) = sum 2 Re(A exp(i k.x)). ValueError where the field is no such sum.
        """
        if self._modes is not None:
            return self._modes.copy()
        known = tables()["field_models"][self._model]["modes"]
        with self._turn:
            kernel = self._open()
            settings = settings_of(kernel)
            size = kernel.number("WAVE_BYTES")
            kernel.reserve(self._work + kernel.call("countModes", settings) * size)
            count = kernel.call("listModes", settings, self._work) if known else 0
            if count == 0:
                raise ValueError(f'field.model "{self._model}" has no modes: its field is not a sum of plane waves')
            return kernel.take(self._work, count * size // 8).reshape(count, _NUMBERS_PER_MODE)

    def close(self) -> None:
        """Gives the memory back; the field cannot be used any more."""
        self._kernel = None

    def __enter__(self) -> Field:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        where = "it lives in the memory of its process; give config and realisation, and make it there"
        raise TypeError(f"a larmor.Field cannot be pickled or copied: {where}")

    def _open(self) -> Kernel:
        if self._kernel is None:
            raise ValueError("this field was closed")
        return self._kernel

    def _check_far(self, name: str, numbers: Floats) -> None:
        far = numbers[np.abs(numbers) > self._farthest]
        if far.size > 0:
            most = f"at most {self._farthest:.2g} pc expected: the field is not resolved beyond"
            raise ValueError(f"{name}: {far.flat[0]} pc found, {most}")

    def _check_paths(self, paths: npt.ArrayLike) -> Floats:
        lengths = floats("paths", paths, "pc").reshape(-1)
        before = np.concatenate([[0.0], lengths[:-1]])
        wrong = np.flatnonzero(~((lengths > before) & (lengths < math.inf)))
        if len(wrong) > 0:
            t = wrong[0]
            raise ValueError(f"path {t} is {lengths[t]} pc, increasing positive lengths expected")
        self._check_far("paths", lengths)
        return lengths
