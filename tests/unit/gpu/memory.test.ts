// Memory: a device with little of it flies fewer realisations at a time, with the same bits, or says what it lacks.
import { type RealisationRecord, resolveConfig, run } from "larmor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type GPUBench, openGPU } from "../../../src/gpu/device.js";
import { useSoftwareAdapter } from "./adapter.js";
import { watched } from "./watched.js";

const test = suite("memory of a graphics processor");
let bench: GPUBench;
test.before(async () => {
  await useSoftwareAdapter();
  bench = await openGPU();
});
test.after(() => bench.close());

const config = resolveConfig({
  field: { turbulence_level: [1] },
  particles: { nside: 1, integrator: "magnus", tolerance: 1e-3 },
  transport: { path_pc: 1, outputs: 1 },
  ensemble: { realisations: 5 },
});

async function records(bytes: number, shortages = 0) {
  const watch = { sizes: [] as number[], shortages };
  const limits = { maxStorageBufferBindingSize: bytes, maxBufferSize: bytes };
  const device = { ...bench, limits, device: watched(bench.device, watch) };
  const found: RealisationRecord[] = [];
  for await (const { record } of run(config, { device, workers: 1 })) found.push(record);
  return { largest: Math.max(...watch.sizes), records: found.sort((a, b) => a.realisation - b.realisation) };
}

test("fewer realisations fly at a time where limits are small, or memory is short, with the same bits", async () => {
  const all = await records(2 ** 28);
  // nodes of five fields in one buffer
  const each = all.largest / 5;
  const few = await records(Math.floor(2.5 * each));
  assert.is(few.largest, 2 * each);
  assert.equal(few.records, all.records);
  // the first set of places fails, half as large as well; then single ones
  const short = await records(2 ** 28, 2);
  assert.equal(short.records, all.records);
  const none = await records(Math.floor(0.9 * each)).catch((error) => error);
  assert.is(none.name, "GPUMemoryError");
  assert.match(
    none.message,
    /a realisation needs \d+ MiB in one buffer of the graphics processor, which has \d+; lower/,
  );
  const never = await records(2 ** 28, 99).catch((error) => error);
  assert.is(never.name, "GPUMemoryError");
  assert.match(never.message, /no memory for 1 realisations of 12 particles now; lower particles\.nside/);
});

test.run();
