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
