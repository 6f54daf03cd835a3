// Kills a run with -9 at random moments, on one to four workers, until it has come to its end.
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { larmor, lineSet, text, tiny } from "./larmor.js";

const REALISATIONS = 30;
const optionsBy = (integrator: string) => (workers: number, out: string) => [
  ...["run", ...tiny(REALISATIONS), "--set", `particles.integrator=${integrator}`],
  ...["--workers", String(workers), "--out", out, "--resume", "--quiet"],
];

/** Whole lines that are on the disk. */
const counted = (out: string): string[] => {
  try {
    return readFileSync(join(out, "realisations.jsonl"), "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
};

/**
 * At least `kills` kills; a run that completes is begun anew in another folder. Every line that was there stays as it was,
 * none is lost or doubled, and the end has the bytes of `undisturbed`.
 */
export async function killAtRandom(kills: number, fresh: () => string, integrator = "rk45"): Promise<void> {
  const options = optionsBy(integrator);
  const undisturbed = fresh();
  const start = performance.now();
  const whole = await larmor(options(2, undisturbed));
  assert.is(whole.code, 0, whole.stderr);
  const spread = performance.now() - start;

  let state = 1408;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let out = fresh();
  let before = new Set<string>();
  let done = 0;
  const check = (complete: boolean) => {
    const lines = counted(out);
    assert.is(new Set(lines).size, lines.length, "no line is doubled");
    const now = new Set(lines);
    for (const line of before) assert.ok(now.has(line), "a counted line was lost or changed");
    before = now;
    if (!complete) return;
    assert.is(lineSet(out), lineSet(undisturbed));
    for (const name of ["summary.json", "config.json", "provenance.json"])
      assert.is(text(out, name), text(undisturbed, name));
    out = fresh();
    before = new Set();
  };
  while (done < kills) {
    let child: ChildProcess | undefined;
    const ended = larmor(options(1 + (done % 4), out), { started: (started) => (child = started) });
    const timer = setTimeout(() => child?.kill("SIGKILL"), random() * spread);
    const { code, signal, stderr } = await ended;
    clearTimeout(timer);
    if (signal === "SIGKILL") done += 1;
    else assert.is(code, 0, stderr);
    check(signal === null);
  }
  const last = await larmor(options(2, out));
  assert.is(last.code, 0, last.stderr);
  check(true);
}
