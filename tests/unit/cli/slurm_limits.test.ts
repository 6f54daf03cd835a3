import { suite } from "uvu";
import * as assert from "uvu/assert";
import { doubts, tasksFor } from "../../../src/cli/slurm_limits.js";
import type { ClusterPlan } from "../../../src/store/store.js";

const test = suite("what Slurm takes");

const plan = { shards: 10, tasks: 10, task_seconds: 265, memory_bytes: 2e8, cores: 1 } as ClusterPlan;
const found = (time?: string, memory?: string, changed: Partial<ClusterPlan> = {}) =>
  doubts({ ...plan, ...changed }, { time, memory }).join("\n");

test("a time limit below the plan, or none, is warned of; one above it is not", () => {
  for (const time of ["1", "00:01:00", "2:00", "0-00:02"])
    assert.match(found(time), /stops 120 s before its limit, so at once/);
  for (const time of ["5", "6:00", "00:06:24", "0-0:5"])
    assert.match(found(time), /expected to take .* stopped and queued again/);
  assert.match(found("00:04:00"), /about 2 times/);
  for (const time of ["0", "0:0", "00:00:00"]) assert.match(found(time), /no time limit/);
  for (const time of [undefined, "7", "6:26", "1:00:00", "1-0", "0-1", "2-00:00:00"]) assert.is(found(time), "");
});

test("memory below the plan is warned of, in Slurm's units; 0 is all of a node", () => {
  for (const memory of ["1", "190", "190M", "190000K", "190m"])
    assert.match(found(undefined, memory), /expected to need 200 MB/);
  for (const memory of [undefined, "0", "200", "200M", "200000K", "1G", "1T"]) assert.is(found(undefined, memory), "");
});

test("many tasks of seconds each: fewer shards are advised", () => {
  assert.match(found(undefined, undefined, { tasks: 200, task_seconds: 8.7 }), /fewer shards, as --shards 2, would do/);
  assert.is(found(undefined, undefined, { tasks: 1, task_seconds: 8.7 }), "");
});

test("more shards than an array takes are shared out evenly", () => {
  assert.is(tasksFor(1000, 1000), 1000);
  assert.is(tasksFor(1001, 1000), 501);
  assert.is(tasksFor(5000, 1000), 1000);
  assert.is(tasksFor(5, 1), 1);
  for (let shards = 1; shards < 200; shards++) {
    const tasks = tasksFor(shards, 7);
    assert.ok(tasks <= 7 && tasks >= 1 && Math.ceil(shards / tasks) === Math.ceil(shards / 7));
  }
});

test.run();
