// The identity of a run: one text for one config, and another for any change but the number of realisations.
import { createHash } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Config,
  type ConfigInput,
  canonicalJSON,
  configIdentity,
  resolveConfig,
} from "../../../src/config/config.js";

const test = suite("config: identity");

test("canonical JSON as the examples of RFC 8785", () => {
  // section 3.2.2: literals, numbers and strings
  const literals = {
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  assert.is(
    canonicalJSON(literals),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  // section 3.2.3: names by UTF-16 code units
  const names = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
  const sorted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\u{1f600}", "\ufb33"];
  const found = canonicalJSON(Object.fromEntries(names.map((name) => [name, 0])));
  assert.is(found, `{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(",")}}`);
  // appendix B: numbers
  const numbers = [-0, 5e-324, 1.7976931348623157e308, 9007199254740992, 295147905179352830000, 1e21, 1e-6, 1e-7];
  assert.is(
    canonicalJSON(numbers),
    "[0,5e-324,1.7976931348623157e+308,9007199254740992,295147905179352830000,1e+21,0.000001,1e-7]",
  );
});

test("$schema, by which editors find the schema, is a text at the top and no part of the identity", () => {
  const input = { ensemble: { seed: 7 } };
  const config = resolveConfig({ $schema: "./larmor.schema.json", ...input });
  assert.equal(config, resolveConfig(input));
  assert.is(configIdentity(config), configIdentity(resolveConfig(input)));
  // @ts-expect-error: a number
  assert.throws(() => resolveConfig({ $schema: 1 }), /\$schema: found 1, expected .* a text/);
  // @ts-expect-error: no key of a section
  assert.throws(() => resolveConfig({ field: { $schema: "x" } }), /unknown key/);
});

test("canonical JSON of what is not JSON is refused, where JSON.stringify would drop or change it", () => {
  const lost = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    () => 1,
    Symbol("s"),
    1n,
    new Date(0),
    new Map(),
    "\ud800",
  ];
  for (const value of lost) {
    for (const within of [value, [value], { a: value }, { a: [{ b: value }] }]) {
      assert.throws(
        () => canonicalJSON(within),
        (error: Error) => error instanceof TypeError,
      );
    }
  }
  assert.throws(() => canonicalJSON({ "\ud800": 1 }), TypeError);
  assert.throws(() => canonicalJSON(new Array(2)), TypeError);
  assert.throws(() => canonicalJSON({ field: { x: [1, undefined] } }), /\$\.field\.x\[1\]/);
});

test("the identity is the SHA-256 of the canonical config without ensemble.realisations", () => {
  const config = resolveConfig();
  const stored = JSON.parse(canonicalJSON(config));
  delete stored.ensemble.realisations;
  const expected = createHash("sha256").update(canonicalJSON(stored)).digest("hex");
  assert.is(configIdentity(config), expected);
});

test("runs keep the identities that they were stored with", () => {
  const stored: [string, ConfigInput][] = [
    ["48f7c7287a74", {}],
    ["62378f677edc", { field: { model: "uniform" } }],
    ["8708e7dcdbd3", { field: { model: "plane-waves" } }],
    ["4b08bc5e15b6", { particles: { integrator: "rotations" } }],
    ["48f7c7287a74", { particles: { integrator: "rk45" } }],
    ["48f7c7287a74", { particles: { rotate_directions: false } }],
    ["48f7c7287a74", { field: { anisotropy: "isotropic" } }],
  ];
  for (const [identity, input] of stored)
    assert.is(configIdentity(resolveConfig(input)).slice(0, 12), identity, JSON.stringify(input));
});

test("more realisations are the same run, any other change is another", () => {
  const identity = (input: ConfigInput) => configIdentity(resolveConfig(input));
  const base = identity({});
  assert.is(identity({ ensemble: { realisations: 7 } }), base);
  assert.is(identity({ transport: { path_pc: { "1.0": { "1e3": 60 } } } }), base);
  const changes: ConfigInput[] = [
    { field: { model: "plane-waves" } },
    { field: { model: "uniform" } },
    { field: { model: "plane-waves", turbulence_level: [0.1] } },
    { field: { model: "plane-waves", turbulence_level: [0.1], anisotropy: "slab" } },
    { field: { model: "plane-waves", turbulence_level: [0.1], anisotropy: "2d" } },
    { field: { turbulence_level: [0.1, 1] } },
    { field: { total_rms_uG: 4.000000000000001 } },
    { field: { inner_scale_gyroradii: 0.5 } },
    { field: { waves_per_decade: 65 } },
    { particles: { nside: { "1": { "1000": 16 } } } },
    { particles: { tolerance: 1e-6 } },
    { particles: { rotate_directions: true } },
    { transport: { outputs: 17 } },
    { ensemble: { seed: 2 } },
  ];
  const all = [base, ...changes.map(identity)];
  assert.is(new Set(all).size, all.length);
});

test("the order of keys is no part of the identity, and the config is left as it is", () => {
  const config = resolveConfig();
  const before = structuredClone(config);
  const turned = Object.fromEntries(Object.entries(config).reverse()) as unknown as Config;
  turned.ensemble = { seed: 1, realisations: 50 };
  assert.is(configIdentity(turned), configIdentity(config));
  assert.equal(config, before);
});

test.run();
