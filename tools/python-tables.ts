// Puts into python/src/larmor/ what the Python package takes from this checkout: the kernel, the licence, the sky of notebooks
// (sky.js, src/live/jupyter.ts in one file), and tables.json with the keys of a config, the names of models and integrators, and the quantities of a record. They are stated in TypeScript and never
// typed again; what Python computes of them is in python/src/larmor/planning.py.
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { ANISOTROPIES, type DirectionsOfWaves } from "../src/config/anisotropies.js";
import { configKeys, presets } from "../src/config/config.js";
import { DENSITY_EXAMPLE, densityFields, MOST_DENSITIES } from "../src/config/densities.js";
import { FIELD_MODELS } from "../src/config/field_models.js";
import { INTEGRATORS } from "../src/config/integrators.js";
import { sections } from "../src/config/keys.js";
import { actionsOf, expected, type KeySchema, listIn, rangeOf } from "../src/config/kinds.js";
import { CONVENTIONS } from "../src/export/columns.js";
import { QUANTITIES, type Quantity } from "../src/flight/record.js";
import * as constants from "../src/kernel_constants.js";

const PACKAGE = "python/src/larmor";

/** The regular expression that a text has to match; undefined: any but the empty one. */
const patternOf = (schema: KeySchema): string | undefined =>
  actionsOf(schema)
    .filter(({ type }) => type === "regex")
    .map(({ requirement }) => (requirement as unknown as RegExp).source)[0];

/** What the checks in Python branch on; "unknown": a kind that they do not know, whose keys they refuse. */
function kindOf(schema: KeySchema, unit?: string): object {
  switch (schema.type) {
    case "picklist":
      return { type: "choice", options: schema.options };
    case "boolean":
      return { type: "boolean" };
    case "number":
      return { type: "number", ...rangeOf(schema) };
    case "array":
      return {
        type: "numbers",
        item: kindOf(schema.item),
        most: actionsOf(schema).find(({ type }) => type === "max_length")?.requirement,
      };
    case "string":
      return { type: "text", pattern: patternOf(schema) };
    case "strict_tuple":
      return { type: "list", items: schema.items.map((item) => kindOf(item)) };
    case "union": {
      const [each] = schema.options;
      const list = listIn(schema);
      return list
        ? { type: "single_or_list", each: kindOf(each), list: kindOf(list) }
        : { type: "by_group", each: kindOf(each), each_expected: expected(each as KeySchema, unit) };
    }
    default:
      return { type: "unknown" };
  }
}

const kernel = readFileSync("build/kernel.wasm");
const entries = <Entry, Kept>(table: Record<string, Entry>, kept: (entry: Entry) => Kept) =>
  Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, kept(entry)]));

const tables = {
  about: "Written by `npm run build` from the tables of TypeScript (tools/python-tables.ts).",
  numerics: constants.NUMERICS,
  kernel_sha256: createHash("sha256").update(kernel).digest("hex"),
  constants: { ...constants },
  sections,
  keys: configKeys().map(({ schema, ...key }) => ({ ...key, kind: kindOf(schema, key.unit) })),
  density: {
    most: MOST_DENSITIES,
    example: DENSITY_EXAMPLE,
    fields: densityFields().map(({ kind, field, expected, schema }) => ({
      of: kind,
      field,
      expected,
      kind: kindOf(schema),
    })),
  },
  field_models: entries(FIELD_MODELS, ({ words, reads, modes }) => ({ words, reads, modes })),
  anisotropies: entries<DirectionsOfWaves, object>(ANISOTROPIES, ({ words, resonates, binds, spectral_index }) => ({
    words,
    resonates,
    binds,
    spectral_index,
  })),
  integrators: entries(INTEGRATORS, ({ words, reads }) => ({ words, reads })),
  presets: entries(presets, ({ description, settings }) => ({ description, settings })),
  quantities: entries<Quantity, object>(QUANTITIES, ({ shape, units, about, whole, when }) => ({
    shape,
    units,
    about,
    whole,
    conditional: when && true,
  })),
  conventions: CONVENTIONS,
};
writeFileSync(`${PACKAGE}/tables.json`, `${JSON.stringify(tables, null, 1)}\n`);
const sky = await build({
  entryPoints: ["src/live/jupyter.ts"],
  outfile: `${PACKAGE}/sky.js`,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  metafile: true,
});
// the wheel has our licence only
for (const { inputs } of Object.values(sky.metafile.outputs))
  for (const [file, { bytesInOutput }] of Object.entries(inputs))
    if (file.includes("node_modules") && bytesInOutput > 0)
      throw new Error(`sky.js: has ${bytesInOutput} bytes of ${file}`);
copyFileSync("build/kernel.wasm", `${PACKAGE}/kernel.wasm`);
copyFileSync("LICENSE", "python/LICENSE");
