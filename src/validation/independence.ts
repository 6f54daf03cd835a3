// Section 7: results do not depend on the grid, the tolerance, the inner scale, the box, or on how the field is made.

import { type Model, resolveConfig } from "../config/config.js";
import { DEFAULT_MODEL, hasSpectrum, MODELS } from "../config/field_models.js";
import type { RealisationRecord } from "../flight/record.js";
import { byLevel, type Check, type Context, type Ensemble, type Level, sampleText, type Wanted } from "./check.js";
import { compare, quantities, type Variant, variants } from "./convergence.js";
import { lateSlope } from "./diffusion.js";
import { agrees, between, meanError, type Row } from "./row.js";

const SECTION = "7 independence";

/** Tested at a level between the two of the paper, where both the grid and the regular field matter. */
const base = (level: Level): Wanted => ({
  name: "independence",
  input: {
    field: { turbulence_level: [0.1] },
    particles: { rigidity_TV: [1000], nside: 4 },
    transport: { path_pc: 200, outputs: 8 },
    ensemble: { realisations: byLevel(level, 8, 24, 100) },
  },
});

/** Parameters by level: those that keep the modes need few realisations, another box needs many. */
const CHANGED: Record<Level, string[]> = {
  quick: ["tolerance / 10"],
  default: ["tolerance / 10", "cells per wavelength x 2", "L_min / 2"],
  full: ["tolerance / 10", "cells per wavelength x 2", "L_min / 2", "L_min x 2", "box x 2"],
};

const chosen = (level: Level): Variant[] =>
  variants(resolveConfig(base(level).input)).filter((variant) => CHANGED[level].includes(variant.name));

const wantedOf = (level: Level): Wanted[] => [
  base(level),
  ...chosen(level).map(({ name, config }) => ({ name: `independence, ${name}`, input: config })),
];

/** A quantity of a realisation does not change, within four errors, from one ensemble to another. */
export function noChange(
  [before, after]: [Ensemble, Ensemble],
  variant: Omit<Variant, "config">,
  [quantity, measure]: [string, (record: RealisationRecord) => number],
  words: Pick<Row, "section" | "name" | "what">,
): Row {
  const values = [before, after].map(({ records }) => records.map(measure));
  const { change, error } = compare(before.group, variant, quantity, values[0], values[1]);
  return agrees({
    ...words,
    value: change,
    error,
    expected: 0,
    sigmas: 4,
    relative: 0,
    source: "a parameter of the method, not of the physics",
    sample: sampleText(before.group, before.records.length),
  });
}

async function independenceRows({ level, ensemble }: Context): Promise<Row[]> {
  const [first, ...others] = wantedOf(level);
  const before = await ensemble(first);
  const rows: Row[] = [];
  for (const [i, variant] of chosen(level).entries()) {
    const after = await ensemble(others[i]);
    for (const [quantity, measure] of quantities(before.group)) {
      if (quantity.includes("^2")) continue; // its scatter is only noise
      rows.push(
        noChange([before, after], variant, [quantity, measure], {
          section: SECTION,
          name: `${quantity}, ${variant.name}`,
          what: `relative change of ${quantity}, ${variant.paired ? "same realisations" : "another ensemble"}`,
        }),
      );
    }
  }
  return rows;
}

/** The inner scale's gate: resonance at |mu| = 0.16 and 0.04 on the same modes, with directions enough for an error of 1 %. */
const gate = (gyroradii: number): Wanted => ({
  name: `inner scale of ${gyroradii} gyroradii`,
  input: {
    field: { turbulence_level: [0.1], inner_scale_gyroradii: gyroradii },
    particles: { rigidity_TV: [1000], nside: 8 },
    transport: { path_pc: 200, outputs: 8 },
    ensemble: { realisations: 100 },
  },
});

export const innerScale: Check = {
  section: SECTION,
  title: "inner scale from r_g to r_g/4",
  levels: ["full"],
  wants: () => [gate(1), gate(0.25)],
  seconds: () => 0,
  async rows({ ensemble }) {
    const [coarse, fine] = [await ensemble(gate(1)), await ensemble(gate(0.25))];
    const along = (records: typeof fine.records) => records.map((r) => lateSlope(r, 0));
    const variant = { name: "inner scale", from: 1, to: 0.25, unit: "gyroradii", paired: true };
    const { change, error } = compare(coarse.group, variant, "D_par", along(coarse.records), along(fine.records));
    return [
      between({
        section: SECTION,
        name: "D_par, L_min r_g to r_g/4",
        what: "relative change of D_par from an inner scale of one gyroradius to a quarter, same realisations",
        value: change,
        error,
        expected: 0,
        low: -0.05,
        high: 0.05,
        bounds: "5 %: the waves left out by the default, r_g/2, resonate at |mu| < 0.08 only",
        source: "gyro-resonance at 2 pi r_g |mu|",
        sample: sampleText(fine.group, fine.records.length),
      }),
    ];
  },
};

export const independence: Check = {
  section: SECTION,
  title: "tolerance, grid, inner scale, box",
  wants: wantedOf,
  seconds: () => 0,
  rows: independenceRows,
};

/** The default field model, and each other construction of the same spectrum: plane waves have no grid, box or band. */
const OTHER_MODELS = MODELS.filter((model) => hasSpectrum(model) && model !== DEFAULT_MODEL);
const spoken = (model: Model): string => model.replaceAll("-", " ");

/** The ensembles to be compared, with the name of the other model. */
const pairs = (level: Level, other: Model): [Model, Wanted, Wanted][] =>
  (
    [
      [1, 1e4, 300, 24],
      [0.1, 1000, 200, 16],
    ] as const
  ).map(([eta, R, path, few]) => {
    const wanted = (model: Model): Wanted => ({
      name: `level ${eta}, ${R} TV, ${model}`,
      input: {
        field: { model, turbulence_level: [eta] },
        particles: { rigidity_TV: [R], nside: 4 },
        transport: { path_pc: path, outputs: 8 },
        ensemble: { realisations: level === "full" ? 5 * few : few },
      },
    });
    return [other, wanted(DEFAULT_MODEL), wanted(other)];
  });

export const secondModel: Check = {
  section: SECTION,
  title: `${OTHER_MODELS.map(spoken).join(", ")} against ${spoken(DEFAULT_MODEL)}`,
  levels: ["full"],
  wants: (level) => OTHER_MODELS.flatMap((other) => pairs(level, other).flatMap(([, ...wanted]) => wanted)),
  seconds: () => 0,
  async rows({ level, ensemble }) {
    const rows: Row[] = [];
    for (const [other, first, second] of OTHER_MODELS.flatMap((model) => pairs(level, model))) {
      const [a, b] = [await ensemble(first), await ensemble(second)];
      for (const [quantity, measure] of quantities(a.group)) {
        const [before, after] = [meanError(a.records.map(measure)), meanError(b.records.map(measure))];
        rows.push(
          agrees({
            section: SECTION,
            name: `${quantity}, ${spoken(other)}, level ${a.group.turbulence_level}`,
            what: `${quantity} in ${spoken(other)} / in ${spoken(DEFAULT_MODEL)}`,
            value: after.mean / before.mean,
            error: Math.hypot(after.error / before.mean, (before.error * after.mean) / before.mean ** 2),
            expected: 1,
            sigmas: 4,
            relative: 0.05,
            bounds: "5 % for the coherence length, 4 % longer in a box of two wavelengths",
            source: "the same spectrum, made independently",
            sample: `${sampleText(a.group, a.records.length)} each`,
          }),
        );
      }
    }
    return rows;
  },
};
