import { suite } from "uvu";
import * as assert from "uvu/assert";
import { faceJumps, MOST_JUMP } from "../../../src/turbulence/faces.js";
import { powerLaw } from "./cubes.js";

const test = suite("faces of a cube");

test("a periodic cube changes as much at its faces as inside, whatever its spectrum", () => {
  for (const seed of [1, 2, 3])
    for (const slope of [5 / 3, 3])
      for (const jump of faceJumps(powerLaw(24, slope, seed), [24, 24, 24]))
        assert.ok((jump as number) > 1 / MOST_JUMP && (jump as number) < MOST_JUMP, `${jump}`);
});

test("a piece of a larger one jumps at the faces where it was cut, and only there", () => {
  const whole = powerLaw(32, 5 / 3, 1);
  const cut = new Float32Array(32 * 32 * 12 * 3);
  for (let row = 0; row < 32 * 32; row++) cut.set(whole.subarray(row * 96, row * 96 + 36), row * 36);
  const [x, y, z] = faceJumps(cut, [32, 32, 12]) as number[];
  assert.ok(x < 1.5 && y < 1.5 && z > MOST_JUMP, `${x} ${y} ${z}`);
});

test("planes without neighbours have none", () => {
  assert.equal(faceJumps(new Float32Array(24).fill(1), [1, 2, 4]), [null, null, null]);
});

test.run();
