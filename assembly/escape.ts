// The free-escape boundary |z| = H: where within a step a path first meets it.
//
// Between its ends a step is the cubic with the heights and slopes of both (Hermite). It departs from the path by at
// most 1/384 of the fourth power of the step times the fourth derivative of z: 3e-5 gyroradii for steps of a third of
// a gyroradius. A path that turns back within a step is seen, too.

/**
 * First fraction of a step at which |z| is `height`; -1: nowhere. Heights `z0`, `z1` at its ends, slopes `d0`, `d1`
 * there times its size.
 */
export function crossing(z0: f64, z1: f64, d0: f64, d1: f64, height: f64): f64 {
  const rise = z1 - z0;
  const c2 = 3.0 * rise - 2.0 * d0 - d1;
  const c3 = d0 + d1 - 2.0 * rise;
  // monotonic between the turning points, 3 c3 u^2 + 2 c2 u + d0 = 0
  const root = Math.sqrt(Math.max(0.0, c2 * c2 - 3.0 * c3 * d0));
  const q = c2 >= 0.0 ? -c2 - root : root - c2;
  const a = within(q / (3.0 * c3));
  const b = within(d0 / q);
  let from = 0.0;
  for (let piece = 0; piece < 3; piece++) {
    const to = piece == 0 ? Math.min(a, b) : piece == 1 ? Math.max(a, b) : 1.0;
    if (Math.abs(z0 + to * (d0 + to * (c2 + to * c3))) >= height) {
      let inside = from;
      let outside = to;
      while (outside - inside > PRECISION) {
        const middle = 0.5 * (inside + outside);
        if (Math.abs(z0 + middle * (d0 + middle * (c2 + middle * c3))) >= height) outside = middle;
        else inside = middle;
      }
      return outside;
    }
    from = to;
  }
  return -1.0;
}

/** A turning point within the step, or its end. */
@inline
function within(u: f64): f64 {
  return u > 0.0 && u < 1.0 ? u : 1.0;
}

/** In steps: far below the error of the cubic. */
const PRECISION: f64 = 1e-12;
