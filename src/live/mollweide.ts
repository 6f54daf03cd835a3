/**
 * The Mollweide projection: equal areas, longitudes growing to the left as on the sky. The half-axes of the map are 1 (x) and
 * 1 (y): a drawing stretches them to 2:1.
 */

const RADIANS = Math.PI / 180;

/** -180 to 180. */
const turned = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;

/** 2 t + sin 2 t = pi sin(latitude), by Newton's method. */
function auxiliary(latitude: number): number {
  const wanted = Math.PI * Math.sin(latitude);
  let t = latitude;
  for (let i = 0; i < 12; i++) {
    const slope = 2 + 2 * Math.cos(2 * t);
    if (slope < 1e-9) break;
    const step = (2 * t + Math.sin(2 * t) - wanted) / slope;
    t -= step;
    if (Math.abs(step) < 1e-7) break;
  }
  return t;
}

/** The place of a direction, x to the right and y upwards, both from -1 to 1. `centre_deg`: the longitude in the middle. */
export function onMap([longitude_deg, latitude_deg]: readonly number[], centre_deg: number): [number, number] {
  const t = auxiliary(latitude_deg * RADIANS);
  return [(-turned(longitude_deg - centre_deg) / 180) * Math.cos(t), Math.sin(t)];
}

/** The direction of a place, in degrees; of one outside the map the nearest on its edge. */
export function fromMap([x, y]: readonly number[], centre_deg: number): [number, number] {
  const length = Math.sqrt(x * x + y * y);
  const inside = length > 1 ? 1 / length : 1;
  const t = Math.asin(Math.max(-1, Math.min(1, y * inside)));
  const latitude = Math.asin(Math.max(-1, Math.min(1, (2 * t + Math.sin(2 * t)) / Math.PI))) / RADIANS;
  const width = Math.cos(t);
  const across = width < 1e-9 ? 0 : Math.max(-1, Math.min(1, (x * inside) / width));
  return [(((centre_deg - 180 * across) % 360) + 360) % 360, latitude];
}

/** Meridians and parallels of 30 degrees, as the `d` of a path; half-axes in px about (cx, cy). */
export function graticule(centre_deg: number, cx: number, cy: number, a: number, b: number): string {
  let d = "";
  const line = (points: (readonly number[])[]) => {
    points.forEach((point, i) => {
      const [x, y] = onMap(point, centre_deg);
      d += `${i === 0 ? "M" : "L"}${(cx + a * x).toFixed(1)} ${(cy - b * y).toFixed(1)}`;
    });
  };
  for (let l = Math.ceil((centre_deg - 179) / 30) * 30; l < centre_deg + 180; l += 30)
    line(Array.from({ length: 25 }, (_, i) => [l, -90 + 7.5 * i]));
  for (let latitude = -60; latitude <= 60; latitude += 30)
    line([centre_deg + 179.999, centre_deg - 179.999].map((l) => [l, latitude]));
  return d;
}
