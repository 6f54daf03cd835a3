// A run of half an hour (LARMOR_SOAK_MIN: minutes): its memory does not grow except for the statistics, less than a
// kilobyte a realisation.
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, tiny } from "./larmor.js";

const MINUTES = Number(process.env.LARMOR_SOAK_MIN ?? 30);
/** What statistics (0.7 kB), the index of lines and the summaries made on the way may take; 1.0 kB found. */
const BYTES_PER_REALISATION = 1500;
/** Between two collections of garbage, the heaps of the main thread and the workers grow and shrink by this much. */
const BREATH = 20e6;

const test = suite("command line: soak, long");
const { fresh, remove } = folders();
test.after(remove);

test(`${MINUTES} minutes with flat memory`, async () => {
  const out = fresh();
  let child: ChildProcess | undefined;
  const samples: number[] = [];
  const ended = larmor(["run", ...tiny(1e6), "--workers", "2", "--out", out, "--quiet"], {
    patience_s: MINUTES * 60 + 120,
    started: (started) => (child = started),
  });
  const end = performance.now() + MINUTES * 60e3;
  while (performance.now() < end) {
    await new Promise((resume) => setTimeout(resume, 1000));
    const status = readFileSync(`/proc/${child?.pid}/status`, "utf8");
    samples.push(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024);
  }
  child?.kill("SIGTERM");
  const { code, stderr } = await ended;
  assert.is(code, 75, stderr);
  // the file is too long for a string of Node
  const realisations: number = JSON.parse((await larmor(["status", out, "--json"])).stdout).done;
  const mean = (from: number, to: number) => {
    const part = samples.slice(Math.floor(from * samples.length), Math.floor(to * samples.length));
    return part.reduce((sum, bytes) => sum + bytes, 0) / part.length;
  };
  // during the first third the heap grows to its usual size
  const growth = mean(2 / 3, 1) - mean(1 / 3, 2 / 3);
  const allowed = BREATH + (BYTES_PER_REALISATION * realisations) / 3;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const measured = `${megabytes(mean(1 / 3, 2 / 3))} in the second third, ${megabytes(growth)} more in the last`;
  process.stdout.write(`${MINUTES} min, ${realisations} realisations: ${measured}, ${megabytes(allowed)} allowed\n`);
  assert.ok(growth < allowed, measured);
});

test.run();
