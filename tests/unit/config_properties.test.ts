// Whatever is thrown at it, a config resolves to something that can be run, or is refused by a key that was given.
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ConfigError, canonicalJSON, configIdentity, groups, resolveConfig, warnings } from "../../src/config.js";

const test = suite("config: properties");

/** The same cases in every run; raise `numRuns` and leave out the seed to look for more. */
const options = { seed: 20150114, numRuns: 500 };

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
  fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: junk });

const level = fc.oneof(fc.constantFrom(1, 0.1, 0.5), fc.double({ min: 1e-9, max: 1, noNaN: true }));
const rigidity = fc.oneof(fc.constantFrom(10, 100, 1000), fc.double({ min: 1e-9, max: 1e9, noNaN: true }));
const list = (number: fc.Arbitrary<number>) => fc.array(number, { minLength: 1, maxLength: 3 });
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

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const nside = fc.constantFrom(1, 2, 4, 8, 16, 1024);
const unknownEntry = fc.tuple(fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "eta")), junk);
/** A section with any of its keys, mostly with good values, and at times a key that is none. */
const section = (keys: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .tuple(
      fc.record(Object.fromEntries(Object.entries(keys).map(([key, good]) => [key, mostly(good)])), {
        requiredKeys: [],
      }),
      fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: unknownEntry }),
    )
    .map(([good, extra]) =>
      extra ? Object.defineProperty(good, extra[0], { value: extra[1], enumerable: true }) : good,
    );

const input = fc.record(
  {
    field: mostly(
      section({
        model: fc.constantFrom("nested-grids", "plane-waves", "uniform"),
        turbulence_level: list(level),
        total_rms_uG: positive,
        outer_scale_pc: positive,
        inner_scale_gyroradii: between(1e-3, 1000),
        spectral_index: between(1.01, 2.99),
        regular_direction_deg: fc.tuple(between(-360, 360), between(-90, 90)),
        box_wavelengths: between(1, 16),
        band_ratio: between(1.001, 64),
        cells_per_wavelength: between(2, 32),
        normalisation: fc.constantFrom("ensemble", "realisation"),
        waves_per_decade: fc.integer({ min: 1, max: 1024 }),
      }),
    ),
    particles: mostly(
      section({ rigidity_TV: list(rigidity), nside: fc.oneof(nside, table(nside)), tolerance: between(1e-12, 0.1) }),
    ),
    transport: mostly(
      section({ path_pc: fc.oneof(positive, table(positive)), outputs: fc.integer({ min: 1, max: 64 }) }),
    ),
    ensemble: mostly(section({ realisations: fc.integer({ min: 1, max: 1e7 }), seed: fc.maxSafeNat() })),
  },
  { requiredKeys: [] },
);

/** Whether the dotted key leads to something in the given input; a number in a table in any spelling. */
function isIn(key: string, given: unknown): boolean {
  const names = (key.match(/"(?:[^"\\]|\\.)*"|[^."]+/g) ?? []).map((n) => (n.startsWith('"') ? JSON.parse(n) : n));
  let at = given;
  for (const name of names as string[]) {
    if (typeof at !== "object" || at === null) return false;
    const same = Reflect.ownKeys(at).filter((k) => String(k) === name || Number(k.toString()) === Number(name));
    const own =
      same.find((k) => k === name) ?? same.find((k) => (at as Record<string | symbol, unknown>)[k] !== undefined);
    if (own === undefined) return false;
    at = (at as Record<string | symbol, unknown>)[own];
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

test("any input resolves to a config that can be run, or is refused by a key that it holds", () => {
  let [resolved, refused] = [0, 0];
  const property = fc.property(input, fc.constantFrom("quick" as const, "paper" as const), (given, preset) => {
    let config: ReturnType<typeof resolveConfig>;
    try {
      config = resolveConfig(frozen(given), preset);
    } catch (error) {
      assert.instance(error, ConfigError);
      const { key, expected, message } = error as ConfigError;
      assert.ok(isIn(key, given), `${key} is not in the input: ${message}`);
      assert.ok(message.startsWith(key) && message.includes(expected));
      refused++;
      return;
    }
    resolved++;
    assert.equal(resolveConfig(config), config);
    const stored = canonicalJSON(config);
    assert.is(canonicalJSON(resolveConfig(JSON.parse(stored), preset)), stored);
    assert.match(configIdentity(config), /^[0-9a-f]{64}$/);
    for (const { key, message } of warnings(config))
      assert.ok(key.length > 0 && !/NaN|undefined/.test(message), message);
    for (const { levels, path_pc, ...group } of groups(config)) {
      const { turbulence_level: _, regular_uG, turbulent_uG, inner_scale_pc, ...positive } = group;
      for (const [name, n] of Object.entries(positive)) assert.ok(n > 0 && n < Infinity, `${name} ${n}`);
      for (const n of [regular_uG, turbulent_uG, inner_scale_pc]) assert.ok(n >= 0 && n < Infinity);
      assert.ok(path_pc.every((s, i) => s > (path_pc[i - 1] ?? 0)) && path_pc[path_pc.length - 1] < Infinity);
      assert.ok(levels.length <= 64 && positive.memory_bytes < 2 ** 32 && positive.step_budget < 2 ** 32);
      for (const { longest_pc, cut_pc, cells } of levels) assert.ok(longest_pc > cut_pc && cells <= 1024);
    }
  });
  fc.assert(property, options);
  // both ways are taken often, or the test would show nothing
  assert.ok(
    resolved > options.numRuns / 10 && refused > options.numRuns / 10,
    `${resolved} resolved, ${refused} refused`,
  );
});

test("changing one value of a config changes its identity, unless it resolves to the same config", () => {
  const good = fc.record({ seed: fc.maxSafeNat(), tolerance: between(1e-12, 0.1), rms: between(0.1, 10) });
  const property = fc.property(good, good, (a, b) => {
    const [one, other] = [a, b].map(({ seed, tolerance, rms }) =>
      resolveConfig({ ensemble: { seed }, particles: { tolerance }, field: { total_rms_uG: rms } }),
    );
    assert.is(configIdentity(one) === configIdentity(other), canonicalJSON(one) === canonicalJSON(other));
  });
  fc.assert(property, { ...options, numRuns: 200 });
});

test.run();
