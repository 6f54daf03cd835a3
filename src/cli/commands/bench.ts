import { cpus } from "node:os";
import { canonicalJSON, type Group, groups, resolveConfig } from "../../config/config.js";
import { type Kernel, loadKernel, numerics, pixelCentres } from "../../flight/kernel.js";
import { type KernelField, openField } from "../../flight/open_field.js";
import { run } from "../../run/pool.js";
import { command, EXIT, jsonOption, UsageError, wholeNumber } from "../command.js";
import { version } from "../package.js";
import { Pace, ProgressLine } from "../progress.js";

interface Row {
  item: string;
  unit: string;
  median: number;
  least: number;
  most: number;
  rounds: number;
  /** how often a second, from the median */
  per_second: number;
  /** what the speed was bought with */
  error: string;
}

/** One thing that is timed: seconds, and what they are divided by. */
interface Item {
  name: string;
  unit: string;
  /** time unit, in seconds */
  scale: number;
  error: string;
  run(): Promise<[seconds: number, count: number]>;
}

const FEWEST_ROUNDS = 3;
const MOST_ROUNDS = 1000;

export default command({
  usage: "bench",
  about: `Times this machine and this engine: synthesis of a field, field at points, steps, realisations on one core (CPU seconds) and on all
(wall seconds), each beside its error. Some ten seconds. The comparison with native code and other engines is in the source
repository: npm run bench, bench/RESULTS.md.`,
  positionals: [0, 0],
  options: {
    rounds: { value: "N", about: `rounds, all items in each; ${FEWEST_ROUNDS} to ${MOST_ROUNDS}, default 7` },
    ...jsonOption,
    quiet: { about: "no progress: the table and errors only" },
  },
  examples: [
    ["how fast is it here?", "larmor bench"],
    ["for a table of machines", "larmor bench --json > bench.json"],
  ],
  async run(given, positionals) {
    if (positionals.length > 0) throw new UsageError(`found "${positionals[0]}", expected options only`);
    const rounds = given.rounds === undefined ? 7 : wholeNumber("--rounds", given.rounds, FEWEST_ROUNDS, MOST_ROUNDS);
    const kernel = await loadKernel();
    const machine = {
      larmor: version,
      numerics: await numerics(kernel),
      kernel_sha256: kernel.sha256,
      node: process.versions.node,
      v8: process.versions.v8,
      system: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
    };
    const line = new ProgressLine(process.stderr, given.quiet);
    line.update(() => "preparing fields and directions");
    const rows = await measured(await items(kernel), rounds, line);
    line.clear();
    process.stdout.write(given.json ? `${canonicalJSON({ machine, rows })}\n` : table(machine, rows));
    return EXIT.done;
  },
});

/** Round by round, every item once in each, after one that is not counted: compiled for speed when it counts. */
async function measured(all: Item[], rounds: number, line: ProgressLine): Promise<Row[]> {
  const times = all.map((): number[] => []);
  const pace = new Pace(rounds + 1);
  for (let round = 0; round <= rounds; round++) {
    line.update(() => `${round === 0 ? "warming up" : `round ${round}/${rounds}`}${pace.toGo()}`);
    for (const [i, item] of all.entries()) {
      const [seconds, count] = await item.run();
      if (round > 0) times[i].push(seconds / count);
    }
    pace.add(1);
  }
  return all.map(({ name, unit, scale, error }, i) => {
    const sorted = times[i].sort((a, b) => a - b);
    const median = (sorted[rounds >> 1] + sorted[(rounds - 1) >> 1]) / 2;
    const [least, most] = [sorted[0] / scale, sorted[rounds - 1] / scale];
    return { item: name, unit, median: median / scale, least, most, rounds, per_second: 1 / median, error };
  });
}

/** CPU seconds of this process: other programs disturb them less than wall time. */
function timed(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function items(kernel: Kernel): Promise<Item[]> {
  const all: Item[] = [];
  const directions = await pixelCentres(kernel, 4);
  for (const [turbulence_level, rigidity_TV] of [
    [1, 1000],
    [0.1, 1000],
    [1, 10],
  ]) {
    const config = resolveConfig({
      field: { turbulence_level: [turbulence_level] },
      particles: { rigidity_TV: [rigidity_TV] },
    });
    const group = groups(config)[0];
    const field = await openField(kernel, config, group, 0);
    const where = `${rigidity_TV} TV, turbulence level ${turbulence_level}`;
    const off = `misses its start by ${thereAndBack(field, group, directions).toExponential(1)} gyroradii, 20 there and back`;
    if (turbulence_level === 1) {
      const nodes = group.levels.reduce((sum, { cells }) => sum + cells ** 3, 0);
      // makes an instance of the kernel first, which costs nothing beside the field
      all.push({
        name: `synthesis, ${where}`,
        unit: "ms a field",
        scale: 1e-3,
        error: `${group.levels.length} levels, ${(nodes / 1e6).toFixed(2)} million nodes`,
        async run() {
          const before = process.cpuUsage();
          await openField(kernel, config, group, 1);
          const { user, system } = process.cpuUsage(before);
          return [(user + system) / 1e6, 1];
        },
      });
    }
    const points = alongPaths(field, group, directions.subarray(0, 72));
    all.push({
      name: `field along paths, ${where}`,
      unit: "ns a point",
      scale: 1e-9,
      error: `${fieldError(field, group).toExponential(1)} of the field, rms`,
      run: async () => [timed(() => field.at(points)), points.length / 3],
    });
    all.push({
      name: `step, ${where}`,
      unit: "ns a step",
      scale: 1e-9,
      error: off,
      async run() {
        let trials = 0;
        const seconds = timed(() => {
          const { steps, rejected } = field.trace({ directions, paths: [30 * group.gyroradius_pc] });
          trials = steps + rejected;
        });
        return [seconds, trials];
      },
    });
  }
  const cores = cpus().length;
  const config = resolveConfig({
    field: { turbulence_level: [1] },
    transport: { path_pc: 10 },
    ensemble: { realisations: 2 * cores },
  });
  for (const workers of cores > 1 ? [1, cores] : [1]) {
    all.push({
      name: `realisations of 768 directions over 10 pc, 1000 TV, turbulence level 1, ${workers} worker${workers > 1 ? "s" : ""}`,
      unit: "ms each (wall)",
      scale: 1e-3,
      error: "starting the workers included",
      async run() {
        const started = performance.now();
        for await (const _ of run(config, { workers }));
        return [(performance.now() - started) / 1e3, 2 * cores];
      },
    });
  }
  return all;
}

/** Median distance from the start after 20 gyroradii and back with momentum and charge reversed, in gyroradii. */
function thereAndBack(field: KernelField, { gyroradius_pc }: Group, directions: Float64Array): number {
  const paths = [20 * gyroradius_pc];
  const there = field.trace({ directions, paths });
  const distances: number[] = [];
  for (let i = 0; i < directions.length; i += 3) {
    const [x, y, z] = there.positions.subarray(i, i + 3);
    const turned = there.momenta.subarray(i, i + 3).map((c) => -c);
    const back = field.trace({ directions: turned, origin: [x, y, z], paths, charge: -1 });
    distances.push(Math.hypot(...back.positions) / gyroradius_pc);
  }
  return distances.sort((a, b) => a - b)[distances.length >> 1];
}

/** Points a twentieth of a gyroradius apart on some paths. */
function alongPaths(field: KernelField, { gyroradius_pc }: Group, directions: Float64Array): Float64Array {
  const outputs = 400;
  const paths = Array.from({ length: outputs }, (_, i) => 0.05 * (i + 1) * gyroradius_pc);
  const { positions } = field.trace({ directions, paths });
  const points = new Float64Array(positions.length);
  const { length } = directions;
  for (let i = 0; i < length; i += 3)
    for (let t = 0; t < outputs; t++)
      points.set(positions.subarray(t * length + i, t * length + i + 3), i * outputs + 3 * t);
  return points;
}

/** rms difference from the sum over all modes, over the rms of the field, at a hundred points. */
function fieldError(field: KernelField, { regular_uG }: Group): number {
  const modes = field.modes();
  const points = new Float64Array(300).map((_, i) => 200 * Math.sin(1 + 12.9898 * i * i));
  const found = field.at(points);
  let square = 0;
  let difference = 0;
  for (let p = 0; p < points.length; p += 3) {
    const b = [regular_uG, 0, 0];
    for (let m = 0; m < modes.length; m += 9) {
      const phase = modes[m] * points[p] + modes[m + 1] * points[p + 1] + modes[m + 2] * points[p + 2];
      const [cosine, sine] = [2 * Math.cos(phase), 2 * Math.sin(phase)];
      for (let c = 0; c < 3; c++) b[c] += modes[m + 3 + c] * cosine - modes[m + 6 + c] * sine;
    }
    for (let c = 0; c < 3; c++) {
      square += b[c] ** 2;
      difference += (b[c] - found[p + c]) ** 2;
    }
  }
  return Math.sqrt(difference / square);
}

function table(machine: Record<string, string | number>, rows: Row[]): string {
  const about = Object.entries(machine).map(([name, value]) => `${name.padEnd(13)} ${value}`);
  const lines = rows.map(({ item, unit, median, least, most, error }) => {
    const [middle, low, high] = [median, least, most].map((value) =>
      value < 100 ? value.toPrecision(3) : value.toFixed(0),
    );
    return `${item}\n  ${middle} ${unit} (${low} to ${high})   ${error}`;
  });
  return `${about.join("\n")}\n\nMedians of ${rows[0].rounds} rounds, least and most:\n${lines.join("\n")}\n`;
}
