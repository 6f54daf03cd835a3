/** The figures by name. */

import { drawColumns } from "./amplitude_columns.js";
import { drawAngle } from "./angle.js";
import { drawCl } from "./cl.js";
import { drawDipoleSky } from "./dipole_sky.js";
import { drawFig1 } from "./fig1.js";
import type { Drawing, FigureInput } from "./input.js";
import { drawConvergence } from "./running_diffusion.js";
import { drawSky } from "./sky.js";
import { drawSpectrum } from "./spectrum.js";
import { drawTrajectory } from "./trajectory.js";

export interface Figure {
  title: string;
  /** what of a run it shows: one group, one turbulence level at all its rigidities, or all groups */
  shows: "group" | "level" | "run";
  /** the part of FigureInput.field that it draws; absent: the realisations of a run folder are enough */
  field?: "modes" | "sky" | "paths";
  /** where the page shows it; absent: nowhere */
  tab?: Tab;
  draw(input: FigureInput, document: Document): Drawing;
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
export const figures: Record<string, Figure> = {
  fig1: {
    title: "Amplitude against energy, with the measurements",
    shows: "level",
    tab: { view: "energy", label: "Energy" },
    draw: drawFig1,
  },
  fig2: {
    title: "Sky map of the dipoles, turbulence level 1",
    shows: "group",
    tab: skyMap("1"),
    draw: (input, document) => drawDipoleSky("fig2", { turbulence_level: 1, rigidity_TV: 1000 }, input, document),
  },
  fig3: {
    title: "Amplitude distribution against gradient longitude, turbulence level 1",
    shows: "group",
    tab: amplitude("1"),
    draw: (input, document) => drawColumns("fig3", { turbulence_level: 1, rigidity_TV: 1000 }, input, document),
  },
  fig4: {
    title: "Sky map of the dipoles, with a regular field",
    shows: "group",
    tab: skyMap("below 1"),
    draw: (input, document) => drawDipoleSky("fig4", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document),
  },
  fig5: {
    title: "Amplitude distribution against gradient longitude, with a regular field",
    shows: "group",
    tab: amplitude("below 1"),
    draw: (input, document) => drawColumns("fig5", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document),
  },
  convergence: {
    title: "Running diffusion coefficients R(T)",
    shows: "run",
    tab: { view: "convergence", label: "Convergence" },
    draw: drawConvergence,
  },
  angle: {
    title: "Agreement with the data against the angle to the regular field",
    shows: "group",
    tab: { view: "angle", label: "Angle to B₀" },
    draw: drawAngle,
  },
  spectrum: {
    title: "Energy spectrum of one realisation of the field",
    shows: "group",
    field: "modes",
    draw: drawSpectrum,
  },
  sky: {
    title: "Sky of one realisation",
    shows: "group",
    field: "sky",
    tab: { view: "arrival", label: "Arrival map" },
    draw: drawSky,
  },
  cl: { title: "Angular power of the sky of one realisation", shows: "group", field: "sky", draw: drawCl },
  trajectory: {
    title: "Paths of a few particles",
    shows: "group",
    field: "paths",
    // the page draws them in perspective
    tab: { view: "paths", label: "Paths in 3-D" },
    draw: drawTrajectory,
  },
};
