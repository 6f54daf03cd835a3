import { drawDipoleSky } from "./dipole_sky.js";
import type { Drawing, FigureInput } from "./input.js";

/** Sky map of the dipoles of all realisations, with a regular field. */
export const drawFig4 = (input: FigureInput, document: Document): Drawing =>
  drawDipoleSky("fig4", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document);
