// What directions the plane waves of a turbulent field have, an entry each: all that the config, its texts, warnings and
// `larmor cite` know of them. The kernel's part: assembly/fields/anisotropy.ts.
import { CHANDRAN_2000, CHO_2002, JOKIPII_1993, type Work } from "./works.js";

export interface DirectionsOfWaves {
  /** what they are, to be read after the name in a list */
  words: string;
  works: readonly Work[];
  /** why particles stay on their field lines for ever, and what follows; absent: they do not */
  binds?: string;
  /** whether the wave that resonates with the gyration is that of isotropic turbulence, 2 pi r_g |mu| long */
  resonates: boolean;
  /** where it is not: the longest inner scale that keeps waves with k_par ~ 1/r_g, pc */
  resonantAcross?(gyroradius_pc: number, outer_scale_pc: number): number;
  /** the spectral index that its other exponents belong to; absent: any */
  spectral_index?: number;
}

/** Keeps the names of the entries in the type of the table. */
const tableOf = <Name extends string>(entries: Record<Name, DirectionsOfWaves>) => entries;

export const ANISOTROPIES = tableOf({
  isotropic: { words: "in all directions", works: [], resonates: true },
  slab: {
    words: "along the regular field B0",
    works: [JOKIPII_1993],
    binds:
      "the field varies along B0 only: particles stay within 2 r_g(B0) of their field lines (Jokipii, Kota, Giacalone 1993), which do not wander beyond the outer scale, so that D_perp falls as 1/T",
    resonates: true,
  },
  "2d": {
    words: "across B0, the turbulent field across B0, too",
    works: [JOKIPII_1993],
    binds:
      "the field does not vary along B0: no wave resonates with the gyration, so that D_par grows with T, and particles stay within a gyration of the surfaces of their field lines (Jokipii, Kota, Giacalone 1993), which are closed, so that D_perp falls in the end",
    resonates: false,
  },
  "goldreich-sridhar": {
    words:
      "with wavenumbers k_par ~ k_perp^(2/3) L^(-1/3) along B0, L = outer_scale_pc/(2 pi), and the turbulent field across B0 and k",
    works: [CHANDRAN_2000, CHO_2002],
    resonates: false,
    resonantAcross,
    spectral_index: 5 / 3,
  },
});

/** The name of an anisotropy. */
export type Anisotropy = keyof typeof ANISOTROPIES;
export const ANISOTROPY_NAMES = Object.keys(ANISOTROPIES) as Anisotropy[];
export const DEFAULT_ANISOTROPY: Anisotropy = "isotropic";

/** L of the Goldreich-Sridhar spectrum over outer_scale_pc: it is 1/k of the longest waves, which so have k_par ~ k_perp. */
const LENGTH_PER_OUTER_SCALE = 1 / (2 * Math.PI);

/**
 * The wavelength across B0, pc, whose waves have k_par ~ 1/r_g in Goldreich-Sridhar turbulence: 2 pi r_g (r_g/L)^(1/2). With
 * finer ones cut off, 99 % of the power that resonates at |mu| = 0.5 is left, 84 % at 0.25 and 9 % at 0.1 (quasi-linear theory,
 * first harmonic, 10 to 100 TV); with r_g/2 at 10 TV 39 %, 2 % and none. It reaches the kernel: no ** here.
 */
function resonantAcross(gyroradius_pc: number, outer_scale_pc: number): number {
  return 2 * Math.PI * gyroradius_pc * Math.sqrt(gyroradius_pc / (outer_scale_pc * LENGTH_PER_OUTER_SCALE));
}

/** What is known of the waves of a config. */
export const directionsOfWaves = (anisotropy: Anisotropy = DEFAULT_ANISOTROPY): DirectionsOfWaves =>
  ANISOTROPIES[anisotropy];
