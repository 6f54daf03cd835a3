// What a detector on the ground sees: frames, projection, bands of declination, smearing, an observer's motion.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  equatorial,
  LOCAL_FIELDS,
  onSky,
  type Projected,
  phase,
  projectedPoints,
  smeared,
} from "../../src/response/detector.js";
import { bandFactor } from "../../src/response/first_harmonic.js";
import { comptonGetting } from "../../src/response/motion.js";
import { angleDeg, directionDeg, directionVector, type Vector } from "../../src/sky/directions.js";
import { runToSky, times, timesTransposed, toFrame } from "../../src/sky/frames.js";
import { syntheticInput } from "./synthetic.js";

const test = suite("detector's view");

const near = (found: readonly number[], expected: readonly number[], tolerance: number, what = "") => {
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < tolerance, `${what} ${found} is not ${expected}`);
  });
};

test("the Galactic centre, pole and anticentre lie where the catalogues have them", () => {
  // J2000, to 0.01 degrees: RA 17 45 37.2 dec -28 56 10; RA 12 51 26.3 dec +27 07 42
  near(toFrame([0, 0], "galactic", "icrs"), [266.405, -28.936], 0.002);
  near(toFrame([0, 90], "galactic", "icrs"), [192.8595, 27.1283], 0.002);
  near(toFrame([180, 0], "galactic", "icrs"), [86.405, 28.936], 0.002);
  // north celestial pole: l = 122.932, b = 27.128
  near(toFrame([0, 90], "icrs", "galactic"), [122.932, 27.128], 0.002);
  for (const direction of [
    [10, 20],
    [200, -70],
    [359, 5],
  ] as [number, number][]) {
    near(toFrame(toFrame(direction, "galactic", "icrs"), "icrs", "galactic"), direction, 1e-9, "there and back");
    assert.equal(toFrame(direction, "icrs", "icrs"), direction);
  }
});

test("the field of HAWC and IceCube and that of IBEX are within 20 degrees of one line", () => {
  const [a, b] = Object.values(LOCAL_FIELDS).map(({ direction_deg, frame }) =>
    directionVector(...toFrame(direction_deg, frame, "icrs")),
  );
  const angle = angleDeg(a, b);
  assert.ok(Math.min(angle, 180 - angle) < 20, `${angle}`);
});

test("the rotation takes the run's field to the sky's, keeps angles and handedness, also at the poles", () => {
  for (const regular of [
    [0, 0],
    [40, -30],
    [0, 90],
  ] as [number, number][]) {
    for (const field of [
      [229.2, 11.4],
      [0, 90],
      [120, -90],
    ] as [number, number][]) {
      const Q = runToSky(regular, field);
      near(times(Q, directionVector(...regular)), directionVector(...field), 1e-12, "field");
      const [x, y, z] = (
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ] as Vector[]
      ).map((v) => times(Q, v));
      const dot = (a: Vector, b: Vector) => a.reduce((s, c, i) => s + c * b[i], 0);
      near([dot(x, x), dot(y, y), dot(x, y), dot(y, z), dot(x, z)], [1, 1, 0, 0, 0], 1e-12, "lengths and angles");
      near([x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]], z, 1e-12, "handedness");
      near(timesTransposed(Q, times(Q, [0.3, -0.2, 0.9])), [0.3, -0.2, 0.9], 1e-12, "and back");
    }
  }
});

const input = syntheticInput({
  field: { turbulence_level: [0.1] },
  particles: { rigidity_TV: [10, 100, 1000], nside: 8 },
  transport: { outputs: 2 },
  ensemble: { realisations: 6 },
});
const gradient = { direction_deg: [90, 0] as [number, number], per_kpc: 0.14, kind: "literal" as const };
const still = { gradient, motion: [0, 0, 0] as Vector, factor: 1 };

test("a telescope sees the dipole from where the particles come: up the gradient, along the field", () => {
  const Q = runToSky([0, 0], [229.2, 11.4]);
  const along = onSky(input.samples[2], {
    ...still,
    rotation: Q,
    gradient: { ...gradient, direction_deg: [0, 0] },
  }) as Projected;
  // gradient along the field: each dipole is nearer to it than to its opposite, and the mean of six within the scatter of 0.22 rad
  const towards = directionVector(229.2, 11.4);
  for (const v of along.vector) assert.ok(angleDeg(v, towards) < 90, `${directionDeg(v)}`);
  const mean = [0, 1, 2].map((i) => along.vector.reduce((sum, v) => sum + v[i], 0));
  assert.ok(angleDeg(mean, towards) < 25, `${directionDeg(mean)}`);
  const [raw] = along.vector;
  const halves = along.halves[0];
  near(
    [0, 1, 2].map((i) => (halves[0][i] + halves[1][i]) / 2),
    raw,
    1e-15,
    "the mean of the half-sets is the whole",
  );
});

test("amplitude is the equatorial part, phase its right ascension", () => {
  const v = directionVector(250, 60).map((c) => c * 2e-3);
  assert.ok(Math.abs(equatorial(v) - 1e-3) < 1e-15);
  assert.ok(Math.abs(phase(v) - 250) < 1e-9);
  const points = projectedPoints(
    [
      {
        rigidity_TV: 10,
        realisation: [0, 1],
        vector: [
          [1e-3, 0, 5],
          [0, 3e-3, 5],
        ],
        halves: [
          [
            [1e-3, 2e-4, 1],
            [1e-3, -2e-4, -1],
          ],
          [
            [0, 3e-3, 1],
            [0, 3e-3, 1],
          ],
        ],
      },
    ],
    0.5,
  );
  const [p] = points;
  assert.ok(Math.abs(p.median - 1e-3) < 1e-15); // half of the mean of 1 and 3
  assert.ok(Math.abs((p.rms as number) - 0.5 * Math.sqrt((1e-6 - 4e-8 + 9e-6) / 2)) < 1e-15);
  // halves apart by 4e-4 in one of two realisations: half of the mean square difference of their mean
  assert.ok(Math.abs(p.noise_floor - 0.5 * Math.sqrt(4e-8 / 2)) < 1e-15);
  assert.ok(Math.abs(p.phase_deg - 45) < 1e-9 && Math.abs(p.concentration - Math.SQRT1_2) < 1e-12);
});

test("a band of declinations leaves its mean cos(dec): pi/4 of the whole sky, 1 of a thin ring at the equator", () => {
  assert.ok(Math.abs(bandFactor([-90, 90]) - Math.PI / 4) < 1e-12);
  assert.ok(Math.abs(bandFactor([-0.01, 0.01]) - 1) < 1e-8);
  // against a sum over thin rings
  let [above, below] = [0, 0];
  for (let d = -90 + 0.005; d < -25; d += 0.01) {
    const c = Math.cos((d * Math.PI) / 180);
    above += c * c;
    below += c;
  }
  assert.ok(Math.abs(bandFactor([-90, -25]) - above / below) < 1e-6);
});

test("energy resolution averages vectors: equal ones stay, opposite ones cancel, none at zero width", () => {
  const projected = (rigidity_TV: number, v: Vector): Projected => ({
    rigidity_TV,
    realisation: [3],
    vector: [v],
    halves: [[v, v]],
  });
  const same = smeared([projected(10, [1, 2, 3]), projected(100, [1, 2, 3]), projected(1000, [1, 2, 3])], 0.5, 2.7);
  for (const { vector } of same) near(vector[0], [1, 2, 3], 1e-12);
  const opposite = smeared([projected(10, [1, 0, 0]), projected(100, [-1, 0, 0])], 10, 1);
  // a width of ten decades: half of the particles from either side, to a share of the decade between
  for (const { vector } of opposite) assert.ok(Math.abs(vector[0][0]) < 0.1, `${vector[0]}`);
  const sharp = smeared([projected(10, [1, 0, 0]), projected(100, [-1, 0, 0])], 1e-9, 2.7);
  near(sharp[0].vector[0], [1, 0, 0], 1e-6);
  near(sharp[1].vector[0], [-1, 0, 0], 1e-6);
});

test("energy resolution of 0.3 in log E over decades, by hand: shares of the neighbours are half the mean of |x|, 0.3/sqrt(2 pi)", () => {
  const axis = (i: number): Vector => [0, 1, 2].map((j) => Number(j === i)) as Vector;
  const seen = smeared(
    [10, 100, 1000].map((rigidity_TV, i) => ({
      rigidity_TV,
      realisation: [0],
      vector: [axis(i)],
      halves: [[axis(i), axis(i)]],
    })),
    0.3,
    1,
  );
  // linear between the decades, constant beyond: a decade keeps the weight 1 - E|x| of its own, at an end 1 - E[x, x >
  // 0]
  const side = 0.3 / Math.sqrt(2 * Math.PI);
  // what lies beyond one decade, 3.3 sigma, is left out by hand
  near(seen[1].vector[0], [side, 1 - 2 * side, side], 3e-4);
  near(seen[0].vector[0], [1 - side, side, 0], 3e-4);
  near(seen[2].halves[0][1], [0, side, 1 - side], 3e-4);
});

test("energy resolution of a falling flux: the true energies lie lower, by (gamma - 1) ln 10 S^2 in log E", () => {
  const [width, gamma] = [0.2, 3];
  // dipoles that are log R between 1 TV and 1 EV: their mean is the mean of log E
  const all = Array.from({ length: 7 }, (_, i) => ({
    rigidity_TV: 10 ** i,
    realisation: [0],
    vector: [[i, 0, 0] as Vector],
    halves: [[[i, 0, 0] as Vector, [i, 0, 0] as Vector] as [Vector, Vector]],
  }));
  const shift = (gamma - 1) * Math.LN10 * width ** 2;
  near(smeared(all, width, gamma)[3].vector[0], [3 - shift, 0, 0], 1e-6);
  near(smeared(all, width, 1)[3].vector[0], [3, 0, 0], 1e-6);
});

test("a phase is defined where chance would not make it: the Rayleigh test", () => {
  const points = (phases: number[]) =>
    projectedPoints(
      [
        {
          rigidity_TV: 10,
          realisation: phases.map((_, k) => k),
          vector: phases.map((ra) => directionVector(ra, 0)),
          halves: phases.map((ra): [Vector, Vector] => [directionVector(ra, 0), directionVector(ra, 0)]),
        },
      ],
      1,
    )[0];
  assert.ok(points([10, 20, 30, 40, 50]).phase_defined);
  assert.not(points([10, 100, 190, 280, 40]).phase_defined);
});

test("Compton and Getting: more from ahead, (gamma + 2) v/c", () => {
  const v = comptonGetting(29.979_245_8, [80, -10], 2.7);
  near(directionDeg(v), [80, -10], 1e-9);
  assert.ok(Math.abs(Math.hypot(...v) - 4.7e-4) < 1e-16);
  const Q = runToSky([0, 0], [229.2, 11.4]);
  const [a, b] = [still.motion, v].map(
    (motion) => (onSky(input.samples[0], { ...still, rotation: Q, motion }) as Projected).vector[0],
  );
  near(
    [0, 1, 2].map((i) => b[i] - a[i]),
    v,
    1e-16,
    "it is added to each dipole",
  );
});

test.run();
