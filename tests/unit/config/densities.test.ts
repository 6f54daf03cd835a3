// `density` of a config: every wrong field is named with its entry, and no density leaves a config as it was.
import { parse, stringify } from "smol-toml";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readInput } from "../../../src/cli/config_input.js";
import { ConfigError, type ConfigInput, configIdentity, groups, resolveConfig } from "../../../src/config/config.js";
import { DENSITY_EXAMPLE, densityFields, MOST_DENSITIES } from "../../../src/config/densities.js";

const test = suite("config: densities");

const BURST = {
  name: "vela",
  kind: "burst",
  distance_pc: 290,
  direction_deg: [0, 0],
  age_kyr: 11,
  diffusion_pc: 40,
  share: 0.1,
} as const;

function refused(density: unknown): ConfigError {
  try {
    resolveConfig({ density } as ConfigInput);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`not refused: ${JSON.stringify(density)}`);
}

test("no density, or an empty list of them, leaves config and identity as they were", () => {
  for (const input of [{ density: [] }, { density: undefined }]) {
    assert.equal(resolveConfig(input), resolveConfig({}));
    assert.is(configIdentity(resolveConfig(input)), configIdentity(resolveConfig({})));
  }
});

test("TOML, JSON and --set give the same config, which resolves to itself", () => {
  const config = resolveConfig({ density: [DENSITY_EXAMPLE, BURST] });
  assert.equal(resolveConfig(parse(stringify(config))), config);
  assert.equal(resolveConfig(JSON.parse(JSON.stringify(config))), config);
  assert.equal(resolveConfig(readInput(undefined, [`density=${JSON.stringify([DENSITY_EXAMPLE, BURST])}`])), config);
  for (const group of groups(config)) assert.equal(group.densities, config.density);
  assert.ok(groups(config)[0].memory_bytes > groups(resolveConfig({}))[0].memory_bytes);
});

test("a wrong, missing or unknown field is refused by its entry and name", () => {
  const cases: [change: Record<string, unknown>, key: string, expected: RegExp][] = [
    [{ name: "a b" }, "name", /letters, digits and _/],
    [{ name: "12" }, "name", /not digits alone/],
    [{ name: "__proto__" }, "name", /letters/],
    [{ name: "vela" }, "name", /no other density has/],
    [{ kind: "disc" }, "kind", /^"slab" or "burst"$/],
    [{ kind: undefined }, "kind", /"slab"/],
    [{ half_thickness_pc: -1 }, "half_thickness_pc", /from 0 .*\(pc\)/],
    [{ half_thickness_pc: "50" }, "half_thickness_pc", /a number/],
    [{ half_thickness_pc: 4000 }, "half_thickness_pc", /less than halo_pc = 4000/],
    [{ halo_pc: 0 }, "halo_pc", /> 0/],
    [{ height_pc: undefined }, "height_pc", /a number/],
    [{ height_pc: -4000 }, "height_pc", /\|z\| < 4000/],
    [{ height_pc: Number.NaN }, "height_pc", /a number/],
    [{ normal_deg: [0, 91] }, "normal_deg", /list of 2 numbers/],
    [{ normal_deg: [0] }, "normal_deg", /list of 2 numbers/],
    [{ share: 0.5 }, "share", /^a field of a slab: name, kind, half_thickness_pc/],
  ];
  for (const [change, field, expected] of cases) {
    const error = refused([BURST, { ...DENSITY_EXAMPLE, ...change }]);
    assert.is(error.key, `density[1].${field}`, JSON.stringify(change));
    assert.match(error.expected, expected);
    assert.ok(error.message.startsWith(`density[1].${field}: found `), error.message);
  }
  const bursts: [change: Record<string, unknown>, field: string][] = [
    [{ distance_pc: 0 }, "distance_pc"],
    [{ distance_pc: 1e5 }, "distance_pc"], // exponent 1e10/(4 * 40 * 3373) = 18529
    [{ direction_deg: 5 }, "direction_deg"],
    [{ age_kyr: 0 }, "age_kyr"],
    [{ diffusion_pc: -1 }, "diffusion_pc"],
    [{ share: 0 }, "share"],
    [{ share: 1.1 }, "share"],
    [{ halo_pc: 4000 }, "halo_pc"],
  ];
  for (const [change, field] of bursts) assert.is(refused([{ ...BURST, ...change }]).key, `density[0].${field}`);
  assert.is(refused([DENSITY_EXAMPLE, 5]).key, "density[1]");
  assert.is(refused(DENSITY_EXAMPLE).key, "density");
  assert.is(refused("disc").key, "density");
  const many = Array.from({ length: MOST_DENSITIES + 1 }, (_, k) => ({ ...DENSITY_EXAMPLE, name: `d${k}` }));
  assert.is(refused(many).key, "density");
  resolveConfig({ density: many.slice(1) });
});

test("every field is described with what it has to be", () => {
  const fields = densityFields();
  assert.is(fields.length, 2 + 4 + 5);
  for (const { field, expected, description } of fields)
    assert.ok(expected.length > 5 && description.length > 10, field);
});

test.run();
