import { availableParallelism } from "node:os";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { planHere } from "../../../src/cli/plan.js";
import { ConfigError, resolveConfig } from "../../../src/config/config.js";

const test = suite("plan on this machine");

function refusal(config: object, memory_bytes: number, workers?: number): string {
  try {
    planHere(resolveConfig(config), { memory_bytes, workers });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("not refused");
}

test("a container smaller than larmor itself is refused with what it has and what is needed", () => {
  for (const memory_bytes of [60e6, 1e6, 120e6]) {
    const message = refusal({}, memory_bytes);
    assert.match(
      message,
      /^memory: found \d+ bytes \(\d+ MB: what this machine, container or job has\), expected at least 130 MB/,
    );
    assert.not.match(message, /-\d|cells_per_wavelength/);
  }
});

test("where the statistics do not fit, shards are advised, and never no workers at all", () => {
  const many = { ensemble: { realisations: 1e7 } };
  assert.match(
    refusal(many, 16e9),
    /^ensemble\.realisations: found 10000000, expected fewer: their statistics take 28.* GB.*in shards \(larmor run --shard I\/N\)/,
  );
  assert.match(refusal({}, 200e6, 64), /Give --workers [1-9]/);
});

test("where memory leaves cores idle, the plan says so", () => {
  const workersOf = (memory_bytes: number) => planHere(resolveConfig({}), { memory_bytes });
  const few = workersOf(140e6);
  assert.is(few.workers, 1);
  const messages = few.warnings.filter(({ key }) => key === "memory").map(({ message }) => message);
  assert.is(messages.length, availableParallelism() > 1 ? 1 : 0);
  for (const message of messages)
    assert.match(message, /^1 worker on \d+ cores: the memory that there is, 140 MB, holds no more, at 3\d.* MB each$/);
  assert.not.ok(workersOf(64e9).warnings.some(({ key }) => key === "memory"));
});

test.run();
