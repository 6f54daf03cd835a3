// 10^5 realisations: a command that reads a run holds its statistics in memory, half a kilobyte a realisation, and
// never all its records.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configIdentity, resolveConfig } from "../../src/config/config.js";
import { loadKernel, numerics } from "../../src/flight/kernel.js";
import { formatLine } from "../../src/store/lines.js";
import { expectedOf, writeStored } from "../../src/store/stored.js";
import { fakeRecord } from "../unit/store/fake_run.js";
import { folders, larmor } from "./larmor.js";

const REALISATIONS = Number(process.env.LARMOR_REALISATIONS ?? 1e5);
const LIMIT = 500e6;

const test = suite("command line: memory, long");
const { fresh, remove } = folders();
test.after(remove);

const config = resolveConfig({
  field: { turbulence_level: [0.1] },
  particles: { nside: 8 },
  transport: { path_pc: 60, outputs: 2 },
  ensemble: { realisations: REALISATIONS },
});

/** Two shards, written without syncing each line. */
function shards(top: string, kernel_sha256: string, version: number): string[] {
  return [1, 2].map((index) => {
    const dir = join(top, String(index));
    mkdirSync(dir, { recursive: true });
    const shard = { index, of: 2 };
    const config_sha256 = configIdentity(config);
    const realisations = REALISATIONS;
    writeStored(dir, config, {
      larmor: "0.0.0-test",
      numerics: version,
      kernel_sha256,
      config_sha256,
      realisations,
      shard,
    });
    const expected = expectedOf(config, config_sha256, version, shard);
    const fd = openSync(join(dir, "realisations.jsonl"), "w");
    for (let k = index - 1; k < REALISATIONS; k += 2) writeSync(fd, formatLine(fakeRecord(config, 0, k), expected));
    closeSync(fd);
    return dir;
  });
}

/** Runs larmor; the most memory that it had, in bytes, and its CPU seconds. */
async function most(...args: string[]): Promise<{ bytes: number; cpu_s: number }> {
  let bytes = 0;
  let cpu_s = 0;
  let timer: NodeJS.Timeout | undefined;
  const { code, stderr } = await larmor(args, {
    patience_s: 3600,
    started: (child) => {
      timer = setInterval(() => {
        try {
          const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
          const times = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
          cpu_s = (Number(times[11]) + Number(times[12])) / 100;
          bytes = Math.max(bytes, Number(found?.[1] ?? 0) * 1024);
        } catch {
          // it has ended
        }
      }, 50);
    },
  });
  clearInterval(timer);
  assert.is(code, 0, stderr.slice(0, 2000));
  return { bytes, cpu_s };
}

test(`${REALISATIONS} realisations in under ${LIMIT / 1e6} MB`, async () => {
  const top = fresh();
  const kernel = await loadKernel();
  const parts = shards(top, kernel.sha256, await numerics(kernel));
  const merged = fresh();
  const commands: string[][] = [
    ["status", ...parts],
    ["merge", ...parts, "--out", merged, "--quiet"],
    ["run", join(merged, "config.json"), "--out", merged, "--resume", "--quiet"],
    ["export", merged, "--csv", "--out", fresh()],
    ["export", merged, "--hdf5", "--out", `${fresh()}.h5`],
    ...["fig1", "fig4", "fig5", "angle", "convergence", "cl"].map((name) => ["figure", name, merged, "--out", fresh()]),
  ];
  const over: string[] = [];
  for (const args of commands) {
    const { bytes, cpu_s } = await most(...args);
    const line = `larmor ${args[0]} ${args[0] === "figure" ? args[1] : (args.find((arg) => /^--(csv|hdf5)$/.test(arg)) ?? "")}: ${Math.round(bytes / 1e6)} MB`;
    process.stdout.write(`${line}, ${cpu_s.toFixed(1)} s of CPU time\n`);
    if (bytes > LIMIT) over.push(line);
    if (args[0] === "merge") for (const part of parts) rmSync(part, { recursive: true });
  }
  assert.equal(over, []);
});

test.run();
