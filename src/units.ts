// Units: lengths in pc, fields in uG, rigidities in TV, times as path length c t in pc, D as D/c in pc.

/** Speed of light, m/s (exact, SI). */
export const C_M_S = 299_792_458;

/** One parsec in metres: 648000/pi au (IAU 2015, resolution B2), rounded to a double. */
export const PC_M = 3.085_677_581_491_367_3e16;

/** D in cm^2/s for D/c = 1 pc: 9.25e28. */
export const CM2_S_PER_PC_C = PC_M * 100 * (C_M_S * 100);

/** Gyroradius of 1 PV in 1 uG: 1e15 V / (c * 1e-10 T) = 1.0810 pc. */
const GYRORADIUS_PV_UG_PC = 1e15 / (C_M_S * 1e-10) / PC_M;

/** Gyroradius in pc of a particle at pitch angle 90 degrees in a field of `field_uG`. */
export function gyroradius_pc(rigidity_TV: number, field_uG: number): number {
  return ((rigidity_TV / 1000) * GYRORADIUS_PV_UG_PC) / field_uG;
}
