/** The figures by name. */

import { drawAngle } from "./angle.js";
import { drawCl } from "./cl.js";
import { drawConvergence } from "./convergence.js";
import { drawFig1 } from "./fig1.js";
import { drawFig2 } from "./fig2.js";
import { drawFig3 } from "./fig3.js";
import { drawFig4 } from "./fig4.js";
import { drawFig5 } from "./fig5.js";
import type { Drawing, FigureInput } from "./input.js";
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
  fig2: { title: "Sky map of the dipoles, turbulence level 1", needs: "turbulence level 1", draw: drawFig2 },
  fig3: {
    title: "Amplitude distribution against gradient longitude, turbulence level 1",
    needs: "turbulence level 1",
    draw: drawFig3,
  },
  fig4: { title: "Sky map of the dipoles, with a regular field", needs: "a turbulence level below 1", draw: drawFig4 },
  fig5: {
    title: "Amplitude distribution against gradient longitude, with a regular field",
    needs: "a turbulence level below 1",
    draw: drawFig5,
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
