/** The figures by name: each entry of the catalogue with the function that draws it. */

import { catalogue, type FigureEntry } from "./catalogue.js";
import { drawCl } from "./cl.js";
import { type Draw, ofPage } from "./of_page.js";
import { drawPhase } from "./phase.js";
import { drawPower } from "./power.js";
import { drawShape } from "./shape.js";
import { drawSpectrum } from "./spectrum.js";
import { drawTrajectory } from "./trajectory.js";

export interface Figure extends FigureEntry {
  draw: Draw;
}

const draws: Record<keyof typeof catalogue, Draw> = {
  ...ofPage,
  phase: drawPhase,
  spectrum: drawSpectrum,
  cl: (input, document) => (input.field === undefined ? drawPower : drawCl)(input, document),
  shape: drawShape,
  trajectory: drawTrajectory,
};

export const figures: Record<string, Figure> = Object.fromEntries(
  Object.entries(catalogue).map(([name, entry]) => [name, { ...entry, draw: draws[name as keyof typeof catalogue] }]),
);
