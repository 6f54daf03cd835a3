// Directions: HEALPix RING pixel centres (Gorski et al. 2005, ApJ 622, 759), as unit vectors.

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
