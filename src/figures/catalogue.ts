/** The figures by name, and what they show: known without the libraries that draw them. */

export interface FigureEntry {
  title: string;
  /** what of a run it shows: one group, one turbulence level at all its rigidities, or all groups */
  shows: "group" | "level" | "run";
  /** the part of FigureInput.field that it draws; absent: the realisations of a run folder are enough */
  field?: "modes" | "sky" | "paths";
  /** what it does of a run that recorded multipoles (transport.multipoles): it needs one, or draws the ensemble instead of a field */
  multipoles?: "needed" | "instead";
  /** it shows the run on the sky: where its field points there, what flies and how the observer moves are options */
  sky?: true;
  /** the options that it reads, beside those of the sky */
  reads: readonly FigureOption[];
  /** the same where it draws the ensemble's multipoles instead of a field */
  reads_ensemble?: readonly FigureOption[];
  /** where the page shows it; absent: nowhere */
  tab?: Tab;
  /** what it shows, in a sentence or two: above it on the page, of whatever run it is; what was found is said of the published one */
  see?: string;
}

/** A tab of the page. Two figures may share one: each is then drawn at its turbulence levels. */
export interface Tab {
  /** its name in links */
  view: string;
  label: string;
  levels?: "1" | "below 1";
}

/** Options of `larmor figure` that change what a figure shows; `data` is of two kinds, by its table. */
export type FigureOption =
  | "gradient-deg"
  | "gradient"
  | "gradient-per-kpc"
  | "density"
  | "direction"
  | "turbulence-level"
  | "rigidity-TV"
  | "realisation"
  | "data of dipoles"
  | "data of C_l";

const GROUP = ["turbulence-level", "rigidity-TV"] as const;
const SIZE = ["gradient", "gradient-per-kpc", "density"] as const;
const GRADIENT = ["gradient-deg", ...SIZE] as const;
const DIPOLES = [...GROUP, ...GRADIENT] as const;
const CLOSE_UP = [...GROUP, "realisation"] as const;

const skyMap = (levels: Tab["levels"]): Tab => ({ view: "sky", label: "The sky", levels });
const amplitude = (levels: Tab["levels"]): Tab => ({ view: "amplitude", label: "Amplitudes", levels });

/** In the order of `larmor figure --help`, of reports, and of the page's tabs. */
export const catalogue = {
  fig1: {
    title: "Amplitude against energy, with the measurements",
    see: "Measured dipoles lie far below isotropic diffusion, the more so the higher the energy. In the published run some realisations come down to the data where the gradient lies across a regular field.",
    shows: "level",
    reads: [...DIPOLES, "data of dipoles"],
    tab: { view: "energy", label: "Energy" },
  },
  fig2: {
    title: "Sky map of the dipoles, turbulence level 1",
    see: "Turbulence alone, and a gradient (star). In the published run the dipoles scatter far from what isotropic diffusion predicts (dashed circle), and only their mean (square) agrees with it.",
    shows: "group",
    reads: [...DIPOLES, "direction"],
    tab: skyMap("1"),
  },
  fig3: {
    title: "Amplitude distribution against gradient longitude, turbulence level 1",
    see: "Turbulence alone, all longitudes of the gradient. In the published run no direction is preferred, and the scatter is far too small to reach the measured amplitudes.",
    shows: "group",
    reads: [...DIPOLES, "data of dipoles"],
    tab: amplitude("1"),
  },
  fig4: {
    title: "Sky map of the dipoles, with a regular field",
    see: "A regular field (crosses), and a gradient (star). Across the field, in the published run, the dipoles cluster about its line and are much smaller than isotropic diffusion predicts (dashed circle). Drag the star to a cross: they grow.",
    shows: "group",
    reads: [...DIPOLES, "direction"],
    tab: skyMap("below 1"),
  },
  fig5: {
    title: "Amplitude distribution against gradient longitude, with a regular field",
    see: "A regular field, all longitudes of the gradient. In the published run the amplitude follows the cosine of the angle between them, with little scatter except near 90°, where most realisations are below the KASCADE limit, and some agree with EAS-TOP.",
    shows: "group",
    reads: [...DIPOLES, "data of dipoles"],
    tab: amplitude("below 1"),
  },
  convergence: {
    title: "Running diffusion coefficients R(T)",
    see: "Running diffusion coefficients by two estimators, with published values: whether the paths are long enough.",
    shows: "run",
    reads: GROUP,
    tab: { view: "convergence", label: "Path lengths" },
  },
  angle: {
    title: "Agreement with the data against the angle to the regular field",
    see: "How near to 90° the angle between gradient and regular field must be for the small dipoles that are measured.",
    shows: "group",
    reads: [...GROUP, ...SIZE, "data of dipoles"],
    tab: { view: "angle", label: "Angle to B₀" },
  },
  phase: {
    title: "Amplitude and phase of the first harmonic against energy, on the sky, and where the phase flips",
    shows: "level",
    reads: [...DIPOLES, "data of dipoles"],
    sky: true,
  },
  spectrum: {
    title: "Energy spectrum of one realisation of the field",
    shows: "group",
    reads: CLOSE_UP,
    field: "modes",
  },
  sky: {
    title: "Sky of one realisation",
    see: "The sky of one realisation: the dipole, and structure on all angular scales.",
    shows: "group",
    reads: [...CLOSE_UP, ...GRADIENT, "direction"],
    field: "sky",
    tab: { view: "arrival", label: "One sky" },
  },
  cl: {
    title: "Angular power: of the ensemble in a run with multipoles, else of the sky of one realisation",
    shows: "group",
    reads: [...CLOSE_UP, ...GRADIENT],
    reads_ensemble: [...GROUP, "gradient-per-kpc", "data of C_l"],
    field: "sky",
    multipoles: "instead",
  },
  shape: {
    title: "Anisotropy against pitch angle, of a run with multipoles",
    shows: "run",
    reads: GROUP,
    multipoles: "needed",
  },
  trajectory: {
    title: "Paths of a few particles",
    see: "Particles in one realisation, followed back in time from the observer. Along a regular field they move to and fro; in turbulence alone they stray.",
    shows: "group",
    reads: CLOSE_UP,
    field: "paths",
    // the page draws them in perspective
    tab: { view: "paths", label: "Paths in 3-D" },
  },
} as const satisfies Record<string, FigureEntry>;

/** The part of a field that a figure needs, of a run with multipoles or without; undefined: the records are enough. */
export const fieldNeeded = ({ field, multipoles }: FigureEntry, recorded: boolean): FigureEntry["field"] | undefined =>
  recorded && multipoles === "instead" ? undefined : field;

/** Whether a figure can be drawn from the records of a run alone. */
export const fromRecords = (entry: FigureEntry, recorded: boolean): boolean =>
  fieldNeeded(entry, recorded) === undefined && (recorded || entry.multipoles !== "needed");

/** The options that a figure reads; of one that draws a field or an ensemble, `ensemble` says which (absent: both). */
export function readsOf({ reads, reads_ensemble }: FigureEntry, ensemble?: boolean): readonly FigureOption[] {
  if (reads_ensemble === undefined || ensemble === false) return reads;
  return ensemble ? reads_ensemble : [...reads, ...reads_ensemble];
}
