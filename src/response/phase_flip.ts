/**
 * The first harmonic of one realisation against rigidity, and the flip of its phase.
 *
 * Between the rigidities of a run the dipole is linear in log R, as `project` and `infer` have it. On one such line the phase turns
 * like arctan((x - x0)/w), x = log10 R, and the amplitude goes as sqrt(1 + ((x - x0)/w)^2): x0 is where the line comes nearest to
 * zero, and within w on either side the phase makes 90 degrees of its turn, the middle half of 180.
 */

import { atan2Deg } from "../sky/directions.js";

/** The equatorial part of a dipole at the rigidities of a run, arrival convention. */
export interface Course {
  /** log10 of the rigidity in TV, increasing; two or more */
  logs: readonly number[];
  /** x and y of ICRS at each */
  vectors: readonly (readonly number[])[];
}

export interface Flip {
  /** log10 of the rigidity in TV where the amplitude is least */
  log: number;
  /** decades in which the phase makes the middle half of its turn */
  width: number;
  /** by which the phase turns, degrees, with its sign: eastwards positive */
  turn_deg: number;
  /** where it is least */
  amplitude: number;
}

/** Turns of at least so many degrees are flips: nearer to a half turn than to none, by a margin. Measured are about 140. */
export const LEAST_TURN_DEG = 120;

/** x and y at a log10 R: linear in between, constant beyond. */
export function courseAt({ logs, vectors }: Course, log: number): [number, number] {
  const above = logs.findIndex((other) => other >= log);
  if (above <= 0) {
    const [x, y] = vectors[above < 0 ? logs.length - 1 : 0];
    return [x, y];
  }
  const part = (log - logs[above - 1]) / (logs[above] - logs[above - 1]);
  return [0, 1].map((i) => (1 - part) * vectors[above - 1][i] + part * vectors[above][i]) as [number, number];
}

/**
 * The largest turn of the phase between two rigidities of the run, with a dip of the amplitude between them: below that at
 * either. Null where none is of `least_deg` or more.
 */
export function flipOf(course: Course, least_deg = LEAST_TURN_DEG): Flip | null {
  // a dipole of size zero has no phase: the line goes through it
  const nodes = course.logs.map((_, j) => j).filter((j) => sizeOf(course.vectors[j]) > 0);
  const phases = [0];
  for (let n = 1; n < nodes.length; n++)
    phases.push(phases[n - 1] + turnBetween(course.vectors[nodes[n - 1]], course.vectors[nodes[n]]));
  let best: [number, number] | null = null;
  let most = 0;
  // closest pairs first, so that of equal turns the shortest is taken
  for (let apart = 1; apart < nodes.length; apart++) {
    for (let a = 0; a + apart < nodes.length; a++) {
      const turn = Math.abs(phases[a + apart] - phases[a]);
      if (turn > most) {
        most = turn;
        best = [a, a + apart];
      }
    }
  }
  if (best === null || most < least_deg) return null;
  const [a, b] = best;
  const turn_deg = phases[b] - phases[a];
  const { log, amplitude } = nearestToZero(course, nodes[a], nodes[b]);
  if (!(amplitude < Math.min(sizeOf(course.vectors[nodes[a]]), sizeOf(course.vectors[nodes[b]])))) return null;
  const [first, last] = [0.25, 0.75].map((part) =>
    reached(course, nodes.slice(a, b + 1), phases.slice(a, b + 1), phases[a] + part * turn_deg),
  );
  return { log, width: last - first, turn_deg, amplitude };
}

const sizeOf = ([x, y]: readonly number[]): number => Math.sqrt(x * x + y * y);

/** From one phase to the next along the straight line between them: above -180, up to 180 degrees. */
const turnBetween = ([a, b]: readonly number[], [c, d]: readonly number[]): number =>
  atan2Deg(a * d - b * c, a * c + b * d);

function nearestToZero({ logs, vectors }: Course, from: number, to: number): Pick<Flip, "log" | "amplitude"> {
  let best = { log: logs[from], amplitude: sizeOf(vectors[from]) };
  for (let j = from; j < to; j++) {
    const [x, y] = vectors[j];
    const [dx, dy] = [vectors[j + 1][0] - x, vectors[j + 1][1] - y];
    const square = dx * dx + dy * dy;
    const part = square > 0 ? Math.max(0, Math.min(1, -(x * dx + y * dy) / square)) : 0;
    const amplitude = sizeOf([x + part * dx, y + part * dy]);
    if (amplitude < best.amplitude) best = { log: logs[j] + part * (logs[j + 1] - logs[j]), amplitude };
  }
  return best;
}

/** log10 R where the phase first reaches a value between those at the ends. */
function reached({ logs, vectors }: Course, nodes: number[], phases: number[], phase: number): number {
  const n = phases.findIndex((_, i) => i > 0 && (phases[i - 1] - phase) * (phases[i] - phase) <= 0);
  const [j, k] = [nodes[n - 1], nodes[n]];
  // by the sines of the angles on either side: the line of that phase divides the one between the two dipoles
  const [before, after] = [phase - phases[n - 1], phases[n] - phase].map((angle) => Math.sin((angle * Math.PI) / 180));
  const [near, far] = [before * sizeOf(vectors[j]), after * sizeOf(vectors[k])];
  const part = near + far === 0 ? 0 : near / (near + far);
  return logs[j] + part * (logs[k] - logs[j]);
}
