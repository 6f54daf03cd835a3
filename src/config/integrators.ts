// The integrators, one entry each: all that the config, its texts, the plan and `larmor cite` know of one. A new integrator
// is an entry here, and its kernel.
import { BLANES_2002, BLANES_2009, DORMAND_1980, MAGNUS_1954, type Work } from "./works.js";

/** What the steps of a particle depend on. */
export interface Path {
  turbulence_level: number;
  /** the whole path, and the number of path lengths that are recorded along it */
  path_pc: number;
  outputs: number;
  /** longest wavelength of the turbulence; of no meaning where there is none */
  outer_scale_pc: number;
  gyroradius_pc: number;
  /** 0 for a field model without one */
  inner_scale_pc: number;
  tolerance: number;
}

export interface IntegrationMethod {
  /** what it is, to be read after its name in a list */
  words: string;
  /** the names of those keys of section `particles` that it reads and another integrator does not */
  reads: readonly string[];
  works: readonly Work[];
  /** whether it estimates the error of its steps at each path length, which records then hold */
  estimatesError?: true;
  /** whether a graphics processor flies it (src/gpu/track.wgsl) */
  onGPU?: true;
  /** the largest step in pc, for a method with steps of one size; absent: each step follows the tolerance */
  longestStep?(path: Path): number;
  /** time of a step over that of a step of rk45, roughly: for the plan */
  relative_time: number;
  /** steps of one particle, roughly: for the plan, not for results */
  steps(path: Path): number;
}

/** Keeps the names of the entries in the type of the table. */
const tableOf = <Name extends string>(methods: Record<Name, IntegrationMethod>) => methods;

export const INTEGRATORS = tableOf({
  rk45: {
    words: "Dormand-Prince 5(4), with steps that follow the tolerance",
    reads: [],
    works: [DORMAND_1980],
    relative_time: 1,
    // Within 20 % at tolerance 1e-5, 10 TV to 100 PV: 3.2 steps a gyroradius at turbulence level 1, 2.8 at 0.1; where the
    // gyroradius is much above the inner scale, 0.9 more per inner scale; a method of order 5.
    steps({ turbulence_level, path_pc, gyroradius_pc, inner_scale_pc, tolerance }) {
      const inOrbit = (2.8 + 0.4 * turbulence_level) * (path_pc / gyroradius_pc);
      const inWaves = inner_scale_pc > 0 && inner_scale_pc < 0.3 * gyroradius_pc ? 0.9 * (path_pc / inner_scale_pc) : 0;
      return (inOrbit + inWaves) * (1e-5 / tolerance) ** 0.2;
    },
  },
  rotations: {
    words:
      "drifts and rotations of order 4, with steps of one size that the tolerance sets; they conserve |p| and the volume of phase space, and can be reversed, to rounding",
    reads: [],
    works: [BLANES_2002],
    relative_time: 1.35,
    longestStep: rotationStep,
    steps: (path) => path.path_pc / rotationStep(path) + path.outputs / 2,
  },
  magnus: {
    words:
      "a Magnus series of order 4 with one evaluation of the field a step, with steps of one size that the tolerance sets; it conserves |p| to rounding",
    reads: [],
    works: [MAGNUS_1954, BLANES_2009],
    relative_time: 0.25,
    estimatesError: true,
    onGPU: true,
    longestStep: magnusStep,
    steps: (path) => path.path_pc / magnusStep(path),
  },
});

/** The name of an integrator. */
export type Integrator = keyof typeof INTEGRATORS;
export const INTEGRATOR_NAMES = Object.keys(INTEGRATORS) as Integrator[];
export const DEFAULT_INTEGRATOR: Integrator = "rk45";

/** The method that a config names; the default where it names none. */
export const integrationMethod = (integrator: Integrator = DEFAULT_INTEGRATOR): IntegrationMethod =>
  INTEGRATORS[integrator];

/**
 * Steps of rotations.ts, pc: at 0.37 gyroradii, and 0.37 of twice the inner scale, paths of 20 of these are as good as with
 * rk45 at a tolerance of 1e-5 or better (bench/RESULTS.md); a method of order 4. The step reaches the kernel: no ** here.
 */
function rotationStep({ gyroradius_pc, inner_scale_pc, tolerance }: Path): number {
  const shortest = inner_scale_pc > 0 ? Math.min(gyroradius_pc, 2 * inner_scale_pc) : gyroradius_pc;
  return 0.37 * shortest * Math.sqrt(Math.sqrt(tolerance / 1e-5));
}

/**
 * Steps of magnus.ts, pc: so many a gyroradius that after 20 gyroradii paths are no farther from converged ones than those of
 * rk45 at the same tolerance (docs/numerics.md): 5.9 for the gyration at a tolerance of 1e-5, more for the waves of the inner
 * scale, which grow with their number in a gyroradius and with their strength. Fitted from 10 TV to 10 PV at levels 0.1 and
 * 1. The error falls as the third to fourth power of the step, since the field's splines have kinks in their slope; that of
 * rk45 as the 0.6th power of the tolerance. The step reaches the kernel: no ** here.
 */
function magnusStep({ turbulence_level, gyroradius_pc, inner_scale_pc, outer_scale_pc, tolerance }: Path): number {
  const fourth = (x: number) => Math.sqrt(Math.sqrt(x));
  const [quarter, relative] = [fourth(inner_scale_pc / outer_scale_pc), fourth(tolerance / 1e-5)];
  const strength = fourth(fourth(turbulence_level)) * quarter * Math.sqrt(quarter);
  const waves = inner_scale_pc > 0 ? 25 * (gyroradius_pc / inner_scale_pc) * strength : 0;
  // (tolerance / 1e-5) to the power 3/16
  return (gyroradius_pc / (5.9 + waves)) * Math.sqrt(relative) * fourth(relative);
}
