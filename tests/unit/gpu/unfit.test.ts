// What a graphics processor flies, by the config alone.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, resolveConfig } from "../../../src/config/config.js";
import { GPU_NUMERICS, unfit } from "../../../src/gpu/unfit.js";

const test = suite("what a graphics processor flies");
const fast = { integrator: "magnus", tolerance: 1e-3 } as const;
const why = (input: ConfigInput, ...remedy: string[]) => unfit(resolveConfig(input), ...remedy);

test("nested grids by steps of one size; anything else is refused in a sentence that says what to do", () => {
  assert.is(why({ particles: fast }), undefined);
  assert.is(why({ particles: fast, transport: { multipoles: 2, escape_height_pc: 100 } }), undefined);
  assert.match(
    why({}) ?? "",
    /^particles\.integrator: found "rk45", a graphics processor flies "magnus" only; take --preset/,
  );
  const waves = why({ field: { model: "plane-waves" }, particles: fast }, "choose nested grids");
  assert.is(
    waves,
    'field.model: found "plane-waves", a graphics processor reads nested grids and cubes only; choose nested grids',
  );
  assert.is(GPU_NUMERICS, "gpu-3.2");
});

test.run();
