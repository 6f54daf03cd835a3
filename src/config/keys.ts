// The keys of a config as valibot schemas: range, unit, default and meaning of each are stated here and nowhere else. The checks,
// the texts of errors, the table of keys, the JSON schema, the template of `larmor init` and the random configs of the tests
// read this table. A new key has no default or is left out at its default, so that older runs keep their identity.
// One file, because the table is one, and valibot's types of it are compared with the documented ones as a whole.
import * as v from "valibot";
import { ANISOTROPIES, ANISOTROPY_NAMES, DEFAULT_ANISOTROPY } from "./anisotropies.js";
import { densitySchema } from "./densities.js";
import { DEFAULT_MODEL, FIELD_MODELS, MODELS } from "./field_models.js";
import { canonicalJSON } from "./identity.js";
import { DEFAULT_INTEGRATOR, INTEGRATOR_NAMES, INTEGRATORS } from "./integrators.js";
import {
  byGroup,
  expected,
  fileName,
  type KeySchema,
  known,
  listOf,
  number,
  rigidityTV,
  sha256Text,
  table,
  tripleOf,
  turbulenceLevel,
} from "./kinds.js";
import type { Config, ConfigInput, DeepReadonly, Section } from "./schema.js";

/** What is said of a key beside its schema. */
interface Notes {
  /** a sentence without its full stop */
  description: string;
  unit?: string;
  /** why the range is what it is, a sentence; absent where that needs no explanation */
  why?: string;
  /** other names of the key, for the table of keys and for those who type them */
  symbol?: readonly string[];
  /** absent where it depends on other keys, or is none */
  default?: unknown;
  /** a value to begin with, where there is no default; of a table, one of its entries */
  example?: unknown;
  /** the default in words, where it is not one value */
  default_text?: string;
  /** a value equal to the default is left out of the resolved config, and so of its identity: as if it had not been given */
  left_out_at_default?: true;
}

const key = <S extends v.GenericSchema>(schema: S, notes: Notes & { default?: v.InferInput<S> }) =>
  v.optional(v.pipe(schema, v.metadata({ ...notes })));

/** `"nested-grids", turbulence on ...; "plane-waves", ...` */
const inWords = (table: Record<string, { words: string }>): string =>
  Object.entries(table)
    .map(([name, { words }]) => `"${name}", ${words}`)
    .join("; ");

export const sections = ["field", "particles", "transport", "ensemble"] as const satisfies readonly Section[];

/** What particles.nside may be. */
export const NSIDES: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

const makeTable = () => ({
  field: {
    model: key(v.picklist(MODELS), {
      default: DEFAULT_MODEL,
      description: `How the magnetic field is made: ${inWords(FIELD_MODELS)}`,
      why: "CONTRIBUTING.md says how a model of your own is added.",
    }),
    turbulence_level: key(listOf(turbulenceLevel()), {
      default: [1, 0.1],
      symbol: ["eta"],
      description:
        "Turbulence levels dB^2/(dB^2 + B0^2), with a group of realisations for each; absent for a uniform field",
      why: 'It is the share of the turbulence in the energy of the field: at 1 there is no regular field; for 0 use field.model = "uniform".',
    }),
    total_rms_uG: key(number(v.gtValue(0)), {
      default: 4,
      unit: "uG",
      symbol: ["B_rms", "B_tot"],
      description: "Total field strength sqrt(B0^2 + dB^2), of the regular and the turbulent field together",
      why: "A gyroradius is proportional to 1/B, so there is none without a field.",
    }),
    outer_scale_pc: key(number(v.gtValue(0)), {
      default: 100,
      unit: "pc",
      symbol: ["L_max"],
      description: "Longest wavelength of the turbulence, in the same sense as the shortest",
    }),
    inner_scale_gyroradii: key(number(v.minValue(1e-3)), {
      unit: "gyroradii",
      example: 0.5,
      default_text: 'min(r_g/2, L_max/300); with field.anisotropy = "goldreich-sridhar" at most 2 pi r_g (r_g/L)^(1/2)',
      symbol: ["L_min"],
      description:
        "Shortest wavelength of the turbulence, in gyroradii at total_rms_uG; with an anisotropy that of its power law: along B0 in a slab, else across it",
      why: "Grids finer than a thousandth of a gyroradius do not fit into memory, and such short waves do not scatter.",
    }),
    spectral_index: key(number(v.gtValue(1), v.ltValue(3)), {
      default: 5 / 3,
      default_text: "5/3",
      symbol: ["q"],
      description: "Index q of the energy spectrum E(k) ~ k^-q; the power of a mode goes as k^-(q+2)",
      why: "At 1 and below, the energy of the short waves is unbounded; at 3 and above, they hold almost none. 11/3 is the index of a mode's power, q + 2.",
    }),
    regular_direction_deg: key(
      v.strictTuple([number(v.minValue(-360), v.maxValue(360)), number(v.minValue(-90), v.maxValue(90))]),
      {
        default: [0, 0],
        unit: "degrees",
        description: "Longitude and latitude that the regular field points to",
      },
    ),
    box_wavelengths: key(number(v.minValue(1), v.maxValue(16)), {
      default: 2,
      symbol: ["beta"],
      description: "Side of a level's box in units of its longest wavelength",
      why: "A box must hold its longest wave; above 16 it only costs memory.",
    }),
    band_ratio: key(number(v.gtValue(1), v.maxValue(64)), {
      default: 4,
      description: "Ratio of the longest wavelengths of two neighbouring levels",
      why: "A level must hold a band of wavelengths; above 64 its grid does not fit into memory.",
    }),
    cells_per_wavelength: key(number(v.minValue(2), v.maxValue(32)), {
      default: 4,
      description: "Smallest number of grid cells per shortest wavelength of a level",
      why: "A wave needs two cells (Nyquist); above 32 they only cost memory.",
    }),
    normalisation: key(v.picklist(["ensemble", "realisation"]), {
      default: "ensemble",
      description: "Whether the turbulent rms is exact on average over the ensemble or in each realisation",
    }),
    waves_per_decade: key(number(v.integer(), v.minValue(1), v.maxValue(1024)), {
      default: 64,
      symbol: ["waves", "modes"],
      description: "Number of plane waves per decade of wavelength",
      why: "Each decade needs a wave, and each wave costs time at every step.",
    }),
    anisotropy: key(v.picklist(ANISOTROPY_NAMES), {
      default: DEFAULT_ANISOTROPY,
      left_out_at_default: true,
      symbol: ["slab", "2d", "critical_balance", "GS95"],
      description: `Directions of the plane waves: ${inWords(ANISOTROPIES)}`,
    }),
    cube_file: key(fileName(), {
      example: "field.npy",
      default_text: "none",
      symbol: ["file", "grid_file", "snapshot"],
      description:
        "File of the cube, a magnetic field on a periodic grid: .npy or HDF5 (.h5, .hdf5) of shape (nx, ny, nz, 3) or (3, nx, ny, nz), or raw little-endian f32 of the first of these shapes",
    }),
    cube_dataset: key(v.union([fileName(), tripleOf(fileName())]), {
      example: "B",
      default_text: "found by the usual names",
      symbol: ["dataset"],
      description: "Dataset of the field in an HDF5 file, or the three datasets of its components",
    }),
    cube_cell_pc: key(v.union([number(v.gtValue(0)), tripleOf(number(v.gtValue(0)))]), {
      unit: "pc",
      example: 0.5,
      default_text: "none, a cube needs it",
      symbol: ["spacing", "cell_size", "dx"],
      description: "Side of a cell of the cube, or its three sides",
    }),
    cube_unit_uG: key(number(v.gtValue(0)), {
      unit: "uG",
      example: 1,
      default_text: "the cube is scaled to total_rms_uG",
      symbol: ["unit"],
      description: "Field strength of a value 1 of the cube; total_rms_uG is then the rms of the cube",
    }),
    cube_continue_cells: key(number(v.minValue(2), v.maxValue(64)), {
      example: 8,
      default_text: "the cube is not continued",
      symbol: ["continue"],
      description:
        "Wavelength in cells of the cube below which nested grids continue its spectrum down to the inner scale, with the power and the slope that it has there; its own shorter waves are taken out",
      why: "A wave needs two cells (Nyquist).",
    }),
    cube_sha256: key(sha256Text(), {
      example: "0".repeat(64),
      default_text: "as found in the file",
      description:
        "SHA-256 of the values of the cube, as f32 [nx][ny][nz][3], little-endian, as they stand in the file; a file with others is refused",
    }),
    cube_cells: key(tripleOf(number(v.integer(), v.minValue(1), v.maxValue(65535))), {
      example: [64, 64, 64],
      default_text: "as found in the file; a raw file needs it unless its sides are equal",
      symbol: ["grid_size", "Nx"],
      description: "Numbers of cells of the cube along x, y and z",
    }),
    cube_mean: key(tripleOf(number()), {
      example: [0, 0, 0],
      default_text: "as found in the file",
      description: "Mean field of the cube in the unit of its file: the regular field",
    }),
    cube_mean_error: key(number(v.minValue(0)), {
      example: 0.1,
      default_text: "as found in the file",
      description:
        "Standard error of that mean, from its scatter over octants; a mean of less than two of them counts as turbulence",
    }),
    cube_rms: key(number(v.gtValue(0)), {
      example: 1,
      default_text: "as found in the file",
      description: "Root mean square of the cube in the unit of its file, mean field included",
    }),
  },

  particles: {
    rigidity_TV: key(listOf(rigidityTV()), {
      default: [1000],
      unit: "TV",
      symbol: ["R"],
      description: "Rigidities, with a group of realisations for each",
      why: "1e9 TV = 1e21 V, above every observed cosmic ray.",
    }),
    nside: key(byGroup(v.picklist(NSIDES)), {
      example: 16,
      default_text: "8; preset paper: 16 at turbulence level 1",
      symbol: ["directions"],
      description: "HEALPix resolution of the directions: there are 12 nside^2 of them",
      why: "HEALPix halves its twelve pixels again and again; 1024 gives 12.6 million directions.",
    }),
    tolerance: key(number(v.gtValue(0), v.maxValue(0.1)), {
      default: 1e-5,
      symbol: ["tol"],
      description:
        "Largest component of the local error of a trial step: position in gyroradii at total_rms_uG, direction absolute",
      why: "Above 0.1 a single step may be wrong by a tenth of a gyroradius.",
    }),
    integrator: key(v.picklist(INTEGRATOR_NAMES), {
      default: DEFAULT_INTEGRATOR,
      left_out_at_default: true,
      symbol: ["Boris", "splitting"],
      description: `How the paths are integrated: ${inWords(INTEGRATORS)}`,
    }),
    rotate_directions: key(v.boolean(), {
      default: false,
      left_out_at_default: true,
      symbol: ["random_directions"],
      description:
        "Whether the grid of directions is rotated at random for each realisation, uniformly over all rotations and by the seed; the scatter between rotated grids in one field is an honest figure of the noise of a finite number of directions",
    }),
  },

  transport: {
    path_pc: key(byGroup(number(v.gtValue(0))), {
      unit: "pc",
      example: 500,
      default_text: "at 1000 TV 400 at turbulence level 0.1 and 60 at level 1; scaled from there",
      symbol: ["T", "time"],
      description: "Path length c T over which the particles are followed back",
    }),
    outputs: key(number(v.integer(), v.minValue(1), v.maxValue(1000)), {
      default: 16,
      description: "Number of equally spaced path lengths at which the response is recorded; the last is path_pc",
      why: "The whole path is always recorded; each path length adds its tensors to every line of the results.",
    }),
    escape_height_pc: key(number(v.gtValue(0)), {
      unit: "pc",
      example: 1000,
      default_text: "none",
      symbol: ["H", "halo", "escape"],
      description:
        "Height H of a free-escape boundary |z| = H around the observer, z towards latitude 90: no particle comes from beyond it",
    }),
    multipoles: key(number(v.integer(), v.minValue(1), v.maxValue(64)), {
      example: 4,
      default_text: "none are recorded",
      symbol: ["lmax", "l_max", "ell_max"],
      description:
        "Largest l of the multipoles a_lm that are recorded at the last path length, of the maps of all three components of r(-T), with the field at the observer; less than particles.nside",
      why: "At 64 they make half a megabyte of each line of the results.",
    }),
  },

  ensemble: {
    realisations: key(number(v.integer(), v.minValue(1), v.maxValue(1e7)), {
      default: 50,
      symbol: ["N"],
      description: "Number of realisations of the turbulent field",
      why: "At most 1e7: the index of a run is kept in memory.",
    }),
    seed: key(number(v.integer(), v.minValue(0), v.maxValue(2 ** 53 - 1)), {
      default: 1,
      description: "Seed of all random numbers: realisation k depends on the seed and on k only",
      why: "It must be exact in JSON, where numbers are doubles.",
    }),
  },
});

/** Of a wrong value and an unknown name, the value is refused: with field.model = "grid" and a field.file, the model is what is wrong. */
function section<Entries extends v.ObjectEntries>(entries: Entries) {
  const schema = v.strictObject(entries);
  type Values = v.InferInput<typeof schema>;
  return v.optional(v.pipe(table<Values>(), known(Object.keys(entries), v.object(entries)), schema));
}

/** A key of the table with its names, and its texts filled in. */
export interface ConfigKey extends Notes {
  /** dotted: "field.total_rms_uG" */
  key: string;
  section: Section;
  name: string;
  schema: KeySchema;
  /** empty where the range needs no explanation */
  why: string;
  symbol: readonly string[];
  default_text: string;
  /** what a value has to be, in words: "a number > 0 (uG)" */
  expected: string;
}

/** The schema of a config, and its keys in the order of the table. */
function make() {
  const entries = makeTable();
  const schema = v.pipe(
    table<object>(),
    known(["$schema", ...sections, "density"]),
    v.strictObject({
      $schema: v.optional(v.pipe(v.string(), v.description("Address of this schema, for editors."))),
      field: section(entries.field),
      particles: section(entries.particles),
      transport: section(entries.transport),
      ensemble: section(entries.ensemble),
      density: v.optional(
        v.pipe(
          densitySchema(),
          v.description(
            "Densities f(r) that are no gradient: the dipole of each is recorded under its name. Default: none.",
          ),
        ),
      ),
    }),
  );
  const keys = sections.flatMap((section) =>
    Object.entries<v.OptionalSchema<v.GenericSchema, undefined>>(entries[section]).map(([name, { wrapped }]) =>
      configKey(section, name, wrapped),
    ),
  );
  return { schema, keys };
}

function configKey(section: Section, name: string, wrapped: v.GenericSchema): ConfigKey {
  const notes = v.getMetadata(wrapped) as unknown as Notes;
  const schema = wrapped as KeySchema;
  return {
    ...notes,
    key: `${section}.${name}`,
    section,
    name,
    schema,
    why: notes.why ?? "",
    symbol: notes.symbol ?? [],
    default_text: notes.default_text ?? JSON.stringify(notes.default),
    expected: expected(schema, notes.unit),
  };
}

/** Made at the first use: a bundler leaves all of it out, and valibot, where a program checks no config. */
let made: ReturnType<typeof make> | undefined;

export const configSchema = () => (made ??= make()).schema;

/** Every key, in the order of the table. */
export const configKeys = (): readonly ConfigKey[] => (made ??= make()).keys;

// The documented types (schema.ts) and the schemas agree, or this does not compile: with every key required, since one that is
// optional could be missing in either.
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type All<Input> = { [Name in keyof Input]-?: DeepReadonly<Required<NonNullable<Input[Name]>>> };
const typesAgree: Same<All<v.InferInput<ReturnType<typeof configSchema>["pipe"][2]>>, All<ConfigInput>> = true;
void typesAgree;

/** The value of a key in a config; undefined where it is left out. */
export const valueIn = (config: Config, { section, name }: ConfigKey): unknown =>
  (config[section] as Record<string, unknown>)[name];

/** Whether a value is the key's default, or absent. */
export const isDefault = (key: ConfigKey, value: unknown): boolean =>
  value === undefined || (key.default !== undefined && canonicalJSON(value) === canonicalJSON(key.default));

/** The key of that dotted name. */
export const keyOf = (dotted: string): ConfigKey => configKeys().find(({ key }) => key === dotted) as ConfigKey;
