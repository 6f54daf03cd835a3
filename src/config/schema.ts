// What a config is: its keys, their units, ranges, defaults and meaning, each said once. From this schema come the
// checks (config.ts), the texts of the errors, the table of keys and the JSON schema (keys.ts).
import * as v from "valibot";

/** "rk45" is the default, and so never in a resolved config: configs from before there was a choice keep their identity. */
export type Integrator = "rk45" | "rotations";

export type Model = "nested-grids" | "plane-waves" | "uniform";

/** [String(turbulence_level)][String(rigidity_TV)], numbers as JavaScript prints them: "1", "0.1", "1000". */
export type Table = Record<string, Record<string, number>>;

/** A resolved config: complete, canonical, plain data. What DIR/config.json holds. */
export interface Config {
  field: {
    model: Model;
    /** eta = dB^2/(dB^2 + B0^2); absent for a uniform field */
    turbulence_level?: number[];
    /** sqrt(B0^2 + dB^2) */
    total_rms_uG: number;
    /** L_max, a wavelength */
    outer_scale_pc: number;
    /** L_min, a wavelength, in gyroradii at total_rms_uG; absent: min(r_g/2, L_max/300) */
    inner_scale_gyroradii?: number;
    /** q of the energy spectrum E(k) ~ k^-q */
    spectral_index: number;
    /** of B0: longitude, latitude */
    regular_direction_deg: [number, number];
    /** side of a level's box in its longest wavelength */
    box_wavelengths: number;
    /** longest wavelengths of two neighbouring levels, L_g/L_(g+1) */
    band_ratio: number;
    /** nodes per shortest wavelength of a level */
    cells_per_wavelength: number;
    /** what the rms of the turbulent field is exact for */
    normalisation: "ensemble" | "realisation";
    /** plane waves per decade of wavelength */
    waves_per_decade: number;
  };
  particles: {
    rigidity_TV: number[];
    /** HEALPix resolution of the directions: 12 nside^2 of them */
    nside: Table;
    /** largest local error of a step */
    tolerance: number;
    /** how paths are flown; absent: "rk45" */
    integrator?: Integrator;
  };
  transport: {
    /** c T, how far the particles are followed back */
    path_pc: Table;
    /** number of path lengths at which the response is recorded */
    outputs: number;
    /** H of a free-escape boundary |z| = H, z towards latitude 90; absent: none */
    escape_height_pc?: number;
  };
  ensemble: { realisations: number; seed: number };
}

/** A section as the user gives it: any key may be absent; one number stands for a whole table. */
type Given<Section> = {
  [Key in keyof Section]?: Section[Key] extends Table ? number | Record<string, Record<string, number>> : Section[Key];
};

/** What resolveConfig takes: any part of a config. Keys of tables in any spelling of the number. */
export type ConfigInput = { [Section in keyof Config]?: Given<Config[Section]> };

/** What is said of a key beside its range. `symbol`: its other names, for the table and for those who type them. */
export interface KeyNotes {
  description: string;
  unit?: string;
  /** why the range is what it is, in a sentence; absent where it goes without saying */
  why?: string;
  symbol?: string[];
  /** the default in words, where it is not one value */
  default_text?: string;
  /** the field models that read this key; absent: all */
  models?: Model[];
}

/** A key: its range, its meaning. */
const key = <Range extends v.GenericSchema>(range: Range, notes: KeyNotes) =>
  v.pipe(range, v.metadata<v.InferOutput<Range>, KeyNotes & Record<string, unknown>>({ ...notes }));

const turbulent: Model[] = ["nested-grids", "plane-waves"];

/** -0 and 0 are one value: they must not make two identities. */
const plusZero = v.transform((x: number) => x + 0);

const above = (low: number) => v.pipe(v.number(), v.finite(), v.gtValue(low));
const atLeast = (low: number) => v.pipe(v.number(), v.finite(), v.minValue(low));
const aboveUpTo = (low: number, high: number) => v.pipe(v.number(), v.finite(), v.gtValue(low), v.maxValue(high));
const inside = (low: number, high: number) => v.pipe(v.number(), v.finite(), v.gtValue(low), v.ltValue(high));
const between = (low: number, high: number) =>
  v.pipe(v.number(), v.finite(), v.minValue(low), v.maxValue(high), plusZero);
const whole = (low: number, high: number) =>
  v.pipe(v.number(), v.finite(), v.integer(), v.minValue(low), v.maxValue(high), plusZero);
const powerOfTwo = (low: number, high: number) =>
  v.pipe(
    v.number(),
    v.finite(),
    v.check((n) => Number.isInteger(Math.log2(n)), "power of two"),
    v.minValue(low),
    v.maxValue(high),
  );
/** Each entry makes a group of realisations; a longer list is a mistake, or meant to use up the memory. */
const MOST_IN_LIST = 1000;
const list = <Element extends v.GenericSchema<number>>(element: Element) =>
  v.pipe(
    v.array(element),
    v.nonEmpty(),
    v.maxLength(MOST_IN_LIST),
    v.check((numbers) => new Set(numbers).size === numbers.length, "different"),
  );
/** One number, or a table of them; the names in the table are checked by config.ts. */
const numberOrTable = <Entry extends v.GenericSchema<number>>(entry: Entry) =>
  v.union([entry, v.record(v.string(), v.record(v.string(), entry))]);

/** The ranges of a turbulence level and of a rigidity: also those of the names in a table. */
export const turbulenceLevel = aboveUpTo(0, 1);
export const rigidity = aboveUpTo(0, 1e9);

const field = v.strictObject({
  model: v.optional(
    key(v.picklist(["nested-grids", "plane-waves", "uniform"]), {
      description:
        "How the magnetic field is made: turbulence on nested periodic grids, as a sum of plane waves, or none at all",
    }),
    "nested-grids",
  ),
  turbulence_level: v.optional(
    key(list(turbulenceLevel), {
      description: "Turbulence levels dB^2/(dB^2 + B0^2), a group of realisations for each; absent for a uniform field",
      why: 'It is the share of the turbulence in the energy of the field: 1 is no regular field, and 0 is field.model = "uniform".',
      symbol: ["eta"],
      models: turbulent,
    }),
    [1, 0.1],
  ),
  total_rms_uG: v.optional(
    key(above(0), {
      description: "Total field strength sqrt(B0^2 + dB^2), regular and turbulent together",
      why: "A gyroradius is proportional to 1/B: without a field there is none.",
      unit: "uG",
      symbol: ["B_rms", "B_tot"],
    }),
    4,
  ),
  outer_scale_pc: v.optional(
    key(above(0), {
      description: "Longest wavelength of the turbulence",
      unit: "pc",
      symbol: ["L_max"],
      models: turbulent,
    }),
    100,
  ),
  inner_scale_gyroradii: v.optional(
    key(atLeast(1e-3), {
      description: "Shortest wavelength of the turbulence, in gyroradii at total_rms_uG",
      why: "Grids below a thousandth of a gyroradius fit into no memory, and such waves scatter nothing.",
      unit: "gyroradii",
      symbol: ["L_min"],
      default_text: "min(r_g/2, L_max/300)",
      models: turbulent,
    }),
  ),
  spectral_index: v.optional(
    key(inside(1, 3), {
      description: "Index q of the energy spectrum E(k) ~ k^-q; the power of a mode goes as k^-(q+2)",
      why: "At 1 and below the energy of the small waves has no bound, at 3 and above there is none in them; 11/3 is the index of a mode's power, q + 2.",
      symbol: ["q"],
      default_text: "5/3",
      models: turbulent,
    }),
    5 / 3,
  ),
  regular_direction_deg: v.optional(
    key(v.strictTuple([between(-360, 360), between(-90, 90)]), {
      description: "Longitude and latitude that the regular field points to",
      unit: "degrees",
    }),
    [0, 0],
  ),
  box_wavelengths: v.optional(
    key(between(1, 16), {
      description: "Side of a level's box in units of its longest wavelength",
      why: "A box has to hold its longest wave; beyond 16 only memory is spent.",
      symbol: ["beta"],
      models: ["nested-grids"],
    }),
    2,
  ),
  band_ratio: v.optional(
    key(aboveUpTo(1, 64), {
      description: "Ratio of the longest wavelengths of two neighbouring levels",
      why: "A level has to hold a band; beyond 64 its grid fits into no memory.",
      models: ["nested-grids"],
    }),
    4,
  ),
  cells_per_wavelength: v.optional(
    key(between(2, 32), {
      description: "Grid cells per shortest wavelength of a level, at least",
      why: "A wave needs two cells (Nyquist); beyond 32 only memory is spent.",
      models: ["nested-grids"],
    }),
    4,
  ),
  normalisation: v.optional(
    key(v.picklist(["ensemble", "realisation"]), {
      description: "Whether the turbulent rms is that of the ensemble, or made exact in every realisation",
      models: turbulent,
    }),
    "ensemble",
  ),
  waves_per_decade: v.optional(
    key(whole(1, 1024), {
      description: "Number of plane waves per decade of wavelength",
      why: "A decade needs a wave; every wave costs time at every step.",
      symbol: ["waves", "modes"],
      models: ["plane-waves"],
    }),
    64,
  ),
});

const particles = v.strictObject({
  rigidity_TV: v.optional(
    key(list(rigidity), {
      description: "Rigidities, a group of realisations for each",
      why: "1e9 TV, 1e21 V, is above all cosmic rays ever seen.",
      unit: "TV",
      symbol: ["R"],
    }),
    [1000],
  ),
  nside: v.optional(
    key(numberOrTable(powerOfTwo(1, 1024)), {
      description: "HEALPix resolution of the directions: 12 nside^2 of them",
      why: "HEALPix subdivides its twelve pixels by halves; 1024 are 12.6 million directions.",
      symbol: ["directions"],
      default_text: "8; preset paper: 16 at turbulence level 1",
    }),
  ),
  tolerance: v.optional(
    key(aboveUpTo(0, 0.1), {
      description:
        "Largest component of the local error of a trial step: position in gyroradii at total_rms_uG, direction absolute",
      why: "An error above a tenth of a gyroradius is no path.",
      symbol: ["tol"],
    }),
    1e-5,
  ),
  integrator: v.optional(
    key(v.picklist(["rk45", "rotations"]), {
      description:
        "How paths are flown: Dormand-Prince 5(4) with steps of the tolerance, or drifts and rotations of order 4 in steps of one size that the tolerance sets, which conserve |p| and the volume of phase space, and can be reversed, to rounding",
      symbol: ["Boris", "splitting"],
      default_text: '"rk45"',
    }),
  ),
});

const transport = v.strictObject({
  path_pc: v.optional(
    key(numberOrTable(above(0)), {
      description: "Path length c T to which the particles are followed back",
      unit: "pc",
      symbol: ["T", "time"],
      default_text: "at 1000 TV 400 at turbulence level 0.1 and 60 at level 1; scaled from there",
    }),
  ),
  outputs: v.optional(
    key(whole(1, 1000), {
      description: "Number of equally spaced path lengths at which the response is recorded; the last is path_pc",
      why: "The last is the whole path; each has its tensors in every line of the results.",
    }),
    16,
  ),
  escape_height_pc: v.optional(
    key(above(0), {
      description:
        "Height H of a free-escape boundary |z| = H about the observer, z towards latitude 90: no particle comes from beyond it",
      unit: "pc",
      symbol: ["H", "halo", "escape"],
      default_text: "none",
    }),
  ),
});

const ensemble = v.strictObject({
  realisations: v.optional(
    key(whole(1, 1e7), {
      description: "Number of realisations of the turbulent field",
      why: "More than 1e7 fit into no memory of an index.",
      symbol: ["N"],
    }),
    50,
  ),
  seed: v.optional(
    key(whole(0, 2 ** 53 - 1), {
      description: "Root of all random numbers: realisation k depends on it and on k, on no other realisation",
      why: "It has to be exact in JSON, where numbers are doubles.",
    }),
    1,
  ),
});

export const configSchema = v.strictObject({ field, particles, transport, ensemble });

/** All keys filled in but the four whose default depends on others. */
export type Settings = v.InferOutput<typeof configSchema>;

// The documented types above and the schema are the same, or this does not compile.
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type SameSection<Name extends keyof Config> = Same<
  Required<v.InferInput<(typeof configSchema)["entries"][Name]>>,
  Required<Given<Config[Name]>>
>;
const sameTypes: { [Name in keyof Config]: SameSection<Name> } = {
  field: true,
  particles: true,
  transport: true,
  ensemble: true,
};
void sameTypes;
