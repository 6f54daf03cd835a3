// npm run bench equal-error: CPU time against error. Each contestant flies 20 gyroradii with each integrator at tolerances from 1e-2 to
// 1e-7. What a gyroradius of path needs is its price. It has two errors: the distance from a converged path, rk45 at 1e-10, and there and
// back, the distance from the start after the same path with momentum and charge reversed, which does not see errors that are odd in the
// step. Each is a median over directions and a geometric mean over realisations. Prices are compared where errors are equal, by
// interpolation in logarithms, beside what CRPropa needed.

import type { Integrator } from "../src/config/integrators.js";
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { type Contestant, fly, median, medianDistance, openCommand, scene, thereAndBack } from "./contestant.js";
import { inEngines, integratorsOf, twins } from "./contestants.js";
import { CRPROPA, CRPROPA_ERRORS } from "./crpropa.js";

const TOLERANCES = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7];
const GYRORADII = 20;
const PLACES = [
  { turbulence_level: 1, rigidity_TV: 1000 },
  { turbulence_level: 0.1, rigidity_TV: 1000 },
  { turbulence_level: 1, rigidity_TV: 10 },
];
/** Where prices are compared with those of rk45, gyroradii. */
export const ERRORS = [1e-2, 3e-3, 1e-3];
export const MEASURES = ["converged", "back"] as const;
export type Measure = (typeof MEASURES)[number];

export interface Point {
  tolerance: number;
  /** distance from a converged path, gyroradii */
  converged: number;
  /** distance from the start, there and back, gyroradii */
  back: number;
  us_per_gyroradius: number;
}

export interface Curve {
  name: string;
  integrator: Integrator;
  points: Point[];
}

/** Ratios of prices at equal errors; null outside of what was measured. */
export interface Ratios {
  name: string;
  integrator: Integrator;
  measure: Measure;
  ratios: (number | null)[];
}

export interface EqualErrorResult {
  turbulence_level: number;
  rigidity_TV: number;
  curves: Curve[];
  /** of the kernel over each native twin of the same integrator, at the kernel's error at each tolerance */
  over_twins: (Ratios & { twin: string })[];
  /** of each contestant's other integrators over its rk45, at ERRORS */
  over_rk45: Ratios[];
  /** of CRPropa over magnus, in the newest Node, at CRPROPA_ERRORS */
  crpropa: { field: string; over_magnus: (number | null)[] }[];
}

export async function equalError(
  kernel: Kernel,
  quick: boolean,
  asked: number | undefined,
  say: (text: string) => void,
) {
  const contestants = [...twins(), ...(await inEngines())];
  const directions = await pixelCentres(kernel, quick ? 2 : 4);
  const realisations = quick ? 2 : 5;
  const results: EqualErrorResult[] = [];
  for (const place of PLACES) {
    const curves = await curvesOf(contestants, place, directions, realisations, asked ?? (quick ? 3 : 5));
    const newest = contestants.filter(({ name }) => name.startsWith("Wasm Node")).at(-1)!;
    const curveOf = (wanted: Integrator) =>
      curves.find(({ name, integrator }) => name === newest.name && integrator === wanted)!;
    const result = {
      ...place,
      curves,
      over_twins: curves.flatMap((curve) => overTwins(curve, curves)),
      over_rk45: curves.flatMap((curve) => overRk45(curve, curves)),
      crpropa: CRPROPA.filter(
        ({ rigidity_TV }) => rigidity_TV === place.rigidity_TV && place.turbulence_level === 1,
      ).map(({ field, over_rk45 }) => ({
        field,
        over_magnus: CRPROPA_ERRORS.map((error, i) =>
          divided(over_rk45[i], ratioAt(curveOf("magnus"), curveOf("rk45"), "back", error)),
        ),
      })),
    };
    results.push(result);
    say(text(result));
  }
  for (const who of contestants) who.stop();
  return results;
}

async function curvesOf(
  contestants: Contestant[],
  { turbulence_level, rigidity_TV }: { turbulence_level: number; rigidity_TV: number },
  directions: Float64Array,
  realisations: number,
  rounds: number,
): Promise<Curve[]> {
  const sceneOf = (tolerance: number, integrator: Integrator) =>
    scene(turbulence_level, rigidity_TV, {}, tolerance, integrator);
  const entries = contestants.flatMap((who) => integratorsOf(who).map((integrator) => ({ who, integrator })));
  const curves = entries.map(({ who, integrator }): Curve => ({ name: who.name, integrator, points: [] }));
  const logarithms = entries.map(() => TOLERANCES.map(() => ({ converged: 0, back: 0 })));
  const reference = sceneOf(1e-10, "rk45");
  const paths = [GYRORADII * reference.group.gyroradius_pc];
  for (let realisation = 0; realisation < realisations; realisation++) {
    for (const who of contestants) {
      await who.ask(openCommand(reference, realisation));
      const { positions } = await fly(who, reference, { directions, paths });
      for (const [i, entry] of entries.entries()) {
        if (entry.who !== who) continue;
        for (const [t, tolerance] of TOLERANCES.entries()) {
          const setup = sceneOf(tolerance, entry.integrator);
          const { there, median: back } = await thereAndBack(who, setup, directions, GYRORADII);
          const converged = medianDistance(there.positions, positions) / setup.group.gyroradius_pc;
          logarithms[i][t].converged += Math.log(converged) / realisations;
          logarithms[i][t].back += Math.log(back) / realisations;
        }
      }
    }
  }
  const gyroradii = 60;
  for (const [t, tolerance] of TOLERANCES.entries()) {
    const prices = entries.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const who of contestants) await who.ask(openCommand(reference, round % realisations));
      for (const [i, { who, integrator }] of entries.entries()) {
        const setup = sceneOf(tolerance, integrator);
        const { cpu } = await fly(who, setup, { directions, paths: [gyroradii * setup.group.gyroradius_pc] });
        prices[i].push((cpu / (gyroradii * (directions.length / 3))) * 1e6);
      }
    }
    for (const [i, { points }] of curves.entries()) {
      const { converged, back } = logarithms[i][t];
      const errors = { converged: Math.exp(converged), back: Math.exp(back) };
      points.push({ tolerance, ...errors, us_per_gyroradius: median(prices[i]) });
    }
  }
  return curves;
}

function overTwins(ours: Curve, curves: Curve[]): EqualErrorResult["over_twins"] {
  const { name, integrator } = ours;
  if (!name.startsWith("Wasm")) return [];
  const alike = curves.filter((curve) => curve.name.startsWith("C++") && curve.integrator === integrator);
  return alike.flatMap((twin) =>
    MEASURES.map((measure) => {
      const ratios = ours.points.map((point) => ratioAt(ours, twin, measure, point[measure]));
      return { name, integrator, twin: twin.name, measure, ratios };
    }),
  );
}

function overRk45(curve: Curve, curves: Curve[]): Ratios[] {
  const { name, integrator } = curve;
  const own = curves.find((other) => other.name === name && other.integrator === "rk45");
  if (integrator === "rk45" || own === undefined) return [];
  return MEASURES.map((measure) => {
    const ratios = ERRORS.map((error) => ratioAt(curve, own, measure, error));
    return { name, integrator, measure, ratios };
  });
}

const divided = (a: number | null, b: number | null) => (a === null || b === null ? null : a / b);

const ratioAt = (curve: Curve, other: Curve, measure: Measure, error: number) =>
  divided(priceAt(curve, measure, error), priceAt(other, measure, error));

/** Price at an error, by linear interpolation of the logarithms; null outside of what was measured. */
export function priceAt({ points }: Curve, measure: Measure, error: number): number | null {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (error <= a[measure] && error >= b[measure]) {
      const part = Math.log(a[measure] / error) / Math.log(a[measure] / b[measure]);
      return a.us_per_gyroradius * (b.us_per_gyroradius / a.us_per_gyroradius) ** part;
    }
  }
  return null;
}

const listed = (ratios: (number | null)[]) =>
  ratios.map((ratio) => (ratio === null ? "   -" : ratio.toFixed(2))).join("  ");

function text({ turbulence_level, rigidity_TV, curves, over_twins, over_rk45, crpropa }: EqualErrorResult): string {
  const rows = curves.map(({ name, integrator, points }) => {
    const numbers = points.map(
      ({ us_per_gyroradius, converged, back }) =>
        `${us_per_gyroradius.toFixed(2).padStart(6)} (${converged.toExponential(1)}, ${back.toExponential(1)})`,
    );
    return `  ${`${name} ${integrator}`.padEnd(27)} ${numbers.join(" ")}`;
  });
  const words = { converged: "from converged paths", back: "there and back" };
  const beside = over_twins.map(
    ({ name, integrator, twin, measure, ratios }) =>
      `  ${`${name} ${integrator}`.padEnd(27)} over ${twin.padEnd(17)} at equal error ${words[measure].padEnd(20)} ${listed(ratios)}`,
  );
  const over = over_rk45.map(
    ({ name, integrator, measure, ratios }) =>
      `  ${`${name} ${integrator}`.padEnd(27)} over its rk45 at errors ${ERRORS.join(", ")} ${words[measure].padEnd(20)} ${listed(ratios)}`,
  );
  const others = crpropa.map(
    ({ field, over_magnus }) =>
      `  CRPropa (${field}) over magnus, there and back ${CRPROPA_ERRORS.join(", ")}: ${listed(over_magnus)}`,
  );
  const head = `turbulence level ${turbulence_level}, ${rigidity_TV} TV: us of CPU a gyroradius (error from converged paths, there and back, gyroradii) at tolerances ${TOLERANCES.map((t) => t.toExponential(0)).join(", ")}`;
  return [head, ...rows, ...beside, ...over, ...others].join("\n");
}
