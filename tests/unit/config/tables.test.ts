// A field model, an integrator, a key or a kind of value is an entry of one table: entries that are added to a copy of the
// sources are known to config, warnings, JSON schema, texts, citations and plan, and no other file lists their names.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Config, configIdentity, configKeys, resolveConfig } from "../../../src/config/config.js";
import { FIELD_MODELS, isCube, MODELS } from "../../../src/config/field_models.js";
import { INTEGRATOR_NAMES, INTEGRATORS } from "../../../src/config/integrators.js";
import { patchedCopy } from "../patched_copy.js";

const TOY_MODEL = `
  "single-wave": {
    words: "one wave",
    reads: ["turbulence_level", "outer_scale_pc", "wave_tilt_deg"],
    works: [{ for: "the single wave", bibtex: "@misc{Wave}" }],
    modes: true,
    levels: () => [],
    bytes: () => 5e6,
  },`;
const TOY_INTEGRATOR = `
  boris: {
    words: "kicks",
    reads: ["kicks"],
    works: [{ for: "the kicks", bibtex: "@misc{Boris}" }],
    longestStep: (path) => path.gyroradius_pc / 10,
    steps: () => 4321,
  },`;
const TOY_KEYS = `
    wave_tilt_deg: key(number(v.minValue(0)), { default: 3, left_out_at_default: true, description: "Tilt of the wave" }),`;
const TOY_FLAG = `
    kicks: key(v.string(), { default: "single", left_out_at_default: true, description: "How kicks come" }),`;
const TOY_KIND = `
  | v.StringSchema<undefined>`;
const TOY_WORDS = `
    case "string":
      return "a text";`;
const TOY_REMEDY = `
  if (schema.type === "string") return "Write a text, in quotes.";`;

const { patch, load, remove } = patchedCopy("src");
patch("src/config/field_models.ts", "export const FIELD_MODELS = tableOf({", TOY_MODEL);
patch("src/config/integrators.ts", "export const INTEGRATORS = tableOf({", TOY_INTEGRATOR);
patch("src/config/keys.ts", "  field: {", TOY_KEYS);
patch("src/config/keys.ts", "  particles: {", TOY_FLAG);
patch("src/config/kinds.ts", "export type KeySchema =", TOY_KIND);
patch("src/config/kinds.ts", "  switch (schema.type) {", TOY_WORDS);
patch("src/config/given.ts", "ConfigKey, value: unknown): string {", TOY_REMEDY);

const { resolveConfig: resolveToy, ...toy }: typeof import("../../../src/config/config.js") =
  await load("config/config.ts");
/** The types know nothing of the toys. */
const toyConfig = resolveToy as (input: unknown) => Config;
const { citations }: typeof import("../../../src/cli/commands/cite.js") = await load("cli/commands/cite.ts");
const { planHere, planText }: typeof import("../../../src/cli/plan.js") = await load("cli/plan.ts");
const { configTemplate }: typeof import("../../../src/cli/commands/init.js") = await load("cli/commands/init.ts");
const schema: typeof import("../../../src/cli/commands/schema.js") = await load("cli/commands/schema.ts");

/** Of a cube whose file has not been read. */
const A_CUBE = { cube_file: "field.npy", cube_cell_pc: 1 };
const wave = { model: "single-wave", turbulence_level: [0.5] };
const kicked = { integrator: "boris" };

const test = suite("config: tables");
test.after(remove);

test("a toy model and a toy integrator stand in the config that names them, and in its identity", () => {
  const config = toyConfig({ field: wave, particles: kicked });
  assert.is(config.field.model, "single-wave");
  assert.is(config.particles.integrator, "boris");
  assert.equal(toyConfig(JSON.parse(toy.canonicalJSON(config))), config);
  const plain = toyConfig({ field: { turbulence_level: [0.5] } });
  const names = [plain, toyConfig({ field: wave }), toyConfig({ particles: kicked }), config];
  assert.is(new Set(names.map(toy.configIdentity)).size, 4);
});

test("keys that come with them leave all other configs and identities as they were", () => {
  const models = MODELS.map((model) => ({ field: { model, ...(isCube(model) ? A_CUBE : {}) } }));
  const inputs = [{}, ...models, ...INTEGRATOR_NAMES.map((integrator) => ({ particles: { integrator } }))];
  for (const input of inputs) {
    assert.is(toy.configIdentity(toyConfig(input)), configIdentity(resolveConfig(input)));
    assert.is(toy.canonicalJSON(toyConfig(input)), toy.canonicalJSON(resolveConfig(input)));
  }
  assert.match(toy.canonicalJSON(toyConfig({ field: { ...wave, wave_tilt_deg: 4 } })), /"wave_tilt_deg":4/);
  assert.not.match(toy.canonicalJSON(toyConfig({ field: { ...wave, wave_tilt_deg: 3 } })), /wave_tilt_deg/);
});

test("no key that they read has no effect, and each that they do not read has none", () => {
  const unused = (field: object, particles: object) =>
    toy
      .warnings(toyConfig({ field, particles }))
      .filter(({ message }) => message.includes("does not use it"))
      .map(({ key }) => key);
  assert.equal(unused({ ...wave, outer_scale_pc: 90, wave_tilt_deg: 4 }, { ...kicked, kicks: "pairs" }), []);
  assert.equal(unused({ ...wave, band_ratio: 5, spectral_index: 1.5 }, {}), [
    "field.spectral_index",
    "field.band_ratio",
  ]);
  assert.equal(unused({ wave_tilt_deg: 4 }, { kicks: "pairs" }), ["field.wave_tilt_deg", "particles.kicks"]);
});

test("a sum of waves without a power law is not measured as one with it", async () => {
  const { FIELD_MODELS: models, isSumOfWaves }: typeof import("../../../src/config/field_models.js") =
    await load("config/field_models.ts");
  const measured = Object.entries(models).filter(([name]) => isSumOfWaves(name as keyof typeof models));
  assert.equal(measured.map(([name]) => name).toSorted(), ["nested-grids", "plane-waves"]);
  assert.ok(Object.entries(models).some(([name, { modes }]) => name === "single-wave" && modes));
});

test("a wrong name, key or value is refused in their words", () => {
  const refusal = (input: unknown) => {
    try {
      toyConfig(input);
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };
  assert.match(
    refusal({ field: { model: "single-wav" } }),
    /one of "single-wave", "nested.* Did you mean "single-wave"/,
  );
  assert.match(refusal({ particles: { integrator: "borris" } }), /one of "boris", .* Did you mean "boris"/);
  assert.match(
    refusal({ particles: { kicks: 2 } }),
    /^particles\.kicks: found 2, expected a text\. Write a text, in quotes\./,
  );
  assert.match(refusal({ field: { wave_tilt: 4 } }), /Did you mean field\.wave_tilt_deg\?/);
});

test("JSON schema, table of keys and template have their names, words and keys", () => {
  interface Section {
    properties: Record<string, { enum?: string[]; type?: string }>;
  }
  const { field, particles } = schema.configSchemaJSON().properties as Record<string, Section>;
  assert.equal(field.properties.model.enum, ["single-wave", ...MODELS]);
  assert.equal(particles.properties.integrator.enum, ["boris", ...INTEGRATOR_NAMES]);
  assert.is(particles.properties.kicks.type, "string");
  for (const text of [schema.keyTable(), configTemplate()])
    for (const part of ['"single-wave", one wave', '"boris", kicks', "wave_tilt_deg", "kicks"])
      assert.ok(text.includes(part));
});

test("larmor cite names their works, and only theirs", () => {
  const cited = citations(toyConfig({ field: wave, particles: kicked }));
  assert.ok(cited.includes("@misc{Wave}") && cited.includes("@misc{Boris}"));
  assert.not.match(cited, /Giacinti2012|Dormand1980/);
  assert.not.match(citations(toyConfig({})), /@misc/);
});

test("the plan has their memory and their steps", () => {
  const config = toyConfig({ field: wave, particles: { ...kicked, nside: 1 }, transport: { outputs: 1 } });
  const plan = planHere(config, { memory_bytes: 2 ** 33 });
  assert.is(plan.groups[0].memory_bytes, 5e6 + 2 ** 20 + 64 * 48);
  assert.is(plan.groups[0].steps_estimate, 12 * 4321);
  assert.is(plan.groups[0].longest_step_pc, plan.groups[0].gyroradius_pc / 10);
  assert.match(planText(plan), /field single-wave/);
});

test("what an entry reads is a key of its section that every config has", () => {
  for (const [section, table] of [
    ["field", FIELD_MODELS],
    ["particles", INTEGRATORS],
  ] as const)
    for (const [name, { reads }] of Object.entries<{ reads: readonly string[] }>(table))
      for (const key of reads)
        assert.ok(
          configKeys().some((known) => known.key === `${section}.${key}`),
          `${name} reads ${section}.${key}`,
        );
});

test("no other file of src/ or page/ compares with a name of the tables, or lists names of them", () => {
  const offences: string[] = [];
  const filesOf = (folder: string) =>
    (readdirSync(folder, { recursive: true }) as string[]).map((name) => join(folder, name));
  for (const file of [...filesOf("src"), ...filesOf("page")].filter((name) => name.endsWith(".ts"))) {
    // the tables, and what is generated from the kernel
    if (/^src\/(config\/(field_models|integrators)|kernel_constants)\.ts$/.test(file)) continue;
    const text = readFileSync(file, "utf8").replace(/^ *(\/\/|\*|\/\*).*$/gm, "");
    for (const names of [MODELS, INTEGRATOR_NAMES]) {
      const quoted = `"(?:${names.join("|")})"`;
      const key = `(?:${quoted}|\\b(?:${names.join("|")})) *:`;
      const decision = new RegExp(`(?:[=!]==? *|case +|includes\\()${quoted}|${quoted} *[=!]==?`, "g");
      const list = new RegExp(`${quoted}(?: as const)?\\s*[,|\\]:][^;"]{0,80}${quoted}`, "g");
      const record = new RegExp(`${key}[^;]{0,200}${key}`, "g");
      for (const [offence] of [decision, list, record].flatMap((pattern) => [...text.matchAll(pattern)]))
        offences.push(`${file}: ${offence}`);
    }
  }
  assert.equal(offences, []);
});

test.run();
