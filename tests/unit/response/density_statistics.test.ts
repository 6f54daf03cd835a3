// A density among the statistics of dipoles: one that is linear is a gradient, in every number.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { slabOnSky } from "../../../src/response/density_on_sky.js";
import { onSky } from "../../../src/response/detector.js";
import type { Gradient } from "../../../src/response/dipole.js";
import { dipolesWithStatistics } from "../../../src/response/dipole_statistics.js";
import { inOrder } from "../../../src/response/sample.js";
import { angleDeg, directionVector } from "../../../src/sky/directions.js";
import { icrsOf, runToSky, times } from "../../../src/sky/frames.js";
import { farDisc } from "./far_disc.js";

const test = suite("response: statistics with a density");

const { sample } = await farDisc(6);

const gradient = (per_kpc: number, density?: string): Gradient => ({
  direction_deg: [90, 0],
  per_kpc,
  kind: "literal",
  ...(density === undefined ? {} : { density }),
});
const close = (a: unknown, b: unknown, what: string): void => {
  if (typeof a === "number" && typeof b === "number")
    assert.ok(Math.abs(a - b) <= 1e-11 * (Math.abs(b) + 1e-4), `${what}: ${a}, ${b}`);
  else if (a !== null && typeof a === "object")
    for (const [key, value] of Object.entries(a)) close(value, (b as Record<string, unknown>)[key], `${what}.${key}`);
  else assert.is(a, b, what);
};

test("a linear density beside a gradient is the gradient of their sum, in every number of the ensemble", () => {
  // 1 - 1/3 = 2/3 per kpc along +y
  const mixed = dipolesWithStatistics(sample, gradient(1, "far"));
  const sum = dipolesWithStatistics(sample, gradient(2 / 3));
  assert.ok(mixed && sum);
  close(mixed.dipoles, sum.dipoles, "dipoles");
  // what belongs to the gradient alone, or is not kept for a density
  const compared = [
    ...["vector_mean", "vector_mean_error", "direction_deg", "angle_deg", "angle_error_deg", "amplitude_of_mean"],
    ...["amplitude_of_mean_error", "amplitude_of_mean_debiased_square", "mean", "mean_error", "median", "median_error"],
    ...["quantiles", "debiased", "noise_floor_halves"],
  ] as (keyof typeof sum.statistics)[];
  for (const name of compared) close(mixed.statistics[name], sum.statistics[name], name);
  assert.is(mixed.statistics.ratio_to_diffusion, null);
});

test("a density alone has the dipoles of the records; one that is not there, and a matched gradient, are refused", () => {
  const found = dipolesWithStatistics(sample, gradient(0, "disc"));
  assert.ok(found);
  for (const [k, { density_dipole }] of inOrder(sample).entries())
    close(found.dipoles.vector[k], density_dipole?.disc, `${k}`);
  assert.ok(found.statistics.mean > 0 && found.statistics.amplitude_of_mean > 0);
  assert.throws(() => dipolesWithStatistics(sample, gradient(1, "halo")), /density "halo": this run has far, disc/);
  assert.throws(() => dipolesWithStatistics(sample, { ...gradient(1, "disc"), kind: "matched" }), /a literal one/);
});

test("on the sky the dipoles of a linear density are those of the gradient, half-sets too", () => {
  const view = {
    rotation: runToSky([0, 0], [229.2, 11.4]),
    motion: [1e-4, 0, 0] as [number, number, number],
    factor: 1,
  };
  close(
    onSky(sample, { ...view, gradient: gradient(1, "far") }),
    onSky(sample, { ...view, gradient: gradient(2 / 3) }),
    "sky",
  );
});

test("a slab lies on the sky with its normal at the Galactic pole and the field on the line given, or not at all", () => {
  const slab = { name: "s", kind: "slab", half_thickness_pc: 0, halo_pc: 4000, height_pc: 0 } as const;
  const pole = icrsOf([0, 0, 1], "galactic");
  const field: [number, number] = [229.2, 11.4];
  const angle = angleDeg(pole, directionVector(...field));
  for (const reversed of [false, true]) {
    // the normal at `angle` from +x, or at 180 less that
    const normal_deg: [number, number] = reversed ? [180, angle] : [0, angle];
    const { placed } = slabOnSky({ ...slab, normal_deg }, [0, 0], field);
    assert.ok(placed);
    assert.is(placed.reversed, reversed);
    const turned = times(placed.rotation, directionVector(...normal_deg));
    assert.ok(angleDeg(turned, pole) < 1e-5, `${turned}`);
    const sense = reversed ? 180 : 0;
    const towards = angleDeg(times(placed.rotation, [1, 0, 0]), directionVector(...field));
    assert.ok(Math.abs(towards - sense) < 1e-5, `${towards}`);
  }
  assert.is(slabOnSky({ ...slab, normal_deg: [0, 90] }, [0, 0], field).placed, null);
});

test.run();
