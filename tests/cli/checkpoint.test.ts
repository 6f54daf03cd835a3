// `larmor run` goes on inside of a realisation, on any number of workers.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../src/config/config.js";
import { BLOCK } from "../../src/config/groups.js";
import { loadKernel, numerics } from "../../src/flight/kernel.js";
import { openField } from "../../src/flight/open_field.js";
import { openBlock, pixelsOf } from "../../src/flight/realisation.js";
import { FLIGHT_BYTES, ParticleBytes } from "../../src/kernel_constants.js";
import type { Checkpoint } from "../../src/run/checkpoint.js";
import { checkpointFile } from "../../src/store/checkpoints.js";
import { RunFolder } from "../../src/store/store.js";
import { folders, larmor, lineSet, text } from "./larmor.js";

const test = suite("command line: checkpoints");
const { fresh, remove } = folders();
test.after(remove);

const config = resolveConfig({
  field: { turbulence_level: [1] },
  particles: { rigidity_TV: [100], nside: 4 },
  transport: { path_pc: 40, outputs: 3 },
  ensemble: { realisations: 1 },
});
/** What a realisation can record besides: dipoles of densities, second moments, multipoles. */
const recordingAll = resolveConfig({
  field: { turbulence_level: [1] },
  particles: { rigidity_TV: [100], nside: 4 },
  transport: { path_pc: 40, outputs: 2, multipoles: 2 },
  ensemble: { realisations: 1 },
  density: [{ name: "disc", kind: "slab", half_thickness_pc: 0, halo_pc: 4000, height_pc: 20, normal_deg: [0, 90] }],
});
const run = (file: string, out: string, ...more: string[]) => larmor(["run", file, "--out", out, "--resume", ...more]);

/** Of the realisation: one block done, the next begun, the last not. */
async function partly(wanted = config): Promise<Checkpoint> {
  const [group] = groups(wanted);
  const kernel = await loadKernel();
  const field = await openField(kernel, wanted, group, 0);
  const pixels = await pixelsOf(kernel, group.nside);
  const done = openBlock(field, group, pixels, 0);
  while (!done.fly());
  const sums = done.sums();
  const begun = openBlock(field, group, pixels, 1);
  assert.is(begun.fly(), false, "a block takes several slices");
  return { done: new Map([[0, sums]]), begun: new Map([[1, begun.state()]]) };
}

async function folderWith(checkpoint: Checkpoint, out = fresh(), wanted = config): Promise<string> {
  const kernel = await loadKernel();
  const origin = { larmor: "0.0.0-test", numerics: await numerics(kernel), kernel_sha256: kernel.sha256 };
  const folder = await RunFolder.open(out, wanted, origin);
  folder.save(0, 0, checkpoint);
  folder.close();
  return out;
}

const whole = fresh();
const file = `${whole}.json`;
test.before(async () => {
  writeFileSync(file, JSON.stringify(config));
  const { code, stderr } = await run(file, whole);
  assert.is(code, 0, stderr);
});

for (const workers of [1, 2, 5]) {
  test(`a realisation with one block done and one begun is ended by ${workers} workers to the same bytes`, async () => {
    const out = await folderWith(await partly());
    const { code, stderr } = await run(file, out, "--workers", String(workers));
    assert.is(code, 0, stderr);
    assert.not.match(stderr, /dropped/);
    assert.is(lineSet(out), lineSet(whole));
    assert.is(text(out, "summary.json"), text(whole, "summary.json"));
    assert.is(existsSync(join(out, "checkpoints")), false);
  });
}

test("so is one with densities and multipoles", async () => {
  const uninterrupted = fresh();
  const settings = `${uninterrupted}.json`;
  writeFileSync(settings, JSON.stringify(recordingAll));
  assert.is((await run(settings, uninterrupted)).code, 0);
  const out = await folderWith(await partly(recordingAll), fresh(), recordingAll);
  const { code, stderr } = await run(settings, out, "--workers", "2");
  assert.is(code, 0, stderr);
  assert.not.match(stderr, /dropped/);
  const lines = lineSet(out);
  assert.is(lines, lineSet(uninterrupted));
  for (const name of ["density_dipole_halves", "quadratic_response_pc2", "multipole_pc"]) assert.match(lines, name);
});

test("what is in a checkpoint is used: other sums, or another state, are seen in the result", async () => {
  const sums = await partly();
  (sums.done.get(0) as Float64Array)[0] += 1;
  const state = await partly();
  // the position of the last particle, which had not begun
  const last = FLIGHT_BYTES + (BLOCK - 1) * ParticleBytes.RK45;
  new DataView((state.begun.get(1) as Uint8Array<ArrayBuffer>).buffer).setFloat64(last, 1, true);
  for (const [what, checkpoint] of Object.entries({ sums, state })) {
    const out = await folderWith(checkpoint);
    assert.is((await run(file, out)).code, 0);
    assert.is.not(lineSet(out), lineSet(whole), what);
  }
});

test("a damaged checkpoint is dropped, and the realisation computed from its beginning", async () => {
  const out = await folderWith(await partly());
  writeFileSync(checkpointFile(out, 0, 0), "no checkpoint");
  const { code, stderr } = await run(file, out);
  assert.is(code, 0, stderr);
  assert.match(stderr, /0-0\.checkpoint: .*; dropped, the realisation is computed from its beginning/);
  assert.is(lineSet(out), lineSet(whole));
});

test("an ensemble of `convergence`, too, goes on inside of a realisation", async () => {
  const sums = await partly();
  (sums.done.get(0) as Float64Array)[0] += 1;
  for (const [checkpoint, same] of [
    [await partly(), true],
    [sums, false],
  ] as const) {
    const out = fresh();
    const ensemble = join(out, "ensembles", "level-1-100-TV-as-configured");
    await folderWith(checkpoint, ensemble);
    const { code, stderr } = await larmor(["convergence", file, "--out", out, "--quiet"]);
    assert.is(code, 0, stderr);
    assert.is(lineSet(ensemble) === lineSet(whole), same);
    assert.is(existsSync(join(ensemble, "checkpoints")), false);
  }
});

test.run();
