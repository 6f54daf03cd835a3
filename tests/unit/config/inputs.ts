// Any config is either planned, as by `run --dry-run`, or refused with a key that was given. The
// inputs, and what holds for each; the test gives the number of inputs.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "smol-toml";
import * as assert from "uvu/assert";
import { UsageError } from "../../../src/cli/command.js";
import { configGiven } from "../../../src/cli/config_input.js";
import { planHere, planText } from "../../../src/cli/plan.js";
import {
  type Config,
  ConfigError,
  type ConfigInput,
  type ConfigKey,
  canonicalJSON,
  configIdentity,
  configKeys,
  groups,
  type PresetName,
  resolveConfig,
  type Table,
  warnings,
} from "../../../src/config/config.js";
import { sections, valueIn } from "../../../src/config/keys.js";
import { type KeySchema, listIn, rangeOf } from "../../../src/config/kinds.js";
import { holds } from "../holds.js";

const positive = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0.01, max: 1000, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true }) },
);
const junk = fc.oneof(
  fc.double(),
  fc.constantFrom(null, undefined, "", "3", "uniform", true, [], {}, [[]], [null], 0, -0, -1, 2 ** 53, 1n),
  fc.anything({ maxDepth: 2, withBigInt: true, withNullPrototype: true, withDate: true, withMap: true }),
);
const mostly = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 60, arbitrary: good }, { weight: 1, arbitrary: junk });

const level = fc.oneof(fc.constantFrom(1, 0.1, 0.5), fc.double({ min: 1e-9, max: 1, noNaN: true }));
const rigidity = fc.oneof(fc.constantFrom(10, 100, 1000), fc.double({ min: 1e-9, max: 1e9, noNaN: true }));
const spelling = (number: fc.Arbitrary<number>) =>
  fc.oneof(
    number.map(String),
    number.map((n) => n.toExponential()),
    fc.constantFrom("1.0", "0.10", "1e-1", "x", "0", "__proto__"),
  );
const table = (entry: fc.Arbitrary<unknown>) =>
  fc.dictionary(spelling(level), mostly(fc.dictionary(spelling(rigidity), mostly(entry), { maxKeys: 3 })), {
    maxKeys: 3,
  });

export const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Numbers of a schema, mostly such that a config of them is possible. */
function numbers(schema: KeySchema): fc.Arbitrary<number> {
  if (schema.type === "picklist") return fc.constantFrom(...(schema.options as number[]));
  const { integer, above, least, below, most } = rangeOf(schema);
  const low = least ?? above ?? 0;
  const high = most ?? below ?? Infinity;
  if (integer)
    return fc.oneof(fc.integer({ min: low, max: Math.min(high, low + 64) }), fc.integer({ min: low, max: high }));
  if (high === Infinity) return least === undefined ? positive : between(least, 1000);
  return fc.double({
    min: low,
    max: high,
    minExcluded: least === undefined,
    maxExcluded: most === undefined,
    noNaN: true,
  });
}

/** Good values of a key, by its schema. */
function goodValue({ key, schema }: ConfigKey): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case "picklist":
      // most anisotropies are refused in most configs: now and then is often enough
      if (key === "field.anisotropy")
        return fc.oneof({ weight: 9, arbitrary: fc.constant("isotropic") }, fc.constantFrom(...schema.options));
      return fc.constantFrom(...schema.options);
    case "boolean":
      return fc.boolean();
    case "number":
      // less than nside, which is small as often as not
      if (key === "transport.multipoles") return fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, numbers(schema));
      return numbers(schema);
    case "array":
      return fc.array(key === "particles.rigidity_TV" ? rigidity : level, { minLength: 1, maxLength: 3 });
    case "string":
      return key === "field.cube_sha256" ? fc.constant("0123456789abcdef".repeat(4)) : fc.constantFrom("a.npy", "b");
    case "strict_tuple":
      return fc.tuple(...schema.items.map((item) => goodValue({ key, schema: item } as ConfigKey)));
    case "union":
      if (listIn(schema))
        return fc.oneof(
          goodValue({ key, schema: schema.options[0] } as ConfigKey),
          goodValue({ key, schema: listIn(schema) as KeySchema } as ConfigKey),
        );
      return fc.oneof(numbers(schema.options[0]), table(numbers(schema.options[0])));
  }
}

const unknownEntry = fc.tuple(fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "eta")), junk);
/** A section with any of its keys, mostly with good values, and at times a key that does not exist. */
const section = (keys: ConfigKey[]) =>
  fc
    .tuple(
      fc.record(Object.fromEntries(keys.map((key) => [key.name, mostly(goodValue(key))])), { requiredKeys: [] }),
      fc.oneof({ weight: 60, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: unknownEntry }),
    )
    .map(([good, extra]) =>
      extra ? Object.defineProperty(good, extra[0], { value: extra[1], enumerable: true }) : good,
    );

const angles = fc.tuple(between(-360, 360), between(-90, 90));
const densityName = fc.constantFrom("a", "b", "slab_50", "toString", "9x");
/** Entries of `density` that are possible: what is not is tried in densities.test.ts. */
const density = fc.oneof(
  fc.record({
    name: densityName,
    kind: fc.constant("slab"),
    half_thickness_pc: fc.oneof(fc.constant(0), between(0, 99)),
    halo_pc: between(100, 1e6),
    height_pc: between(-99, 99),
    normal_deg: angles,
  }),
  fc.record({
    name: densityName,
    kind: fc.constant("burst"),
    distance_pc: between(1e-3, 100),
    direction_deg: angles,
    age_kyr: between(1, 1000),
    diffusion_pc: between(1, 1000),
    share: between(1e-9, 1),
  }),
);

const densities = fc.uniqueArray(density, { maxLength: 3, selector: ({ name }) => name });

/** Any part of a config, of every key there is, mostly with good values; junk, unknown keys and odd spellings of numbers here
 * and there. */
export const anyInput = fc.record(
  {
    ...Object.fromEntries(
      sections.map((name) => [name, mostly(section(configKeys().filter((key) => key.section === name)))]),
    ),
    density: mostly(densities),
  },
  { requiredKeys: [] },
);

/** Whether the dotted key leads to something in the given input; a number in a table in any spelling. */
function isIn(key: string, given: unknown): boolean {
  const names = (key.match(/"(?:[^"\\]|\\.)*"|[^."[\]]+/g) ?? []).map((n) => (n.startsWith('"') ? JSON.parse(n) : n));
  let node = given;
  for (const name of names as string[]) {
    if (typeof node !== "object" || node === null) return false;
    const same = Reflect.ownKeys(node).filter((k) => String(k) === name || Number(k.toString()) === Number(name));
    const own =
      same.find((k) => k === name) ?? same.find((k) => (node as Record<string | symbol, unknown>)[k] !== undefined);
    if (own === undefined) return false;
    node = (node as Record<string | symbol, unknown>)[own];
  }
  return true;
}

/** So that a change of the input throws. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const key of Reflect.ownKeys(value)) frozen((value as Record<string | symbol, unknown>)[key]);
  }
  return value;
}

/** Properties that every accepted config must have. */
function isSound(config: Config, preset: PresetName): void {
  assert.equal(resolveConfig(config), config);
  const stored = canonicalJSON(config);
  assert.is(canonicalJSON(resolveConfig(JSON.parse(stored), preset)), stored);
  assert.match(configIdentity(config), /^[0-9a-f]{64}$/);
  for (const { key, message } of warnings(config)) assert.ok(key.length > 0 && !/NaN|undefined/.test(message), message);
  for (const { levels, path_pc, ...group } of groups(config)) {
    const {
      turbulence_level: _,
      regular_uG,
      turbulent_uG,
      inner_scale_pc,
      step_error: _e,
      cube: _c,
      densities: _d,
      ...positive
    } = group;
    for (const [name, n] of Object.entries(positive)) assert.ok(n > 0 && n < Infinity, `${name} ${n}`);
    for (const n of [regular_uG, turbulent_uG, inner_scale_pc]) assert.ok(n >= 0 && n < Infinity);
    assert.ok(path_pc.every((s, i) => s > (path_pc[i - 1] ?? 0)) && path_pc[path_pc.length - 1] < Infinity);
    assert.ok(levels.length <= 64 && positive.memory_bytes < 2 ** 32 && positive.step_budget < 2 ** 32);
    for (const { longest_pc, cut_pc, cells } of levels) assert.ok(longest_pc > cut_pc && cells <= 1024);
  }
}

type Values = Record<string, Record<string, unknown>>;

/** Each value that was given stands in the config, or is left out there since it is the default of a key that says so. */
function isTaken(given: Values, config: Config): void {
  for (const key of configKeys()) {
    const value = given[key.section]?.[key.name];
    if (value === undefined) continue;
    const taken = valueIn(config, key);
    const text = JSON.stringify(value);
    if (key.name === "cube_file") assert.ok(String(taken).endsWith(String(value)), key.key);
    else if (key.left_out_at_default && text === JSON.stringify(key.default)) assert.is(taken, undefined, key.key);
    else if (key.schema.type !== "union" || listIn(key.schema)) assert.is(JSON.stringify(taken), text, key.key);
    else isTableTaken(value, taken as Table, key.key);
  }
}

function isTableTaken(value: unknown, taken: Table, key: string): void {
  if (typeof value === "number") {
    for (const row of Object.values(taken)) for (const entry of Object.values(row)) assert.is(entry, value, key);
    return;
  }
  for (const [level, row] of Object.entries(value as object))
    for (const [R, entry] of Object.entries(row ?? {}))
      if (entry !== undefined) assert.is(taken[String(Number(level))][String(Number(R))], entry, key);
}

/** A config that takes longer than this to be planned or refused hangs. */
const HANG_MS = 5000;

/** What becomes of `runs` random configs: a file where JSON can hold them, else an object. Fails where anything but a plan or a
 * refusal does. */
export function planOrRefuse(runs: number, seed: number): { planned: number; refused: number; files: number } {
  const count = { planned: 0, refused: 0, files: 0 };
  const dir = mkdtempSync(join(tmpdir(), "larmor-config-"));
  const file = join(dir, "config.json");
  const property = fc.property(anyInput, fc.constantFrom("quick" as const, "paper" as const), (given, preset) => {
    const start = performance.now();
    try {
      const text = asJSON(given);
      if (text !== undefined) {
        writeFileSync(file, text);
        count.files++;
      }
      const config =
        text === undefined
          ? resolveConfig(frozen(given) as ConfigInput, preset)
          : configGiven({ preset, set: [] }, file);
      const plan = planText(planHere(config, { memory_bytes: 64 * 2 ** 30 }));
      assert.not.match(plan, /NaN|undefined|Infinity/);
      isSound(config, preset);
      isTaken(given as Values, config);
      count.planned++;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const { key, found, expected, message } = error;
      // a key that is missing is not in the input
      assert.ok(isIn(key, given) || found === undefined, `${key} is not in the input: ${message}`);
      assert.ok(message.startsWith(key) && message.includes(expected) && !message.includes("\n"), message);
      count.refused++;
    }
    assert.ok(performance.now() - start < HANG_MS);
  });
  try {
    holds(property, seed, runs);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return count;
}

/** The input as the text of a JSON file; undefined where that would be another input. */
function asJSON(given: unknown): string | undefined {
  try {
    return canonicalJSON(given);
  } catch {
    return undefined;
  }
}

const setting = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...configKeys().map(({ key }) => key)),
      fc.constantFrom('transport.path_pc."0.1"."1000"', "particles.nside.1", "__proto__.seed", "field", "a.b.c"),
      fc.string(),
    ),
    fc.oneof(
      fc.json({ maxDepth: 2 }),
      fc.double().map(String),
      fc.string(),
      fc.constantFrom("1e999", "x", "[0.1", "5/3"),
    ),
  )
  .map(([key, value]) => `${key}=${value}`);

/** What becomes of texts that are nearly right: `--set` of anything, and TOML files with some characters changed. */
export function settingsAndFiles(runs: number, seed: number): { planned: number; refused: number } {
  const count = { planned: 0, refused: 0 };
  const dir = mkdtempSync(join(tmpdir(), "larmor-config-"));
  const file = join(dir, "config.toml");
  const whole = stringify(resolveConfig({}));
  const edits = fc.array(
    fc.tuple(fc.nat(whole.length), fc.nat(3), fc.oneof(fc.string(), fc.constantFrom("[", '"', "\n", ".", "=", "e9"))),
    {
      maxLength: 2,
    },
  );
  const property = fc.property(fc.array(setting, { maxLength: 2 }), edits, (set, changes) => {
    const text = changes.reduce((old, [start, cut, put]) => old.slice(0, start) + put + old.slice(start + cut), whole);
    writeFileSync(file, text);
    try {
      planText(planHere(configGiven({ preset: undefined, set }, file)));
      count.planned++;
    } catch (error) {
      assert.ok(error instanceof ConfigError || error instanceof UsageError, String((error as Error).stack));
      assert.not.match((error as Error).message, /^\s+at /m);
      count.refused++;
    }
  });
  try {
    holds(property, seed, runs);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return count;
}
