// The promises of the run folder: what was counted is never lost, doubled or changed, and what was damaged is never used.
import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Config } from "../../../src/config/config.js";
import type { Shard } from "../../../src/run/shard.js";
import { sealed, unsealed } from "../../../src/store/lines.js";
import {
  DiskError,
  FolderError,
  MergeError,
  merge,
  Run,
  RunFolder,
  statisticsOf,
  status,
} from "../../../src/store/store.js";
import { fakeConfig, fakeRecord, ORIGIN } from "./fake_run.js";

const test = suite("run folder");
let top: string;
let count = 0;
const fresh = () => join(top, `run${count++}`);
test.before(() => {
  top = mkdtempSync(join(tmpdir(), "larmor-store-"));
});
test.after(() => rmSync(top, { recursive: true, force: true }));

const lines = (dir: string) => readFileSync(join(dir, "realisations.jsonl"), "utf8");
const setLines = (dir: string, text: string | Uint8Array) => writeFileSync(join(dir, "realisations.jsonl"), text);
const sorted = (dir: string) => lines(dir).trimEnd().split("\n").sort().join("\n");

/** All realisations of a config (or of a shard), in another order than theirs. */
async function fill(dir: string, config: Config, shard?: Shard, resume = false): Promise<string[]> {
  const messages: string[] = [];
  const folder = await RunFolder.open(dir, config, ORIGIN, { shard, resume, say: (m) => messages.push(m) });
  folder.groups.forEach((_, g) => {
    for (const k of [...folder.missing(g)].reverse()) folder.append(fakeRecord(config, g, k));
  });
  folder.close();
  return messages;
}

async function refusal(work: Promise<unknown>, ...expected: (string | RegExp)[]): Promise<FolderError> {
  try {
    await work;
  } catch (error) {
    assert.instance(error, FolderError, String((error as Error).stack));
    for (const text of expected) assert.match((error as Error).message, text);
    return error as FolderError;
  }
  assert.unreachable(`expected a refusal that says ${expected}`);
  throw new Error();
}

const children: ChildProcess[] = [];
test.after(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts the fake writer; `ready` resolves when it holds the folder, `ended` with its exit code and its stderr. */
function writer(dir: string, realisations: number, pause: number, fileLimit?: number) {
  const script = fileURLToPath(new URL("./writer.ts", import.meta.url));
  const command = [process.execPath, "--import", "tsx", script, dir, String(realisations), String(pause)];
  if (fileLimit !== undefined) command.unshift("bash", "-c", `ulimit -f ${fileLimit}; exec "$@"`, "bash");
  const child = spawn(command[0], command.slice(1));
  children.push(child);
  let stderr = "";
  let counted = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const ready = new Promise<void>((resolve) =>
    child.stdout.on("data", (data) => {
      counted += data;
      if (counted.includes("ready\n")) resolve();
    }),
  );
  const ended = new Promise<{ code: number | null; stderr: string; counted: string[] }>((resolve) =>
    child.on("close", (code) => resolve({ code, stderr, counted: counted.trimEnd().split("\n").slice(1) })),
  );
  return { child, ready: Promise.race([ready, ended]), ended };
}

/** Who this process is, as a lock of its own says. */
async function ownHolder(): Promise<{ boot: string; space: string }> {
  const dir = fresh();
  const folder = await RunFolder.open(dir, fakeConfig(1), ORIGIN);
  const holder = JSON.parse(readFileSync(join(dir, "lock"), "utf8"));
  folder.close();
  return holder;
}

test("what was appended is read back, in order, and the folder names config, numerics and kernel", async () => {
  const dir = fresh();
  const config = fakeConfig(5);
  await fill(dir, config);
  const run = await Run.read(dir);
  assert.is(run.done(), 10);
  assert.is(run.total(), 10);
  const expected = [0, 1].flatMap((g) => [0, 1, 2, 3, 4].map((k) => fakeRecord(config, g, k)));
  assert.equal([...run.records()], expected);
  assert.equal(run.config, config);
  assert.is(run.provenance.kernel_sha256, ORIGIN.kernel_sha256);
  assert.equal(readdirSync(dir).sort(), ["config.json", "provenance.json", "realisations.jsonl"]);
});

test("a folder that holds a run is refused without --resume", async () => {
  const dir = fresh();
  await fill(dir, fakeConfig(1));
  await refusal(fill(dir, fakeConfig(1)), /holds a run already/, /--resume/);
  assert.is(existsSync(join(dir, "lock")), false);
});

test("with --resume a missing and an empty folder are started", async () => {
  const [missing, empty] = [fresh(), fresh()];
  mkdirSync(empty);
  for (const dir of [missing, empty]) {
    await fill(dir, fakeConfig(2), undefined, true);
    assert.is((await Run.read(dir)).done(), 4);
  }
});

test("a torn last line is cut off and computed again, wherever it was torn", async () => {
  const dir = fresh();
  const config = fakeConfig(3);
  await fill(dir, config);
  const whole = lines(dir);
  const last = whole.lastIndexOf("\n", whole.length - 2) + 1;
  for (const cut of [last + 1, last + 20, Math.floor((last + whole.length) / 2), whole.length - 2, whole.length - 1]) {
    setLines(dir, whole.slice(0, cut));
    assert.is((await Run.read(dir)).done(), 5, "for reading it is no line");
    const messages = await fill(dir, config, undefined, true);
    assert.match(messages.join(), /realisations\.jsonl line 6: torn/);
    assert.is(lines(dir), whole);
  }
  setLines(dir, whole.slice(0, last) + "\0".repeat(500)); // what a file system may leave after a power cut
  await fill(dir, config, undefined, true);
  assert.is(lines(dir), whole);
});

test("a changed byte in any line is found, and the message names file and line", async () => {
  const dir = fresh();
  const config = fakeConfig(3);
  await fill(dir, config);
  const whole = readFileSync(join(dir, "realisations.jsonl"));
  const lineOf = (offset: number) => whole.subarray(0, offset).filter((b) => b === 10).length + 1;
  for (let offset = 0; offset < whole.length; offset += 97) {
    const damaged = Buffer.from(whole);
    damaged[offset] ^= 1 << (offset % 8);
    setLines(dir, damaged);
    const line = lineOf(offset);
    try {
      const run = await Run.read(dir);
      // only an unreadable last line may pass, as torn: then it is not there
      assert.is(line, 6, `a flip at byte ${offset} was not seen`);
      assert.is(run.done(), 5);
    } catch (error) {
      assert.instance(error, FolderError);
      assert.match((error as Error).message, new RegExp(`realisations\\.jsonl line ${line}: `));
    }
  }
});

test("a foreign line, a second line of a realisation, a line of another shard and a nameless one are refused by name", async () => {
  const [dir, other, shards] = [fresh(), fresh(), fresh()];
  const config = fakeConfig(3);
  await fill(dir, config);
  await fill(other, fakeConfig(3, 2));
  const whole = lines(dir);
  const foreign = lines(other).split("\n")[0];

  setLines(dir, `${whole}${foreign}\n`);
  await refusal(fill(dir, config, undefined, true), /realisations\.jsonl line 7: of another run: config/);
  const other_numbers = sealed({ ...unsealed(Buffer.from(whole.split("\n")[2])), check: undefined, steps: 1 });
  setLines(dir, `${whole}${other_numbers}\n`);
  await refusal(fill(dir, config, undefined, true), /line 7: realisation 0 stands on line 3 already, with other bytes/);
  setLines(dir, `{"a":1}\n${whole}`);
  await refusal(fill(dir, config, undefined, true), /line 1: its bytes were changed \(no "check"/);
  setLines(dir, `\n${whole}`);
  await refusal(fill(dir, config, undefined, true), /line 1: not readable/);

  await fill(shards, config, { index: 2, of: 2 });
  appendFileSync(join(shards, "realisations.jsonl"), `${whole.split("\n")[0]}\n`);
  await refusal(Run.read(shards), /line 4: .*realisation 2: not in shard 2\/2/);
});

test("swapped and damaged small files are found", async () => {
  const [dir, other] = [fresh(), fresh()];
  const config = fakeConfig(3);
  await fill(dir, config);
  await fill(other, fakeConfig(3, 2));
  const good = { config: "", provenance: "", realisations: "" };
  const path = (name: string, folder = dir) => join(folder, name === "realisations" ? `${name}.jsonl` : `${name}.json`);
  for (const name of Object.keys(good) as (keyof typeof good)[]) {
    const text = readFileSync(path(name), "utf8");
    writeFileSync(path(name), readFileSync(path(name, other)));
    await refusal(
      Run.read(dir),
      name === "realisations" ? /realisations\.jsonl line 1: of another run/ : /config\.json: of/,
    );
    if (name !== "realisations") {
      for (const bad of [
        "",
        "{",
        "[]",
        '"x"',
        "null",
        text.slice(0, -10),
        text.replace(/\d/, (d) => `${(+d + 1) % 10}`),
      ]) {
        writeFileSync(path(name), bad);
        await refusal(Run.read(dir), new RegExp(`${name}\\.json: `));
        await refusal(fill(dir, config, undefined, true), new RegExp(`${name}\\.json: `));
      }
      rmSync(path(name));
      await refusal(Run.read(dir), new RegExp(`${name}\\.json: missing`));
    }
    writeFileSync(path(name), text);
  }
  writeFileSync(path("config"), readFileSync(path("config"), "utf8").replace('"realisations":3', '"realisations":2'));
  await refusal(Run.read(dir), /config\.json: ensemble\.realisations: 2 found, provenance\.json has 3/);
});

test("another config, other numerics or another kernel never continue a run", async () => {
  const dir = fresh();
  await fill(dir, fakeConfig(2));
  const open = (config: Config, origin = ORIGIN, shard?: Shard) =>
    RunFolder.open(dir, config, origin, { resume: true, shard });
  await refusal(open(fakeConfig(2, 9)), /ensemble\.seed is 1 in the folder, 9 in the config given/);
  await refusal(open(fakeConfig(2), { ...ORIGIN, numerics: 8 }), /numerics 7, this is 8/);
  await refusal(
    open(fakeConfig(2), { ...ORIGIN, kernel_sha256: "cd".repeat(32) }),
    /kernel_sha256 abab.*, this is cdcd/,
  );
  await refusal(open(fakeConfig(2), ORIGIN, { index: 1, of: 2 }), /holds a whole run, asked for shard 1\/2/);
  const other = await open(fakeConfig(2), { ...ORIGIN, larmor: "9.9.9" }); // another version with the same bits may
  other.close();
});

test("a run is extended, not shortened; an interrupted extension is finished", async () => {
  const dir = fresh();
  await fill(dir, fakeConfig(2));
  const two = lines(dir);
  await refusal(fill(dir, fakeConfig(1), undefined, true), /can be extended, not shortened/);
  const before = readFileSync(join(dir, "config.json"));
  const messages = await fill(dir, fakeConfig(4), undefined, true);
  assert.match(messages.join(), /extended from 2 to 4/);
  assert.ok(lines(dir).startsWith(two), "what was there stays as it was");
  assert.is((await Run.read(dir)).done(), 8);
  writeFileSync(join(dir, "config.json"), before); // killed between provenance.json and config.json
  await refusal(Run.read(dir), /run again with --resume and 4 realisations/);
  await fill(dir, fakeConfig(4), undefined, true);
  assert.is((await Run.read(dir)).done(), 8);
});

test("a record with a NaN, a wrong shape or a foreign place is never written", async () => {
  const dir = fresh();
  const config = fakeConfig(2);
  const folder = await RunFolder.open(dir, config, ORIGIN);
  const record = fakeRecord(config, 0, 0);
  const bad = [
    { ...record, response_pc: [record.response_pc[0], [[1, 2, Number.NaN], ...record.response_pc[1].slice(1)]] },
    { ...record, displacement_mean_pc: [[1, 2, 3]] },
    { ...record, path_pc: [1, 2] },
    { ...record, realisation: 2 },
    { ...record, rigidity_TV: 999 },
    { ...record, momentum_drift: Number.POSITIVE_INFINITY },
    { ...record, steps: 1.5 },
  ];
  for (const invalid of bad) assert.throws(() => folder.append(invalid));
  folder.append(record);
  assert.throws(() => folder.append(record), /stored before/);
  folder.close();
  assert.is(lines(dir).split("\n").length, 2);
});

test("a second process is refused with the first one's name; a killed one's lock is taken over", async () => {
  const dir = fresh();
  const first = writer(dir, 40, 20);
  await first.ready;
  const error = await refusal(
    RunFolder.open(dir, fakeConfig(40), ORIGIN, { resume: true }),
    /is being written by process/,
  );
  assert.match(error.message, `process ${first.child.pid} on ${hostname()}`);
  first.child.kill("SIGKILL");
  await first.ended;
  assert.ok(existsSync(join(dir, "lock")));
  const messages = await fill(dir, fakeConfig(40), undefined, true);
  assert.match(messages.join(), `taking over the lock of process ${first.child.pid}`);
  assert.is((await Run.read(dir)).done(), 80);
  assert.is(
    readdirSync(dir).some((name) => name.startsWith("lock")),
    false,
  );
});

test("of many processes that find a stale lock, one continues and the others are refused", async () => {
  const dir = fresh();
  const first = writer(dir, 30, 20);
  await first.ready;
  first.child.kill("SIGKILL");
  await first.ended;
  const ends = await Promise.all([1, 2, 3, 4].map(() => writer(dir, 30, 30).ended));
  assert.equal(ends.map((end) => end.code).sort(), [0, 5, 5, 5], ends.map((end) => end.stderr).join());
  assert.is((await Run.read(dir)).done(), 60);
});

test("a stale lock has exactly one successor, however many processes reach for it at one moment", async () => {
  const top = fresh();
  const rounds = 60;
  const gone = { pid: 4194305, host: hostname(), since: "then", found: 0, done: 0 }; // above any process number of Linux
  const { boot, space } = await ownHolder();
  for (let round = 0; round < rounds; round++) {
    mkdirSync(join(top, String(round)), { recursive: true });
    const token = round.toString(16).padStart(8, "0");
    writeFileSync(join(top, String(round), "lock"), JSON.stringify({ ...gone, boot, space, start: "1", token }));
  }
  const script = fileURLToPath(new URL("./lock_race.ts", import.meta.url));
  const begin = String(Date.now() + 3000);
  const won = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, ["--import", "tsx", script, top, String(rounds), begin]);
      children.push(child);
      let stdout = "";
      child.stdout.on("data", (data) => {
        stdout += data;
      });
      await new Promise((resume) => child.on("close", resume));
      return JSON.parse(stdout) as number[];
    }),
  );
  const all = won.flat().sort((a, b) => a - b);
  assert.equal(all, [...Array(rounds).keys()]);
});

test("a lock from another machine is believed while it gives signs of life, and for two minutes after", async () => {
  const dir = fresh();
  await fill(dir, fakeConfig(1));
  const lock = join(dir, "lock");
  const foreign = {
    pid: 1,
    host: "elsewhere",
    boot: "",
    space: "",
    start: "",
    since: "then",
    token: "0123abcd",
    found: 0,
    done: 0,
  };
  writeFileSync(lock, JSON.stringify(foreign));
  const beat = setTimeout(() => utimesSync(lock, new Date(), new Date(Date.now() + 1000)), 500);
  await refusal(RunFolder.open(dir, fakeConfig(1), ORIGIN, { resume: true }), /written by process 1 on elsewhere/);
  clearTimeout(beat);
  utimesSync(lock, new Date(Date.now() - 121e3), new Date(Date.now() - 121e3));
  const messages = await fill(dir, fakeConfig(1), undefined, true);
  assert.match(messages.join(), /taking over the lock of process 1 on elsewhere/);
});

test("a folder deleted or moved away in mid-run is noticed at the next line, and what was counted stays", async () => {
  const [dir, moved] = [fresh(), fresh()];
  const config = fakeConfig(3);
  const folder = await RunFolder.open(dir, config, ORIGIN);
  folder.append(fakeRecord(config, 0, 0));
  renameSync(dir, moved);
  assert.throws(
    () => folder.append(fakeRecord(config, 0, 1)),
    (error: Error) => error instanceof DiskError && /deleted or renamed/.test(error.message),
  );
  folder.close();
  rmSync(join(moved, "lock"));
  assert.is((await Run.read(moved)).done(), 1);
});

test("a disk that takes no more: a clear message, no torn line, nothing lost; goes on when there is room", async () => {
  const dir = fresh();
  // a limit on the size of files (in kB) stops a write half-way, as a full disk does
  const limited = writer(dir, 20, 0, 40);
  const { code, stderr, counted } = await limited.ended;
  assert.is(code, 5);
  assert.match(stderr, /realisations\.jsonl: writing failed: .*\(EFBIG\); what was counted is safe/);
  assert.ok(counted.length > 5 && counted.length < 40, `${counted.length} realisations were counted`);
  assert.is(lines(dir).split("\n").length - 1, counted.length);
  assert.ok(lines(dir).endsWith("\n"), "the line that did not fit was cut off");
  await fill(dir, fakeConfig(20), undefined, true);
  assert.is((await Run.read(dir)).done(), 40);
});

test("shards in any number and order merge to the same bytes as the whole run in order", async () => {
  const config = fakeConfig(7);
  const whole = fresh();
  await fill(whole, config);
  const outs: string[] = [];
  for (const shards of [1, 2, 3, 5, 40]) {
    const dirs: string[] = [];
    for (let index = 1; index <= shards; index++) {
      dirs.push(fresh());
      await fill(dirs[index - 1], config, { index, of: shards });
    }
    outs.push(fresh());
    await merge(shards % 2 === 0 ? dirs : dirs.reverse(), outs[outs.length - 1]);
  }
  const names = readdirSync(outs[0]).sort();
  assert.equal(names, ["config.json", "provenance.json", "realisations.jsonl", "summary.json"]);
  for (const out of outs) {
    for (const name of names) assert.equal(readFileSync(join(out, name)), readFileSync(join(outs[0], name)), name);
    assert.is(sorted(out), sorted(whole));
  }
  for (const name of ["config.json", "provenance.json"]) {
    assert.equal(readFileSync(join(outs[0], name)), readFileSync(join(whole, name)), name);
  }
  const order = (await Run.read(outs[0])).config.field.turbulence_level?.flatMap((eta) =>
    [0, 1, 2, 3, 4, 5, 6].map((k) => [eta, k]),
  );
  const found = lines(outs[0])
    .trimEnd()
    .split("\n")
    .map((line) => [JSON.parse(line).turbulence_level, JSON.parse(line).realisation]);
  assert.equal(found, order);
});

test("the summary is the same bytes whatever the order of the lines", async () => {
  const [a, b] = [fresh(), fresh()];
  const config = fakeConfig(6);
  for (const dir of [a, b]) await fill(dir, config);
  setLines(b, `${sorted(b)}\n`);
  const [first, second] = await Promise.all([a, b].map(async (dir) => statisticsOf(await Run.read(dir)).summary()));
  assert.is(JSON.stringify(first), JSON.stringify(second));
});

test("merge refuses missing, doubled, foreign and damaged parts and lists each; nothing is left behind", async () => {
  const config = fakeConfig(6);
  const dirs = [1, 2, 3].map(() => fresh());
  for (const [i, dir] of dirs.entries()) await fill(dir, config, { index: i + 1, of: 3 });
  const foreign = fresh();
  await fill(foreign, fakeConfig(6, 2), { index: 3, of: 3 });
  const out = fresh();
  const problems = async (given: string[], ...expected: RegExp[]) => {
    const error = await refusal(merge(given, out));
    assert.instance(error, MergeError);
    for (const pattern of expected) assert.match(error.message, pattern);
    assert.is(existsSync(out), false);
    assert.is(existsSync(`${out}.merging`), false);
  };
  await problems(
    [dirs[0], dirs[1]],
    /turbulence level 1, 1000 TV: missing: realisations 2, 5/,
    /0\.1, 1000 TV: missing: realisations 1, 4/,
  );
  await problems([...dirs, dirs[0]], /run\d+: given twice/);
  await problems([dirs[0], dirs[1], foreign], /another run than .*: ensemble\.seed is 2/, /missing: realisations 2, 5/);
  const copy = fresh();
  await fill(copy, config, { index: 2, of: 3 });
  await problems(
    [...dirs, copy],
    /: 4 realisations that other folders have too, the first in line 1 \(realisation 4, .*line 1\)/,
  );
  await problems([...dirs, fresh()], /holds no run of larmor|there is no such folder/);
  const text = lines(dirs[1]);
  setLines(dirs[1], text.replace("3", "4"));
  await problems(dirs, /realisations\.jsonl line 1: /);
  setLines(dirs[1], text.slice(0, -5));
  await problems(dirs, /line 4: torn/, /missing/);
  setLines(dirs[1], text);
  await merge(dirs, out);
  await refusal(merge(dirs, out), /holds a run already/);
});

test("status counts done and missing over shards and names the shards to run again", async () => {
  const config = fakeConfig(10);
  const parent = fresh();
  for (const index of [1, 2, 4, 5]) await fill(join(parent, `shard-${index}`), config, { index, of: 6 });
  const file = join(parent, "shard-4", "realisations.jsonl");
  const cut = readFileSync(file, "utf8");
  truncateSync(file, cut.lastIndexOf("\n", cut.length - 2) + 1);
  const found = await status([parent]);
  assert.is(found.missing_shards, "3-4,6");
  assert.is(found.shards, 6);
  assert.is(found.done, 20 - 3 - 3 - 1);
  assert.is(found.total, 20);
  assert.equal(found.problems, []);
  assert.equal(
    found.parts.map((part) => part.state),
    ["complete", "complete", "stopped", "complete"],
  );
  assert.is(found.groups[0].missing, "2, 5, 8");
});

test("status names the realisations with failed particles: the first twenty, in order", async () => {
  const config = fakeConfig(30);
  const dir = fresh();
  const folder = await RunFolder.open(dir, config, ORIGIN);
  for (let k = 29; k >= 0; k--) {
    for (const g of [0, 1]) folder.append({ ...fakeRecord(config, g, k), failed: g === 1 && k > 4 ? 2 : 0 });
  }
  folder.close();
  const { failed, groups } = await status([dir]);
  assert.is(failed, 50);
  assert.equal(
    groups.map((group) => [group.failed_realisations, group.failed_first]),
    [
      [0, []],
      [25, Array.from({ length: 20 }, (_, i) => 5 + i)],
    ],
  );
});

test("kill -9 at random moments: the run ends with the bytes of an undisturbed one", async () => {
  const [dir, undisturbed] = [fresh(), fresh()];
  await fill(undisturbed, fakeConfig(25));
  let state = 20141121; // seeded: the same moments each time, as far as a machine's clock allows
  for (let kill = 0; kill < 5; kill++) {
    const killed = writer(dir, 25, 5);
    await killed.ready;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    await new Promise((resume) => setTimeout(resume, (state / 2 ** 32) * 60));
    killed.child.kill("SIGKILL");
    const { counted } = await killed.ended;
    const run = await Run.read(dir); // readable at any moment
    for (const line of counted.filter((text) => /^\d+ \d+$/.test(text))) {
      const [g, k] = line.split(" ").map(Number);
      assert.ok(run.has(g, k), `realisation ${k} of group ${g} was counted and lost`);
    }
  }
  const last = writer(dir, 25, 0);
  assert.is((await last.ended).code, 0);
  assert.is(sorted(dir), sorted(undisturbed));
  assert.equal(readdirSync(dir).sort(), readdirSync(undisturbed).sort());
});

test.run();
