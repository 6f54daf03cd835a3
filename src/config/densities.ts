// Densities of cosmic rays that are no gradient, for `density` of a config: their kinds, and the range, unit and meaning of
// every field. The checks, the texts of errors, the JSON schema and the tables of the docs read this table.
import * as v from "valibot";
import { C_M_S, PC_M } from "../units.js";
import { ConfigError, dotted, shown } from "./errors.js";
import { expected, isPlainObject, type KeySchema, number } from "./kinds.js";

/** A steady slab of sources, uniform in |z| < h, in a halo with f = 0 at |z| = H; z along its normal from its mid-plane. */
export interface SlabDensity {
  name: string;
  kind: "slab";
  /** h; 0: a thin disc */
  half_thickness_pc: number;
  /** H */
  halo_pc: number;
  /** z of the observer */
  height_pc: number;
  /** longitude and latitude of the normal, in the frame of the run */
  normal_deg: [number, number];
}

/** One source that let out its particles at one time, on top of a uniform rest. */
export interface BurstDensity {
  name: string;
  kind: "burst";
  distance_pc: number;
  /** longitude and latitude in which it lies, in the frame of the run */
  direction_deg: [number, number];
  age_kyr: number;
  /** D/c at 1 PV; D grows as rigidity^(2 - q), q of the field's spectrum */
  diffusion_pc: number;
  /** of f at the observer, now */
  share: number;
}

/** An entry of `density`: f(r) whose dipole is recorded under its name. */
export type Density = SlabDensity | BurstDensity;

interface FieldNotes {
  schema: v.GenericSchema;
  unit?: string;
  description: string;
}

const angles = () =>
  v.strictTuple([number(v.minValue(-360), v.maxValue(360)), number(v.minValue(-90), v.maxValue(90))]);

/** What one may be named: such names stand in files, columns and options. */
const NAME = /^(?!\d+$)[A-Za-z0-9][A-Za-z0-9_]{0,39}$/;
const NAME_WORDS = "a name of up to 40 letters, digits and _, not digits alone, in quotes";

/** More would make lines of megabytes. */
export const MOST_DENSITIES = 32;

const makeFields = () => ({
  slab: {
    half_thickness_pc: {
      schema: number(v.minValue(0), v.maxValue(1e6)),
      unit: "pc",
      description: "Half the thickness h of the layer that the sources fill, less than halo_pc; 0: a thin disc",
    },
    halo_pc: {
      schema: number(v.gtValue(0), v.maxValue(1e6)),
      unit: "pc",
      description: "Height H of the halo: f = 0 at |z| = H and beyond",
    },
    height_pc: {
      schema: number(v.minValue(-1e6), v.maxValue(1e6)),
      unit: "pc",
      description: "Height z of the observer above the mid-plane, within the halo",
    },
    normal_deg: {
      schema: angles(),
      unit: "degrees",
      description: "Longitude and latitude of the normal, along which z grows",
    },
  },
  burst: {
    distance_pc: {
      schema: number(v.gtValue(0), v.maxValue(1e6)),
      unit: "pc",
      description: "Distance of the source",
    },
    direction_deg: {
      schema: angles(),
      unit: "degrees",
      description: "Longitude and latitude in which the source lies",
    },
    age_kyr: {
      schema: number(v.gtValue(0), v.maxValue(1e8)),
      unit: "kyr",
      description: "Time since the source let out its particles; before it there were none",
    },
    diffusion_pc: {
      schema: number(v.gtValue(0), v.maxValue(1e6)),
      unit: "pc",
      description: "D/c between source and observer at 1000 TV; it grows as rigidity^(2 - field.spectral_index)",
    },
    share: {
      schema: number(v.gtValue(0), v.maxValue(1)),
      description: "Share of the source in f at the observer; the rest is uniform",
    },
  },
});

const name = () => v.pipe(v.string(), v.regex(NAME));

/** The schema of the list, and what is said of each field. */
function make() {
  const fields = makeFields();
  const schemasOf = <F extends Record<string, FieldNotes>>(notes: F) =>
    Object.fromEntries(Object.entries(notes).map(([field, { schema }]) => [field, schema])) as {
      [Field in keyof F]: F[Field]["schema"];
    };
  const schema = v.pipe(
    v.array(
      v.variant("kind", [
        v.strictObject({ name: name(), kind: v.picklist(["slab"]), ...schemasOf(fields.slab) }),
        v.strictObject({ name: name(), kind: v.picklist(["burst"]), ...schemasOf(fields.burst) }),
      ]),
    ),
    v.maxLength(MOST_DENSITIES),
  );
  return { schema, fields };
}

let made: ReturnType<typeof make> | undefined;
const table = () => (made ??= make());

export const densitySchema = () => table().schema;

const KINDS = ["slab", "burst"] as const;
const KIND_WORDS = {
  slab: "a steady slab of sources in a halo, f = 0 at its edge",
  burst: "one source of the past, on top of a uniform rest",
} as const;

/** A field of an entry, for tables. */
export interface DensityField {
  kind: string;
  field: string;
  expected: string;
  description: string;
  schema: KeySchema;
}

export const densityFields = (): DensityField[] => [
  {
    kind: "both",
    field: "name",
    schema: name() as KeySchema,
    expected: NAME_WORDS,
    description: "What its dipole is recorded under",
  },
  {
    kind: "both",
    field: "kind",
    schema: v.picklist(KINDS),
    expected: KINDS.map((kind) => `"${kind}"`).join(" or "),
    description: KINDS.map((kind) => `"${kind}", ${KIND_WORDS[kind]}`).join("; "),
  },
  ...KINDS.flatMap((kind) =>
    Object.entries<FieldNotes>(table().fields[kind]).map(([field, { schema, unit, description }]) => ({
      kind,
      field,
      schema: schema as KeySchema,
      expected: expected(schema as KeySchema, unit),
      description,
    })),
  ),
];

/** An entry to begin with. */
export const DENSITY_EXAMPLE: SlabDensity = {
  name: "disc",
  kind: "slab",
  half_thickness_pc: 50,
  halo_pc: 4000,
  height_pc: 20,
  normal_deg: [0, 90],
};

/** A value's first issue as an error; `path` from the entry on. */
export function densityError(found: unknown, path: readonly string[], list: unknown): ConfigError {
  const [index, field] = path;
  if (index === undefined) {
    const tables = `a list of at most ${MOST_DENSITIES} tables, in TOML each under [[density]]`;
    const count = Array.isArray(found) ? `(${found.length} of them)` : "";
    return new ConfigError("density", found, tables, "Leave it out for none.", count);
  }
  const entry = (list as unknown[])[Number(index)];
  const key = `density[${index}]`;
  if (field === undefined || !isPlainObject(entry))
    return new ConfigError(key, entry, "a table with name, kind and the fields of that kind", `As in ${example()}.`);
  const kind = KINDS.find((known) => known === entry.kind);
  const inKind = `${key}.${dotted(field)}`;
  if (kind === undefined)
    return new ConfigError(
      `${key}.kind`,
      entry.kind,
      KINDS.map((known) => `"${known}"`).join(" or "),
      "Choose one of them, in quotes.",
    );
  const fields = ["name", "kind", ...Object.keys(table().fields[kind])];
  if (!fields.includes(field))
    return new ConfigError(
      inKind,
      entry[field],
      `a field of a ${kind}: ${fields.join(", ")}`,
      "Take it out, or choose one of these.",
      "(unknown field)",
    );
  const notes = densityFields().find((known) => known.field === field && ["both", kind].includes(known.kind));
  const needed = kind === DENSITY_EXAMPLE.kind ? `A ${kind} needs it, as in ${example()}.` : `A ${kind} needs it.`;
  const remedy = entry[field] === undefined ? needed : "Give such a value.";
  return new ConfigError(inKind, entry[field], notes?.expected ?? "", remedy);
}

const example = () => `density=[${JSON.stringify(DENSITY_EXAMPLE)}]`;

/** Longest exponent d^2/(4 D t) of a burst at the observer now: f of a source beyond would be nothing there. */
const LONGEST_EXPONENT = 100;
const PC_PER_KYR = (1000 * 365.25 * 86400 * C_M_S) / PC_M;

/** c times the age of a burst, pc; a year has 365.25 days. */
export const agePc = ({ age_kyr }: BurstDensity): number => age_kyr * PC_PER_KYR;

/** Throws a ConfigError for values that are each allowed and impossible together. */
export function checkDensities(densities: readonly Density[]): void {
  const refuse = (index: number, field: string, found: unknown, expected: string, remedy: string) => {
    throw new ConfigError(`density[${index}].${field}`, found, expected, remedy);
  };
  densities.forEach((density, index) => {
    const { name } = density;
    if (densities.findIndex((other) => other.name === name) < index)
      refuse(index, "name", name, "a name that no other density has", "Choose another.");
    if (density.kind === "slab") {
      const { half_thickness_pc: h, halo_pc: H, height_pc: z } = density;
      if (h >= H) refuse(index, "half_thickness_pc", h, `less than halo_pc = ${H} pc`, "Lower it, or raise halo_pc.");
      if (Math.abs(z) >= H)
        refuse(index, "height_pc", z, `a height within the halo, |z| < ${H} pc`, "Lower it, or raise halo_pc.");
      return;
    }
    const { distance_pc: d, diffusion_pc: D } = density;
    if (d * d > LONGEST_EXPONENT * 4 * D * agePc(density))
      refuse(
        index,
        "distance_pc",
        d,
        `a source that has reached the observer: distance^2 of at most ${LONGEST_EXPONENT} times 4 D t, ${shown(Number((20 * Math.sqrt(D * agePc(density))).toPrecision(3)))} pc`,
        "Lower it, or raise age_kyr or diffusion_pc.",
      );
  });
}

/** Whether a value of `density` is none. */
export const isNoDensity = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);
