/** The figures by name: each entry of the catalogue with the function that draws it. */

import { drawColumns } from "./amplitude_columns.js";
import { drawAngle } from "./angle.js";
import { catalogue, type FigureEntry } from "./catalogue.js";
import { drawCl } from "./cl.js";
import { drawDipoleSky } from "./dipole_sky.js";
import { drawFig1 } from "./fig1.js";
import type { Drawing, FigureInput } from "./input.js";
import { drawPower } from "./power.js";
import { drawConvergence } from "./running_diffusion.js";
import { drawShape } from "./shape.js";
import { drawSky } from "./sky.js";
import { drawSpectrum } from "./spectrum.js";
import { drawTrajectory } from "./trajectory.js";

type Draw = (input: FigureInput, document: Document) => Drawing;

export interface Figure extends FigureEntry {
  draw: Draw;
}

const draws: Record<keyof typeof catalogue, Draw> = {
  fig1: drawFig1,
  fig2: (input, document) => drawDipoleSky("fig2", { turbulence_level: 1, rigidity_TV: 1000 }, input, document),
  fig3: (input, document) => drawColumns("fig3", { turbulence_level: 1, rigidity_TV: 1000 }, input, document),
  fig4: (input, document) => drawDipoleSky("fig4", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document),
  fig5: (input, document) => drawColumns("fig5", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document),
  convergence: drawConvergence,
  angle: drawAngle,
  spectrum: drawSpectrum,
  sky: drawSky,
  cl: (input, document) => (input.field === undefined ? drawPower : drawCl)(input, document),
  shape: drawShape,
  trajectory: drawTrajectory,
};

export const figures: Record<string, Figure> = Object.fromEntries(
  Object.entries(catalogue).map(([name, entry]) => [name, { ...entry, draw: draws[name as keyof typeof catalogue] }]),
);
