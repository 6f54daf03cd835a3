import { drawDipoleSky } from "./dipole_sky.js";
import type { Drawing, FigureInput } from "./input.js";

/** Sky map of the dipoles of all realisations, in purely turbulent fields. */
export const drawFig2 = (input: FigureInput, document: Document): Drawing =>
  drawDipoleSky("fig2", { turbulence_level: 1, rigidity_TV: 1000 }, input, document);
