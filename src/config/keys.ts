// The keys of a config as data: range, unit, default and meaning of each are stated here and nowhere else. The checks, the
// texts of errors, the table of keys, the JSON schema, the template of `larmor init` and the random configs of the tests
// read this table. A new key has no default or is left out at its default, so that older runs keep their identity.
import { DEFAULT_MODEL, FIELD_MODELS, MODELS } from "./field_models.js";
import { canonicalJSON } from "./identity.js";
import { DEFAULT_INTEGRATOR, INTEGRATOR_NAMES, INTEGRATORS } from "./integrators.js";
import { defaultText, type Entry, expected, RIGIDITY_TV, TURBULENCE_LEVEL, type Value } from "./kinds.js";
import type { Config, Given } from "./schema.js";

/** `"nested-grids", turbulence on ...; "plane-waves", ...` */
const inWords = (table: Record<string, { words: string }>): string =>
  Object.entries(table)
    .map(([name, { words }]) => `"${name}", ${words}`)
    .join("; ");

export const KEYS = {
  field: {
    model: {
      kind: "choice",
      choices: MODELS,
      default: DEFAULT_MODEL,
      description: `How the magnetic field is made: ${inWords(FIELD_MODELS)}`,
      why: "CONTRIBUTING.md says how a model of your own is added.",
    },
    turbulence_level: {
      kind: "list",
      each: TURBULENCE_LEVEL,
      default: [1, 0.1],
      symbol: ["eta"],
      description:
        "Turbulence levels dB^2/(dB^2 + B0^2), with a group of realisations for each; absent for a uniform field",
      why: 'It is the share of the turbulence in the energy of the field: at 1 there is no regular field; for 0 use field.model = "uniform".',
    },
    total_rms_uG: {
      kind: "number",
      above: 0,
      unit: "uG",
      default: 4,
      symbol: ["B_rms", "B_tot"],
      description: "Total field strength sqrt(B0^2 + dB^2), of the regular and the turbulent field together",
      why: "A gyroradius is proportional to 1/B, so there is none without a field.",
    },
    outer_scale_pc: {
      kind: "number",
      above: 0,
      unit: "pc",
      default: 100,
      symbol: ["L_max"],
      description: "Longest wavelength of the turbulence",
    },
    inner_scale_gyroradii: {
      kind: "number",
      least: 1e-3,
      unit: "gyroradii",
      example: 0.5,
      default_text: "min(r_g/2, L_max/300)",
      symbol: ["L_min"],
      description: "Shortest wavelength of the turbulence, in gyroradii at total_rms_uG",
      why: "Grids finer than a thousandth of a gyroradius do not fit into memory, and such short waves do not scatter.",
    },
    spectral_index: {
      kind: "number",
      above: 1,
      below: 3,
      default: 5 / 3,
      default_text: "5/3",
      symbol: ["q"],
      description: "Index q of the energy spectrum E(k) ~ k^-q; the power of a mode goes as k^-(q+2)",
      why: "At 1 and below, the energy of the short waves is unbounded; at 3 and above, they hold almost none. 11/3 is the index of a mode's power, q + 2.",
    },
    regular_direction_deg: {
      kind: "pair",
      each: [
        { least: -360, most: 360 },
        { least: -90, most: 90 },
      ],
      unit: "degrees",
      default: [0, 0],
      description: "Longitude and latitude that the regular field points to",
    },
    box_wavelengths: {
      kind: "number",
      least: 1,
      most: 16,
      default: 2,
      symbol: ["beta"],
      description: "Side of a level's box in units of its longest wavelength",
      why: "A box must hold its longest wave; above 16 it only costs memory.",
    },
    band_ratio: {
      kind: "number",
      above: 1,
      most: 64,
      default: 4,
      description: "Ratio of the longest wavelengths of two neighbouring levels",
      why: "A level must hold a band of wavelengths; above 64 its grid does not fit into memory.",
    },
    cells_per_wavelength: {
      kind: "number",
      least: 2,
      most: 32,
      default: 4,
      description: "Smallest number of grid cells per shortest wavelength of a level",
      why: "A wave needs two cells (Nyquist); above 32 they only cost memory.",
    },
    normalisation: {
      kind: "choice",
      choices: ["ensemble", "realisation"],
      default: "ensemble",
      description: "Whether the turbulent rms is exact on average over the ensemble or in each realisation",
    },
    waves_per_decade: {
      kind: "number",
      only: "integer",
      least: 1,
      most: 1024,
      default: 64,
      symbol: ["waves", "modes"],
      description: "Number of plane waves per decade of wavelength",
      why: "Each decade needs a wave, and each wave costs time at every step.",
    },
  },

  particles: {
    rigidity_TV: {
      kind: "list",
      each: RIGIDITY_TV,
      unit: "TV",
      default: [1000],
      symbol: ["R"],
      description: "Rigidities, with a group of realisations for each",
      why: "1e9 TV = 1e21 V, above every observed cosmic ray.",
    },
    nside: {
      kind: "table",
      each: { only: "power of two", least: 1, most: 1024 },
      example: 16,
      default_text: "8; preset paper: 16 at turbulence level 1",
      symbol: ["directions"],
      description: "HEALPix resolution of the directions: there are 12 nside^2 of them",
      why: "HEALPix halves its twelve pixels again and again; 1024 gives 12.6 million directions.",
    },
    tolerance: {
      kind: "number",
      above: 0,
      most: 0.1,
      default: 1e-5,
      symbol: ["tol"],
      description:
        "Largest component of the local error of a trial step: position in gyroradii at total_rms_uG, direction absolute",
      why: "Above 0.1 a single step may be wrong by a tenth of a gyroradius.",
    },
    integrator: {
      kind: "choice",
      choices: INTEGRATOR_NAMES,
      default: DEFAULT_INTEGRATOR,
      left_out_at_default: true,
      symbol: ["Boris", "splitting"],
      description: `How the paths are integrated: ${inWords(INTEGRATORS)}`,
    },
  },

  transport: {
    path_pc: {
      kind: "table",
      each: { above: 0 },
      unit: "pc",
      example: 500,
      default_text: "at 1000 TV 400 at turbulence level 0.1 and 60 at level 1; scaled from there",
      symbol: ["T", "time"],
      description: "Path length c T over which the particles are followed back",
    },
    outputs: {
      kind: "number",
      only: "integer",
      least: 1,
      most: 1000,
      default: 16,
      description: "Number of equally spaced path lengths at which the response is recorded; the last is path_pc",
      why: "The whole path is always recorded; each path length adds its tensors to every line of the results.",
    },
    escape_height_pc: {
      kind: "number",
      above: 0,
      unit: "pc",
      example: 1000,
      default_text: "none",
      symbol: ["H", "halo", "escape"],
      description:
        "Height H of a free-escape boundary |z| = H around the observer, z towards latitude 90: no particle comes from beyond it",
    },
  },

  ensemble: {
    realisations: {
      kind: "number",
      only: "integer",
      least: 1,
      most: 1e7,
      default: 50,
      symbol: ["N"],
      description: "Number of realisations of the turbulent field",
      why: "At most 1e7: the index of a run is kept in memory.",
    },
    seed: {
      kind: "number",
      only: "integer",
      least: 0,
      most: 2 ** 53 - 1,
      default: 1,
      description: "Seed of all random numbers: realisation k depends on the seed and on k only",
      why: "It must be exact in JSON, where numbers are doubles.",
    },
  },
} as const satisfies { [Section in keyof Config]: Record<keyof Config[Section], Entry> };

// The documented types (schema.ts) and the table agree, or this does not compile.
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type ValuesOf<Entries> = { -readonly [Name in keyof Entries]: Value<Entries[Name]> };
const typesAgree: {
  [Section in keyof Config]: Same<ValuesOf<(typeof KEYS)[Section]>, Required<Given<Config[Section]>>>;
} = { field: true, particles: true, transport: true, ensemble: true };
void typesAgree;

/** An entry of the table with its names, and its texts filled in. */
export type ConfigKey = Entry & {
  /** dotted: "field.total_rms_uG" */
  key: string;
  section: keyof Config;
  name: string;
  /** empty where the range needs no explanation */
  why: string;
  symbol: readonly string[];
  default_text: string;
  /** what a value has to be, in words: "a number > 0 (uG)" */
  expected: string;
};

export const sections = Object.keys(KEYS) as (keyof Config)[];

/** Every key, in the order of the table. */
export const configKeys: readonly ConfigKey[] = sections.flatMap((section) =>
  Object.entries<Entry>(KEYS[section]).map(([name, entry]) => ({
    ...entry,
    key: `${section}.${name}`,
    section,
    name,
    why: entry.why ?? "",
    symbol: entry.symbol ?? [],
    default_text: defaultText(entry),
    expected: expected(entry),
  })),
);

/** The value of a key in a config; undefined where it is left out. */
export const valueIn = (config: Config, { section, name }: ConfigKey): unknown =>
  (config[section] as Record<string, unknown>)[name];

/** Whether a value is the key's default, or absent. */
export const isDefault = (key: ConfigKey, value: unknown): boolean =>
  value === undefined || (key.default !== undefined && canonicalJSON(value) === canonicalJSON(key.default));

/** The key of that dotted name. */
export const keyOf = (dotted: string): ConfigKey => configKeys.find(({ key }) => key === dotted) as ConfigKey;
