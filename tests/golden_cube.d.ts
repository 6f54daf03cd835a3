/** The functions of the library, from its sources or from its build. */
interface Library<Config> {
  resolveConfig(input: unknown): Config;
  describeCube: (source: { values: Float32Array; cells: readonly number[] }) => Promise<object>;
}

export const cells: [number, number, number];
export function cubeValues(): Float32Array;
export function goldenConfig<Config>(
  golden: { config: unknown; cube?: boolean },
  library: Library<Config>,
): Promise<Config>;
