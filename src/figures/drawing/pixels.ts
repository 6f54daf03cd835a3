/**
 * The outlines of HEALPix pixels, for drawing. In the plane of Calabretta and Roukema (2007, MNRAS 381, 865) every pixel is a
 * square on its corner, of half-diagonal pi/(4 nside).
 */

const QUARTER = Math.PI / 4;

/** Corners of the pixel whose centre is the unit vector (x, y, z): [longitude, latitude] in degrees, clockwise from the north. */
export function pixelCorners(nside: number, x: number, y: number, z: number): [number, number][] {
  const phi = Math.atan2(y, x);
  const facet = Math.floor(phi / (2 * QUARTER)) * 2 * QUARTER + QUARTER;
  const cap = Math.abs(z) > 2 / 3 ? Math.sqrt(3 * (1 - Math.abs(z))) : 1;
  const u = cap < 1 ? facet + (phi - facet) * cap : phi;
  const v = cap < 1 ? Math.sign(z) * QUARTER * (2 - cap) : (3 * Math.PI * z) / 8;
  const half = QUARTER / nside;
  const corners = [
    [u, v + half],
    [u + half, v],
    [u, v - half],
    [u - half, v],
  ];
  return corners.map(([a, b]) => {
    const part = Math.max(0, 2 - Math.abs(b) / QUARTER);
    if (Math.abs(b) <= QUARTER) return [degrees(a), degrees(Math.asin((8 * b) / (3 * Math.PI)))];
    const sine = Math.sign(b) * (1 - (part * part) / 3);
    const longitude = part > 1e-9 ? facet + (a - facet) / part : phi;
    return [degrees(longitude), degrees(Math.asin(Math.max(-1, Math.min(1, sine))))];
  });
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
