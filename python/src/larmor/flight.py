"""A flight of some particles in the memory of a kernel, as src/flight/launch.ts puts it there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .kernel import Floats, Kernel, member_of
from .planning import Group

#: trial steps between two returns to Python: about a quarter of a second, so that Ctrl-C is heard
_SLICE = 2**18


@dataclass
class Trace:
    """What came of a flight of N particles at P path lengths."""

    positions: Floats  # [P][N][3], pc
    momenta: Floats  # [P][N][3]
    steps: int
    rejected: int
    failed: int
    drift: float
    correction: float
    step_error_squares: float
    escape_pc: Floats  # [N]


def fly(
    kernel: Kernel,
    record: int,
    group: Group,
    integrator: str,
    tolerance: float,
    directions: Floats,
    paths: Floats,
    origin: Sequence[float] = (0.0, 0.0, 0.0),
    sense: int = -1,
    charge: int = 1,
) -> Trace:
    """Flies particles with momentum directions [N][3] to the path lengths; the memory from ``record`` on is used."""
    member = member_of(kernel.enum("Integrator"), "particles.integrator", integrator)
    size = kernel.enum("ParticleBytes")[member]
    count, outputs = len(directions), len(paths)
    length = outputs * count * 3
    first = record + kernel.number("FLIGHT_BYTES")
    numbers = first + count * size
    kernel.reserve(numbers + (count * 3 + 3 + outputs + 2 * length) * 8)
    start = kernel.put(numbers, directions)
    lengths = kernel.put(start, origin)
    positions = kernel.put(lengths, paths)
    momenta = positions + length * 8
    to = kernel.enum("FlightOffset")
    longest, height = group.longest_step_pc, group.escape_height_pc
    kernel.write(
        record,
        [
            (to["SENSE"], sense),
            (to["GYRORADIUS_1UG"], charge * group.gyroradius_1uG_pc),
            (to["GYRORADIUS"], group.gyroradius_pc),
            (to["TOLERANCE"], tolerance),
            (to["LONGEST_STEP"], math.inf if longest is None else longest),
            (to["ESCAPE_HEIGHT"], math.inf if height is None else height),
        ],
        [
            (to["INTEGRATOR"], kernel.enum("Integrator")[member]),
            (to["PARTICLE_VERSION"], kernel.enum("ParticleVersion")[member]),
            (to["PARTICLE_BYTES"], size),
            (to["PARTICLE_COUNT"], count),
            (to["PATH_COUNT"], outputs),
            (to["BUDGET"], int(group.step_budget)),
            (to["PARTICLES"], first),
            (to["ORIGIN"], start),
            (to["DIRECTIONS"], numbers),
            (to["PATHS"], lengths),
            (to["POSITIONS"], positions),
            (to["MOMENTA"], momenta),
        ],
    )
    kernel.call("launch", record)
    while not kernel.call("trace", record, _SLICE):
        pass
    particles = kernel.view(first, count * size, np.uint8).reshape(count, size)
    places = kernel.enum("ParticleOffset")

    def column(offset: int, dtype: str) -> np.ndarray:
        width = np.dtype(dtype).itemsize
        return np.ascontiguousarray(particles[:, offset : offset + width]).view(dtype)[:, 0]

    squares = 0.0
    estimate = kernel.enum("StepErrorOffset").get(member)
    if estimate is not None:
        for square in column(estimate, "<f8"):  # in the order of the particles
            squares += float(square)
    return Trace(
        positions=kernel.take(positions, length).reshape(outputs, count, 3),
        momenta=kernel.take(momenta, length).reshape(outputs, count, 3),
        steps=int(column(places["STEPS"], "<u4").sum(dtype=np.uint64)),
        rejected=int(column(places["REJECTED"], "<u4").sum(dtype=np.uint64)),
        failed=int((column(places["STATUS"], "<u4") != kernel.number("FINE")).sum()),
        drift=float(column(places["DRIFT"], "<f8").max(initial=0)),
        correction=float(np.abs(column(places["CORRECTION"], "<f8")).max(initial=0)),
        step_error_squares=squares,
        escape_pc=column(places["ESCAPE"], "<f8").copy(),
    )
