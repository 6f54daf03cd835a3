// Measured points of the figure of `infer`, and of its table: with their own errors, and with those of the model among them.

import { onCircle } from "../inference/answer.js";
import type { MeasuredDatum } from "../inference/data.js";
import { plain } from "../words/numbers.js";
import { INK } from "./drawing/palette.js";

export const SYMBOLS = ["square", "diamond", "triangle", "circle"] as const;
export const WITHOUT_BAND = "amplitudes over what their band of declinations leaves of the equatorial projection";
export const WITH_MODEL = { stroke: INK, strokeWidth: 1 } as const;
export const AS_MEASURED = { stroke: INK, strokeWidth: 3 } as const;

export const barsText = (model_error: number): string =>
  model_error === 0
    ? "Bars: their errors."
    : `Thick bars: their errors; thin bars: with the error of the model, ${plain(model_error, 3)} in each component, as the inference takes them.`;

/** Ends of a bar of phases, 0 to 360; those of the circle where it is as long. */
export function phaseEnds(phase_deg: number, error: number, low: string, high: string): Record<string, number> {
  if (error >= 180) return { [low]: 0, [high]: 360 };
  return { [low]: onCircle(phase_deg - error), [high]: onCircle(phase_deg + error) };
}

/** Amplitude and phase of a datum: with its errors as they are, and with the model's among them, as the inference takes them. */
export function pointOf(
  { name, energy_TeV, x, y, factor, covariance: [xx, xy, yy], measured }: MeasuredDatum,
  i: number,
) {
  const size = Math.sqrt(x * x + y * y);
  const [c, s] = [x / size, y / size];
  const along = Math.sqrt(c * c * xx + 2 * c * s * xy + s * s * yy);
  const across = Math.sqrt(s * s * xx - 2 * c * s * xy + c * c * yy);
  return {
    ...{ name, energy_TeV, symbol: SYMBOLS[i % SYMBOLS.length] },
    ...{ amplitude: size / factor, low: measured.low / factor, high: measured.high / factor },
    ...{ least: (size - along) / factor, most: (size + along) / factor },
    ...{ phase_deg: measured.phase_deg, phase_error: measured.phase_err_deg },
    phase_error_with_model: Math.min(180, (across / size) * (180 / Math.PI)),
  };
}
