/** The figures by name, and what they show: known without the libraries that draw them. */

export interface FigureEntry {
  title: string;
  /** what of a run it shows: one group, one turbulence level at all its rigidities, or all groups */
  shows: "group" | "level" | "run";
  /** the part of FigureInput.field that it draws; absent: the realisations of a run folder are enough */
  field?: "modes" | "sky" | "paths";
  /** where the page shows it; absent: nowhere */
  tab?: Tab;
}

/** A tab of the page. Two figures may share one: each is then drawn at its turbulence levels. */
export interface Tab {
  /** its name in links */
  view: string;
  label: string;
  levels?: "1" | "below 1";
}

const skyMap = (levels: Tab["levels"]): Tab => ({ view: "sky", label: "Sky map", levels });
const amplitude = (levels: Tab["levels"]): Tab => ({ view: "amplitude", label: "Amplitude", levels });

/** In the order of `larmor figure --help`, of reports, and of the page's tabs. */
export const catalogue = {
  fig1: {
    title: "Amplitude against energy, with the measurements",
    shows: "level",
    tab: { view: "energy", label: "Energy" },
  },
  fig2: {
    title: "Sky map of the dipoles, turbulence level 1",
    shows: "group",
    tab: skyMap("1"),
  },
  fig3: {
    title: "Amplitude distribution against gradient longitude, turbulence level 1",
    shows: "group",
    tab: amplitude("1"),
  },
  fig4: {
    title: "Sky map of the dipoles, with a regular field",
    shows: "group",
    tab: skyMap("below 1"),
  },
  fig5: {
    title: "Amplitude distribution against gradient longitude, with a regular field",
    shows: "group",
    tab: amplitude("below 1"),
  },
  convergence: {
    title: "Running diffusion coefficients R(T)",
    shows: "run",
    tab: { view: "convergence", label: "Convergence" },
  },
  angle: {
    title: "Agreement with the data against the angle to the regular field",
    shows: "group",
    tab: { view: "angle", label: "Angle to B₀" },
  },
  spectrum: {
    title: "Energy spectrum of one realisation of the field",
    shows: "group",
    field: "modes",
  },
  sky: {
    title: "Sky of one realisation",
    shows: "group",
    field: "sky",
    tab: { view: "arrival", label: "Arrival map" },
  },
  cl: { title: "Angular power of the sky of one realisation", shows: "group", field: "sky" },
  trajectory: {
    title: "Paths of a few particles",
    shows: "group",
    field: "paths",
    // the page draws them in perspective
    tab: { view: "paths", label: "Paths in 3-D" },
  },
} as const satisfies Record<string, FigureEntry>;
