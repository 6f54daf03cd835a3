// A pilot of a group: as many fields and as fine grids as there is time for, by any integrator.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, groups, resolveConfig } from "../../../src/config/config.js";
import { INTEGRATOR_NAMES } from "../../../src/config/integrators.js";
import { loadKernel } from "../../../src/flight/kernel.js";
import { openField } from "../../../src/flight/open_field.js";
import { flown, pixelsOf } from "../../../src/flight/realisation.js";
import { flyPilot } from "../../../src/run/pilot.js";

const test = suite("pilot");

/** A clock that goes on by a second whenever it is looked at: results do not depend on the machine. */
function ticking(): () => number {
  let seconds = 0;
  return () => seconds++;
}

const small: ConfigInput = {
  field: { turbulence_level: [0.5], regular_direction_deg: [90, 0] },
  transport: { path_pc: 2, outputs: 3 },
};
const pilotOf = (input: ConfigInput, seconds: number, signal?: AbortSignal) => {
  const config = resolveConfig(input);
  return flyPilot(config, groups(config)[0], { seconds, clock: ticking(), signal });
};

test("has four fields at least, more and finer grids where there is time, and the group's own axis", async () => {
  const short = await pilotOf(small, 1);
  assert.equal([short.fields.length, short.nsides], [4, [1]]);
  assert.ok(Math.abs(short.regular?.[1] as number) > 1 - 1e-15);
  assert.equal([short.path_pc.length, short.path_pc[0], short.path_pc[15]], [16, 0.125, 2]);
  const long = await pilotOf(small, 300);
  assert.ok(long.nsides.length > 1 && long.fields.length > 8, `${long.nsides}, ${long.fields.length} fields`);
  // the first field, too, has all of them
  for (const field of long.fields)
    assert.equal(
      field.map((grids) => grids.length),
      long.nsides.map(() => 2),
    );
  const { regular } = await pilotOf({ ...small, field: { turbulence_level: [1] } }, 1);
  assert.is(regular, null);
});

for (const integrator of INTEGRATOR_NAMES) {
  test(`by ${integrator}: the responses are those of the rotated grids in the run's own fields, the steps those taken`, async () => {
    const config = resolveConfig({ ...small, particles: { integrator } });
    const [group] = groups(config);
    const pilot = await flyPilot(config, group, { seconds: 1, clock: ticking() });
    const kernel = await loadKernel();
    const field = await openField(kernel, config, group, 2);
    const pixels = await pixelsOf(kernel, 1, { seed: config.ensemble.seed, realisation: 5 });
    const record = await flown(field, { ...group, path_pc: [...pilot.path_pc], nside: 1, directions: 12 }, 2, pixels);
    assert.equal(pilot.fields[2][0][1], record.response_pc);
    const steps = (record.steps + record.rejected) / (12 * 2);
    assert.ok(Math.abs(pilot.cost.steps_per_pc / steps - 1) < 0.2, `${pilot.cost.steps_per_pc}, ${steps}`);
    // each grid took one second of the clock
    const perGrid = 12 * 2 * pilot.cost.steps_per_pc * pilot.cost.step_us * 1e-6;
    assert.ok(Math.abs(perGrid - 1) < 1e-12, `${perGrid}`);
    assert.is(pilot.cost.synthesis_seconds, 1);
  });
}

test("stops when it is told to", async () => {
  const controller = new AbortController();
  controller.abort(new Error("stopped here"));
  const error = await pilotOf(small, 1, controller.signal).catch((thrown: Error) => thrown.message);
  assert.is(error, "stopped here");
});

test.run();
