// CRPropa 3.2 beside larmor's rk45 at equal errors: 26 November 2026, Intel Xeon, 2 cores, Node 24, one thread; 288 particles a point, 20
// gyroradii there and back, six rounds in one run, CPU time. Fields of CRPropa: nested grids of so many nodes (bN: in boxes of N longest
// waves), or plane waves; "field" is the rms error of the interpolated field against its modes (larmor: 5.6e-3).

/** There and back, gyroradii. */
export const CRPROPA_ERRORS = [1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4];

export interface CrpropaRow {
  rigidity_TV: number;
  field: string;
  /** time over that of larmor's rk45 at each of the errors; null: none was reached */
  over_rk45: (number | null)[];
  /** the fastest set-up with a decent field */
  fastest?: true;
}

export const CRPROPA: CrpropaRow[] = [
  { rigidity_TV: 1000, field: "4 x 128^3 b2, field 7e-3: larmor's boxes", over_rk45: [4.3, 3.6, 3.8, 5.4, 6.4, 6.7] },
  { rigidity_TV: 1000, field: "3 x 64^3 b1, field 1.7e-2", over_rk45: [2.4, 1.9, 3.0, 3.5, 3.9, 4.6], fastest: true },
  { rigidity_TV: 1000, field: "200 plane waves (AVX)", over_rk45: [2.4, 1.9, 1.8, 1.5, 1.1, 0.82] },
  { rigidity_TV: 10, field: "8 x 128^3 b2, field 5e-3: larmor's boxes", over_rk45: [null, 4.8, 5.5, 4.2, 4.5, 4.4] },
  { rigidity_TV: 10, field: "4 x 128^3 b1, field 1.1e-2", over_rk45: [null, 2.5, 2.8, 2.2, 2.9, 3.5], fastest: true },
  { rigidity_TV: 10, field: "200 plane waves (AVX)", over_rk45: [null, 2.0, 2.3, 1.6, 1.4, 1.0] },
];
