// Ensembles that several checks share: those of the paper's Figs 2 to 5, at 1 PV.

import { byLevel, type Level, type Wanted } from "./check.js";

/** Turbulence level 1, 60 pc: Figs 2 and 3. */
export const strongDipoles = (level: Level): Wanted => ({
  name: "level 1, 1000 TV, dipoles",
  input: {
    field: { turbulence_level: [1] },
    particles: { rigidity_TV: [1000], nside: 8 },
    transport: { path_pc: 60, outputs: 16 },
    ensemble: { realisations: byLevel(level, 14, 50, 200) },
  },
});

/** Turbulence level 0.1, 400 pc: Figs 4 and 5. */
export const weakDipoles = (level: Level): Wanted => ({
  name: "level 0.1, 1000 TV, dipoles",
  input: {
    field: { turbulence_level: [0.1] },
    particles: { rigidity_TV: [1000], nside: byLevel(level, 4, 8, 8) },
    transport: { path_pc: 400, outputs: 16 },
    ensemble: { realisations: byLevel(level, 14, 50, 200) },
  },
});
