// Multipoles beside those of healpy: the same numbers, from the same directions.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../src/config/config.js";
import { loadKernel } from "../../src/flight/kernel.js";
import { openField } from "../../src/flight/open_field.js";
import { pixelsOf, realise } from "../../src/flight/realisation.js";
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

test.run();
