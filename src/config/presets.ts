// What a config holds where the user gives nothing.
import type { ConfigInput } from "./schema.js";

export interface Preset {
  description: string;
  /** keys that differ from their defaults */
  settings: ConfigInput;
  /** HEALPix nside where the config gives none */
  nside: (turbulence_level: number, rigidity_TV: number) => number;
}

/**
 * The number of directions in the preset "paper". The noise of a dipole is 3 g sqrt((<r_g^2> - <r_g>^2)/N), r_g the displacement along the
 * gradient g, while steps grow as T/gyroradius, R^(-2/3). At turbulence level 0.1 and 90 degrees (Figs 1, 4 and 5; literal
 * 0.14/kpc) nside 8, 8, 16 at 10, 100, 1000 TV have noise 5e-5, 7e-5, 6e-5, a quarter of the median amplitude or less. At
 * level 1 (Figs 2 and 3, at 1000 TV only) nside 16 has a fifth of the predicted dipole after 60 pc; 10 TV, in no figure, has 8.
 * All of it takes 6e9 steps, two thirds of them at 10 TV: three quarters of an hour on two cores.
 */
export const presets: Readonly<Record<"quick" | "fast" | "paper", Preset>> = {
  quick: {
    description: "the main job, 1 to 2 minutes on two cores: turbulence levels 1 and 0.1 at 1000 TV",
    settings: {},
    nside: () => 8,
  },
  // The noise is that of the directions, so that they are as many as in "quick". The tolerance is the largest whose bias of D_par
  // and of the response is below 1 % (docs/numerics.md).
  fast: {
    description: "the main job by Magnus steps: the paths are less exact, D and dipoles the same within 1 %",
    settings: { particles: { integrator: "magnus", tolerance: 1e-3 } },
    nside: () => 8,
  },
  paper: {
    description: "Figs 1 to 5 of Mertsch & Funk 2015 at full statistics: 10, 100 and 1000 TV",
    settings: { field: { turbulence_level: [1, 0.1] }, particles: { rigidity_TV: [10, 100, 1000] } },
    nside: (turbulence_level, rigidity_TV) => (rigidity_TV >= (turbulence_level === 1 ? 100 : 1000) ? 16 : 8),
  },
};
export type PresetName = keyof typeof presets;
