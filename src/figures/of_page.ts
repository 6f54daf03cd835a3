/** The figures with a tab of the page, but the paths, which it draws in perspective: a table of its own, so that it carries no others. */

import { drawColumns } from "./amplitude_columns.js";
import { drawAngle } from "./angle.js";
import { drawDipoleSky } from "./dipole_sky.js";
import { drawFig1 } from "./fig1.js";
import type { Drawing, FigureInput } from "./input.js";
import { drawConvergence } from "./running_diffusion.js";
import { drawSky } from "./sky.js";

export type Draw = (input: FigureInput, document: Document) => Drawing;

export const ofPage = {
  fig1: drawFig1,
  fig2: (input, document) => drawDipoleSky("fig2", { turbulence_level: 1, rigidity_TV: 1000 }, input, document),
  fig3: (input, document) => drawColumns("fig3", { turbulence_level: 1, rigidity_TV: 1000 }, input, document),
  fig4: (input, document) => drawDipoleSky("fig4", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document),
  fig5: (input, document) => drawColumns("fig5", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document),
  convergence: drawConvergence,
  angle: drawAngle,
  sky: drawSky,
} satisfies Record<string, Draw>;
