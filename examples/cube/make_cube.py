"""A cube of turbulence that closes: Gaussian waves of the lattice of one box, with an energy spectrum k^-q between two wavelengths
and a mean field. Writes B[ix, iy, iz, component] in uG as f4, which larmor reads with cube_unit_uG = 1.

    python3 make_cube.py cube.npy --cells 64 --side-pc 200 --outer-pc 50 --seed 1

Needs numpy. --coarse N also writes the same waves, as far as N^3 cells hold them (four cells a wave), into coarse.npy.
"""

import argparse

import numpy as np


def waves(cells, side_pc, outer_pc, inner_pc, q, rms_uG, seed):
    """Fourier amplitudes, numpy's order, of a field whose variance is that of the band [inner, outer] of a spectrum of rms_uG."""
    rng = np.random.default_rng(seed)
    n = np.fft.fftfreq(cells) * cells
    K = np.stack(np.meshgrid(n, n, n, indexing="ij"), -1)
    k2 = (K**2).sum(-1)
    longest, shortest = (side_pc / outer_pc) ** 2, (side_pc / inner_pc) ** 2
    inside = (k2 >= longest) & (k2 < shortest)
    k2[0, 0, 0] = 1
    power = np.where(inside, k2 ** (-(q + 2) / 2), 0)
    # the transform of real noise has the symmetry of a real field
    A = np.fft.fftn(rng.normal(size=(cells,) * 3 + (3,)), axes=(0, 1, 2)) / cells**1.5
    A -= K * ((A * K).sum(-1) / k2)[..., None]  # div B = 0
    variance = rms_uG**2 * (1 - (inner_pc / outer_pc) ** (q - 1))
    return A * np.sqrt(power * variance / (2 * power.sum()))[..., None]


def field(A, cells, inner_pc, side_pc):
    """Values on a grid of so many cells of the waves that are longer than inner_pc."""
    n = np.fft.fftfreq(A.shape[0]) * A.shape[0]
    keep = np.abs(n) < cells / 2
    part = A[np.ix_(keep, keep, keep)]
    m = n[keep]
    k2 = (m**2)[:, None, None] + (m**2)[:, None] + m**2
    part = part * (k2 < (side_pc / inner_pc) ** 2)[..., None]
    F = np.zeros((cells,) * 3 + (3,), complex)
    index = np.ix_(*[m.astype(int) % cells] * 3)
    F[index] = part
    return np.fft.ifftn(F, axes=(0, 1, 2)).real * cells**3


if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("out")
    parse.add_argument("--cells", type=int, default=64)
    parse.add_argument("--side-pc", type=float, default=200)
    parse.add_argument("--outer-pc", type=float, default=50)
    parse.add_argument("--index", type=float, default=5 / 3)
    parse.add_argument("--rms-uG", type=float, default=4.0)
    parse.add_argument("--level", type=float, default=0.5, help="turbulence level dB^2/(dB^2 + B0^2)")
    parse.add_argument("--seed", type=int, default=1)
    parse.add_argument("--coarse", type=int)
    a = parse.parse_args()
    inner = 4 * a.side_pc / a.cells
    B0 = a.rms_uG * np.sqrt(1 - a.level) * np.array([0.48, 0.6, 0.64])  # along no axis: a box that closes repeats
    A = waves(a.cells, a.side_pc, a.outer_pc, inner, a.index, a.rms_uG * np.sqrt(a.level), a.seed)
    np.save(a.out, (B0 + field(A, a.cells, inner, a.side_pc)).astype("f4"))
    if a.coarse:
        np.save("coarse.npy", (B0 + field(A, a.coarse, 4 * a.side_pc / a.coarse, a.side_pc)).astype("f4"))
