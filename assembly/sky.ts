// Directions: HEALPix RING pixel centres (Gorski et al. 2005, ApJ 622, 759), as unit vectors,
// and their rotation.

import { DIRECTIONS, selectStream } from "./random";
import { drawRotation, r00, r01, r02, r10, r11, r12, r20, r21, r22 } from "./rotation";

/**
 * Writes the 12 nside^2 pixel centres in RING order as f64 triples. The southern half is written as the exact negative
 * of the northern antipode, so that sums over antipodal pairs vanish to the last bit.
 */
export function pixelCentres(nside: i32, out: usize): void {
  const n = nside as f64;
  const total = 12 * nside * nside;
  let pixel = 0;
  for (let ring = 1; ring <= 2 * nside; ring++) {
    const polar = ring < nside;
    const length = polar ? 4 * ring : 4 * nside;
    const z = polar ? 1.0 - ((ring * ring) as f64) / (3.0 * n * n) : (4.0 - (2.0 * (ring as f64)) / n) / 3.0;
    const s = Math.sqrt((1.0 - z) * (1.0 + z));
    const shift = polar ? 0.5 : ((ring - nside) & 1) == 0 ? 0.5 : 0.0;
    const equator = ring == 2 * nside;
    for (let j = 0; j < length; j++) {
      // the antipode of pixel j of a ring is half a ring further on the mirrored ring
      const half = length >> 1;
      if (equator && j >= half) {
        negate(out, pixel, pixel - half);
      } else {
        const phi = (2.0 * Math.PI * ((j as f64) + shift)) / (length as f64);
        const p = out + pixel * 24;
        store<f64>(p, s * Math.cos(phi));
        store<f64>(p, s * Math.sin(phi), 8);
        store<f64>(p, z, 16);
        if (!equator) {
          const first = total - (pixel - j) - length; // first pixel of the mirrored ring
          negate(out, first + ((j + half) % length), pixel);
        }
      }
      pixel++;
    }
  }
}

function negate(out: usize, to: i32, from: i32): void {
  for (let c = 0; c < 24; c += 8) store<f64>(out + to * 24 + c, -load<f64>(out + from * 24 + c));
}

/**
 * Rotates directions at random: a rotation for each seed and realisation, from numbers that no field draws. The negative
 * of a direction stays its negative to the last bit.
 */
export function rotateDirections(count: i32, directions: usize): void {
  selectStream(0, DIRECTIONS, 0);
  drawRotation();
  for (let i = 0; i < count; i++) {
    const p = directions + i * 24;
    const x = load<f64>(p);
    const y = load<f64>(p, 8);
    const z = load<f64>(p, 16);
    store<f64>(p, r00 * x + r01 * y + r02 * z);
    store<f64>(p, r10 * x + r11 * y + r12 * z, 8);
    store<f64>(p, r20 * x + r21 * y + r22 * z, 16);
  }
}
