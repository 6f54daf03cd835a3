// A field on a grid: values at its nodes, splines between them, its frame, its observers; and a field that is given as waves.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../src/config/config.js";
import { cubeOf, describeCube } from "../../src/cube/describe.js";
import { placeCube } from "../../src/flight/cube_nodes.js";
import type { BacktrackOptions, Field } from "../../src/flight/field.js";
import { synthesise } from "../../src/flight/field.js";
import { fieldFromGrid, fieldFromModes } from "../../src/flight/given_field.js";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import { sumOfModes } from "../../src/flight/modes.js";
import { openField } from "../../src/flight/open_field.js";
import { difference, expectClose, length } from "./modes_of_field.js";

const cube = suite("cube");
type Triple = [number, number, number];

const MEAN: Triple = [1, 2, -0.5];
/** Waves of a box, about 12 cells each on a grid of 48 x 50 x 37 cells: nx, ny, nz, and a phase. */
const WAVES = [
  [4, 1, 0, 0.3],
  [0, 4, 1, 1.1],
  [1, 0, 3, 2.5],
  [-4, 1, 1, 4],
  [1, -4, 0, 5.2],
];
const CELLS: Triple = [48, 50, 37];
const CELL_PC = 0.7;

/** The waves as modes, B(x) = sum 2 Re(A exp(i k.x)), transverse. */
function modesOf(sides: number[], amplitude = 0.4): Float64Array {
  return Float64Array.from(
    WAVES.flatMap(([nx, ny, nz, phase], w) => {
      const k = [nx, ny, nz].map((n, i) => (2 * Math.PI * n) / sides[i]);
      const other = [Math.sin(w + 1), Math.cos(2 * w), 0.7];
      const along = (other[0] * k[0] + other[1] * k[1] + other[2] * k[2]) / length(k) ** 2;
      const a = other.map((x, i) => amplitude * (x - along * k[i]));
      return [...k, ...a.map((x) => x * Math.cos(phase)), ...a.map((x) => x * Math.sin(phase))];
    }),
  );
}

const SIDES = CELLS.map((n) => n * CELL_PC);

/** The field at points [n][3], from the formula. */
function exact(points: Float64Array, amplitude?: number): Float64Array {
  return sumOfModes(modesOf(SIDES, amplitude), points).map((b, i) => b + MEAN[i % 3]);
}

/** Points of the nodes, in the order of the values. */
function nodes([nx, ny, nz]: Triple, cell: number): Float64Array {
  const points = new Float64Array(nx * ny * nz * 3);
  let i = 0;
  for (let x = 0; x < nx; x++)
    for (let y = 0; y < ny; y++)
      for (let z = 0; z < nz; z++) {
        points[i++] = x * cell;
        points[i++] = y * cell;
        points[i++] = z * cell;
      }
  return points;
}

/** Points in and around the box, from a sequence without a pattern. */
const somewhere = (count: number): Float64Array =>
  Float64Array.from({ length: 3 * count }, (_, i) => 300 * ((((i + 1) * 0.6180339887498949) % 1) - 0.5));

const rms = (values: Float64Array): number =>
  Math.sqrt((3 * values.reduce((sum, x) => sum + x * x, 0)) / values.length);

const VALUES = exact(nodes(CELLS, CELL_PC));
const gridOf = (values = VALUES, config = resolveConfig()) =>
  fieldFromGrid(config, { values, cells: CELLS, cell_pc: CELL_PC });

cube("gives the values of the file at its nodes, to the rounding of f32", async () => {
  const points = nodes(CELLS, CELL_PC);
  const field = await gridOf();
  const worst = difference(field.at(points), VALUES).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  // a node's spline is a sum of 27 terms in f32, of coefficients that have been filtered along three axes: each adds about half a
  // unit in the last place, 3e-8 of the largest field without its mean, here 3 uG
  assert.ok(worst < 30 * 3e-8 * 3, `${worst} uG`);
});

cube("is the formula of its waves to 1e-3, with 12 cells a wave", async () => {
  const points = somewhere(3000);
  const error = rms(difference((await gridOf()).at(points), exact(points)));
  const turbulence = rms(exact(points).map((b, i) => b - MEAN[i % 3]));
  // a spline without its prefilter is off by 3e-2, linear interpolation by 2e-2
  assert.ok(error < 1e-3 * turbulence, `${error / turbulence}`);
});

/**
 * rms error of the quadratic spline through the nodes of exp(i k x), over its rms: what is missing of the wave, and its aliases, from
 * the transform of the spline, sinc^3(k h/2), over that of its samples, (3 + cos(k h))/4.
 */
function splineError(kh: number): number {
  const response = (u: number) => (Math.sin(u / 2) / (u / 2)) ** 3 / ((3 + Math.cos(kh)) / 4);
  let squares = (1 - response(kh)) ** 2;
  for (let m = 1; m < 50; m++) squares += response(kh + 2 * Math.PI * m) ** 2 + response(kh - 2 * Math.PI * m) ** 2;
  return Math.sqrt(squares);
}

cube("is of order 3 in the side of a cell, with the error that theory has for its splines", async () => {
  const cells: Triple = [16, 18, 20];
  // all of the box, so that every phase of a wave counts
  const points = somewhere(4000).map((x, i) => (x / 300 + 0.5) * cells[i % 3]);
  assert.ok(Math.abs(splineError(0.1) / splineError(0.05) - 8) < 0.05);
  for (const waves of [1, 2]) {
    for (let axis = 0; axis < 3; axis++) {
      const kh = (2 * Math.PI * waves) / cells[axis];
      const wave = (x: number) => Math.cos((2 * Math.PI * waves * x) / cells[axis]);
      const along = (list: Float64Array) =>
        list.map((_, i) => (i % 3 === (axis + 1) % 3 ? wave(list[i - (i % 3) + axis]) : 0));
      const field = await fieldFromGrid(resolveConfig(), { values: along(nodes(cells, 1)), cells, cell_pc: 1 });
      const found = rms(difference(field.at(points), along(points))) * Math.sqrt(2);
      // the next order is (k h)^5: 8 % at 8 cells a wave; 4000 points are good to 2 %
      assert.ok(
        Math.abs(found / splineError(kh) - 1) < 0.12,
        `${found} of ${splineError(kh)}: ${waves} waves, axis ${axis}`,
      );
    }
  }
});

cube("repeats, as far away as a double resolves it", async () => {
  const field = await gridOf();
  const points = somewhere(300);
  for (const boxes of [-3, 1, 1e6]) {
    const moved = points.map((x, i) => x + boxes * SIDES[i % 3]);
    // 1e6 boxes are 5e7 cells: a place is known to 1e-8 of a cell, and rounded to f32 within its cell
    expectClose(field.at(moved), field.at(points), 1e-6, `${boxes} boxes away`);
  }
});

cube("has paths of 50 gyroradii that are those of the exact field", async () => {
  // turbulence a twelfth of the regular field: in stronger one paths are chaotic, and any difference grows without bound
  const amplitude = 0.1;
  const config = resolveConfig({
    field: { model: "uniform" },
    particles: { rigidity_TV: [10000], tolerance: 1e-9 },
  });
  const directions = await pixelCentres(await loadKernel(), 2);
  const grid = await gridOf(exact(nodes(CELLS, CELL_PC), amplitude), config);
  const waves = await sumField(config, amplitude);
  const r_g = 10.81 / length(MEAN);
  const [a, b] = [grid, waves].map((field) => field.backtrack(directions, [50 * r_g]).positions);
  const off = Array.from({ length: 48 }, (_, i) => length([0, 1, 2].map((c) => a[3 * i + c] - b[3 * i + c])));
  const median = off.sort((x, y) => x - y)[24];
  // the field is off by 1e-3 of a twelfth, 8e-5, which is a direction of 50 x 8e-5 after 50 gyroradii if it never changed sign, and a
  // place of 25 of these; without prefilter it is 30 times as much
  assert.ok(median < 25 * 50 * 8e-5 * r_g, `${median} pc, r_g ${r_g} pc`);
  assert.ok(median > 0);
});

/** The exact field: the waves, and the mean as the regular field, in a frame whose first axis it is not. */
async function sumField(config: ReturnType<typeof resolveConfig>, amplitude?: number): Promise<Field> {
  const strength = length(MEAN);
  const longitude = (Math.atan2(MEAN[1], MEAN[0]) * 180) / Math.PI;
  const latitude = (Math.asin(MEAN[2] / strength) * 180) / Math.PI;
  const field = {
    ...config.field,
    total_rms_uG: strength,
    regular_direction_deg: [longitude, latitude] as [number, number],
  };
  return fieldFromModes(resolveConfig({ ...config, field }), modesOf(SIDES, amplitude));
}

cube("given as waves, is their exact sum to 1e-5, and gives the same waves back", async () => {
  const config = resolveConfig({ field: { model: "plane-waves", turbulence_level: [0.5] } });
  const [made, points] = [await synthesise(config, 3), somewhere(500)];
  const given = await fieldFromModes(config, made.modes());
  expectClose(given.at(points), made.at(points), 1e-12, "the field that the modes are of");
  assert.equal(given.modes(), made.modes());
  const field = await sumField(resolveConfig({ field: { model: "uniform" } }));
  expectClose(field.at(points), exact(points), 1e-5, "waves of a formula");
});

cube("of a nested-grid field's modes is that field, to the error of its splines", async () => {
  const config = resolveConfig({ field: { turbulence_level: [0.5] } });
  const [made, points] = [await synthesise(config, 0), somewhere(200)];
  const given = await fieldFromModes(config, made.modes());
  // 5.6e-3 of the turbulent rms, 2.8 uG (bench/RESULTS.md)
  assert.ok(rms(difference(given.at(points), made.at(points))) < 2 * 5.6e-3 * 2.8);
});

cube("is flown through from anywhere, back and forth in time, by either charge", async () => {
  const config = resolveConfig({ particles: { rigidity_TV: [10000], tolerance: 1e-10 } });
  const field = await gridOf(VALUES, config);
  const direction = Float64Array.of(0.48, 0.6, 0.64);
  const origin: Triple = [3, -20, 7];
  const there = field.backtrack(direction, [40], { origin });
  const again = field.backtrack(there.momenta, [40], { origin: [...there.positions] as Triple, sense: "forth" });
  expectClose(again.positions, origin, 1e-6, "back, then forth: the place");
  expectClose(again.momenta, direction, 1e-6, "and the momentum");
  const mirrored = field.backtrack(
    direction.map((n) => -n),
    [40],
    { origin, sense: "forth", charge: -1 },
  );
  expectClose(mirrored.positions, there.positions, 1e-9, "back is forth of the other charge, with the other momentum");
  expectClose(field.backtrack(direction, [1e-4], { origin }).positions, origin, 1.001e-4, "starts at the origin");
  const wrong: [BacktrackOptions, RegExp][] = [
    [{ origin: [0, 0] as unknown as Triple }, /^origin: \[0,0\] found, three finite numbers in pc expected/],
    [{ origin: [0, 0, Number.NaN] }, /^origin/],
    [{ sense: "backwards" as "back" }, /^sense: "backwards" found, "back" or "forth" expected/],
    [{ charge: 2 as 1 }, /^charge: 2 found, 1 or -1 expected/],
    [{ start: [0, 0, 0] } as BacktrackOptions, /^start: unknown option/],
  ];
  for (const [options, message] of wrong)
    assert.throws(
      () => field.backtrack(direction, [1], options),
      (error: Error) => message.test(error.message),
    );
});

/** The field of a config with a cube, its origin at node (0, 0, 0), and the rotation from the file's frame into that of the run. */
async function turned(values: Float64Array) {
  const description = await describeCube({ values, cells: CELLS });
  const config = resolveConfig({
    field: { model: "cube", cube_cell_pc: CELL_PC, cube_unit_uG: 1, ...description },
    particles: { rigidity_TV: [10000] },
  });
  const [group] = groups(config);
  const kernel = await loadKernel();
  const grid = group.cube as NonNullable<typeof group.cube>;
  const placed = await placeCube(kernel, grid, (await cubeOf(config)).values);
  return { group, turn: grid.turn, field: await openField(kernel, config, group, 0, { cube: placed, placed: true }) };
}

const rotate = (R: number[], v: ArrayLike<number>): number[] =>
  [0, 1, 2].map((i) => R[3 * i] * v[0] + R[3 * i + 1] * v[1] + R[3 * i + 2] * v[2]);
const transposed = (R: number[]): number[] => [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => R[i]);

cube("of a run is turned by the smallest turn that brings its mean to longitude 0", async () => {
  const points = somewhere(50);
  for (const mean of [MEAN, [-2, 1e-9, 0], [3, 0, 0], [0, 0, -1]]) {
    const values = VALUES.map((b, i) => b - MEAN[i % 3] + mean[i % 3]);
    const { turn, group, field } = await turned(values);
    const along = rotate(turn, mean);
    expectClose(along, [length(mean), 0, 0], 1e-8, `mean ${mean}`);
    assert.ok(Math.abs(group.regular_uG - length(mean)) < 1e-6);
    // the smallest turn is about what is across the mean and the first axis
    const [, b, c] = group.cube?.mean ?? [0, 0, 0];
    const axis = [0, c, -b].map((x) => x / Math.hypot(b, c));
    expectClose(rotate(turn, axis), axis, 1e-9, `axis of the turn of ${mean}`);
    for (let p = 0; p < points.length; p += 3) {
      const point = points.subarray(p, p + 3);
      const file = exact(Float64Array.from(rotate(transposed(turn), point)));
      const expected = rotate(
        turn,
        file.map((b, i) => b - MEAN[i] + mean[i]),
      );
      expectClose(field.at(point), expected, 0.01, `mean ${mean}, point ${p / 3}`);
    }
  }
});

cube("whose mean is zero within its error has no regular field, and is not turned", async () => {
  const values = VALUES.map((b, i) => b - MEAN[i % 3] + [0.02, 0.01, 0][i % 3]);
  const { group, turn, field } = await turned(values);
  assert.is(group.turbulence_level, 1);
  assert.is(group.regular_uG, 0);
  assert.equal(turn, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  // the mean is there all the same, as a part of the turbulence
  const points = nodes(CELLS, CELL_PC).subarray(0, 300);
  expectClose(field.at(points), values.subarray(0, 300), 1e-5, "nodes");
});

cube("has an observer at another place for each realisation, whatever the rigidity", async () => {
  const description = await describeCube({ values: VALUES, cells: CELLS });
  const config = resolveConfig({
    field: { model: "cube", cube_cell_pc: CELL_PC, ...description },
    particles: { rigidity_TV: [10000, 20000] },
  });
  const atOrigin = async (k: number, rigidity_TV: number) =>
    (await synthesise(config, k, { turbulence_level: groups(config)[0].turbulence_level, rigidity_TV })).at(
      new Float64Array(3),
    );
  const fields: string[] = [];
  for (let k = 0; k < 5; k++) {
    fields.push(String(await atOrigin(k, 10000)));
    assert.is(String(await atOrigin(k, 20000)), fields[k]);
  }
  assert.is(new Set(fields).size, 5);
});

cube(
  "counts a particle whose start or direction is no number as failed, and reads nothing outside of its nodes",
  async () => {
    const { field } = await turned(VALUES);
    for (const bad of [Number.NaN, Infinity, -Infinity, 1e300, -1e300]) {
      const flight = { directions: Float64Array.of(1, 0, 0), paths: [1] };
      for (const axis of [0, 1, 2]) {
        const origin: Triple = [0, 0, 0];
        origin[axis] = bad;
        const { failed, positions } = field.trace({ ...flight, origin });
        assert.ok(failed === 1 || Math.abs(bad) === 1e300, `start ${bad} along ${axis}: ${positions}`);
      }
      if (Math.abs(bad) !== 1e300)
        assert.is(field.trace({ ...flight, directions: Float64Array.of(bad, 0, 0) }).failed, 1, `direction ${bad}`);
    }
  },
);

cube.run();
