"""The cube of the golden realisations, as tests/golden_cube.js makes it: + - * / only, so that bits are the same."""

import numpy as np

CELLS = (24, 18, 20)


def cube_values():
    """float32 (24, 18, 20, 3)"""
    size = CELLS[0] * CELLS[1] * CELLS[2] * 3
    first = np.array([((i + 7919) * 2654435761) % 2**31 / 2**30 - 1 for i in range(size)])
    total, part = np.zeros((*CELLS, 3)), first.reshape(*CELLS, 3)
    for _ in range(4):
        for axis in range(3):
            part = (np.roll(part, 1, axis) + part + np.roll(part, -1, axis)) / 3
        total += part
    return (total + (np.arange(3) + 1) / 8).astype(np.float32)
