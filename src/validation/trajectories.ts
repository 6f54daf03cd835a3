// Section 1: the equation of motion. |p| is kept, a helix is a helix after a hundred turns, the orders of the methods are 5 and 4, and
// a particle that is sent back returns.

import { type Config, type Group, groups, resolveConfig } from "../config/config.js";
import { loadKernel, pixelCentres } from "../flight/kernel.js";
import { type KernelField, openField } from "../flight/open_field.js";
import { directionVector, dot, type Vector } from "../sky/directions.js";
import type { Check } from "./check.js";
import { agrees, atMost, between, type Row, slopeOf } from "./row.js";

const SECTION = "1 trajectories";
/** A quarter turn beyond a hundred, so that a wrong sense of rotation shows. */
const TURNS = 100.25;
/** The numbers below are those of one rigidity, 1 PV at 4 uG; the equation knows no other scale. */
const RIGIDITY_TV = 1000;

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

async function open(config: Config): Promise<{ field: KernelField; group: Group; directions: Float64Array }> {
  const kernel = await loadKernel();
  const group = groups(config)[0];
  return {
    field: await openField(kernel, config, group, 0),
    group,
    directions: await pixelCentres(kernel, group.nside),
  };
}

/**
 * The helix written out. Back in time by s the momentum turns about b by +s/r_g for a positive charge (forward: dn/ds =
 * n x B/r_g, a turn by -s/r_g), and r(-s) is minus the integral of n.
 */
function helix(n: Vector, b: Vector, s: number, gyroradius: number): { r: Vector; n: Vector } {
  const angle = s / gyroradius;
  const along = dot(n, b);
  const across: Vector = [n[0] - along * b[0], n[1] - along * b[1], n[2] - along * b[2]];
  const turned = cross(b, across);
  const [c, d] = [Math.cos(angle), Math.sin(angle)];
  const component = (i: number) => ({
    n: along * b[i] + c * across[i] + d * turned[i],
    r: -(along * s * b[i] + gyroradius * (d * across[i] + (1 - c) * turned[i])),
  });
  const all = [component(0), component(1), component(2)];
  return { r: [all[0].r, all[1].r, all[2].r], n: [all[0].n, all[1].n, all[2].n] };
}

async function helixRows(): Promise<Row[]> {
  const tolerance = 1e-9;
  const lonlat: [number, number] = [30, 40]; // no axis is special
  const path = TURNS * 2 * Math.PI * groups(resolveConfig({ field: { model: "uniform" } }))[0].gyroradius_pc;
  const config = resolveConfig({
    field: { model: "uniform", regular_direction_deg: lonlat },
    particles: { rigidity_TV: [RIGIDITY_TV], nside: 2, tolerance },
    transport: { path_pc: path },
  });
  const { field, group, directions } = await open(config);
  const b = directionVector(...lonlat);
  const flown = field.trace({ directions, paths: [path] });
  const r_g = group.gyroradius_pc;
  const count = directions.length / 3;
  let phase = 0;
  let radius = 0;
  let norm = 0;
  for (let k = 0; k < count; k++) {
    const vectorOf = (a: Float64Array): Vector => [a[3 * k], a[3 * k + 1], a[3 * k + 2]];
    const start = vectorOf(directions);
    const exact = helix(start, b, path, r_g);
    const n = vectorOf(flown.momenta);
    const r = vectorOf(flown.positions);
    const sin = Math.sqrt(1 - dot(start, b) ** 2);
    norm = Math.max(norm, Math.abs(Math.sqrt(dot(n, n)) - 1));
    const off: Vector = [n[0] - exact.n[0], n[1] - exact.n[1], n[2] - exact.n[2]];
    phase = Math.max(phase, Math.sqrt(dot(off, off)) / sin);
    // distance of the end from the axis of the helix, which goes through -r_g b x n
    const centre = cross(b, start).map((c) => -r_g * c) as Vector;
    const from: Vector = [r[0] - centre[0], r[1] - centre[1], r[2] - centre[2]];
    const height = dot(from, b);
    const distance = Math.sqrt(Math.max(0, dot(from, from) - height * height));
    radius = Math.max(radius, Math.abs(distance / (r_g * sin) - 1));
  }
  const steps = flown.steps / count;
  const sample = `T ${TURNS} turns, ${count} directions, tolerance ${tolerance}`;
  // each step may err by the tolerance; if all point the same way they add up to steps x tolerance, over the smallest
  // sine (0.2)
  const most = steps * tolerance;
  return [
    atMost({
      section: SECTION,
      name: "momentum",
      what: "|p| at the end of a helix, departure from 1",
      value: norm,
      high: 1e-14,
      bounds: "rounding: |p| is projected back after each step",
      source: "the equation of motion without electric field",
      sample,
    }),
    atMost({
      section: SECTION,
      name: "helix phase",
      what: `gyrophase after ${TURNS} turns in a uniform field, error in radians`,
      value: phase,
      high: 5 * most,
      bounds: `steps (${Math.round(steps)}) x tolerance, over the smallest sine of the pitch angle`,
      source: "analytic helix",
      sample,
    }),
    atMost({
      section: SECTION,
      name: "helix radius",
      what: `gyroradius after ${TURNS} turns, relative error`,
      value: radius,
      high: 5 * most,
      bounds: "as for the phase",
      source: "analytic helix",
      sample,
    }),
  ];
}

/** A smooth field: few plane waves no shorter than ten gyroradii. */
const smooth = (tolerance: number) =>
  resolveConfig({
    field: { model: "plane-waves", turbulence_level: [0.5], inner_scale_gyroradii: 10, waves_per_decade: 32 },
    particles: { rigidity_TV: [RIGIDITY_TV], nside: 2, tolerance },
    transport: { path_pc: 10 },
  });

async function orderRow(): Promise<Row> {
  const path = 10;
  const tolerances = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];
  const b: Vector = [1, 0, 0];
  const steps: number[] = [];
  const errors: number[] = [];
  let particles = 0;
  for (const tolerance of tolerances) {
    const { field, group, directions } = await open(
      resolveConfig({
        field: { model: "uniform" },
        particles: { rigidity_TV: [RIGIDITY_TV], nside: 2, tolerance },
      }),
    );
    const flown = field.trace({ directions, paths: [path] });
    let square = 0;
    for (let k = 0; k < directions.length; k += 3) {
      const exact = helix([directions[k], directions[k + 1], directions[k + 2]], b, path, group.gyroradius_pc).r;
      for (let c = 0; c < 3; c++) square += (flown.positions[k + c] - exact[c]) ** 2;
    }
    particles = directions.length / 3;
    steps.push(Math.log(flown.steps));
    errors.push(0.5 * Math.log(square / particles));
  }
  return between({
    section: SECTION,
    name: "order",
    what: "order of convergence: - d ln(error) / d ln(steps) on a helix",
    value: -slopeOf(steps, errors),
    expected: 5,
    low: 4.6,
    high: 5.6,
    bounds: "the nearest other orders are 4 and 6",
    source: "Dormand, Prince 1980: order 5",
    sample: `T ${path} pc (37 gyroradii), ${particles} directions, tolerances ${tolerances[0]} to ${tolerances[tolerances.length - 1]}`,
  });
}

/** In plane waves, whose field is smooth, with path lengths that lie between two places of the steps. */
async function magnusOrderRow(): Promise<Row> {
  const path = 2;
  const paths = Array.from({ length: 8 }, (_, i) => ((i + 1) * path) / 8);
  const tolerances = [1e-4, 2.5e-6, 6e-8];
  const exact = await open(smooth(1e-11));
  const { directions } = exact;
  const converged = exact.field.trace({ directions, paths }).positions;
  const steps: number[] = [];
  const errors: number[] = [];
  for (const tolerance of tolerances) {
    const { particles, ...others } = smooth(tolerance);
    const { field } = await open(resolveConfig({ ...others, particles: { ...particles, integrator: "magnus" } }));
    const flown = field.trace({ directions, paths });
    const square = flown.positions.reduce((sum, x, k) => sum + (x - converged[k]) ** 2, 0);
    steps.push(Math.log(flown.steps));
    errors.push(0.5 * Math.log(square));
  }
  return between({
    section: SECTION,
    name: "order of magnus",
    what: "order of convergence in plane waves: - d ln(error) / d ln(steps), errors against rk45 at 1e-11",
    value: -slopeOf(steps, errors),
    expected: 4,
    low: 3.7,
    high: 4.6,
    bounds: "the nearest other orders are 3 and 5",
    source: "Magnus series of order 4 on four places",
    sample: `T ${path} pc, 8 path lengths, ${directions.length / 3} directions, tolerances ${tolerances[0]} to ${tolerances.at(-1)}`,
  });
}

async function returnRow(): Promise<Row> {
  const tolerance = 1e-9;
  const path = 10;
  const { field, group, directions } = await open(smooth(tolerance));
  let worst = 0;
  let steps = 0;
  const there = field.trace({ directions, paths: [path] });
  for (let k = 0; k < directions.length / 3; k++) {
    const vectorOf = (a: Float64Array): Vector => [a[3 * k], a[3 * k + 1], a[3 * k + 2]];
    const back = field.trace({
      directions: Float64Array.from(vectorOf(there.momenta)),
      origin: vectorOf(there.positions),
      paths: [path],
      sense: 1,
    });
    steps = Math.max(steps, back.steps);
    for (const x of back.positions) worst = Math.max(worst, Math.abs(x) / group.gyroradius_pc);
  }
  return atMost({
    section: SECTION,
    name: "return",
    what: "back in time and forward again: distance from the start in gyroradii",
    value: worst,
    expected: 0,
    // twice steps x tolerance, and a direction wrong by that carries on for the whole path
    high: 2 * steps * tolerance * (path / group.gyroradius_pc),
    bounds: `2 x steps (${steps}) x tolerance x path in gyroradii`,
    source: "the equation of motion is reversible",
    sample: `T ${path} pc, 48 directions, tolerance ${tolerance}, plane waves`,
  });
}

/** The gyration itself: <n_i r_j> across a strong regular field is the gyroradius, with a sign. */
async function driftSign(): Promise<Row> {
  const config = resolveConfig({ field: { model: "uniform" }, particles: { rigidity_TV: [RIGIDITY_TV], nside: 8 } });
  const { field, group, directions } = await open(config);
  const turn = 2 * Math.PI * group.gyroradius_pc;
  // half a turn: r = 2 r_g b x n across, so that R_zy - R_yz = 4 r_g
  const { positions } = field.trace({ directions, paths: [turn / 2] });
  let sum = 0;
  for (let k = 0; k < positions.length; k += 3) {
    sum += directions[k + 2] * positions[k + 1] - directions[k + 1] * positions[k + 2];
  }
  const value = (3 * sum) / (positions.length / 3) / (4 * group.gyroradius_pc);
  return agrees({
    section: SECTION,
    name: "sense of gyration",
    what: "(R_zy - R_yz)/(4 r_g) after half a turn about a field along +x, positive charge",
    value,
    expected: 1,
    error: 0,
    sigmas: 0,
    relative: 0.003,
    bounds: "HEALPix nside 8 has 3 <n_z^2> = 0.9985",
    source: "analytic helix",
    sample: "768 directions",
  });
}

export const trajectories: Check = {
  section: SECTION,
  title: "helix, order, way back",
  seconds: () => 2,
  rows: async () => [
    ...(await helixRows()),
    await driftSign(),
    await orderRow(),
    await magnusOrderRow(),
    await returnRow(),
  ],
};
