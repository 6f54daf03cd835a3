// Multipoles beside those of healpy: the same numbers, from the same directions.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../src/config/config.js";
import { loadKernel } from "../../src/flight/kernel.js";
import { openField } from "../../src/flight/open_field.js";
import { pixelsOf, realise } from "../../src/flight/realisation.js";
import { bandCoupling, couplingMatrix, inBand } from "../../src/sky/partial_sky.js";
import { hasModule, needing, python } from "./programs.js";

const test = suite("multipoles in healpy");
const withHealpy = needing(test, "healpy", hasModule("healpy"));

/** Real a_lm at l*l + l + m of maps on part of the pixels; healpy has the Condon-Shortley sign, and integrates over all. */
const QUADRATURE = `
import healpy, json, sys, numpy as np
maps, lmax = json.loads(sys.argv[1]), int(sys.argv[2])
def real(f):
    a = healpy.map2alm(np.array(f), lmax=lmax, iter=0, use_weights=False, use_pixel_weights=False)
    at = lambda l, m: a[healpy.Alm.getidx(lmax, l, abs(m))]
    sign = lambda m: np.sqrt(2) * (-1) ** m
    return [at(l, m).real if m == 0 else sign(m) * at(l, m).real if m > 0 else -sign(m) * at(l, m).imag
            for l in range(lmax + 1) for m in range(-l, l + 1)]
print(json.dumps([real(f) for f in maps]))`;

withHealpy(
  "the multipoles of a record are map2alm without iterations of the half-sets' maps, to rounding",
  async () => {
    const config = resolveConfig({
      field: { turbulence_level: [0.5] },
      particles: { nside: 8 },
      transport: { path_pc: 6, outputs: 2, multipoles: 5 },
    });
    const kernel = await loadKernel();
    const [group] = groups(config);
    const { sky, halves } = await pixelsOf(kernel, group.nside);
    const { positions } = (await openField(kernel, config, group, 1)).trace({ directions: sky, paths: group.path_pc });
    const last = positions.subarray(sky.length);
    const cases = [0, 1].flatMap((half) => [0, 1, 2].map((j) => ({ half, j })));
    const maps = cases.map(({ half, j }) => Array.from(halves, (own, k) => (own === half ? 2 * last[3 * k + j] : 0)));
    const expected = python(QUADRATURE, JSON.stringify(maps), "5") as number[][];
    const { multipole_pc = [] } = await realise(config, 1);
    cases.forEach(({ half, j }, c) => {
      multipole_pc[half][j].forEach((a, lm) => {
        // paths of 6 pc; their sums over 384 directions
        assert.ok(Math.abs(a - expected[c][lm]) < 1e-12, `half ${half}, ${j}, ${lm}: ${a}, healpy ${expected[c][lm]}`);
      });
    });
  },
);

/** Pseudo-C_l of masked maps of unit harmonics, and of one sky, on rings whose edges are those of the band. */
const MASKED = `
import healpy, json, sys, numpy as np
lmax, nside, low, high = json.loads(sys.argv[1])
a = np.array(json.loads(sys.argv[2]))
z = healpy.pix2vec(nside, np.arange(12 * nside ** 2))[2]
mask = (z > low) & (z < high)
def sky(a):
    alm = np.zeros(healpy.Alm.getsize(lmax), complex)
    for l in range(lmax + 1):
        for m in range(l + 1):
            re, im = a[l * l + l + m], a[l * l + l - m]
            alm[healpy.Alm.getidx(lmax, l, m)] = re if m == 0 else (-1) ** m * (re - 1j * im) / np.sqrt(2)
    return healpy.alm2map(alm, nside, lmax=lmax)
def pseudo(f): return healpy.anafast(f * mask, lmax=lmax, iter=0)
M = np.zeros((lmax + 1, lmax + 1))
for i in range((lmax + 1) ** 2):
    M[:, int(np.sqrt(i))] += pseudo(sky(np.eye((lmax + 1) ** 2)[i]))
print(json.dumps([pseudo(sky(a)).tolist(), M.tolist()]))`;

withHealpy("pseudo-C_l and coupling matrix of a band of declinations are those of healpy's masked maps", () => {
  const [lmax, nside] = [4, 128];
  // rings of the equatorial zone lie 2/(3 nside) apart in z; the band ends half way between two, the other is a pole
  const edge = (ring: number) => ((ring + 0.5) * 2) / (3 * nside);
  const degrees = (z: number) => (Math.asin(z) * 180) / Math.PI;
  const a = Array.from({ length: (lmax + 1) ** 2 }, (_, lm) => Math.sin(3 * lm + 1) / (1 + lm));
  for (const [low, high] of [
    [-1, edge(-82)],
    [edge(-66), edge(110)],
  ]) {
    const [expected, matrix] = python(MASKED, JSON.stringify([lmax, nside, low, high]), JSON.stringify(a)) as [
      number[],
      number[][],
    ];
    const coupling = bandCoupling(lmax, [degrees(low), degrees(high)]);
    const seen = inBand(a, coupling);
    couplingMatrix(coupling).forEach((row, l) => {
      let power = 0;
      for (let lm = l * l; lm < (l + 1) ** 2; lm++) power += seen[lm] ** 2 / (2 * l + 1);
      // sums over pixels are integrals to the second order of their size, 0.5 degrees
      assert.ok(
        Math.abs(power - expected[l]) < 2e-4 * Math.max(...expected),
        `C_${l}: ${power}, healpy ${expected[l]}`,
      );
      row.forEach((value, k) => {
        assert.ok(Math.abs(value - matrix[l][k]) < 2e-4, `M_${l}${k}: ${value}, healpy ${matrix[l][k]}`);
      });
    });
  }
});

test.run();
