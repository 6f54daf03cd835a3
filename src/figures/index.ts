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
  /** what must be in the run, in words */
  needs: string;
  /** the part of FigureInput.field that it draws; absent: the realisations of a run folder are enough */
  field?: "modes" | "sky" | "paths";
  draw(input: FigureInput, document: Document): Drawing;
}

export const figures: Record<string, Figure> = {
  fig1: {
    title: "Amplitude against energy, with the measurements",
    needs: "a turbulence level below 1",
    draw: drawFig1,
  },
  fig2: {
    title: "Sky map of the dipoles, turbulence level 1",
    needs: "turbulence level 1",
    draw: (input, document) => drawDipoleSky("fig2", { turbulence_level: 1, rigidity_TV: 1000 }, input, document),
  },
  fig3: {
    title: "Amplitude distribution against gradient longitude, turbulence level 1",
    needs: "turbulence level 1",
    draw: (input, document) => drawColumns("fig3", { turbulence_level: 1, rigidity_TV: 1000 }, input, document),
  },
  fig4: {
    title: "Sky map of the dipoles, with a regular field",
    needs: "a turbulence level below 1",
    draw: (input, document) => drawDipoleSky("fig4", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document),
  },
  fig5: {
    title: "Amplitude distribution against gradient longitude, with a regular field",
    needs: "a turbulence level below 1",
    draw: (input, document) => drawColumns("fig5", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document),
  },
  convergence: { title: "Running diffusion coefficients R(T)", needs: "any group", draw: drawConvergence },
  angle: {
    title: "Agreement with the data against the angle to the regular field",
    needs: "a turbulence level below 1",
    draw: drawAngle,
  },
  spectrum: {
    title: "Energy spectrum of one realisation of the field",
    needs: "a field",
    field: "modes",
    draw: drawSpectrum,
  },
  sky: { title: "Sky of one realisation", needs: "a field", field: "sky", draw: drawSky },
  cl: { title: "Angular power of the sky of one realisation", needs: "a field", field: "sky", draw: drawCl },
  trajectory: { title: "Paths of a few particles", needs: "a field", field: "paths", draw: drawTrajectory },
};
