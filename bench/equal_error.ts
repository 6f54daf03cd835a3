// npm run bench equal-error: CPU time against error. Each contestant flies 20 gyroradii there and back at tolerances from 1e-3 to 1e-7; the
// median distance from the start is its error, and what it needs for a gyroradius of path its price. Prices are compared where the
// errors are equal, by interpolation in logarithms, and beside what CRPropa needed.
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { type Contestant, fly, median, openCommand, type Scene, scene, thereAndBack } from "./contestant.js";
import { inNodes, twins } from "./contestants.js";
import { CRPROPA } from "./crpropa.js";

const TOLERANCES = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7];
const PLACES = [
  { turbulence_level: 1, rigidity_TV: 1000 },
  { turbulence_level: 0.1, rigidity_TV: 1000 },
  { turbulence_level: 1, rigidity_TV: 10 },
];

export interface Point {
  tolerance: number;
  /** median distance from the start, gyroradii */
  error: number;
  us_per_gyroradius: number;
}

export interface Curve {
  name: string;
  points: Point[];
}

export interface EqualErrorResult {
  turbulence_level: number;
  rigidity_TV: number;
  curves: Curve[];
  /** our time over that of a twin at the error that we have at each tolerance; null where the twin has no such error */
  ratios: { name: string; twin: string; at: { error: number; ratio: number | null }[] }[];
  crpropa: {
    error: number;
    us_per_gyroradius: number;
    ours_us_per_gyroradius: number;
    our_error: number;
    times: number;
  }[];
}

export async function equalError(
  kernel: Kernel,
  quick: boolean,
  asked: number | undefined,
  say: (text: string) => void,
) {
  const contestants = [...twins(), ...inNodes()];
  const directions = await pixelCentres(kernel, quick ? 2 : 4);
  const results: EqualErrorResult[] = [];
  for (const place of PLACES) {
    const curves = await curvesOf(contestants, place, directions, asked ?? (quick ? 3 : 7));
    const ratios = curves
      .filter(({ name }) => name.startsWith("Wasm"))
      .flatMap((ours) =>
        curves
          .filter(({ name }) => name.startsWith("C++"))
          .map((twin) => ({
            name: ours.name,
            twin: twin.name,
            at: ours.points.map(({ error, us_per_gyroradius }) => {
              const theirs = priceAt(twin, error);
              return { error, ratio: theirs === null ? null : us_per_gyroradius / theirs };
            }),
          })),
      );
    const newest = curves.filter(({ name }) => name.startsWith("Wasm")).at(-1)!;
    const crpropa = CRPROPA.filter(
      ({ rigidity_TV }) => rigidity_TV === place.rigidity_TV && place.turbulence_level === 1,
    ).map(({ error, us_per_gyroradius }) => {
      // at the same error, or at the largest that we have if that is smaller
      const our_error = Math.min(error, newest.points[0].error);
      const ours_us_per_gyroradius = priceAt(newest, our_error)!;
      const times = us_per_gyroradius / ours_us_per_gyroradius;
      return { error, us_per_gyroradius, ours_us_per_gyroradius, our_error, times };
    });
    const result = { ...place, curves, ratios, crpropa };
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
  rounds: number,
): Promise<Curve[]> {
  const curves = contestants.map(({ name }): Curve => ({ name, points: [] }));
  for (const tolerance of TOLERANCES) {
    const setup: Scene = scene(turbulence_level, rigidity_TV, {}, tolerance);
    const errors: number[] = [];
    const prices = contestants.map((): number[] => []);
    for (const who of contestants) {
      await who.ask(openCommand(setup));
      errors.push((await thereAndBack(who, setup, directions)).median);
    }
    const gyroradii = 60;
    for (let round = 0; round < rounds; round++) {
      for (const [i, who] of contestants.entries()) {
        const { cpu } = await fly(who, setup, { directions, paths: [gyroradii * setup.group.gyroradius_pc] });
        prices[i].push((cpu / (gyroradii * (directions.length / 3))) * 1e6);
      }
    }
    for (const [i, curve] of curves.entries())
      curve.points.push({ tolerance, error: errors[i], us_per_gyroradius: median(prices[i]) });
  }
  return curves;
}

/** Price at an error, by linear interpolation of the logarithms; null outside of what was measured. */
export function priceAt({ points }: Curve, error: number): number | null {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (error <= a.error && error >= b.error) {
      const part = Math.log(a.error / error) / Math.log(a.error / b.error);
      return a.us_per_gyroradius * (b.us_per_gyroradius / a.us_per_gyroradius) ** part;
    }
  }
  return null;
}

function text({ turbulence_level, rigidity_TV, curves, ratios, crpropa }: EqualErrorResult): string {
  const width = Math.max(...curves.map(({ name }) => name.length));
  const rows = curves.map(({ name, points }) => {
    const numbers = points.map((p) => `${p.us_per_gyroradius.toFixed(2).padStart(6)} (${p.error.toExponential(1)})`);
    return `  ${name.padEnd(width)} ${numbers.join(" ")}`;
  });
  const over = ratios.map(({ name, twin, at: places }) => {
    const numbers = places.map(({ ratio }) => (ratio === null ? "   -" : ratio.toFixed(2)));
    return `  ${name} over ${twin} at equal error: ${numbers.join("  ")}`;
  });
  const beside = crpropa.map(
    (point) =>
      `  CRPropa: ${point.us_per_gyroradius} us at ${point.error} gyroradii; ours ${point.ours_us_per_gyroradius.toFixed(2)} us at ${point.our_error.toPrecision(2)}: ${point.times.toFixed(1)} times less`,
  );
  const head = `turbulence level ${turbulence_level}, ${rigidity_TV} TV: us of CPU a gyroradius (error there and back, gyroradii) at tolerances ${TOLERANCES.map((t) => t.toExponential(0)).join(", ")}`;
  return [head, ...rows, ...over, ...beside].join("\n");
}
