// A device that is lost in the middle of a run: the run ends, says so, and can be resumed.
import { resolveConfig, run } from "larmor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failure } from "../../../src/cli/failure.js";
import { openGPU } from "../../../src/gpu/device.js";
import { useSoftwareAdapter } from "./adapter.js";
import { watched } from "./watched.js";

const test = suite("a lost graphics processor");
test.before(useSoftwareAdapter);

const config = resolveConfig({
  field: { turbulence_level: [1] },
  particles: { nside: 1, integrator: "magnus", tolerance: 1e-3 },
  transport: { path_pc: 1000, outputs: 1 },
  ensemble: { realisations: 2 },
});

test("ends the run with a sentence, exit code 75", async () => {
  const bench = await openGPU();
  let dispatches = 0;
  const encoding = () => {
    if (++dispatches === 5) setTimeout(() => bench.device.destroy());
  };
  const device = { ...bench, device: watched(bench.device, { sizes: [], shortages: 0, encoding }) };
  const flown: unknown[] = [];
  const error = await (async () => {
    for await (const { record } of run(config, { device, workers: 1 })) flown.push(record);
  })().catch((reason) => reason);
  assert.is(error.name, "LostGPUError", String(error));
  assert.match(error.message, /^the graphics processor failed: ./);
  assert.equal(flown, []);
  assert.is(failure(error), 75);
  bench.close();
});

test.run();
