// The patch: coarse levels as one local series. What flights read must be the interpolated field, nearly, and a
// particle's record must hold all that it depends on.
import {
  choosePatch,
  fieldBytes,
  FieldModel,
  scratchBytes,
  selectField,
  synthesise,
  turbulence,
} from "../../assembly/fields/field";
import { addLevel, clearLevels } from "../../assembly/fields/levels";
import { atNearby, enterPatch, leavesPatch } from "../../assembly/fields/patch";
import { Rk45Particle } from "../../assembly/integrators/rk45";
import { PAUSED, Synthesis } from "../../assembly/layout";
import { drawUniforms, OFFSET, seedRealisation, selectStream, uniform0, uniform1 } from "../../assembly/random";
import { expectSameBits, expectWithin } from "./expectations";
import { copyOf, expectSameRecord, fly, start } from "./flights";

/** Three levels, shortest wavelengths 25, 6.25 and 1.5625 pc, of 4 uG. */
function threeLevels(): void {
  clearLevels();
  seedRealisation(20149, 0, 0);
  let longest = 100.0;
  for (let g = 0; g < 3; g++) {
    addLevel(2.0 * longest, longest, longest / 4.0, longest / 4.0, 32);
    longest /= 4.0;
  }
  const s = changetype<Synthesis>(heap.alloc(offsetof<Synthesis>()));
  memory.fill(changetype<usize>(s), 0, offsetof<Synthesis>());
  s.model = FieldModel.NESTED_GRIDS;
  s.turbulent = 4.0;
  s.outerScale = 100.0;
  s.spectralIndex = 5.0 / 3.0;
  const settings = changetype<usize>(s);
  s.field = heap.alloc(fieldBytes(settings) as usize);
  s.scratch = heap.alloc(scratchBytes(settings) as usize);
  synthesise(settings);
  heap.free(s.scratch);
  heap.free(settings);
}

const centre = new StaticArray<f64>(3);
const aside = new StaticArray<f64>(3);

/** Centre i, somewhere within 1 kpc, and a unit vector. */
function place(i: u32): void {
  selectStream(7, OFFSET, i);
  drawUniforms(0);
  centre[0] = 1000.0 * (uniform0 - 0.5);
  centre[1] = 1000.0 * (uniform1 - 0.5);
  drawUniforms(1);
  centre[2] = 1000.0 * (uniform0 - 0.5);
  const z = 2.0 * uniform1 - 1.0;
  drawUniforms(2);
  aside[0] = Math.sqrt(1.0 - z * z) * Math.cos(2.0 * Math.PI * uniform0);
  aside[1] = Math.sqrt(1.0 - z * z) * Math.sin(2.0 * Math.PI * uniform0);
  aside[2] = z;
}

/**
 * rms difference in uG between what flights read and the interpolated field, `distance` pc from the centres of 300
 * patches.
 */
function rmsDifference(distance: f64): f64 {
  let square = 0.0;
  for (let i: u32 = 0; i < 300; i++) {
    place(i);
    enterPatch(centre[0], centre[1], centre[2]);
    const x = centre[0] + distance * aside[0];
    const y = centre[1] + distance * aside[1];
    const z = centre[2] + distance * aside[2];
    const d = f32x4.sub(atNearby(f64x2(x, y), f64x2(z, 0.0)), turbulence(x, y, z));
    const dx = f32x4.extract_lane(d, 0) as f64;
    const dy = f32x4.extract_lane(d, 1) as f64;
    const dz = f32x4.extract_lane(d, 2) as f64;
    square += dx * dx + dy * dy + dz * dz;
  }
  return Math.sqrt(square / 300.0);
}

/** The largest distance from the centre that does not leave the patch, to 1 %, along an axis. */
function radiusFound(): f64 {
  enterPatch(3.0, 4.0, 5.0);
  let r = 1e-6;
  while (r < 1e3 && !leavesPatch(3.0, 4.0 - r, 5.0)) r *= 1.01;
  return r;
}

/** Of three levels, the one of the shortest waves has the radius 0.12 lambda / 2 pi. */
const FINEST: f64 = (0.12 * 1.5625) / (2.0 * Math.PI);

describe("patch", () => {
  test("is the interpolated field at its centre, and departs from it as the cube of the distance", () => {
    threeLevels();
    for (let k = 0; k < 2; k++) {
      // steps so small that the patch has all three levels; then two, four times as coarse, and the third read as it is
      choosePatch(k == 0 ? 0.0156 : 0.0624, 1e-5);
      const radius = k == 0 ? FINEST : 4.0 * FINEST;
      expectWithin(rmsDifference(0.0), 0.0, 1e-6, "at the centre [uG]"); // rounding of f32 at 4 uG
      const near = rmsDifference(0.5 * radius);
      const far = rmsDifference(radius);
      // 0.9e-4 and 1.7e-4 uG found, of a field of 4 uG whose interpolation is good to 2e-2 uG
      expect<bool>(far < 2.5e-4).toBe(true, "at the radius [uG]: " + far.toString());
      // a second-order series: half the distance, an eighth, and a quarter where the splines' second derivatives jump;
      // 6.1 and 5.2 found
      expectWithin(far / near, 6.3, 2.0, "ratio of the differences at the radius and at half of it");
    }
  });

  test("reaches 0.12 wavelengths / 2 pi of its finest level, less for a smaller tolerance", () => {
    threeLevels();
    choosePatch(0.0156, 1e-5);
    expectWithin(radiusFound() / FINEST, 1.0, 0.011, "three levels");
    choosePatch(0.0624, 1e-5); // more than 0.0298 pc
    expectWithin(radiusFound() / FINEST, 4.0, 0.044, "two levels");
    // a larger tolerance does not make it larger
    choosePatch(0.157, 1e-3);
    expectWithin(radiusFound() / FINEST, 16.0, 0.176, "one level");
    choosePatch(1e-4, 1e-8); // the error goes as the cube, the cube root of 1e-3 is 0.1
    expectWithin(radiusFound() / FINEST, 0.1, 0.0011, "three levels at a tolerance of 1e-8");
    choosePatch(3.12, 1e-5);
    // as far as node coordinates in f32 serve: 64 cells of 12.5/32 pc
    expectWithin(radiusFound() / 25.0, 1.0, 0.011, "no level");
    selectField(FieldModel.UNIFORM, 1.0, 0.0, 0.0);
    choosePatch(0.0156, 1e-5);
    expect<bool>(radiusFound() > 900.0).toBe(true, "another model: never left");
  });

  test("belongs to its particle: flown on from its record after others, it arrives with the same bytes", () => {
    threeLevels();
    let apart = 0;
    for (let i = 0; i < 4; i++) {
      const whole = departing(i);
      let split = departing(i);
      for (let k = 1; k <= 10; k++) fly(whole, 0.6 * (k as f64), -1.0, 1.08, 0.27, 1e-5, 1000000);
      for (let k = 1; k <= 10; k++) {
        fly(departing(i + 11), 3.0, 1.0, 1.08, 0.27, 1e-5, 1000000);
        split = copyOf(split);
        fly(split, 0.6 * (k as f64), -1.0, 1.08, 0.27, 1e-5, 1000000);
        if (split.patchX != split.x) apart++;
      }
      expectSameRecord(whole, split, "record");
      expectSameBits(whole.path, 6.0, "path");
    }
    // of 40 pieces, those that begin away from the centre of their patch
    expect<bool>(apart > 10).toBe(true, "pieces that begin apart: " + apart.toString());
  });

  test("paused between two steps, it arrives with the same bytes", () => {
    threeLevels();
    let rejected = 0;
    let pauses = 0;
    for (let i = 0; i < 6; i++) {
      const gyroradius: f64 = i < 3 ? 0.27 : 2.0; // in the field's waves the second kind has steps rejected
      const whole = departing(i);
      const split = departing(i);
      for (let k = 1; k <= 3; k++) {
        const end = 10.0 * gyroradius * (k as f64);
        fly(whole, end, -1.0, 4.0 * gyroradius, gyroradius, 1e-5, 1000000);
        do {
          if (split.status == PAUSED && ++pauses % 8 == 0) {
            fly(departing(i + 11), 3.0, 1.0, 4.0 * gyroradius, gyroradius, 1e-5, 1000000);
          }
          fly(split, end, -1.0, 4.0 * gyroradius, gyroradius, 1e-5, 1000000, ((i % 3) + 1) as u32);
        } while (split.status == PAUSED);
      }
      expectSameRecord(whole, split, "record");
      expectSameBits(whole.path, 30.0 * gyroradius, "path");
      rejected += whole.rejected;
    }
    // the record does not know of a step rejected just before: a pause there would be seen
    const counts = rejected.toString() + " rejected steps, " + pauses.toString() + " pauses";
    expect<bool>(rejected > 20 && pauses > 200).toBe(true, counts);
  });
});

function departing(i: i32): Rk45Particle {
  place(i as u32);
  return start(aside[0], aside[1], aside[2]);
}
