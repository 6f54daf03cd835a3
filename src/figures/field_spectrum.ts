/** The energy spectrum of a field, and the directions of its waves. */

import * as Plot from "@observablehq/plot";
import { hasGrids } from "../config/field_models.js";
import type { Continuation } from "../turbulence/continuation.js";
import type { FieldMeasures } from "../turbulence/measure.js";
import type { Shell } from "../turbulence/spectrum.js";
import { plain, quantity, typeset } from "../words/numbers.js";
import { BLUE, GREEN, MUTED, ORANGE, VERMILLION } from "./drawing/palette.js";
import type { Axis, Key, Mark } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import type { Drawing, FigureInput } from "./input.js";

/** A field that has been looked at. */
export interface FieldDrawing extends Pick<FigureInput, "config" | "config_sha256"> {
  title: string;
  measures: FieldMeasures & { continuation: Continuation | null };
}

const FIT = { stroke: VERMILLION, strokeWidth: 2 };
const KOLMOGOROV = { stroke: GREEN, strokeWidth: 1.8, strokeDasharray: "9 4" };
const POINT = { fill: BLUE, stroke: "white", strokeWidth: 0.6, r: 3 } as const;
const TAKEN_OUT = { stroke: BLUE, fill: "white", strokeWidth: 1, r: 2.6 } as const;
const CONTINUED = { symbol: "square", fill: ORANGE, stroke: "white", strokeWidth: 0.6, r: 3.2 } as const;
const JOINT = { stroke: MUTED, strokeWidth: 0.8, strokeDasharray: "2 4" };
const ISOTROPIC = { stroke: MUTED, strokeWidth: 1, strokeDasharray: "4 3" };
/** Powers of ten of a spectrum that are shown below its peak. */
const DECADES = 9;

export function drawFieldSpectrum({ measures, title, ...run }: FieldDrawing, document: Document): Drawing {
  const { spectrum, continuation } = measures;
  const peak = Math.max(...spectrum.shells.map(({ E }) => E));
  const visible = ({ E }: Shell) => E > peak * 10 ** -DECADES;
  const joint = continuation === null ? [] : [(2 * Math.PI) / continuation.joint_pc];
  const own = spectrum.shells.filter(visible);
  const kept = own.filter(({ k }) => !(k >= joint[0]));
  const cut = own.filter(({ k }) => k >= joint[0]);
  const continuing = continuation?.shells.filter(visible) ?? [];
  const shells = [...own, ...continuing].sort((a, b) => a.k - b.k);
  const { fit } = spectrum;
  const x: Axis = {
    label: "wavenumber k [rad/pc]",
    log: true,
    domain: [shells[0].k / 1.6, shells[shells.length - 1].k * 1.6],
  };
  const energies = shells.map(({ E }) => E);
  const y: Axis = {
    label: "E(k) [µG² pc]",
    log: true,
    domain: [Math.min(...energies) / 2.5, peak * 4],
  };
  const line = fit === null ? [] : fitLine(own, fit.slope.value, fit.longest_pc, fit.shortest_pc);
  const slope = fit === null ? "" : typeset(`p = ${quantity(fit.slope.value, fit.slope.error)}`);
  const reference = fit === null ? [] : kolmogorov(line, x.domain, y.domain);
  const marks: Mark[] = [
    Plot.line(reference, { x: "k", y: "E", ...KOLMOGOROV }),
    Plot.ruleX(joint, JOINT),
    Plot.dot(cut, { x: "k", y: "E", ...TAKEN_OUT }),
    Plot.dot(continuing, { x: "k", y: "E", ...CONTINUED }),
    Plot.dot(kept, { x: "k", y: "E", ...POINT }),
    Plot.line(line, { x: "k", y: "E", ...FIT }),
  ];
  const ratio: Axis = { label: "3⟨cos²⟩", domain: [0, 3], ticks: [0, 1, 2, 3] };
  // of isotropic Gaussian waves: <(3 cos^2 - 1)^2> = 4/5, and P has half of its square as variance
  const bars = [...kept, ...continuing].map(({ k, along, waves }) => {
    const scatter = Math.sqrt(0.4 / waves);
    return { k, low: Math.max(0, along - scatter), high: Math.min(3, along + scatter) };
  });
  const lower: Mark[] = [
    Plot.ruleX(joint, JOINT),
    Plot.ruleY([1], ISOTROPIC),
    Plot.link(bars, { x1: "k", x2: "k", y1: "low", y2: "high", stroke: MUTED, strokeOpacity: 0.6 }),
    Plot.dot(kept, { x: "k", y: "along", ...POINT }),
    Plot.dot(continuing, { x: "k", y: "along", ...CONTINUED }),
  ];
  const keys: Key[] = [
    { text: "waves, in shells of k", dot: { symbol: "circle", fill: BLUE, stroke: "white", r: 3.5 } },
    ...(fit === null
      ? []
      : [
          { text: `fitted, E ∝ kᵖ, ${slope}`, line: FIT },
          { text: "index −5/3", line: KOLMOGOROV },
        ]),
    ...(continuation === null
      ? []
      : [
          { text: "the cube's, taken out", dot: { symbol: "circle", ...TAKEN_OUT } },
          {
            text: typeset(`waves that continue it, p = −${plain(continuation.index, 3)}`),
            dot: CONTINUED,
          },
          { text: `joint, ${plain(continuation.joint_pc, 3)} pc`, line: JOINT },
        ]),
  ];
  const axis = measures.mean_direction_deg === null ? "the x axis (there is no mean field)" : "the mean field";
  const { coherence_pc, square_uG2 } = spectrum;
  const subtitle = `${title}. Turbulent rms ${plain(Math.sqrt(square_uG2), 3)} µG, coherence length ${plain(coherence_pc, 3)} pc.`;
  const frame = { width: 680, margin: { top: 8, right: 16, bottom: 42, left: 70 }, x };
  const step =
    continuation?.step == null
      ? ""
      : `Joint: the power of the first band of the waves that continue it (realisation ${continuation.realisation}), over the power law of the octave of the cube above it, is ${typeset(quantity(continuation.step.value, continuation.step.error))}.`;
  const bend = fit?.halves
    ? `No power law: the longer half of the fitted waves has ${typeset(quantity(fit.halves[0].value, fit.halves[0].error))}, the shorter half ${typeset(quantity(fit.halves[1].value, fit.halves[1].error))}.`
    : "";
  const lattice = hasGrids(run.config.field)
    ? " The coarse lattice of the largest waves of each grid adds to the scatter of the spectrum."
    : "";
  return new Sheet(run, document, {
    name: "field-spectrum",
    title: "Energy spectrum of the field",
    subtitle,
    notes: [
      bend,
      step,
      `Below: 3⟨cos²⟩ of the angle between the waves and ${axis}, weighted with their variance: 1 where no direction is preferred, 0 for waves across it. Bars: the scatter of as many Gaussian waves of an isotropic field.${lattice}`,
    ],
    description: "Energy spectrum of a magnetic field against wavenumber, and the directions of its waves.",
    width: 700,
  })
    .chart({ ...frame, height: 370, y }, marks)
    .chart({ ...frame, height: 170, y: ratio, gap: 4 }, lower)
    .legend(keys, { x: 20, width: 660, columns: [40, 260, 500], rowHeight: 18 })
    .drawing({
      about: [
        subtitle,
        "E in uG^2 pc, variance in uG^2; waves: independent ones; along: 3<k_x^2/k^2>, x along the mean field",
        ...(continuation === null
          ? []
          : ["of: cube, its own waves, of which those beyond the joint are taken out; or those that continue it"]),
      ],
      rows: [
        ...spectrum.shells.map((shell) => row(shell, continuation && "cube")),
        ...(continuation?.shells.map((shell) => row(shell, "continuation")) ?? []),
      ],
    });
}

/** Of the table. @param source where there are two */
const row = ({ k, low, high, E, variance, waves, along }: Shell, source: string | null) => ({
  ...(source === null ? {} : { of: source }),
  ...{ k_rad_per_pc: k, low, high, E, variance, waves, along },
});

type Line = { k: number; E: number }[];

/** The power law through the middle of the fitted shells. */
function fitLine(shells: Shell[], slope: number, longest_pc: number, shortest_pc: number): Line {
  const [low, high] = [(2 * Math.PI) / longest_pc, (2 * Math.PI) / shortest_pc];
  const fitted = shells.filter(({ k }) => k >= low * (1 - 1e-9) && k <= high * (1 + 1e-9));
  const weight = fitted.reduce((sum, { waves }) => sum + waves, 0);
  const height = fitted.reduce((sum, { k, E, waves }) => sum + waves * (Math.log(E) - slope * Math.log(k)), 0) / weight;
  return [low, high].map((k) => ({ k, E: Math.exp(height + slope * Math.log(k)) }));
}

/** A line of index -5/3 above the fitted one, as far as the frame goes. */
function kolmogorov(line: Line, [left, right]: number[], [, top]: number[]): Line {
  const above = 2 * Math.max(...line.map(({ k, E }) => E * k ** (5 / 3)));
  const from = Math.max(left, (above / top) ** (3 / 5));
  return from < right ? [from, right].map((k) => ({ k, E: above * k ** (-5 / 3) })) : [];
}
