// The field of a realisation takes what it can compute with, from any realm, and names what it cannot.
import { createContext, runInContext } from "node:vm";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Config, ConfigError, groups, resolveConfig } from "../../../src/config/config.js";
import { type Field, synthesise } from "../../../src/flight/field.js";
import { realise } from "../../../src/flight/realisation.js";

const test = suite("field: arguments");

const SMALL = { field: { turbulence_level: [0.1] }, particles: { nside: 1 }, transport: { path_pc: 1, outputs: 1 } };
const config = resolveConfig(SMALL);
let field: Field;
test.before(async () => {
  field = await synthesise(config, 0);
});

/** An expression in another realm, as of an iframe or a test runner. */
const foreign = <T>(expression: string): T => runInContext(expression, createContext());
const X = new Float64Array([1, 0, 0]);

test("typed arrays of another realm are typed arrays", () => {
  const points = foreign<Float64Array>("new Float64Array([1, 0, 0])");
  assert.not.instance(points, Float64Array);
  assert.equal(field.at(points), field.at(X));
  assert.equal(field.backtrack(points, foreign<number[]>("[1, 2]")), field.backtrack(X, [1, 2]));
  assert.equal(field.backtrack(X, foreign<Float32Array>("new Float32Array([1, 2])")), field.backtrack(X, [1, 2]));
});

test("other views of memory, lists and texts are refused by name", () => {
  for (const points of [
    [1, 0, 0],
    new Float32Array(3),
    new DataView(new ArrayBuffer(24)),
    "abc",
    null,
    new Float64Array(2),
  ]) {
    assert.throws(
      () => field.at(points as Float64Array),
      /^points: (a Float64Array of|2 numbers found,) x, y, z triples expected/,
    );
    assert.throws(() => field.backtrack(points as Float64Array, [1]), /^directions: .* x, y, z triples expected/);
  }
  for (const paths of [new DataView(new ArrayBuffer(8)), 5, null, { length: 1, 0: 1 }])
    assert.throws(
      () => field.backtrack(X, paths as unknown as number[]),
      /^paths: a list of path lengths in pc expected/,
    );
  assert.throws(() => field.backtrack(X, ["10", "9"] as unknown as number[]), /^paths: number 0 is a string/);
  assert.throws(() => field.backtrack(X, new BigInt64Array(2) as unknown as number[]), /^paths: number 0 is a bigint/);
  assert.throws(() => field.backtrack(X, [2, 1]), /path 1 is 1 pc, increasing positive lengths expected/);
});

test("points and paths beyond what double precision resolves are refused, not answered with nonsense", () => {
  const [{ levels }] = groups(config);
  const cell = Math.min(...levels.map(({ box_pc, cells }) => box_pc / cells));
  const farthest = 2 ** 40 * cell;
  const rms = Math.hypot(...field.at(new Float64Array([farthest, 0, 0])));
  assert.ok(rms < 20, `${rms} uG`);
  for (const point of [farthest * 1.01, -1e18])
    assert.throws(() => field.at(new Float64Array([0, point, 0])), /^points: .* pc found, at most .* expected/);
  assert.throws(() => field.backtrack(X, [1, 1e18]), /^paths: 1000000000000000000 pc found, at most/);
});

test("the index of a realisation is within its bounds, which the message says", async () => {
  for (const index of [-1, 0.5, 2 ** 32, Number.NaN])
    await synthesise(config, index).then(
      () => assert.unreachable(String(index)),
      (error) => assert.match(error.message, /^realisation .* found, an integer from 0 to 4294967295 expected/),
    );
});

test("a copy of a resolved config is taken if it is one still, and refused by its key if it was spoilt", async () => {
  assert.is(JSON.stringify(await realise(structuredClone(config), 0)), JSON.stringify(await realise(config, 0)));
  const changed = (change: (copy: Config) => void) => {
    const copy = structuredClone(config);
    change(copy);
    return realise(copy, 0).then(
      () => assert.unreachable(),
      (error) => error,
    );
  };
  const seed = await changed((copy) => {
    copy.ensemble.seed = Number.NaN;
  });
  assert.instance(seed, ConfigError);
  assert.is(seed.key, "ensemble.seed");
  const missing = await changed((copy) => {
    delete (copy.particles as Partial<Config["particles"]>).tolerance;
  });
  assert.match(missing.message, /^config: not resolved; give what resolveConfig returns/);
  await realise(SMALL as unknown as Config, 0).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, /^config: not resolved/),
  );
});

test("a realisation says how far it is, block by block", async () => {
  const seen: number[][] = [];
  const two = resolveConfig({ ...SMALL, particles: { nside: 4 } });
  await realise(two, 0, { progress: (done, total) => seen.push([done, total]) });
  assert.equal(seen, [
    [64, 192],
    [128, 192],
    [192, 192],
  ]);
});

test.run();
