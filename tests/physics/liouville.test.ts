// Liouville's theorem: f is constant along trajectories. What holds exactly in each realisation.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../src/config/config.js";
import { synthesise } from "../../src/flight/field.js";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import { realise } from "../../src/flight/realisation.js";
import {
  type Arrivals,
  arrivalMap,
  backtrackSky,
  discSource,
  gradient,
  homogeneousDipole,
  homogeneousMultipole,
  isotropic,
  mapDipole,
  pointSource,
  secondDerivatives,
  superposed,
} from "../../src/response/arrival_maps.js";
import { dipole } from "../../src/response/dipole.js";
import type { Vector } from "../../src/sky/directions.js";
import { autoSpectrum, crossSpectrum, harmonicIndex, harmonics } from "../../src/sky/harmonics.js";
import { antipodes, halfSets } from "../../src/sky/healpix.js";

const NSIDE = 8;
const config = resolveConfig({
  field: { turbulence_level: [1] },
  particles: { rigidity_TV: [1000], nside: NSIDE },
  transport: { path_pc: 10, outputs: 4 },
});
const last = 3;

const average = (map: Float64Array) => map.reduce((sum, f) => sum + f, 0) / map.length;

const exact = suite("Liouville maps of one realisation");
let arrivals: Arrivals;
exact.before(async () => {
  const field = await synthesise(config, 0);
  arrivals = await backtrackSky(field, NSIDE, groups(config)[0].path_pc);
  field.dispose();
});

const g: Vector = [0.011, -0.017, 0.007];
const H: Vector[] = [
  [2e-4, 1e-4, 0],
  [1e-4, -3e-4, 5e-5],
  [0, 5e-5, 1e-4],
];

exact("all particles arrive; the path lengths and directions are those asked for", () => {
  assert.is(arrivals.failed, 0);
  assert.equal(arrivals.path_pc, [2.5, 5, 7.5, 10]);
  assert.is(arrivals.positions.length, 4 * 768 * 3);
  for (let i = 0; i < arrivals.momenta.length; i += 3) {
    const [x, y, z] = arrivals.momenta.subarray(i, i + 3);
    assert.ok(Math.abs(x * x + y * y + z * z - 1) < 1e-12); // projected after each step
  }
});

exact("a homogeneous and isotropic f has no anisotropy, in no pixel and at no multipole", () => {
  const map = arrivalMap(arrivals, last, isotropic());
  assert.ok(map.every((f) => f === 1));
  // 3 <n> of HEALPix centres: rounding of 768 terms
  for (const d of mapDipole(map, arrivals.directions)) assert.ok(Math.abs(d) < 1e-13, `${d}`);
  assert.ok(autoSpectrum(map, arrivals.directions, 2 * NSIDE).every((C) => C === 0));
});

exact("a constant added to f is added to the map", () => {
  const map = arrivalMap(arrivals, last, gradient(g));
  const more = arrivalMap(arrivals, last, (r, p) => gradient(g)(r, p) + 3);
  for (const [i, f] of map.entries()) assert.is(more[i], f + 3);
});

exact("min f <= f(n) <= max f: directions are rearranged, values are kept", () => {
  // bounds known beforehand, and reached nearly by 768 particles whose directions have become isotropic
  const [a, axis]: [number, Vector] = [0.3, [0.6, 0, -0.8]];
  for (const [f, low, high] of [
    [homogeneousDipole([a * axis[0], 0, a * axis[2]]), 1 - a, 1 + a],
    [homogeneousMultipole(2, a, axis), 1 - a / 2, 1 + a],
    [homogeneousMultipole(3, a, axis), 1 - a, 1 + a],
    [discSource([0, 0, 1], 100, 4000), 0, 1 / (1 - 100 / 4000)],
    [pointSource([5, 0, 0], 0.2, 1), 0.8, 0.8 + 0.2 * Math.sqrt(26)],
  ] as const) {
    const map = arrivalMap(arrivals, last, f);
    for (const value of map) assert.ok(value >= low - 1e-12 && value <= high + 1e-12, `${value} in ${low} .. ${high}`);
  }
  const map = arrivalMap(arrivals, last, homogeneousDipole([a * axis[0], 0, a * axis[2]]));
  assert.ok(Math.max(...map) > 1 + 0.98 * a && Math.min(...map) < 1 - 0.98 * a);
});

exact("the dipole of a gradient's map is R g: a map and a response tensor, two ways to one number", async () => {
  const record = await realise(config, 0);
  for (const path of [0, last]) {
    const map = arrivalMap(arrivals, path, gradient(g));
    const found = mapDipole(map, arrivals.directions);
    const expected = dipole(record.response_pc[path], g);
    // the map's mean is 1 + g.<r>, by which mapDipole divides
    const mean = average(map);
    for (const [i, d] of found.entries())
      assert.ok(Math.abs(d * mean - expected[i]) < 1e-13, `${d * mean} is not ${expected[i]}`);
    const shift = g.reduce((sum, gj, j) => sum + gj * record.displacement_mean_pc[path][j], 0);
    assert.ok(Math.abs(mean - 1 - shift) < 1e-13);
    // and the a_1m of the map, a third way: a = (-sqrt 2 Re a_11, sqrt 2 Im a_11, a_10) sqrt(3/4 pi) is 3 <n f>, which is
    // 3 <n n> times the dipole
    const a = harmonics(map, arrivals.directions, 1);
    const unit = Math.sqrt(3 / (4 * Math.PI));
    const [m1, m0] = [harmonicIndex(1, 1), harmonicIndex(1, 0)];
    const third = [-Math.SQRT2 * a.re[m1] * unit, Math.SQRT2 * a.im[m1] * unit, a.re[m0] * unit];
    const n = arrivals.directions;
    const square = (i: number, j: number) => average(map.map((_, k) => 3 * n[3 * k + i] * n[3 * k + j]));
    for (const [i, d] of third.entries()) {
      const measured = expected.reduce((sum, delta, j) => sum + square(i, j) * delta, 0);
      assert.ok(Math.abs(d - measured) < 1e-12, `${d} is not ${measured}`);
    }
  }
});

exact("the dipole of a homogeneous dipole's map is minus the slope of R(T): d r(-T)/dT = -n(-T)", async () => {
  const field = await synthesise(config, 0);
  const h = 1e-3;
  const sky = await backtrackSky(field, NSIDE, [5 - h, 5, 5 + h]);
  const d: Vector = [0.2, -0.1, 0.3];
  const found = mapDipole(arrivalMap(sky, 1, homogeneousDipole(d)), sky.directions);
  const [before, after] = [0, 2].map((path) => mapDipole(arrivalMap(sky, path, gradient(d)), sky.directions));
  // <r> and <n> of the map are divided out of a gradient's and a dipole's map each: put back
  const mean = [0, 1, 2].map((path) => average(arrivalMap(sky, path, path === 1 ? homogeneousDipole(d) : gradient(d))));
  for (const [i, x] of found.entries()) {
    const slope = (after[i] * mean[2] - before[i] * mean[0]) / (2 * h);
    // central differences: h^2/6 / r_g^2 = 2e-6 of |d|, several times that where the field is strong
    assert.ok(Math.abs(x * mean[1] + slope) < 3e-5, `${x * mean[1]} is not ${-slope}`);
  }
  // the particles have turned: it is not the dipole that was
  assert.ok(Math.hypot(...found.map((x, i) => x - d[i])) > 0.1, `${found}`);
  field.dispose();
});

exact("second derivatives: the mean of the map is 1 + H_ij <r_i r_j>/2", async () => {
  const record = await realise(config, 0);
  const mean = average(arrivalMap(arrivals, last, secondDerivatives(H)));
  const expected = H.flatMap((row, i) => row.map((h, j) => (h * record.displacement_pc2[last][i][j]) / 2));
  assert.ok(Math.abs(mean - 1 - expected.reduce((sum, x) => sum + x, 0)) < 1e-13);
});

exact("a far source is a gradient: maps of disc and point source tend to it", () => {
  const distance = 1e4;
  const inside = arrivalMap(arrivals, last, discSource([0, 0.6, 0.8], 2000, 4000));
  // linear on one side of the disc: g = -normal/(H - z), exactly
  const linear = arrivalMap(arrivals, last, gradient([0, -0.6 / 2000, -0.8 / 2000]));
  for (const [i, f] of inside.entries()) assert.ok(Math.abs(f - linear[i]) < 1e-12);
  const point = arrivalMap(arrivals, last, pointSource([distance, 0, 0], 0.5, 10));
  const near = arrivalMap(arrivals, last, gradient([0.5 / distance, 0, 0]));
  // next order (r/d)^2 with r <= 10 pc
  for (const [i, f] of point.entries()) assert.ok(Math.abs(f - near[i]) < 1e-6 && f !== near[i]);
});

exact("departures add up", () => {
  const sum = arrivalMap(arrivals, last, superposed(gradient(g), homogeneousDipole([0.1, 0, 0]), secondDerivatives(H)));
  const parts = [gradient(g), homogeneousDipole([0.1, 0, 0]), secondDerivatives(H)].map((f) =>
    arrivalMap(arrivals, last, f),
  );
  for (const [i, f] of sum.entries()) assert.ok(Math.abs(f - (parts[0][i] + parts[1][i] + parts[2][i] - 2)) < 1e-14);
});

exact("the arrival convention is the antipodal map", async () => {
  const n = await pixelCentres(await loadKernel(), NSIDE);
  antipodes(NSIDE).forEach((j, i) => {
    for (let k = 0; k < 3; k++) assert.ok(Math.abs(n[3 * j + k] + n[3 * i + k]) < 1e-15);
  });
  const momentum = mapDipole(arrivalMap(arrivals, last, gradient(g)), n);
  const arrival = mapDipole(arrivalMap(arrivals, last, gradient(g), "arrival"), n);
  for (const [i, d] of momentum.entries()) assert.ok(Math.abs(d + arrival[i]) < 1e-13);
});

exact("without scattering yet, a homogeneous dipole arrives as it was, and a gradient as -T g", async () => {
  const field = await synthesise(config, 1);
  const short = 1e-4; // 4e-4 gyroradii: directions turn by as much
  const early = await backtrackSky(field, NSIDE, [short]);
  const d: Vector = [0.2, -0.1, 0.3];
  const was = mapDipole(arrivalMap(early, 0, homogeneousDipole(d)), early.directions);
  // 3 <n n> is 1 within 0.15 % at nside 8; the turn of up to 1e-3 of three times rms field strength
  for (const [i, x] of was.entries()) assert.ok(Math.abs(x - d[i]) < 2e-3 * 0.4, `${x} is not ${d[i]}`);
  const slope = mapDipole(arrivalMap(early, 0, gradient(g)), early.directions);
  for (const [i, x] of slope.entries()) assert.ok(Math.abs(x + short * g[i]) < 3e-3 * short * 0.03, `${x / short}`);
  field.dispose();
});

exact("a gradient makes power at all multipoles up to the resolution", () => {
  // after T = 10 pc, several scattering lengths
  const cross = crossSpectrum(arrivalMap(arrivals, last, gradient(g)), arrivals.directions, halfSets(NSIDE), NSIDE);
  const map = arrivalMap(arrivals, last, gradient(g));
  const found = autoSpectrum(map, arrivals.directions, 2 * NSIDE);
  // isotropic diffusion alone leaves none: there C_l is 0 for l >= 2
  for (let l = 2; l <= 2 * NSIDE; l++) assert.ok(found[l] > 1e-4 * found[1], `l = ${l}: ${found[l] / found[1]}`);
  for (let l = 2; l <= 4; l++) assert.ok(cross[l] > 0, `l = ${l}: ${cross[l] / cross[1]}`);
});

exact("what makes no sense is refused", () => {
  assert.throws(() => arrivalMap(arrivals, 4, isotropic()), /pathIndex: 4 found, an index from 0 to 3/);
  assert.throws(() => discSource([0, 0, 1], 4000, 4000), /inside the halo/);
  assert.throws(() => pointSource([1, 0, 0], 0.1, 0), /core/);
});

exact("a backtrack of the sky can be stopped", async () => {
  const field = await synthesise(config, 0);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 20);
  try {
    await backtrackSky(field, 64, [10], { signal: controller.signal });
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, "enough");
  }
});

exact.run();
