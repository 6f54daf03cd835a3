// npm run bench -- kicks: errors of position and of direction of equal size, and what they do to D. A particle is flown at a tolerance of
// 1e-9 and kicked once a gyroradius: in position by so many gyroradii, or in direction by so many radians, along a random axis
// (across the direction for the latter). The same realisations and directions without kicks are the reference.
import { groups, resolveConfig } from "../src/config/config.js";
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import { meanError } from "../src/validation/row.js";

const SIZES = [1e-3, 1e-2, 0.1, 0.3];
const KINDS = ["position", "direction"] as const;
type Kind = (typeof KINDS)[number] | "none";

export interface Kicked {
  turbulence_level: number;
  path_pc: number;
  realisations: number;
  directions: number;
  kind: Kind;
  size: number;
  /** along the regular field (level 1: of three axes), and across; relative change of D and its standard error */
  parallel: { change: number; error: number };
  across: { change: number; error: number } | null;
}

/** Gaussian numbers of unit variance, the same in each run (mulberry32 and Box & Muller). */
function gaussian(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

type Vector = [number, number, number];

export async function kicks(kernel: Kernel, quick: boolean, say: (text: string) => void): Promise<Kicked[]> {
  const rows: Kicked[] = [];
  const realisations = quick ? 2 : 48;
  for (const [turbulence_level, path_pc] of [
    [1, 20],
    [0.1, 60],
  ]) {
    const config = resolveConfig({
      field: { turbulence_level: [turbulence_level] },
      particles: { rigidity_TV: [1000], nside: quick ? 1 : 2, tolerance: 1e-9 },
    });
    const [group] = groups(config);
    const sky = await pixelCentres(kernel, group.nside);
    const count = sky.length / 3;
    const step = group.gyroradius_pc;
    const segments = Math.round(path_pc / step);
    const diffusion = async (kind: Kind, size: number): Promise<Vector[]> => {
      const found: Vector[] = [];
      for (let index = 0; index < realisations; index++) {
        const field = await openField(kernel, config, group, index);
        const random = gaussian(1 + index);
        const D: Vector = [0, 0, 0];
        for (let d = 0; d < count; d++) {
          let origin: Vector = [0, 0, 0];
          let direction: Vector = [sky[3 * d], sky[3 * d + 1], sky[3 * d + 2]];
          for (let s = 1; s <= segments; s++) {
            const { positions, momenta } = field.trace({
              directions: Float64Array.from(direction),
              paths: [step],
              origin,
            });
            origin = [positions[0], positions[1], positions[2]];
            direction = [momenta[0], momenta[1], momenta[2]];
            const kick: Vector = [random(), random(), random()];
            if (kind === "position") for (let i = 0; i < 3; i++) origin[i] += (size * step * kick[i]) / Math.sqrt(3);
            if (kind === "direction") {
              const along = kick[0] * direction[0] + kick[1] * direction[1] + kick[2] * direction[2];
              for (let i = 0; i < 3; i++) direction[i] += (size * (kick[i] - along * direction[i])) / Math.sqrt(2);
              const norm = Math.hypot(...direction);
              for (let i = 0; i < 3; i++) direction[i] /= norm;
            }
            const sign = s === segments ? 1 : s === segments >> 1 ? -1 : 0;
            for (let i = 0; i < 3; i++)
              D[i] += (sign * origin[i] ** 2) / count / (step * (segments - (segments >> 1)) * 2);
          }
        }
        found.push(D);
      }
      return found;
    };
    const reference = await diffusion("none", 0);
    say(
      `level ${turbulence_level}, 1000 TV, T ${path_pc} pc, ${count} directions, ${realisations} realisations; ${segments} kicks`,
    );
    const measures: [name: string, measure: (D: Vector) => number][] =
      turbulence_level === 1
        ? [["D", ([x, y, z]) => (x + y + z) / 3]]
        : [
            ["D_par", ([x]) => x],
            ["D_perp", ([, y, z]) => (y + z) / 2],
          ];
    for (const kind of KINDS) {
      for (const size of SIZES) {
        const kicked = await diffusion(kind, size);
        const changes = measures.map(([name, measure]) => {
          const mean = meanError(reference.map(measure)).mean;
          const difference = meanError(kicked.map((D, i) => measure(D) - measure(reference[i])));
          const [change, error] = [difference.mean / mean, difference.error / mean];
          say(`  ${kind} ${size}: ${name} ${(100 * change).toFixed(1)} +- ${(100 * error).toFixed(1)} %`);
          return { change, error };
        });
        const [parallel, across = null] = changes;
        rows.push({ turbulence_level, path_pc, realisations, directions: count, kind, size, parallel, across });
      }
    }
  }
  return rows;
}
