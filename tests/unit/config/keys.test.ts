// One table of keys: the JSON schema, the template and the table of keys say what the checks do.
import fc from "fast-check";
import { parse } from "smol-toml";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type * as v from "valibot";
import { configTemplate } from "../../../src/cli/commands/init.js";
import { configSchemaJSON, keyTable } from "../../../src/cli/commands/schema.js";
import { ConfigError, configKeys, resolveConfig } from "../../../src/config/config.js";
import { densityFields } from "../../../src/config/densities.js";
import { type KeySchema, listIn, rangeOf } from "../../../src/config/kinds.js";

const test = suite("config: one table of keys");

interface Schema {
  type?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  required?: string[];
  items?: Schema | false;
  prefixItems?: Schema[];
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minLength?: number;
  pattern?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  default?: unknown;
  description?: string;
}
const KNOWN = "type enum anyOf items prefixItems minItems maxItems uniqueItems properties additionalProperties".split(
  " ",
);
KNOWN.push("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "default", "description", "$schema", "title");
KNOWN.push("oneOf", "required", "propertyNames", "minLength", "pattern");

/** Whether a JSON value is valid: the part of draft 2020-12 that our schema uses, from its specification. */
function valid(schema: Schema, value: unknown): boolean {
  for (const word of Object.keys(schema)) assert.ok(KNOWN.includes(word), word);
  if (schema.enum) return schema.enum.includes(value);
  if (schema.oneOf) return schema.oneOf.filter((option) => valid(option, value)).length === 1;
  if (schema.anyOf) return schema.anyOf.some((option) => valid(option, value));
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = schema;
  switch (schema.type) {
    case "integer":
    case "number": {
      if (typeof value !== "number" || (schema.type === "integer" && !Number.isInteger(value))) return false;
      const inside = value > (exclusiveMinimum ?? -Infinity) && value < (exclusiveMaximum ?? Infinity);
      return value >= minimum && value <= maximum && inside;
    }
    case "string": {
      const { minLength = 0, pattern = "" } = schema;
      return typeof value === "string" && value.length >= minLength && new RegExp(pattern).test(value);
    }
    case "boolean":
      return typeof value === "boolean";
    case "array": {
      if (!Array.isArray(value)) return false;
      const { minItems = 0, maxItems = Infinity, items, prefixItems, uniqueItems } = schema;
      if (value.length < minItems || value.length > maxItems) return false;
      if (uniqueItems && new Set(value).size < value.length) return false;
      return value.every((item, i) => {
        const schema = prefixItems?.[i] ?? items;
        return schema ? valid(schema, item) : false;
      });
    }
    case "object": {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
      if (schema.required?.some((name) => !Object.hasOwn(value, name))) return false;
      return Object.entries(value).every(([name, inner]) => {
        const { properties = {}, additionalProperties = true } = schema;
        if (Object.hasOwn(properties, name)) return valid(properties[name], inner);
        return typeof additionalProperties === "boolean" ? additionalProperties : valid(additionalProperties, inner);
      });
    }
    default:
      throw new Error(`no type in ${JSON.stringify(schema)}`);
  }
}

const schema = configSchemaJSON() as Schema;
const schemaOf = (section: string, name: string) => schema.properties?.[section].properties?.[name] as Schema;

test("the JSON schema takes a value exactly where the checks do", () => {
  let [taken, refused] = [0, 0];
  const numbersOf = (schema: KeySchema): v.GenericSchema[] =>
    schema.type === "array" ? [schema.item] : schema.type === "strict_tuple" ? [...schema.items] : [schema];
  const ranges = configKeys()
    .flatMap(({ schema }) => numbersOf(schema))
    .map(rangeOf);
  const bounds = ranges.flatMap((range) => [range.above, range.least, range.below, range.most]);
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -2, max: 2000 }),
    fc.constantFrom(...bounds.filter((b) => b !== undefined), 0.5, 2, 4, 64),
  );
  const value = fc.oneof(
    { weight: 6, arbitrary: number },
    { weight: 4, arbitrary: fc.array(number, { maxLength: 3 }) },
    fc.constantFrom(
      ...configKeys().flatMap(({ schema }) => (schema.type === "picklist" ? schema.options : [])),
      "",
      null,
      true,
    ),
    fc.dictionary(fc.constantFrom("1", "0.1"), fc.dictionary(fc.constantFrom("1000", "10"), number)),
  );
  const property = fc.property(fc.constantFrom(...configKeys()), value, ({ key, section, name }, given) => {
    let accepted = true;
    try {
      resolveConfig({ [section]: { [name]: given } });
    } catch (error) {
      assert.instance(error, ConfigError);
      // of a combination: not the schema's affair
      const { message, expected } = error as ConfigError;
      accepted =
        /a double can hold|that fits into|an inner scale below|holds a wave of its box|beside|less than particles.nside/.test(
          expected,
        );
      assert.ok(message.startsWith(key), message);
    }
    assert.is(valid(schemaOf(section, name), given), accepted, `${key} = ${JSON.stringify(given)}`);
    if (accepted) taken++;
    else refused++;
  });
  fc.assert(property, { seed: 20150114, numRuns: 5000 });
  assert.ok(taken > 500 && refused > 500, `${taken} taken, ${refused} refused`);
});

test("the JSON schema takes the densities that the checks take, by themselves", () => {
  const entry = {
    name: "disc",
    kind: "slab",
    half_thickness_pc: 50,
    halo_pc: 4000,
    height_pc: 20,
    normal_deg: [0, 90],
  };
  const burst = {
    name: "b",
    kind: "burst",
    distance_pc: 9,
    direction_deg: [0, 0],
    age_kyr: 9,
    diffusion_pc: 9,
    share: 1,
  };
  for (const density of [[], [entry], [entry, burst]]) assert.ok(valid(schema, { density }));
  const bad = [
    5,
    {},
    { ...entry, kind: "disc" },
    { ...entry, name: "a b" },
    { ...entry, halo_pc: 0 },
    { ...burst, share: 2 },
  ];
  for (const wrong of [...bad, { ...entry, share: 0.5 }])
    assert.not(valid(schema, { density: [wrong] }), JSON.stringify(wrong));
});

test("the schema has every key with description, reason and default, and no other", () => {
  for (const { section, name, description, why, default: usual } of configKeys()) {
    const entry = schemaOf(section, name);
    assert.ok(entry.description?.includes(description) && entry.description.includes(why));
    assert.equal(entry.default, usual);
  }
  const names = Object.entries(schema.properties ?? {}).map(([section, { properties }]) =>
    Object.keys(properties ?? {}).map((name) => `${section}.${name}`),
  );
  assert.equal(
    names.flat(),
    configKeys().map(({ key }) => key),
  );
  assert.ok(!valid(schema, { ensemble: { sead: 1 } }) && !valid(schema, { other: {} }));
});

test("the template has every key with its meaning, range and reason, and is the defaults", () => {
  const template = configTemplate();
  for (const { name, description, expected, why } of configKeys())
    for (const part of [`${name} = `, description, expected, why])
      assert.ok(template.includes(part), `${name}: ${part}`);
  assert.equal(resolveConfig(parse(template)), resolveConfig({}));
});

test("every line of the template that is commented out works when it is not, and changes the config", () => {
  const lines = configTemplate().split("\n");
  const hidden = lines.flatMap((line, i) => (/^# [a-z_]\w*(\."[^"]+")* = /i.test(line) ? [i] : []));
  const absent = configKeys().filter((key) => key.default === undefined);
  assert.ok(
    hidden.length >= absent.length + absent.filter(({ schema }) => schema.type === "union" && !listIn(schema)).length,
  );
  for (const { name } of absent)
    assert.ok(
      hidden.some((i) => lines[i].startsWith(`# ${name} = `)),
      name,
    );
  for (const i of hidden) {
    const shown = lines.map((line, k) => (k === i ? line.slice(2) : line)).join("\n");
    const resolved = resolveConfig(parse(shown));
    assert.not.equal(resolved, resolveConfig({}), lines[i]);
  }
});

test("the template calls no name of the paper a key", () => {
  assert.match(configTemplate(), /\(eta in the paper\)/);
  assert.not.match(configTemplate(), /Also/);
});

test("the table of keys has a row for each, with range, default and reason", () => {
  const rows = keyTable().split("\n").slice(2);
  assert.is(rows.length, configKeys().length + densityFields().length);
  configKeys().forEach(({ key, expected, default_text, why }, i) => {
    for (const part of [key, expected, default_text, why]) assert.ok(rows[i].includes(part), `${key}: ${part}`);
  });
});

test.run();
