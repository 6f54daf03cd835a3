// A program that answers the commands of native/main.cpp: a native twin, or a kernel in some Node (runner.js) or in Chromium.
// Several run at once, each waiting for its turn, so that they can be timed A B A B.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Config, type Group, groups, resolveConfig } from "../src/config/config.js";
import { DEFAULT_INTEGRATOR, type Integrator } from "../src/config/integrators.js";
import { directionVector } from "../src/sky/directions.js";

const here = fileURLToPath(new URL(".", import.meta.url));
export const KERNEL = join(here, "../build/kernel.wasm");

/** The integrators that bench/portable and bench/native have, too. */
export const IN_TWINS: readonly Integrator[] = ["rk45", "rotations", "magnus"];

export interface Contestant {
  name: string;
  /** takes part only in items whose name begins so */
  only?: string;
  /** one command, answered by numbers; arrays travel in files */
  ask(command: string): Promise<number[]>;
  stop(): void;
}

/** Where arrays are exchanged; removed at the end of the process. */
export const folder = mkdtempSync(join(tmpdir(), "larmor-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

export function writeArray(name: string, values: ArrayLike<number>): string {
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array(Float64Array.from(values).buffer));
  return path;
}

export function readArray(path: string): Float64Array {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function start(name: string, command: string, args: string[]): Contestant {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name,
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error(`${name} ended during: ${line}`);
      return answer.value.trim().split(/\s+/).map(Number);
    },
    stop: () => void child.stdin.end(),
  };
}

export const wasm = (name: string, node = process.execPath, kernel = KERNEL): Contestant =>
  start(name, node, [join(here, "runner.js"), kernel]);

/** Any other program that understands the commands. */
export const program = (name: string, path: string): Contestant => start(name, path, []);

/** The native twin built with the given options and libraries, or undefined where there is no g++. */
export function native(name: string, options: string[], libraries: string[] = []): Contestant | undefined {
  const program = join(folder, name.replace(/\W+/g, "-"));
  try {
    execFileSync("g++", ["-std=c++17", ...options, "-o", program, join(here, "native/main.cpp"), ...libraries], {
      stdio: "pipe",
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return start(name, program, []);
}

/** One field and one kind of particle, as the contestants are told of it. */
export interface Scene {
  config: Config;
  group: Group;
}

export function scene(
  turbulence_level: number,
  rigidity_TV: number,
  more: object = {},
  tolerance = 1e-5,
  integrator: Integrator = "rk45",
): Scene {
  const config = resolveConfig({
    field: { turbulence_level: [turbulence_level], ...more },
    particles: { rigidity_TV: [rigidity_TV], tolerance, integrator },
  });
  return { config, group: groups(config)[0] };
}

/** The command that synthesises a scene's field. */
export function openCommand({ config, group }: Scene, realisation = 0): string {
  const { field, ensemble } = config;
  const regular = directionVector(...field.regular_direction_deg).map((c) => c * group.regular_uG);
  const seed = [ensemble.seed % 2 ** 32, Math.floor(ensemble.seed / 2 ** 32), realisation];
  const levels = group.levels.flatMap((l) => [l.box_pc, l.longest_pc, l.shortest_pc, l.cut_pc, l.cells]);
  const spectrum = [group.turbulent_uG, field.outer_scale_pc, field.spectral_index, group.levels.length];
  return ["open", ...seed, ...regular, ...spectrum, ...levels].join(" ");
}

export interface Flown {
  cpu: number;
  wall: number;
  steps: number;
  rejected: number;
  drift: number;
  failed: number;
  /** patches opened, and levels of the field that are not in them, where a program counts them */
  patches?: number;
  levels?: number;
  /** [paths][N][3], pc */
  positions: Float64Array;
  momenta: Float64Array;
}

export interface Flight {
  directions: ArrayLike<number>;
  paths: number[];
  origins?: ArrayLike<number>;
  charge?: number;
}

/** Evaluations of the field on a flight; undefined where the openings of patches were not counted. */
export function evaluations(integrator: Integrator, flown: Flown, particles: number): number | undefined {
  const { steps, rejected, patches } = flown;
  if (integrator === "rotations") return 6 * steps;
  // the first places take three steps of rotations, and one each
  if (integrator === "magnus") return steps + 21 * particles;
  return patches === undefined ? undefined : 6 * (steps + rejected) + patches;
}

let files = 0;

/** Traces particles and brings their paths back. */
export async function fly(who: Contestant, { config, group }: Scene, flight: Flight): Promise<Flown> {
  const { directions, paths, origins = new Float64Array(directions.length), charge = 1 } = flight;
  const { tolerance, integrator = DEFAULT_INTEGRATOR } = config.particles;
  const id = ++files;
  const file = (name: string) => join(folder, `${id}-${name}`);
  mkdirSync(folder, { recursive: true });
  const inputs = [
    writeArray(`${id}-directions`, directions),
    writeArray(`${id}-paths`, paths),
    writeArray(`${id}-origins`, origins),
  ];
  const lengths = [charge * group.gyroradius_1uG_pc, group.gyroradius_pc];
  const numbers = [-1, ...lengths, tolerance, group.longest_step_pc ?? 0, group.step_budget];
  const outputs = [file("positions"), file("momenta")];
  const answer = await who.ask(["trace", ...inputs, integrator, ...numbers, ...outputs].join(" "));
  const [cpu, wall, steps, rejected, drift, failed, patches, levels] = answer;
  const [positions, momenta] = outputs.map(readArray);
  for (const path of [...inputs, ...outputs]) if (existsSync(path)) rmSync(path);
  return { cpu, wall, steps, rejected, drift, failed, patches, levels, positions, momenta };
}

/** Field at points. */
export async function fieldAt(
  who: Contestant,
  points: string,
): Promise<{ cpu: number; wall: number; field: Float64Array }> {
  const out = join(folder, "field");
  const [cpu, wall] = await who.ask(`at ${points} ${out}`);
  return { cpu, wall, field: readArray(out) };
}

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Flies 20 gyroradii and back with momentum and charge reversed: median distance from the start, in gyroradii. */
export async function thereAndBack(who: Contestant, scene: Scene, directions: Float64Array, gyroradii = 20) {
  const { gyroradius_pc } = scene.group;
  const paths = [gyroradii * gyroradius_pc];
  const there = await fly(who, scene, { directions, paths });
  const turned = there.momenta.map((c) => -c);
  const back = await fly(who, scene, { directions: turned, origins: there.positions, paths, charge: -1 });
  return { median: medianDistance(back.positions) / gyroradius_pc, there, back };
}

/** Of the particles at `positions` from where they are at `others`, by default from the origin. */
export function medianDistance(
  positions: Float64Array,
  others: ArrayLike<number> = new Float64Array(positions.length),
): number {
  const distances: number[] = [];
  for (let i = 0; i < positions.length; i += 3)
    distances.push(Math.hypot(...[0, 1, 2].map((c) => positions[i + c] - others[i + c])));
  return median(distances);
}
