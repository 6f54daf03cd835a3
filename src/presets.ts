// What a config holds where the user says nothing.
import type { ConfigInput } from "./schema.js";

export interface Preset {
  description: string;
  /** keys that differ from the schema's defaults */
  settings: ConfigInput;
  /** HEALPix nside where the config gives none */
  nside: (turbulence_level: number) => number;
}

/** Isotropic turbulence scatters most, so a fixed number of directions is noisiest there (relative noise of the dipole
 * sqrt(2 T/(N D)), D/c = 0.45 pc at 1000 TV): the paper's preset has four times as many. */
export const presets: Readonly<Record<"quick" | "paper", Preset>> = {
  quick: {
    description: "the main job in a few minutes on two cores: turbulence levels 1 and 0.1 at 1000 TV",
    settings: {},
    nside: () => 8,
  },
  paper: {
    description: "Figs 1 to 5 of Mertsch & Funk 2015 at full statistics: 10, 100 and 1000 TV",
    settings: { field: { turbulence_level: [1, 0.1] }, particles: { rigidity_TV: [10, 100, 1000] } },
    nside: (turbulence_level) => (turbulence_level === 1 ? 16 : 8),
  },
};
export type PresetName = keyof typeof presets;
