// The lengths of one turbulence level and one rigidity, where the config does not give them.

import { unchecked } from "../published.js";
import { gyroradius_pc } from "../units.js";
import { directionsOfWaves } from "./anisotropies.js";
import { isLikePowerLaw } from "./field_models.js";
import type { Config } from "./schema.js";

type Field = Config["field"];

/** Regular field B0 and turbulent rms dB of the whole spectrum, uG; a uniform field has turbulence level 0. */
export function strengths(field: Field, turbulence_level: number): { regular_uG: number; turbulent_uG: number } {
  return {
    regular_uG: field.total_rms_uG * Math.sqrt(1 - turbulence_level),
    turbulent_uG: field.total_rms_uG * Math.sqrt(turbulence_level),
  };
}

/**
 * L_min in pc, a wavelength. The default keeps all waves that resonate at |mu| > 0.08, in Goldreich-Sridhar turbulence most of
 * those that resonate at |mu| > 0.25 (anisotropies.ts).
 */
export function innerScale(field: Field, gyroradius: number): number {
  if (field.inner_scale_gyroradii !== undefined) return field.inner_scale_gyroradii * gyroradius;
  const isotropic = Math.min(gyroradius / 2, field.outer_scale_pc / 300);
  return Math.min(
    isotropic,
    directionsOfWaves(field.anisotropy).resonantAcross?.(gyroradius, field.outer_scale_pc) ?? isotropic,
  );
}

/**
 * What the literature expects of D_parallel/c, in pc: the paper's formula with a regular field, that of Harari et al. for
 * isotropic turbulence, whichever is larger. For default path lengths and warnings only, good to a factor of two; for
 * anisotropic turbulence a default path length and no more.
 */
export function expectedDiffusion(field: Field, turbulence_level: number, rigidity_TV: number): number {
  const { outer_scale_pc, spectral_index, total_rms_uG } = field;
  const inner_pc = innerScale(field, gyroradius_pc(rigidity_TV, total_rms_uG));
  const { regular_uG } = strengths(field, turbulence_level);
  return Math.max(
    unchecked.paperParallel(rigidity_TV, regular_uG, turbulence_level, spectral_index, outer_scale_pc),
    unchecked.harari2014(
      rigidity_TV,
      total_rms_uG,
      unchecked.coherenceLength(outer_scale_pc, inner_pc, spectral_index),
      spectral_index,
    ),
  );
}

/**
 * The path length where the config gives none, pc, rounded to two digits (so that `**`, whose last bit is the engine's,
 * leaves no trace). 3.7 scattering lengths 3 D/c, and at least 60 pc at 1 PV, 4 uG and L_max = 100 pc, scaled as a
 * scattering length is, r_g^(2-q) L_max^(q-1): D/c of isotropic turbulence is reached long after a few scattering times.
 * 400 pc at turbulence level 0.1, 60 pc at 1, for 1000 TV. Without a power law: ten turns.
 */
export function defaultPath(field: Field, turbulence_level: number, rigidity_TV: number): number {
  return Number(unrounded().toPrecision(2));

  function unrounded(): number {
    if (!isLikePowerLaw(field.model)) return 20 * Math.PI * gyroradius_pc(rigidity_TV, field.total_rms_uG);
    const q = field.spectral_index;
    const isotropic =
      60 * ((rigidity_TV / 1000) * (4 / field.total_rms_uG)) ** (2 - q) * (field.outer_scale_pc / 100) ** (q - 1);
    return Math.max(isotropic, 3.7 * 3 * expectedDiffusion(field, turbulence_level, rigidity_TV));
  }
}
