// The plan of a run, for any machine: the numbers that Node and the page show before they start.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import {
  type Machine,
  mostWorkers,
  planOf,
  STATISTICS_BYTES,
  statisticsBytes,
  WORKER_BYTES,
} from "../../../src/run/plan.js";

const test = suite("plan of a run");

const machine: Machine = {
  cores: 4,
  memory_bytes: 1e9,
  process_bytes: 1e8,
  step_us: [
    [1e6, 0.5],
    [Number.POSITIVE_INFINITY, 2],
  ],
};
const config = resolveConfig({ particles: { rigidity_TV: [100, 1000], nside: 4 }, ensemble: { realisations: 10 } });
const field = Math.max(...groups(config).map((group) => group.memory_bytes));

test("there are as many workers as cores, fewer where their memory has no room, and one at least", () => {
  assert.is(planOf(config, machine).workers, 4);
  const room = (workers: number) => ({
    ...machine,
    memory_bytes: 1e8 + statisticsBytes(config) + workers * (field + WORKER_BYTES),
  });
  assert.is(planOf(config, room(3)).workers, 3);
  assert.is(mostWorkers(config, room(3)), 3);
  assert.is(mostWorkers(config, { ...room(3), memory_bytes: room(3).memory_bytes - 1 }), 2);
  assert.is(mostWorkers(config, room(0)), 0);
  assert.is(planOf(config, room(0)).workers, 1);
  // a number of workers that is asked for is kept
  assert.is(planOf(config, room(0), { workers: 7 }).memory_bytes, room(7).memory_bytes);
});

test("a plan holds the statistics of all realisations, of a shard those of its own", () => {
  const many = resolveConfig({ particles: { rigidity_TV: [100, 1000] }, ensemble: { realisations: 1e6 } });
  // two turbulence levels, two rigidities
  const [whole, shard] = [undefined, { index: 2, of: 4 }].map((part) =>
    planOf(many, machine, { shard: part, workers: 1 }),
  );
  assert.is(whole.memory_bytes - shard.memory_bytes, 4 * (1e6 - 250_000) * STATISTICS_BYTES);
  assert.is(mostWorkers(many, { ...machine, memory_bytes: 4e9 }), 0);
  assert.ok(mostWorkers(many, { ...machine, memory_bytes: 4e9 }, { index: 2, of: 4 }) > 4);
});

test("the time is that of all realisations, shared by the workers", () => {
  const alone = planOf(config, machine, { workers: 1 });
  assert.is(planOf(config, machine, { workers: 2 }).seconds, alone.seconds / 2);
  const core_seconds = alone.groups.reduce((sum, group) => sum + 10 * group.seconds, 0);
  // rounding of a sum of four products
  assert.ok(Math.abs(alone.seconds / core_seconds - 1) < 1e-12);
});

test("a step takes the time of the first size of field that it fits into", () => {
  const steps = (step_us: Machine["step_us"]) => planOf(config, { ...machine, step_us }).microseconds_per_step;
  const sizes = groups(config).map((group) => group.memory_bytes);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  assert.equal(
    steps([
      [most, 0.5],
      [Number.POSITIVE_INFINITY, 2],
    ]),
    sizes.map(() => 0.5),
  );
  assert.equal(
    steps([
      [least - 1, 0.5],
      [Number.POSITIVE_INFINITY, 2],
    ]),
    sizes.map(() => 2),
  );
});

test("a shard's plan has its own realisations only", () => {
  const shards = [1, 2, 3].map((index) => planOf(config, machine, { shard: { index, of: 3 } }));
  const whole = planOf(config, machine);
  assert.is(
    shards.reduce((sum, { realisations }) => sum + realisations, 0),
    whole.realisations,
  );
  assert.is(whole.realisations, 10 * groups(config).length);
});

test.run();
