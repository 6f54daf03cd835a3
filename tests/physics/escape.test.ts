// A free-escape boundary |z| = H against exact solutions: straight lines, and helices that meet it, graze it, or miss it.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, groups, resolveConfig } from "../../src/config/config.js";
import { DEFAULT_INTEGRATOR, INTEGRATOR_NAMES, type Integrator } from "../../src/config/integrators.js";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import { openField } from "../../src/flight/open_field.js";
import { realise } from "../../src/flight/realisation.js";
import type { RealisationRecord } from "../../src/flight/record.js";
import { gradientVector } from "../../src/response/dipole.js";
import { dipoleTimesFlux, fluxInside } from "../../src/response/escape.js";
import type { EscapeStatistics } from "../../src/response/escape_statistics.js";
import { summarise } from "../../src/response/summary.js";
import { halfSets } from "../../src/sky/healpix.js";

const boundary = suite("free escape");

/** No turbulence, B0 along +x: z turns. At 1e9 TV the gyroradius is 270 kpc: straight lines. */
const uniform = (
  rigidity_TV: number,
  nside: number,
  transport: ConfigInput["transport"],
  { tolerance = 1e-5, integrator = DEFAULT_INTEGRATOR }: { tolerance?: number; integrator?: Integrator } = {},
) =>
  resolveConfig({
    field: { model: "uniform" },
    particles: { rigidity_TV: [rigidity_TV], nside, tolerance, integrator },
    transport,
  });

/** Of a run with a boundary: all keys are there. */
const bounded = (record: RealisationRecord) => record as Required<RealisationRecord>;

async function flown(config: ReturnType<typeof uniform>) {
  const kernel = await loadKernel();
  const [group] = groups(config);
  const sky = await pixelCentres(kernel, group.nside);
  const field = await openField(kernel, config, group, 0);
  return { group, sky, ...field.trace({ directions: sky, paths: group.path_pc }) };
}

for (const integrator of INTEGRATOR_NAMES)
  boundary(`a straight line meets the boundary at H / |n_z|, by ${integrator}`, async () => {
    const H = 100;
    const config = uniform(1e9, 8, { path_pc: 1000, outputs: 2, escape_height_pc: H }, { integrator });
    const { sky, escape_pc, group } = await flown(config);
    let met = 0;
    for (let k = 0; k < escape_pc.length; k++) {
      const exact = H / Math.abs(sky[3 * k + 2]);
      if (exact > 1000)
        assert.ok(escape_pc[k] > 1000); // magnus flies on to the end of its step
      else {
        met++;
        // over 1000 pc a gyroradius of 270 kpc bends z by s^2/2r_g at most
        assert.ok(Math.abs(escape_pc[k] / exact - 1) < exact / group.gyroradius_pc / 0.1, `${escape_pc[k]}, ${exact}`);
      }
    }
    assert.ok(met > 600 && met < 768);
  });

boundary("of straight lines 1 - H/T escape, and what is left is a slab of gradients", async () => {
  const [H, T] = [250, 1000];
  const config = uniform(1e9, 32, { path_pc: T, outputs: 4, escape_height_pc: H });
  const record = bounded(await realise(config, 0));
  const halves = record.escaped_halves;
  record.path_pc.forEach((path, t) => {
    const fraction = (halves[t][0] + halves[t][1]) / 2;
    // pixels of a ring cross together: 128 rings
    assert.ok(Math.abs(fraction - Math.max(0, 1 - H / path)) <= 1 / 64, `${fraction} at ${path}`);
  });
  // inside stays |n_z| = mu < m = H/T, where r = -n T: 3 <n_z r_z> = -T m^3, 3 <n_x r_x> = -T (3 m - m^3)/2
  const inside = record.inside_response_halves_pc;
  const R = (i: number) => (inside[3][0][i][i] + inside[3][1][i][i]) / 2;
  const m = H / T;
  assert.ok(Math.abs(R(2) / (-T * m ** 3) - 1) < 0.1);
  for (const i of [0, 1]) assert.ok(Math.abs(R(i) / ((-T * (3 * m - m ** 3)) / 2) - 1) < 0.03, String(R(i)));
  // without the boundary it is the identity times -T: the other quantities don't know of it
  assert.ok(Math.abs(record.response_pc[3][2][2] / -T - 1) < 0.01);
});

boundary("a helix meets the boundary where it does, turning inside a step or not", async () => {
  // coarse enough for paths to turn back within a step; a hundred steps may then add up to 1e-4 gyroradii
  const tolerance = 1e-6;
  const r_g = groups(resolveConfig({ field: { model: "uniform" } }))[0].gyroradius_pc;
  // heights from a tenth of the largest reach, 2 r_g, to nearly all of it: some graze
  for (const H of [0.2 * r_g, 1.1 * r_g, 1.9 * r_g]) {
    const path = 30 * r_g;
    const config = uniform(1000, 16, { path_pc: path, outputs: 3, escape_height_pc: H }, { tolerance });
    const { sky, escape_pc } = await flown(config);
    let [met, missed, grazed] = [0, 0, 0];
    for (let k = 0; k < escape_pc.length; k++) {
      const [, ny, nz] = sky.subarray(3 * k, 3 * k + 3);
      // about B along +x: dn_y/ds = n_z/r_g, dn_z/ds = -n_y/r_g; back in time
      const z = (s: number) => -r_g * (nz * Math.sin(s / r_g) + ny * (1 - Math.cos(s / r_g)));
      const reach = Math.abs(ny) * r_g + r_g * Math.hypot(ny, nz);
      if (Math.abs(reach / H - 1) < 1e-3) {
        grazed++;
        continue;
      }
      if (reach < H) {
        missed++;
        assert.is(escape_pc[k], Infinity);
        continue;
      }
      met++;
      // the height is met, and nowhere before
      assert.ok(Math.abs(Math.abs(z(escape_pc[k])) / H - 1) < 1e-3, `${z(escape_pc[k])}, ${H}`);
      for (let i = 0; i < 200; i++) assert.ok(Math.abs(z((escape_pc[k] * i) / 200)) < H * (1 + 1e-3));
    }
    assert.ok(met > 100 && (missed > 100 || H < r_g), `${met} ${missed} ${grazed}`);
  }
});

boundary("without the boundary a realisation has the same bytes, and with one the same numbers beside", async () => {
  const input = (escape_height_pc?: number) =>
    resolveConfig({
      field: { turbulence_level: [0.5] },
      particles: { rigidity_TV: [1e5], nside: 2 },
      transport: { path_pc: 300, outputs: 3, ...(escape_height_pc === undefined ? {} : { escape_height_pc }) },
    });
  const free = await realise(input(), 0);
  const {
    escaped_halves,
    escaped_direction_halves,
    inside_response_halves_pc,
    inside_displacement_halves_pc,
    ...rest
  } = bounded(await realise(input(50), 0));
  assert.equal(rest, free);
  assert.not("escaped_halves" in free);
  const last = escaped_halves[2];
  assert.ok(last[0] > 0.2 && last[0] < 1, String(last));
  assert.is(escaped_direction_halves.length, 3);
  // a boundary too far away to be met leaves the response of all
  const far = bounded(await realise(input(1000), 0));
  assert.equal(far.inside_response_halves_pc[2], far.response_halves_pc[2]);
  assert.equal(far.escaped_halves, [
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  assert.ok(inside_response_halves_pc && inside_displacement_halves_pc);
});

boundary("the dipole with the boundary is that of the flux direction by direction", async () => {
  const H = 60;
  const config = resolveConfig({
    field: { turbulence_level: [0.5] },
    particles: { rigidity_TV: [1e5], nside: 4 },
    transport: { path_pc: 200, outputs: 2, escape_height_pc: H },
    ensemble: { realisations: 2 },
  });
  const kernel = await loadKernel();
  const [group] = groups(config);
  const sky = await pixelCentres(kernel, group.nside);
  const field = await openField(kernel, config, group, 0);
  const { positions, escape_pc } = field.trace({ directions: sky, paths: group.path_pc });
  const g = gradientVector(40, 30, 0.5);
  let flux = 0;
  // 3 <n f> and 3 <n n> of each half-set: the dipole is what the second makes the first
  const delta = [0, 1].map(() => [0, 0, 0]);
  const squares = [0, 1].map(() => Array.from({ length: 3 }, () => [0, 0, 0]));
  const halves = halfSets(group.nside);
  const N = escape_pc.length;
  for (let k = 0; k < N; k++) {
    const offset = 3 * (N + k);
    const f =
      escape_pc[k] <= 200
        ? 0
        : 1 + g[0] * positions[offset] + g[1] * positions[offset + 1] + g[2] * positions[offset + 2];
    flux += f / N;
    const h = halves[k];
    for (let i = 0; i < 3; i++) {
      delta[h][i] += (6 * sky[3 * k + i] * f) / N;
      for (let j = 0; j < 3; j++) squares[h][i][j] += (6 * sky[3 * k + i] * sky[3 * k + j]) / N;
    }
  }
  const record = bounded(await realise(config, 0));
  const half = (h: number) => ({
    escaped: record.escaped_halves[1][h],
    direction: record.escaped_direction_halves[1][h],
    response_pc: record.inside_response_halves_pc[1][h],
    displacement_pc: record.inside_displacement_halves_pc[1][h],
  });
  const [a, b] = [half(0), half(1)];
  assert.ok(a.escaped > 0.1);
  assert.ok(Math.abs((fluxInside(a, g) + fluxInside(b, g)) / 2 - flux) < 1e-12);
  [a, b].forEach((sums, h) => {
    const found = dipoleTimesFlux(sums, g);
    for (let i = 0; i < 3; i++) {
      const measured = squares[h][i].reduce((sum, square, j) => sum + square * found[j], 0);
      assert.ok(Math.abs(measured - delta[h][i]) < 1e-12, `half ${h}, ${"xyz"[i]}`);
    }
  });

  const other = bounded(await realise(config, 1));
  const about = { kernel_sha256: "", numerics: 0 };
  const [summary] = summarise(config, [record, other], about).groups;
  const found = summary.escape as EscapeStatistics;
  const fraction = (realised: Required<RealisationRecord>) =>
    (realised.escaped_halves[1][0] + realised.escaped_halves[1][1]) / 2;
  assert.is(found.height_pc, H);
  assert.ok(Math.abs(found.escaped[1] - (fraction(record) + fraction(other)) / 2) < 1e-15);
  assert.equal(summarise(config, [other, record], about).groups[0].escape, found);
});

boundary.run();
