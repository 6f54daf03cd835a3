// The integrator: known answers of its tableau, order, step control, and the promises of a particle's record.
import { FieldModel, fieldBytes, scratchBytes, selectField, synthesise } from "../../assembly/fields/field";
import { Rk45Particle } from "../../assembly/integrators/rk45";
import { FINE, OUT_OF_STEPS, STEP_UNDERFLOW, Synthesis } from "../../assembly/layout";
import { seedRealisation } from "../../assembly/random";
import { expectSameBits, expectWithin } from "./expectations";
import { copyOf, expectSameRecord, fly, start } from "./flights";

const ENOUGH: u32 = 1000000;
const ANY: f64 = 1e9; // a tolerance that accepts every step

/** `steps` steps of the same length, whatever their error. Gyroradius at 1 uG: 1 pc. */
function flyFixed(p: Rk45Particle, step: f64, steps: i32, sense: f64): void {
  for (let i = 0; i < steps; i++) {
    p.step = 2.0 * step;
    fly(p, p.path + step, sense, 1.0, 1.0, ANY, ENOUGH);
  }
}

/** Eight plane waves of 3 to 10 pc and a regular field: analytic, with |B| about 1 uG, so gyroradii of about 1 pc. */
function smoothField(): void {
  const s = changetype<Synthesis>(heap.alloc(offsetof<Synthesis>()));
  memory.fill(changetype<usize>(s), 0, offsetof<Synthesis>());
  s.model = FieldModel.PLANE_WAVES;
  s.regularX = 0.5;
  s.turbulent = 1.0;
  s.outerScale = 10.0;
  s.innerScale = 3.2;
  s.spectralIndex = 5.0 / 3.0;
  s.wavesPerDecade = 16.0;
  const settings = changetype<usize>(s);
  s.field = heap.alloc(fieldBytes(settings) as usize);
  s.scratch = heap.alloc(scratchBytes(settings) as usize);
  seedRealisation(20148, 0, 0);
  synthesise(settings);
  heap.free(s.scratch);
  heap.free(settings);
}

function distance(a: Rk45Particle, b: Rk45Particle): f64 {
  return Math.sqrt((a.x - b.x) ** 2.0 + (a.y - b.y) ** 2.0 + (a.z - b.z) ** 2.0);
}

function turned(a: Rk45Particle, b: Rk45Particle): f64 {
  return Math.sqrt((a.nx - b.nx) ** 2.0 + (a.ny - b.ny) ** 2.0 + (a.nz - b.nz) ** 2.0);
}

describe("one step in a uniform field", () => {
  // In a field of 1 uG, step h and r_g = 1 pc, a Runge-Kutta step multiplies the momentum across B, as a complex
  // number, by R(ih) with R(z) = 1 + z + z^2/2 + z^3/6 + z^4/24 + z^5/120 + z^6/600: the stability function of Dormand
  // & Prince's method, from its tableau by exact fractions. Its displacement is (R - 1)/i. The embedded error is
  // -97/120000 z^5 + 13/40000 z^6 - z^7/24000.
  test("is that of Dormand and Prince's tableau, along every axis", () => {
    const h = 0.3;
    const h2 = h * h;
    const re = 1.0 - h2 / 2.0 + (h2 * h2) / 24.0 - (h2 * h2 * h2) / 600.0;
    const im = h * (1.0 - h2 / 6.0 + (h2 * h2) / 120.0);
    const size = Math.sqrt(re * re + im * im);
    for (let axis = 0; axis < 3; axis++) {
      // B along `axis`, n along the next axis; n x B turns it towards minus the axis after that
      selectField(FieldModel.UNIFORM, axis == 0 ? 1.0 : 0.0, axis == 1 ? 1.0 : 0.0, axis == 2 ? 1.0 : 0.0);
      const p = start(axis == 2 ? 1.0 : 0.0, axis == 0 ? 1.0 : 0.0, axis == 1 ? 1.0 : 0.0);
      flyFixed(p, h, 1, 1.0);
      const along = axis == 2 ? p.nx : axis == 0 ? p.ny : p.nz;
      const across = axis == 2 ? p.ny : axis == 0 ? p.nz : p.nx;
      const moved = axis == 2 ? p.x : axis == 0 ? p.y : p.z;
      const aside = axis == 2 ? p.y : axis == 0 ? p.z : p.x;
      expectWithin(along, re / size, 4e-16, "momentum along its start");
      expectWithin(across, -im / size, 4e-16, "momentum across");
      expectWithin(moved, im, 4e-16, "displacement along");
      expectWithin(aside, re - 1.0, 4e-16, "displacement across");
      expectWithin(p.drift, Math.abs(size - 1.0), 4e-16, "drift of |p|");
      expectWithin(p.correction, size - 1.0, 4e-16, "correction of |p|");
    }
  });

  test("has the embedded error estimate: momentum absolute, position in gyroradii, the largest component", () => {
    const h = 0.3;
    const expected = (97.0 / 120000.0) * h ** 5.0 - h ** 7.0 / 24000.0; // the largest component of either
    for (let axis = 0; axis < 3; axis++) {
      selectField(FieldModel.UNIFORM, axis == 0 ? 1.0 : 0.0, axis == 1 ? 1.0 : 0.0, axis == 2 ? 1.0 : 0.0);
      for (let side = 0; side < 2; side++) {
        const next = ((axis + 1 + side) % 3) as i32;
        for (let scale = 0; scale < 3; scale++) {
          // gyroradius that position errors are measured in: large, so that the momentum's error counts; small; equal
          const gyroradius = scale == 0 ? 1e3 : scale == 1 ? 1e-3 : 1.0;
          const p = start(next == 0 ? 1.0 : 0.0, next == 1 ? 1.0 : 0.0, next == 2 ? 1.0 : 0.0);
          const scaled = Math.max(1.0 / gyroradius, 1.0);
          const tolerance = 1e-5 * scaled;
          p.step = 2.0 * h;
          fly(p, h, 1.0, 1.0, gyroradius, tolerance, ENOUGH);
          expectWithin((p.error * tolerance) / (expected * scaled), 1.0, 1e-9, "error, axis " + axis.toString());
        }
      }
    }
  });
});

describe("helix in a uniform field", () => {
  test("keeps its radius, its phase and its pitch for 100 turns", () => {
    // B of 2 uG along an oblique unit vector b, r_g(1 uG) = 3 pc: a turn has 2 pi 3/2 pc of path
    const b: StaticArray<f64> = [2.0 / 7.0, 3.0 / 7.0, 6.0 / 7.0];
    selectField(FieldModel.UNIFORM, 2.0 * b[0], 2.0 * b[1], 2.0 * b[2]);
    for (let sense = -1.0; sense < 2.0; sense += 2.0) {
      const p = start(0.6, -0.64, 0.48);
      const n: StaticArray<f64> = [p.nx, p.ny, p.nz];
      const radius = 1.5;
      const path = 100.0 * 2.0 * Math.PI * radius + 2.0; // and 4/3 radian
      fly(p, path, sense, 3.0, radius, 1e-10, ENOUGH);
      expect<u32>(p.status).toBe(FINE);
      const s = sense * path;
      const c = Math.cos(s / radius);
      const d = Math.sin(s / radius);
      const pitch = n[0] * b[0] + n[1] * b[1] + n[2] * b[2];
      // n x b
      const third: StaticArray<f64> = [
        n[1] * b[2] - n[2] * b[1],
        n[2] * b[0] - n[0] * b[2],
        n[0] * b[1] - n[1] * b[0],
      ];
      const momentum: StaticArray<f64> = [p.nx, p.ny, p.nz];
      const position: StaticArray<f64> = [p.x, p.y, p.z];
      let along = -pitch * s;
      for (let i = 0; i < 3; i++) along += position[i] * b[i];
      // The controller keeps the error, 97/120000 theta^5 for a step of theta gyroradii, below 0.6 of the tolerance:
      // theta = 0.038 at most. The phase of a step is wrong by (1/3600 + 1/5040) theta^7 = 5e-14, its |p| across B by
      // theta^6/3600 = 8e-13 (both from the powers above); 16 500 steps make a phase error of 9e-10 and a loss of
      // 1.4e-8 across B. |p| projected, up to 0.38 of that, 5e-9, is a change of the pitch, which on average over 940
      // pc of path makes 2.5e-6 pc.
      for (let i = 0; i < 3; i++) {
        const across = n[i] - pitch * b[i];
        expectWithin(momentum[i], pitch * b[i] + c * across + d * third[i], 1e-8, "momentum " + i.toString());
        const place = pitch * b[i] * s + radius * (d * across + (1.0 - c) * third[i]);
        expectWithin(position[i] - along * b[i], place, 1e-8, "radius and phase, component " + i.toString());
      }
      expectWithin(along, 0.0, 4e-6, "distance along B");
      expectWithin(p.nx * b[0] + p.ny * b[1] + p.nz * b[2], pitch, 8e-9, "pitch");
    }
  });
});

/** Direction `i` of 24 that point all over the sky. */
function direction(i: i32): Rk45Particle {
  return start(((i & 3) as f64) - 1.5, (((i >> 2) % 3) as f64) - 1.0, i < 12 ? 0.7 : -0.9);
}

describe("in a smooth field", () => {
  test("the order is 5: half the step, a 32nd of the error", () => {
    smoothField();
    const far = new StaticArray<f64>(2);
    const off = new StaticArray<f64>(2);
    for (let i = 0; i < 24; i++) {
      const reference = direction(i);
      flyFixed(reference, 0.03125, 640, -1.0);
      for (let k = 0; k < 2; k++) {
        const p = direction(i);
        flyFixed(p, k == 0 ? 0.25 : 0.125, k == 0 ? 80 : 160, -1.0);
        far[k] += distance(p, reference) ** 2.0;
        off[k] += turned(p, reference) ** 2.0;
      }
    }
    // rms errors of 24 particles after 20 gyroradii are 1e-4 and 4e-6 pc. What is left of a higher order at these
    // steps makes the order found 5.1 (5.3 for the momentum); smaller steps are no use, because the field's rounding
    // to f32 costs 5e-7 pc. A method of order 4 gives 4.
    expectWithin(0.5 * Math.log2(far[0] / far[1]), 5.0, 0.5, "order of the position");
    expectWithin(0.5 * Math.log2(off[0] / off[1]), 5.0, 0.5, "order of the momentum");
  });

  test("steps go as tolerance^(-1/5), and the error with the tolerance", () => {
    smoothField();
    const steps = new StaticArray<f64>(3);
    const errors = new StaticArray<f64>(3);
    for (let i = 0; i < 24; i++) {
      const reference = direction(i);
      flyFixed(reference, 0.03125, 640, -1.0);
      for (let k = 0; k < 3; k++) {
        const p = direction(i);
        fly(p, 20.0, -1.0, 1.0, 1.0, k == 0 ? 1e-3 : k == 1 ? 1e-5 : 1e-7, ENOUGH);
        steps[k] += p.steps as f64;
        errors[k] += distance(p, reference) ** 2.0;
      }
    }
    // 10^(2/5) = 2.51 times the steps for a hundredth of the tolerance; 2.2 and 2.4 found, the first step and the last
    // being cut short
    expectWithin(steps[1] / steps[0], 2.51, 0.4, "steps at tolerance 1e-5 over 1e-3");
    expectWithin(steps[2] / steps[1], 2.51, 0.4, "steps at tolerance 1e-7 over 1e-5");
    // squares of the errors: 10^4 each; between 6 * 10^3 and 10^4 found, a method whose error goes as tolerance^(4/5)
    // would have 1.6 * 10^3
    expectWithin(Math.log10(errors[0] / errors[1]), 4.0, 0.5, "squared error at tolerance 1e-3 over 1e-5");
    expectWithin(Math.log10(errors[1] / errors[2]), 4.0, 0.5, "squared error at tolerance 1e-5 over 1e-7");
    // and at 1e-5 it stays below a thousandth of a gyroradius after twenty
    expect<bool>(Math.sqrt(errors[1] / 24.0) < 1e-3).toBe(true);
  });

  test("forward again leads back to the start", () => {
    smoothField();
    for (let i = 0; i < 24; i++) {
      const there = direction(i);
      fly(there, 20.0, -1.0, 1.0, 1.0, 1e-7, ENOUGH);
      const back = start(there.nx, there.ny, there.nz);
      back.x = there.x;
      back.y = there.y;
      back.z = there.z;
      fly(back, 20.0, 1.0, 1.0, 1.0, 1e-7, ENOUGH);
      const from = direction(i);
      // The error of one way is 2e-6 pc rms at this tolerance (above); 2.6e-5 was found for the worst of 24 there and
      // back. Tracks are chaotic: at a tolerance of 1e-5 the bound is exceeded.
      expectWithin(distance(back, from), 0.0, 1e-4, "distance from the start [pc]");
      expectWithin(turned(back, from), 0.0, 1e-4, "change of the momentum");
    }
  });

  test("a negative charge forward in time from -n flies as a positive one back in time from n, to the last bit", () => {
    smoothField();
    for (let i = 0; i < 24; i++) {
      const positive = direction(i);
      const negative = direction(i);
      negative.nx = -negative.nx;
      negative.ny = -negative.ny;
      negative.nz = -negative.nz;
      fly(positive, 20.0, -1.0, 1.0, 1.0, 1e-5, ENOUGH);
      fly(negative, 20.0, 1.0, -1.0, 1.0, 1e-5, ENOUGH);
      negative.nx = -negative.nx;
      negative.ny = -negative.ny;
      negative.nz = -negative.nz;
      expectSameRecord(positive, negative, "record of particle " + i.toString());
    }
  });

  test("|p| is 1 after every step, and what was projected is on record", () => {
    smoothField();
    const p = start(1.0, 2.0, -0.5);
    for (let i = 1; i <= 100; i++) {
      fly(p, 0.2 * (i as f64), -1.0, 1.0, 1.0, 1e-4, ENOUGH);
      expectWithin(p.nx * p.nx + p.ny * p.ny + p.nz * p.nz, 1.0, 1e-15, "|p|^2");
    }
    // a step of at most 0.2 pc turns by theta < 0.5 where |B| is below 2.5 uG: theta^6/3600 < 4e-6
    expect<bool>(p.drift > 1e-12 && p.drift < 4e-6).toBe(true, "largest drift of a step: " + p.drift.toString());
    const sum = Math.abs(p.correction);
    expect<bool>(sum > p.drift && sum < 100.0 * p.drift).toBe(true, "sum: " + sum.toString());
  });
});

describe("a particle's record", () => {
  test("is complete: flown on from a copy of it, the particle arrives with the same bytes", () => {
    smoothField();
    for (let i = 0; i < 6; i++) {
      const whole = direction(i);
      let split = direction(i);
      for (let k = 1; k <= 10; k++) fly(whole, 2.0 * (k as f64), -1.0, 1.0, 1.0, 1e-5, ENOUGH);
      for (let k = 1; k <= 10; k++) {
        // the same list of path lengths, but another particle's flight between any two, and the record moved to other
        // memory
        fly(direction(i + 7), 5.0, 1.0, -1.0, 2.0, 1e-3, ENOUGH);
        split = copyOf(split);
        fly(split, 2.0 * (k as f64), -1.0, 1.0, 1.0, 1e-5, ENOUGH);
      }
      expectSameRecord(whole, split, "record of particle " + i.toString());
      expectSameBits(whole.path, 20.0, "path");
    }
  });

  test("does not change when the particle is there already", () => {
    smoothField();
    const p = direction(3);
    fly(p, 20.0, -1.0, 1.0, 1.0, 1e-5, ENOUGH);
    const copy = copyOf(p);
    fly(p, 20.0, -1.0, 1.0, 1.0, 1e-5, ENOUGH);
    fly(p, 10.0, -1.0, 1.0, 1.0, 1e-5, ENOUGH);
    expectSameRecord(p, copy, "record");
  });

  test("counts every trial step, and says so when the budget of them is used up", () => {
    smoothField();
    const free = direction(5);
    fly(free, 20.0, -1.0, 1.0, 1.0, 1e-5, ENOUGH);
    expect<u32>(free.status).toBe(FINE);
    const needed = free.steps + free.rejected;
    const enough = direction(5);
    fly(enough, 20.0, -1.0, 1.0, 1.0, 1e-5, needed);
    expectSameRecord(enough, free, "with just enough steps");
    const short = direction(5);
    fly(short, 20.0, -1.0, 1.0, 1.0, 1e-5, needed - 1);
    expect<u32>(short.status).toBe(OUT_OF_STEPS);
    expect<u32>(short.steps + short.rejected).toBe(needed - 1);
    expect<bool>(short.path < 20.0 && short.path > 0.0).toBe(true, "path");
    // and it stays where it is
    const x = short.x;
    fly(short, 40.0, -1.0, 1.0, 1.0, 1e-5, ENOUGH);
    expectSameBits(short.x, x, "x");
    expect<u32>(short.steps + short.rejected).toBe(needed - 1);
  });

  test("says so when there is no step small enough", () => {
    selectField(FieldModel.UNIFORM, NaN, 0.0, 0.0);
    const p = start(1.0, 2.0, 3.0);
    fly(p, 1.0, -1.0, 1.0, 1.0, 1e-5, ENOUGH);
    expect<u32>(p.status).toBe(STEP_UNDERFLOW);
    expectSameBits(p.x, 0.0, "x: it has not moved");
    expectSameBits(p.path, 0.0, "path");
    expect<bool>(p.rejected > 0 && p.steps == 0).toBe(true, "steps");
  });

  test("without a field is that of a straight line", () => {
    selectField(FieldModel.UNIFORM, 0.0, 0.0, 0.0);
    const p = start(2.0, 3.0, 6.0);
    fly(p, 1000.0, -1.0, 1.0, 1.0, 1e-5, ENOUGH);
    // sevenths: position -1000 n to the rounding of a few steps that grow fivefold
    expectWithin(p.x, -2000.0 / 7.0, 1e-12, "x");
    expectWithin(p.y, -3000.0 / 7.0, 1e-12, "y");
    expectWithin(p.z, -6000.0 / 7.0, 1e-12, "z");
    expectSameBits(p.path, 1000.0, "path");
    expect<bool>(p.steps < 20 && p.rejected == 0).toBe(true, "steps: " + p.steps.toString());
    expectWithin(p.drift, 0.0, 3e-16, "drift");
  });
});
