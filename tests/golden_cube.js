// The cube of the golden realisations: noise that has been smoothed, with about the spectrum of turbulence, and a mean field. Its
// numbers are made with + - * / only, and so are the same in every engine.

export const cells = [24, 18, 20];

/** An integer hash in [-1, 1), exact in doubles. */
const noise = (i) => (((i + 7919) * 2654435761) % 2 ** 31) / 2 ** 30 - 1;

const place = (x, y, z) => ((x * cells[1] + y) * cells[2] + z) * 3;

/** Each value becomes the mean of itself and its two neighbours along each axis in turn, periodically. */
function smoothed(values) {
  let from = values;
  for (let axis = 0; axis < 3; axis++) {
    const to = new Float64Array(values.length);
    for (let x = 0; x < cells[0]; x++)
      for (let y = 0; y < cells[1]; y++)
        for (let z = 0; z < cells[2]; z++) {
          const [before, behind] = [-1, 1].map((step) => {
            const cell = [x, y, z];
            cell[axis] = (cell[axis] + step + cells[axis]) % cells[axis];
            return place(...cell);
          });
          for (let c = 0; c < 3; c++)
            to[place(x, y, z) + c] = (from[before + c] + from[place(x, y, z) + c] + from[behind + c]) / 3;
        }
    from = to;
  }
  return from;
}

export function cubeValues() {
  const first = Float64Array.from({ length: cells[0] * cells[1] * cells[2] * 3 }, (_, i) => noise(i));
  const sum = new Float64Array(first.length);
  let part = first;
  for (let round = 0; round < 4; round++) {
    part = smoothed(part);
    for (let i = 0; i < sum.length; i++) sum[i] += part[i];
  }
  return Float32Array.from(sum, (value, i) => value + ((i % 3) + 1) / 8);
}

/** The resolved config of a golden realisation, by the functions of the library as an engine has them. */
export async function goldenConfig({ config, cube }, { resolveConfig, describeCube }) {
  const found = cube ? await describeCube({ values: cubeValues(), cells }) : {};
  return resolveConfig({ ...config, field: { ...config.field, ...found } });
}
