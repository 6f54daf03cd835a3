import { drawColumns } from "./amplitude_columns.js";
import type { Drawing, FigureInput } from "./input.js";

/** The distribution of dipole amplitudes against the longitude of the gradient, with a regular field towards longitude 0. */
export const drawFig5 = (input: FigureInput, document: Document): Drawing =>
  drawColumns("fig5", { turbulence_level: 0.1, rigidity_TV: 1000 }, input, document);
