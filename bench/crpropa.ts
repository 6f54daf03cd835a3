// What CRPropa 3.2 needed on a machine of this kind (AMD EPYC, 2.45 GHz): six nested grids of 128^3, trilinear, adaptive Cash-Karp, one thread.
// Measured before, with the measure of equal_error.ts; CRPropa cannot be built here, so these numbers are quoted, not measured again.
export interface Published {
  rigidity_TV: number;
  /** there and back, gyroradii */
  error: number;
  us_per_gyroradius: number;
}

export const CRPROPA: Published[] = [
  { rigidity_TV: 10, error: 1.4e-2, us_per_gyroradius: 19.6 },
  { rigidity_TV: 10, error: 3e-4, us_per_gyroradius: 53 },
  { rigidity_TV: 1000, error: 0.34, us_per_gyroradius: 160 },
];
