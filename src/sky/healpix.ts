// HEALPix in RING order (Gorski et al. 2005): pixels that belong together. Their centres come from the kernel (flight/kernel.ts).

/** The pixel opposite to each, RING order: half a turn further, on the mirrored ring. */
export function antipodes(nside: number): Uint32Array {
  const total = 12 * nside * nside;
  const opposite = new Uint32Array(total);
  let first = 0;
  for (let ring = 1; ring <= 2 * nside; ring++) {
    const length = 4 * Math.min(ring, nside);
    for (let j = 0; j < length; j++) {
      const mirrored = total - first - length + ((j + length / 2) % length);
      opposite[first + j] = mirrored;
      opposite[mirrored] = first + j;
    }
    first += length;
  }
  return opposite;
}

/**
 * Which half-set each pixel belongs to (0 or 1). Antipodes share a half-set, so that <n> = 0 in each; within a ring the halves
 * alternate.
 */
export function halfSets(nside: number): Uint8Array {
  const opposite = antipodes(nside);
  const half = new Uint8Array(opposite.length);
  let first = 0;
  for (let ring = 1; ring <= 2 * nside; ring++) {
    const length = 4 * Math.min(ring, nside);
    for (let j = first; j < first + length; j++) {
      half[j] = (ring + j - first) & 1;
      half[opposite[j]] = half[j];
    }
    first += length;
  }
  return half;
}

/** Centres of all pixels as unit vectors, [12 nside^2][3], RING order; for sums over directions, as Math gives their last bits. */
export function centresOf(nside: number): Float64Array {
  const centres = new Float64Array(36 * nside * nside);
  let pixel = 0;
  for (let ring = 1; ring < 4 * nside; ring++) {
    const fromPole = Math.min(ring, 4 * nside - ring);
    const polar = fromPole < nside;
    const length = 4 * Math.min(fromPole, nside);
    const height = polar ? 1 - (fromPole * fromPole) / (3 * nside * nside) : (4 - (2 * fromPole) / nside) / 3;
    const z = ring > 2 * nside ? -height : height;
    const shift = polar || (ring - nside) % 2 === 0 ? 0.5 : 0;
    for (let j = 0; j < length; j++, pixel++) {
      const phi = (2 * Math.PI * (j + shift)) / length;
      const s = Math.sqrt(1 - z * z);
      centres.set([s * Math.cos(phi), s * Math.sin(phi), z], 3 * pixel);
    }
  }
  return centres;
}

/** The pixel that a unit vector lies in, RING order. Gorski et al. 2005, ApJ 622, 759. */
export function pixelOf(nside: number, x: number, y: number, z: number): number {
  const turn = Math.atan2(y, x) / (Math.PI / 2);
  const quarter = turn < 0 ? Math.min(turn + 4, 4 - 1e-15) : turn;
  const cap = 2 * nside * (nside - 1);
  if (Math.abs(z) <= 2 / 3) {
    const up = Math.floor(nside * (0.5 + quarter - 0.75 * z));
    const down = Math.floor(nside * (0.5 + quarter + 0.75 * z));
    const ring = nside + 1 + up - down;
    const shift = ring % 2 === 0 ? 1 : 0;
    const place = (((up + down - nside + shift + 1) >> 1) + 4 * nside) % (4 * nside);
    return cap + (ring - 1) * 4 * nside + place;
  }
  const part = quarter - Math.floor(quarter);
  const width = nside * Math.sqrt(3 * (1 - Math.abs(z)));
  const up = Math.floor(part * width);
  const down = Math.floor((1 - part) * width);
  const ring = Math.min(up + down + 1, nside);
  const place = Math.floor(quarter * ring) % (4 * ring);
  return z > 0 ? 2 * ring * (ring - 1) + place : 12 * nside * nside - 2 * ring * (ring + 1) + place;
}
