// Every call that changes a file, of every command that writes a run folder, fails once in every way (faults.c): what was counted
// is safe, the first error is reported, and the same command again leaves the bytes of an undisturbed one and nothing
// else.
import { type ChildProcess, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Ended, larmor, lineSet, text, tiny } from "./larmor.js";

const test = suite("command line: every file-system call fails");
const top = mkdtempSync(join(tmpdir(), "larmor-faults-"));
const shim = join(top, "faults.so");
const source = fileURLToPath(new URL("./faults.c", import.meta.url));
const compiled = spawnSync("g++", ["-x", "c", "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"]);
/** Only where there is a compiler, and where a library can be put before another. */
const tried = compiled.status === 0 && process.platform === "linux" ? test : test.skip;
test.after(() => rmSync(top, { recursive: true, force: true }));

/** The journal may be lost with any fault. */
const namesIn = (dir: string): string[] =>
  readdirSync(dir)
    .filter((name) => name !== "journal.jsonl")
    .sort();
const FINISHED = ["config.json", "provenance.json", "realisations.jsonl", "summary.json"];
const KINDS = ["kill", "full", "once", "dead", "short"] as const;
const DISK = 74;
const KILLED = 137;

/** Where each case writes: anew for each. */
const work = join(top, "work");
const anew = () => {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
};
const faulty = (faults: Record<string, string>): { env: Record<string, string> } => ({
  env: { LD_PRELOAD: shim, FAULT_DIR: work, ...faults },
});
const codeOf = ({ code, signal }: Ended): number => (signal === "SIGKILL" ? KILLED : (code ?? -1));

/** The calls that an undisturbed command makes: "write", "fsync", ... */
async function callsOf(args: string[]): Promise<string[]> {
  anew();
  const log = join(top, "log");
  rmSync(log, { force: true });
  const { code, stderr } = await larmor(args, faulty({ FAULT_LOG: log }));
  assert.is(code, 0, stderr);
  return readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[1]);
}

/** Runs the command with each fault and then without; says how often which exit codes came. */
async function eachFault(
  args: string[],
  again: string[],
  check: (first: Ended, second: Ended, what: string) => void,
): Promise<void> {
  const calls = await callsOf(args);
  const counts = new Map<string, number>();
  let cases = 0;
  for (const kind of KINDS) {
    for (const [n, call] of calls.entries()) {
      if (kind === "short" && call !== "write") continue;
      anew();
      const what = `${args[0]}, ${kind} at call ${n + 1}, ${call}`;
      const first = await larmor(args, faulty({ FAULT_KIND: kind, FAULT_AT: String(n + 1) }));
      const code = codeOf(first);
      assert.ok([0, DISK, KILLED].includes(code), `${what}: ${code}\n${first.stderr}`);
      assert.is(code === KILLED, kind === "kill", `${what}: ${code}\n${first.stderr}`);
      assert.not.match(first.stderr, /^\s+at /m, what);
      const second = await larmor(again);
      check(first, second, what);
      cases += 1;
      counts.set(`${kind} ${code}`, (counts.get(`${kind} ${code}`) ?? 0) + 1);
    }
  }
  const sum = [...counts].map(([name, count]) => `${name}: ${count}`).join(", ");
  process.stdout.write(`${args[0]}: ${calls.length} calls, ${cases} cases; ${sum}\n`);
}

const out = join(work, "out");
const run = ["run", ...tiny(2), "--workers", "1", "--quiet", "--out"];
const undisturbed = join(top, "undisturbed");
const exported = join(top, "run.h5");
const shards = join(top, "shards");
const merged = join(top, "merged");
test.before(async () => {
  const commands = [
    [...run, undisturbed],
    ["export", undisturbed, "--hdf5", "--out", exported],
  ];
  for (const index of [1, 2]) commands.push([...run, join(shards, String(index)), "--shard", `${index}/2`]);
  commands.push(["merge", shards, "--out", merged, "--quiet"]);
  for (const command of commands) {
    const { code, stderr } = await larmor(command);
    assert.is(code, 0, stderr);
  }
});

const sameRun = (dir: string, whole: string, what: string) => {
  assert.is(lineSet(dir), lineSet(whole), what);
  for (const name of ["summary.json", "config.json", "provenance.json"])
    assert.is(text(dir, name), text(whole, name), what);
};

tried("run, then run --resume: the same bytes, and nothing is left", () =>
  eachFault([...run, out], [...run, out, "--resume"], (_, second, what) => {
    assert.is(second.code, 0, `${what}: ${second.stderr}`);
    sameRun(out, undisturbed, what);
    assert.equal(namesIn(out), FINISHED, what);
  }),
);

for (const [name, command] of [
  ["merge", ["merge", shards, "--quiet", "--out", out]],
  ["import", ["import", exported, "--out", out]],
] as const) {
  tried(`${name}, twice: the same bytes, and nothing is left`, () =>
    eachFault([...command], [...command], (_, second, what) => {
      // where only the end was disturbed, the folder is there, perhaps with the lock that could not be removed
      const wasThere = second.code === 5 && /holds a run already/.test(second.stderr);
      assert.ok(second.code === 0 || wasThere, `${what}: ${second.stderr}`);
      sameRun(out, merged, what);
      assert.equal(
        namesIn(out).filter((file) => !(wasThere && file === "lock")),
        FINISHED,
        what,
      );
      assert.equal(readdirSync(work), ["out"], what);
    }),
  );
}

for (const format of ["--csv", "--hdf5"]) {
  const file = join(work, "export");
  const command = ["export", undisturbed, format, "--out", file];
  tried(`export ${format}, twice: no half file ever has the name`, () =>
    eachFault(command, command, (first, second, what) => {
      assert.is(second.code, 0, `${what}: ${second.stderr}`);
      if (first.code === 0) assert.ok(existsSync(file), what);
    }),
  );
}

/** Waits until a file is there. */
async function appears(file: string): Promise<void> {
  while (!existsSync(file)) await new Promise((resume) => setTimeout(resume, 50));
}

/** A run on another "machine" that hangs before its n-th write of a line, until it is let go. */
async function hung(host: string, nth: number, options: string[], then = "") {
  const [began, go] = [join(top, `${host}.hung`), join(top, `${host}.go`)];
  for (const file of [began, go]) rmSync(file, { force: true });
  const faults = { FAULT_KIND: "hang", FAULT_AT: String(nth), FAULT_ONLY: "write", FAULT_HUNG: began, FAULT_GO: go };
  let child: ChildProcess | undefined;
  const ended = larmor([...run, out, ...options], {
    ...faulty({ ...faults, FAULT_DIR: join(out, "realisations.jsonl"), FAULT_HOST: host, FAULT_THEN: then }),
    started: (started) => {
      child = started;
    },
  });
  await Promise.race([appears(began), ended]);
  assert.is(child?.exitCode, null, "it hangs");
  // two minutes later, as far as another machine can tell
  const time = new Date(Date.now() - 121e3);
  utimesSync(join(out, "lock"), time, time);
  return { ended, go: () => writeFileSync(go, "") };
}

tried(
  "a write that comes through after another machine took over and completed the run: one line twice, said, exit 0",
  async () => {
    for (const nth of [1, 2, 3, 4]) {
      anew();
      const late = await hung("nodeA", nth, []);
      const second = await larmor([...run, out, "--resume"], { env: { LD_PRELOAD: shim, FAULT_HOST: "nodeB" } });
      assert.is(second.code, 0, second.stderr);
      late.go();
      const { code, stderr } = await late.ended;
      assert.ok(code === 5 || code === DISK, `${code} ${stderr}`);
      assert.not.match(stderr, /^\s+at /m);
      const status = await larmor(["status", out]);
      assert.is(status.code, 0, status.stderr);
      assert.match(status.stderr, /warning: .*line 5: the same bytes as an earlier line/);
      const resumed = await larmor([...run, out, "--resume"]);
      assert.is(resumed.code, 0, resumed.stderr);
      for (const name of ["summary.json", "config.json"]) assert.is(text(out, name), text(undisturbed, name));
      const whole = join(work, "whole");
      assert.is((await larmor(["merge", out, "--quiet", "--out", whole])).code, 0);
      sameRun(whole, merged, `line ${nth}`);
    }
  },
);

tried(
  "the same while the other machine is at work: it stops, cuts nothing off, and --resume completes the run",
  async () => {
    for (const then of ["", "full"]) {
      for (const nth of [1, 2, 3]) {
        anew();
        const late = await hung("nodeA", 2, []);
        const second = await hung("nodeB", nth, ["--resume"], then);
        const before = text(out, "realisations.jsonl");
        late.go();
        await late.ended;
        assert.is(text(out, "realisations.jsonl").length > before.length, true, "the late line is there");
        second.go();
        const { code, stderr } = await second.ended;
        assert.is(code, then === "" ? 5 : DISK, stderr);
        assert.ok(text(out, "realisations.jsonl").startsWith(before), "what was counted is there");
        const resumed = await larmor([...run, out, "--resume"]);
        assert.is(resumed.code, 0, resumed.stderr);
        const whole = join(work, "whole");
        assert.is((await larmor(["merge", out, "--quiet", "--out", whole])).code, 0);
        sameRun(whole, merged, `${then} ${nth}`);
      }
    }
  },
);

test.run();
