/**
 * What the statistics keep of the realisations of one group: at the last path length the numbers of each realisation (half a
 * kilobyte, so that 10^5 realisations fit anywhere), and exact sums for the means at all path lengths.
 */

import type { Group } from "../config/config.js";
import { lengthsOf, QUANTITIES, type QuantityName, type RealisationRecord } from "../flight/record.js";
import { shapeProblem } from "../flight/record_checks.js";
import { Moments } from "../statistics/exact_sums.js";
import type { Measured } from "../statistics/jackknife.js";
import { Layout, type Lengths, type Row, type Shapes } from "../statistics/rows.js";
import { diffusionFlow, diffusionMSD } from "./diffusion.js";

/** Quantities of the record that are kept as they are; those of a free-escape boundary where the group has one. */
const KEPT = [
  "realisation",
  "response_pc",
  "response_halves_pc",
  "displacement_mean_pc",
  "directions",
  "steps",
  "rejected",
  "momentum_drift",
  "momentum_correction",
  "failed",
] as const;
const KEPT_WITH_BOUNDARY = [
  "escaped_halves",
  "escaped_direction_halves",
  "inside_response_halves_pc",
  "inside_displacement_halves_pc",
] as const;

type AtLastPath<Values> = Values extends (infer Inner)[] ? Inner : Values;
type Kept<Name extends QuantityName> = { [N in Name]: AtLastPath<Required<RealisationRecord>[N]> };

/** A realisation at the last path length. */
export interface Realisation extends Kept<(typeof KEPT)[number]>, Partial<Kept<(typeof KEPT_WITH_BOUNDARY)[number]>> {
  /** <r_i r_j>, [3][3] */
  displacement_pc2: number[][];
  /** D_ij/c of the mean square displacement and of the flow (diffusion.ts), [3][3] */
  diffusion_msd_pc: number[][];
  diffusion_flow_pc: number[][];
  /** of a group with densities: the dipole of each, [3], and those of its half-sets, [2][3] */
  density_dipole?: Record<string, number[]>;
  density_dipole_halves?: Record<string, number[][]>;
}

/** What is averaged over the realisations at each path length, [3][3]. */
interface PathTensors {
  response_pc: number[][];
  diffusion_msd_pc: number[][];
  diffusion_flow_pc: number[][];
}

const PATH_TENSORS = new Layout<PathTensors>({
  response_pc: [3, 3],
  diffusion_msd_pc: "symmetric",
  diffusion_flow_pc: "symmetric",
});
const FRACTION = new Layout<{ escaped: number }>({ escaped: [] });

/** Change of the response from three quarters of the path lengths to the last, pc: of R_xx and of a third of the trace. */
interface LateChange {
  along_x: number;
  isotropic: number;
}

const LATE_CHANGE = new Layout<LateChange>({ along_x: [], isotropic: [] });
const lateFrom = ({ path_pc }: Group): number => Math.floor((path_pc.length - 1) * 0.75);

/** Rows in a block of memory: a buffer for each would cost as much again as the numbers in it. */
const ROWS_PER_BLOCK = 256;

export interface Sample {
  group: Group;
  layout: Layout<Realisation>;
  /** One row per realisation, in the order they came; read them by `inOrder`. Rows lie side by side in blocks of memory. */
  rows: Row<Realisation>[];
  /** the block that the next row lies in */
  block: Float64Array;
  seen: Set<number>;
  /** at each path length */
  moments: Moments<PathTensors>[];
  /** of each realisation the two are of the same particles, so that their difference has an error of its own */
  late: Moments<LateChange>;
  /** fraction that escaped, at each path length; undefined without a free-escape boundary */
  escaped: Moments<{ escaped: number }>[] | undefined;
}

const hasBoundary = (group: Group): boolean => group.escape_height_pc !== undefined;

export function emptySample(group: Group): Sample {
  return {
    group,
    layout: new Layout(shapesOf(group)),
    rows: [],
    block: new Float64Array(0),
    seen: new Set(),
    moments: group.path_pc.map(() => new Moments(PATH_TENSORS)),
    late: new Moments(LATE_CHANGE),
    escaped: hasBoundary(group) ? group.path_pc.map(() => new Moments(FRACTION)) : undefined,
  };
}

const namesOf = (group: Group): QuantityName[] => [...KEPT, ...(hasBoundary(group) ? KEPT_WITH_BOUNDARY : [])];
const isPerPath = (name: QuantityName): boolean => QUANTITIES[name].shape[0] === "path";

function shapesOf(group: Group): Shapes<Realisation> {
  const shapes = namesOf(group).map((name) => {
    const lengths = lengthsOf(QUANTITIES[name], group);
    return [name, isPerPath(name) ? lengths.slice(1) : lengths];
  });
  return {
    ...Object.fromEntries(shapes),
    displacement_pc2: "symmetric",
    diffusion_msd_pc: "symmetric",
    diffusion_flow_pc: "symmetric",
    ...densityShapes(group),
  };
}

function densityShapes({ densities }: Group): Pick<Shapes<Realisation>, "density_dipole" | "density_dipole_halves"> {
  if (densities === undefined) return {};
  const ofEach = (lengths: Lengths) => Object.fromEntries(densities.map(({ name }) => [name, lengths]));
  return { density_dipole: ofEach([3]), density_dipole_halves: ofEach([2, 3]) };
}

/** Of values by name and path length, those at one. */
const atPath = <Value>(values: Record<string, Value[]>, path: number): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([name, ofPaths]) => [name, ofPaths[path]]));

/** Adds one realisation. Throws where the record is of another group, was added before, or holds no finite numbers. */
export function addRecord(sample: Sample, record: RealisationRecord): void {
  const { group } = sample;
  const what = `realisation ${record.realisation} at turbulence level ${record.turbulence_level}, ${record.rigidity_TV} TV`;
  if (!isOf(group, record))
    throw new Error(`${what} does not belong to the group of ${group.rigidity_TV} TV, ${group.turbulence_level}`);
  if (sample.seen.has(record.realisation)) throw new Error(`${what} is there twice; each realisation counts once`);
  const outputs = group.path_pc.length;
  const last = outputs - 1;
  if (record.path_pc.length !== outputs || record.path_pc[last] !== group.path_pc[last]) {
    throw new Error(
      `${what}: expected ${outputs} path lengths up to ${group.path_pc[last]} pc, found ${record.path_pc}`,
    );
  }
  const problem = shapeProblem(record, group);
  if (problem !== undefined) throw new Error(`${what} holds numbers that are not finite, or too few: ${problem}`);

  const msd = diffusionMSD(record.displacement_pc2, record.path_pc);
  const flow = record.flow_displacement_pc.map(diffusionFlow);
  const values = namesOf(group).map((name) => {
    const value = record[name];
    return [name, Array.isArray(value) ? value[last] : value];
  });
  const row = newRow(sample);
  sample.layout.write(row, {
    ...Object.fromEntries(values),
    displacement_pc2: record.displacement_pc2[last],
    diffusion_msd_pc: msd[last],
    diffusion_flow_pc: flow[last],
    ...(record.density_dipole && { density_dipole: atPath(record.density_dipole, last) }),
    ...(record.density_dipole_halves && { density_dipole_halves: atPath(record.density_dipole_halves, last) }),
  });
  sample.rows.push(row);
  sample.seen.add(record.realisation);
  sample.moments.forEach((moments, p) => {
    moments.add({ response_pc: record.response_pc[p], diffusion_msd_pc: msd[p], diffusion_flow_pc: flow[p] });
  });
  const [R0, R1] = [record.response_pc[lateFrom(group)], record.response_pc[last]];
  const [x, y, z] = [0, 1, 2].map((i) => R1[i][i] - R0[i][i]);
  sample.late.add({ along_x: x, isotropic: (x + y + z) / 3 });
  record.escaped_halves?.forEach(([a, b], p) => {
    sample.escaped?.[p].add({ escaped: (a + b) / 2 });
  });
}

/** The next free row; it counts once it is in `rows`. */
export function newRow(sample: Sample): Row<Realisation> {
  const { width } = sample.layout;
  const number = sample.rows.length % ROWS_PER_BLOCK;
  if (number === 0) sample.block = new Float64Array(width * ROWS_PER_BLOCK);
  return sample.layout.row(sample.block, number * width);
}

export function isOf(group: Group, record: { turbulence_level: number; rigidity_TV: number }): boolean {
  return record.turbulence_level === group.turbulence_level && record.rigidity_TV === group.rigidity_TV;
}

/** The rows sorted by realisation: sums over them do not depend on the order of arrival. */
export function inOrder(sample: Sample): Row<Realisation>[] {
  return sample.rows.sort((a, b) => a.realisation - b.realisation);
}

/** Means over the realisations at all P path lengths, [P][3][3] in pc, and standard errors (null for one realisation). */
export function meanTensors(
  sample: Sample,
): Record<"response" | "slope" | "flow", { mean: number[][][]; sem: number[][][] | null }> {
  const means = sample.moments.map((moments) => moments.mean());
  const errors = sample.moments.flatMap((moments) => moments.error() ?? []);
  const tensors = (name: keyof PathTensors) => ({
    mean: means.map((row) => row[name]),
    sem: errors.length === 0 ? null : errors.map((row) => row[name]),
  });
  return { response: tensors("response_pc"), slope: tensors("diffusion_msd_pc"), flow: tensors("diffusion_flow_pc") };
}

/**
 * By how much the mean response changes from three quarters of the path lengths to the last, pc; null for fewer than four path
 * lengths, and where the realisations are not there one by one (a sample of published means).
 */
export function lateChange({
  group,
  late,
}: Sample): { from_pc: number; to_pc: number; along_x: Measured; isotropic: Measured } | null {
  const { path_pc } = group;
  if (path_pc.length < 4 || late.count === 0) return null;
  const [mean, error] = [late.mean(), late.error()];
  const measured = (name: keyof LateChange): Measured => ({ value: mean[name], error: error?.[name] ?? null });
  return {
    from_pc: path_pc[lateFrom(group)],
    to_pc: path_pc[path_pc.length - 1],
    along_x: measured("along_x"),
    isotropic: measured("isotropic"),
  };
}
