// How the multipoles of a homogeneous distribution decay, and the closed forms that are set beside them.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../src/config/config.js";
import { synthesise } from "../../src/flight/field.js";
import { ahlers2014, steadyChain } from "../../src/published.js";
import { backtrackSky } from "../../src/response/arrival_maps.js";
import { decayLength, multipoleLeft } from "../../src/response/multipoles.js";
import { legendreP } from "../../src/sky/harmonics.js";

const formulas = suite("multipoles in closed form");

formulas("Legendre polynomials", () => {
  for (const x of [-1, -0.3, 0, 0.7, 1]) {
    assert.is(legendreP(0, x), 1);
    assert.is(legendreP(1, x), x);
    assert.ok(Math.abs(legendreP(2, x) - (3 * x * x - 1) / 2) < 1e-15);
    assert.ok(Math.abs(legendreP(3, x) - (5 * x ** 3 - 3 * x) / 2) < 1e-15);
  }
});

formulas("a decay length is found from a pure exponential, whatever its start", () => {
  const path = Array.from({ length: 20 }, (_, k) => 3 * (k + 1));
  const decay = decayLength(
    path,
    path.map((T) => 0.9 * Math.exp(-T / 17)),
  );
  assert.ok(decay !== null && Math.abs(decay.length_pc - 17) < 1e-12);
  assert.is(decay.points, path.filter((T) => 0.9 * Math.exp(-T / 17) > Math.exp(-2)).length);
  assert.is(
    decayLength(
      path,
      path.map((T) => Math.exp(-T)),
    ),
    null,
  ); // gone before three outputs
  assert.is(
    decayLength(
      path,
      path.map(() => 1),
    ),
    null,
  ); // does not decay
});

formulas(
  "Ahlers 2014 is the late state of a chain that hands all power down; a refilled dipole makes 3 l/(l + 2) less",
  () => {
    // integrate dP_l/dt = -l (l + 1) P_l + (l - 1) l P_(l-1), P_l = (2 l + 1) C_l, from a pure dipole
    const P = [0, 3, 0, 0, 0, 0, 0];
    const refilled = [0, 3, 0, 0, 0, 0, 0];
    const dt = 1e-3;
    for (let t = 0; t < 10; t += dt) {
      for (let l = 6; l >= 1; l--) {
        P[l] += dt * (-l * (l + 1) * P[l] + (l - 1) * l * P[l - 1]);
        refilled[l] += dt * (-l * (l + 1) * refilled[l] + (l - 1) * l * refilled[l - 1]);
      }
      refilled[1] = 3;
    }
    for (let l = 1; l <= 6; l++) {
      // Euler's error is the step times the rate of the l, relative to the slowest one
      const late = P[l] / (2 * l + 1) / (P[1] / 3);
      assert.ok(Math.abs(late / ahlers2014(l) - 1) < 0.01, `l = ${l}: ${late} is not ${ahlers2014(l)}`);
      const steady = refilled[l] / (2 * l + 1) / (refilled[1] / 3);
      assert.ok(Math.abs(steady / steadyChain(l) - 1) < 1e-3, `l = ${l}: ${steady} is not ${steadyChain(l)}`);
    }
  },
);

formulas.run();

const decay = suite("decay of homogeneous multipoles");

// Turbulence level 1, r_g = 10 l_c: many small deflections. Long waves only, and a box of 4 longest waves: in one of 2 the
// modes are so few that particles keep directions in which none of them resonates, and tau comes out 10 % too long.
const X = 10;
const COHERENCE_PC = 20.46;
const TAU_PC = 4 * X * X * COHERENCE_PC;
const small = resolveConfig({
  field: { turbulence_level: [1], inner_scale_gyroradii: 0.1, box_wavelengths: 4 },
  particles: { rigidity_TV: [(X * COHERENCE_PC * 4 * 1000) / 1.081], tolerance: 1e-4 },
  transport: { path_pc: 1.5 * TAU_PC, outputs: 24 },
});
const REALISATIONS = 24;

decay("isotropic small-angle scattering: rates l (l + 1)/2, tau = 4 r_g^2/l_c of the run's own modes", async () => {
  const [group] = groups(small);
  const left: number[][][] = [[], [], []];
  let force = 0; // pi sum B_k^2/k = B_rms^2 l_c, the mean over realisations
  for (let k = 0; k < REALISATIONS; k++) {
    const field = await synthesise(small, k);
    const modes = field.modes();
    for (let i = 0; i < modes.length; i += 9) {
      const [kx, ky, kz, ...a] = modes.subarray(i, i + 9);
      const power = 2 * a.reduce((sum, x) => sum + x * x, 0);
      force += (Math.PI * power) / Math.hypot(kx, ky, kz) / REALISATIONS;
    }
    const sky = await backtrackSky(field, 2, group.path_pc);
    for (const l of [1, 2, 3]) left[l - 1].push(multipoleLeft(sky, l));
    field.dispose();
  }
  const tau = (4 * group.gyroradius_1uG_pc ** 2) / force;
  const fitted = left.map((rows) => {
    const lengthOf = (used: number[][]) => {
      const mean = group.path_pc.map((_, t) => used.reduce((sum, row) => sum + row[t], 0) / used.length);
      return decayLength(group.path_pc, mean)?.length_pc ?? NaN;
    };
    const without = rows.map((_, k) => lengthOf(rows.filter((_, j) => j !== k)));
    const mean = without.reduce((a, b) => a + b, 0) / REALISATIONS;
    const error = Math.sqrt(((REALISATIONS - 1) / REALISATIONS) * without.reduce((sum, x) => sum + (x - mean) ** 2, 0));
    return { length: lengthOf(rows), error };
  });
  const report = fitted.map(({ length, error }) => `${length.toFixed(0)} +- ${error.toFixed(0)}`).join(", ");
  for (const [index, { length, error }] of fitted.entries()) {
    const l = index + 1;
    // four errors of the ensemble, and 3 % for r_g/l_c being finite (Harari et al. 2014: 0.9 x beside 4 x^2)
    const rate = (2 * tau) / (l * (l + 1));
    assert.ok(
      Math.abs(length - rate) < 4 * error + 0.03 * rate,
      `l = ${l}: expected ${rate.toFixed(0)}, found ${report} pc`,
    );
    // the errors must be small enough to tell 1 : 3 : 6 from 1 : 6.7 : 10.5 of quasi-linear theory
    assert.ok(error < 0.12 * rate, `l = ${l}: ${report}`);
  }
});

decay.run();
