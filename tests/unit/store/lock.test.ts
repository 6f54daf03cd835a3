// A lock that says nothing, or whose time cannot be right, stops nobody for longer than its holder may be silent.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isWorking, readHolder } from "../../../src/store/holder.js";
import { cleanLocks, Lock } from "../../../src/store/lock.js";
import { RunFolder, status } from "../../../src/store/store.js";
import { fakeConfig, fillRun, ORIGIN } from "./fake_run.js";
import { failing, withFaults } from "./faults.js";

const test = suite("lock");
let top: string;
let count = 0;
const fresh = () => {
  const dir = join(top, `run${count++}`);
  mkdirSync(dir);
  return dir;
};
test.before(() => {
  top = mkdtempSync(join(tmpdir(), "larmor-lock-"));
});
test.after(() => rmSync(top, { recursive: true, force: true }));

const FOREIGN = {
  ...{
    pid: 1,
    host: "elsewhere",
    boot: "",
    space: "",
    start: "",
    since: "2026-01-01T00:00:00.000Z",
    token: "0123abcd",
  },
  ...{ found: 0, done: 0 },
};
/** Contents that a loss of power leaves in a lock, and others that name no holder. */
const UNREADABLE = ["", "\0".repeat(512), JSON.stringify(FOREIGN).slice(0, 60), "{}", '{"pid":-1,"host":"x"}'];
UNREADABLE.push(JSON.stringify({ ...FOREIGN, since: 5 }), JSON.stringify({ ...FOREIGN, host: "a\nb" }), "[]", "null");

const setAge = (file: string, seconds: number) => {
  const time = new Date(Date.now() - seconds * 1000);
  utimesSync(file, time, time);
};

/** Lets the clock of the process, not that of files, go faster while the work is done. */
async function hurried<T>(factor: number, work: () => Promise<T>): Promise<T> {
  const real = performance.now.bind(performance);
  performance.now = () => factor * real();
  try {
    return await work();
  } finally {
    performance.now = real;
  }
}

async function taken(dir: string): Promise<string[]> {
  const messages: string[] = [];
  const lock = await Lock.take(dir, (message) => void messages.push(message));
  lock.release();
  assert.equal(readdirSync(dir), [], "nothing is left");
  return messages;
}

test("a lock that names nobody is taken over when it has not changed for two minutes", async () => {
  for (const text of UNREADABLE) {
    const dir = fresh();
    writeFileSync(join(dir, "lock"), text);
    setAge(join(dir, "lock"), 121);
    assert.match((await taken(dir)).join(), /taking over the lock of a process that its lock does not name/, text);
  }
});

test("a lock that names nobody yet is waited for: its holder may be about to write it", async () => {
  const dir = fresh();
  writeFileSync(join(dir, "lock"), "");
  const named = setTimeout(() => writeFileSync(join(dir, "lock"), JSON.stringify(FOREIGN)), 500);
  const messages: string[] = [];
  try {
    await Lock.take(dir, (message) => void messages.push(message));
    assert.unreachable("it was taken");
  } catch (error) {
    assert.match((error as Error).message, /is being written by process 1 on elsewhere/);
  }
  clearTimeout(named);
  assert.match(messages.join(), /waiting up to 1\d\d s for a sign of a process that its lock does not name/);
});

test("a lock from the future is waited for by the own clock, two minutes and no more", async () => {
  for (const text of [JSON.stringify(FOREIGN), ""]) {
    const dir = fresh();
    writeFileSync(join(dir, "lock"), text);
    setAge(join(dir, "lock"), -86400);
    const messages = await hurried(50, () => taken(dir));
    assert.ok(Number(/^waiting up to (\d+) s/.exec(messages[0])?.[1]) <= 120, messages[0]);
    assert.match(messages[1], /^taking over the lock/);
  }
});

test("status calls no run running whose lock is from the future, empty, or torn, once it is silent", async () => {
  const dir = fresh();
  await fillRun(dir, fakeConfig(2));
  const lock = join(dir, "lock");
  for (const [text, age, state] of [
    [JSON.stringify(FOREIGN), -86400, "complete"],
    [JSON.stringify(FOREIGN), 0, "running"],
    ["", 121, "complete"],
    ["", 0, "running"],
  ] as const) {
    writeFileSync(lock, text);
    setAge(lock, age);
    const { parts, problems } = await status([dir]);
    assert.equal([parts[0].state, problems], [state, []], `${text} ${age}`);
  }
});

test("files that were to become locks are removed, those of processes that live are not", async () => {
  const dir = fresh();
  const lock = await Lock.take(dir, () => {});
  const own = readFileSync(join(dir, "lock"), "utf8");
  const alive = JSON.stringify({ ...JSON.parse(own), token: "0123abce" });
  const dead = JSON.stringify({ ...JSON.parse(own), pid: 4194305 }); // above any process number of Linux
  const files = {
    "lock.00000001.tmp": alive,
    "lock.00000002.tmp": dead,
    "lock.00000003.tmp": "",
    "lock.00000004.tmp": "",
  };
  Object.assign(files, { "lock.00000005.tmp": JSON.stringify(FOREIGN), "lock.00000006.tmp": JSON.stringify(FOREIGN) });
  Object.assign(files, { "lock-0123abcd": dead, "lock.txt": "", "my.lock.tmp": "", "lock.00000007.tmp": own });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  setAge(join(dir, "lock.00000006.tmp"), 121);
  cleanLocks(dir);
  const kept = ["lock", "lock.00000001.tmp", "lock.00000005.tmp", "lock.txt", "my.lock.tmp"];
  assert.equal(readdirSync(dir).sort(), kept);
  lock.release();
});

test("a process whose unfinished lock is taken away meanwhile makes another", async () => {
  const dir = fresh();
  let removed = 0;
  const linkSync = (real: (...given: unknown[]) => unknown) => (from: string, to: string) => {
    if (removed++ === 0) rmSync(from);
    return real(from, to);
  };
  await withFaults({ linkSync }, () => taken(dir));
  assert.is(removed, 2);
});

test("where there are no hard links a lock is made without", async () => {
  for (const code of ["EXDEV", "EINVAL", "EPERM", "ENOSYS"]) {
    const dir = fresh();
    await withFaults({ linkSync: failing(code) }, async () => {
      const lock = await Lock.take(dir, () => {});
      assert.is(readHolder(join(dir, "lock"))?.token, lock.holder.token);
      assert.equal(readdirSync(dir), ["lock"]);
      lock.release();
    });
  }
});

test("a lock is on the disk before it has its name", async () => {
  const dir = fresh();
  const calls: string[] = [];
  const noted =
    (name: string) =>
    (real: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) => {
      calls.push(name);
      return real(...given);
    };
  await withFaults({ fsyncSync: noted("sync"), linkSync: noted("link") }, () => taken(dir));
  assert.equal(calls, ["sync", "link"]);
});

test("a sign of life that comes late is not written over the lock of the successor", async () => {
  const dir = fresh();
  const lock = await Lock.take(dir, () => {});
  const successor = JSON.stringify(FOREIGN);
  let looked = false;
  const readSync =
    (real: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) => {
      const result = real(...given);
      if (!looked) {
        looked = true;
        rmSync(join(dir, "lock"));
        writeFileSync(join(dir, "lock"), successor);
      }
      return result;
    };
  await withFaults({ readFileSync: readSync }, () => lock.count(1, 1));
  assert.ok(looked);
  assert.is(readFileSync(join(dir, "lock"), "utf8"), successor);
  lock.release();
  assert.ok(existsSync(join(dir, "lock")), "a lock of another process is not removed");
});

test("a lock that cannot be written is one message, and nothing of it is left", async () => {
  const dir = fresh();
  for (const fault of ["writeSync", "fsyncSync"]) {
    await withFaults({ [fault]: failing("ENOSPC") }, async () => {
      try {
        await RunFolder.open(dir, fakeConfig(1), ORIGIN);
        assert.unreachable("it was written");
      } catch (error) {
        assert.match((error as Error).message, /making the lock failed: the disk is full/);
      }
    });
    assert.equal(readdirSync(dir), []);
  }
  const unlinked = { fsyncSync: failing("ENOSPC"), rmSync: failing("EIO") };
  await withFaults(unlinked, async () => {
    try {
      await Lock.take(dir, () => {});
      assert.unreachable("it was taken");
    } catch (error) {
      assert.match((error as Error).message, /ENOSPC/, "the first error is the one that is said");
    }
  });
});

test("the last sign of life of a holder elsewhere is the time of its lock, within two minutes of now", () => {
  const file = join(fresh(), "lock");
  writeFileSync(file, JSON.stringify(FOREIGN));
  const written = statSync(file).mtimeMs;
  for (const [seconds, working] of [
    [0, true],
    [119, true],
    [121, false],
    [-119, true],
    [-121, false],
  ] as const) {
    assert.is(isWorking(file, FOREIGN, written + seconds * 1000), working, String(seconds));
  }
  assert.is(
    isWorking(file, { ...FOREIGN, host: hostname() }, written),
    true,
    "another boot of this machine is elsewhere",
  );
});

test.run();
