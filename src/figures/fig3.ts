import { drawColumns } from "./amplitude_columns.js";
import type { Drawing, FigureInput } from "./input.js";

/** The distribution of dipole amplitudes against the longitude of the gradient in purely turbulent fields. */
export const drawFig3 = (input: FigureInput, document: Document): Drawing =>
  drawColumns("fig3", { turbulence_level: 1, rigidity_TV: 1000 }, input, document);
