// A realisation that was interrupted continues from its checkpoint, with the same bytes; a checkpoint that cannot be
// relied on is dropped.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import { assemble, blockCount, blockNumbers } from "../../../src/flight/block_sums.js";
import { loadKernel } from "../../../src/flight/kernel.js";
import { openField } from "../../../src/flight/open_field.js";
import { openBlock, pixelsOf, realise } from "../../../src/flight/realisation.js";
import { type Checkpoint, emptyCheckpoint } from "../../../src/run/checkpoint.js";
import { checkpointFile } from "../../../src/store/checkpoints.js";
import { RunFolder } from "../../../src/store/store.js";

const test = suite("checkpoints");
const top = mkdtempSync(join(tmpdir(), "larmor-checkpoint-"));
test.after(() => rmSync(top, { recursive: true, force: true }));
let count = 0;
const fresh = () => join(top, `run${count++}`);

/** Three blocks of about 4e5 steps each: two slices. */
const config = resolveConfig({
  field: { turbulence_level: [1] },
  particles: { rigidity_TV: [100], nside: 4 },
  transport: { path_pc: 40, outputs: 3 },
  ensemble: { realisations: 2 },
});
const [group] = groups(config);
const ORIGIN = { larmor: "0.0.0-test", numerics: 7, kernel_sha256: "ab".repeat(32) };

test("the flights of a block, taken from one memory into another between any two slices, end with the same bytes", async () => {
  const kernel = await loadKernel();
  const pixels = await pixelsOf(kernel, group.nside);
  const sums = new Float64Array(blockCount(group) * blockNumbers(group));
  let moves = 0;
  for (let number = 0; number < blockCount(group); number++) {
    let block = openBlock(await openField(kernel, config, group, 1), group, pixels, number);
    while (!block.fly()) {
      const state = Uint8Array.from(block.state());
      block.fly(); // that was lost
      block = openBlock(await openField(kernel, config, group, 1), group, pixels, number, state);
      moves += 1;
    }
    sums.set(block.sums(), number * blockNumbers(group));
  }
  assert.equal(assemble(group, 1, sums), await realise(config, 1));
  assert.ok(moves >= 3, `${moves} moves`);
});

test("a state that is none is refused", async () => {
  const kernel = await loadKernel();
  const field = await openField(kernel, config, group, 1);
  const pixels = await pixelsOf(kernel, group.nside);
  assert.throws(
    () => openBlock(field, group, pixels, 0, new Uint8Array(100)),
    /state of a flight: version of a particle.s record: 0 found, 1 expected/,
  );
});

const example = (): Checkpoint => ({
  done: new Map([
    [2, Float64Array.from({ length: blockNumbers(group) }, (_, i) => i / 7)],
    [0, Float64Array.from({ length: blockNumbers(group) }, (_, i) => -i / 3)],
  ]),
  begun: new Map([[1, Uint8Array.from({ length: 999 }, (_, i) => i % 251)]]),
});

test("a checkpoint is read as it was written, and goes when its realisation is stored", async () => {
  const dir = fresh();
  const folder = await RunFolder.open(dir, config, ORIGIN);
  assert.is(folder.load(0, 1), undefined);
  folder.save(0, 1, example());
  folder.save(0, 0, emptyCheckpoint());
  folder.close();
  const again = await RunFolder.open(dir, config, ORIGIN, { resume: true });
  assert.equal(again.load(0, 1), example());
  assert.equal(again.load(0, 0), emptyCheckpoint());
  again.append(await realise(config, 1));
  assert.is(again.load(0, 1), undefined);
  again.append(await realise(config, 0));
  again.close();
  assert.equal(readdirSync(dir).sort(), ["config.json", "provenance.json", "realisations.jsonl"]);
});

test("one of another realisation, config, numerics or kernel is dropped and said", async () => {
  const cases: [string, RegExp, (dir: string) => Promise<void>][] = [
    [
      "realisation",
      /realisation: 0 found, 1 expected/,
      async (dir) => {
        const folder = await RunFolder.open(dir, config, ORIGIN);
        folder.save(0, 0, example());
        folder.close();
        writeFileSync(checkpointFile(dir, 0, 1), readFileSync(checkpointFile(dir, 0, 0)));
      },
    ],
  ];
  const other =
    (about: object, change: object = {}) =>
    async (dir: string) => {
      const made = await RunFolder.open(fresh(), resolveConfig({ ...config, ...about }), { ...ORIGIN, ...change });
      made.save(0, 1, example());
      made.close();
      const folder = await RunFolder.open(dir, config, ORIGIN);
      folder.save(0, 1, example());
      folder.close();
      writeFileSync(checkpointFile(dir, 0, 1), readFileSync(checkpointFile(made.dir, 0, 1)));
    };
  cases.push(["config", /config: [0-9a-f]{64} found/, other({ ensemble: { realisations: 2, seed: 2 } })]);
  cases.push(["numerics", /numerics: 8 found, 7 expected/, other({}, { numerics: 8 })]);
  cases.push(["kernel", /kernel_sha256: (cd)+ found/, other({}, { kernel_sha256: "cd".repeat(32) })]);
  for (const [name, message, make] of cases) {
    const dir = fresh();
    await make(dir);
    const messages: string[] = [];
    const folder = await RunFolder.open(dir, config, ORIGIN, { resume: true, say: (text) => messages.push(text) });
    assert.is(folder.load(0, 1), undefined, name);
    folder.close();
    assert.match(messages.join("\n"), message);
    assert.match(messages.join("\n"), /0-1\.checkpoint: .*; dropped, the realisation is computed from its beginning/);
    assert.not(existsSync(checkpointFile(dir, 0, 1)), name);
  }
});

test("whatever happens to its bytes, a checkpoint is read as it was written or not at all", async () => {
  const dir = fresh();
  let folder = await RunFolder.open(dir, config, ORIGIN);
  folder.save(0, 1, example());
  const file = checkpointFile(dir, 0, 1);
  const bytes = readFileSync(file);
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let dropped = 0;
  for (let n = 0; n < 300; n++) {
    const damaged = Buffer.from(bytes);
    if (n % 3 === 0) damaged[random(bytes.length)] ^= 1 << random(8);
    else if (n % 3 === 1) damaged.fill(0, random(bytes.length), bytes.length);
    writeFileSync(file, n % 3 === 2 ? damaged.subarray(0, random(bytes.length)) : damaged);
    const found = folder.load(0, 1);
    if (found === undefined) dropped += 1;
    else assert.equal(found, example());
  }
  assert.ok(dropped > 290, `${dropped} dropped`);
  folder.close();
  // as a killed process leaves it
  folder = await RunFolder.open(dir, config, ORIGIN, { resume: true });
  folder.save(0, 1, example());
  writeFileSync(`${file}.01234567.tmp`, bytes.subarray(0, 40));
  folder.close();
  folder = await RunFolder.open(dir, config, ORIGIN, { resume: true });
  assert.equal(readdirSync(join(dir, "checkpoints")), ["0-1.checkpoint"]);
  folder.close();
});

test.run();
