// What is timed. Each item is prepared once, then run by every contestant in turn; a run answers seconds and what it counted.
import type { Integrator } from "../src/config/integrators.js";
import type { Kernel } from "../src/flight/kernel.js";
import { pixelCentres } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import { byParticle, exactField, relativeError, scattered } from "../src/validation/field_error.js";
import {
  type Contestant,
  evaluations,
  fieldAt,
  fly,
  openCommand,
  type Scene,
  scene,
  thereAndBack,
  writeArray,
} from "./contestant.js";

export interface Run {
  cpu: number;
  wall: number;
  /** what the time is divided by: points, gyroradii, fields, realisations */
  units: number;
  /** of the field, where it was counted */
  evaluations?: number;
  /** said beside the time: steps, rejections, error */
  note: string;
}

export interface Item {
  name: string;
  unit: string;
  /** time unit of the table, in seconds */
  scale: number;
  repeats: number;
  open: Scene;
  /** whether an integrator is timed, not a field */
  flies: boolean;
  run(who: Contestant, integrator: Integrator): Promise<Run>;
}

const NS = 1e-9;
const US = 1e-6;
const MS = 1e-3;

/** rms difference between the interpolated field and the sum over its modes, over the rms of the sum, at 300 points. */
export async function fieldError(kernel: Kernel, scene: Scene): Promise<number> {
  const points = scattered(300, 200);
  const field = await openField(kernel, scene.config, scene.group, 0);
  return relativeError(field.at(points), exactField(field, scene.group, points));
}

/** Points along paths of 1 PV particles, 0.05 gyroradii apart, one particle after the other. */
async function alongPaths(who: Contestant, scene: Scene, directions: Float64Array): Promise<Float64Array> {
  await who.ask(openCommand(scene));
  const outputs = 400;
  const paths = Array.from({ length: outputs }, (_, i) => 0.05 * (i + 1) * scene.group.gyroradius_pc);
  const { positions } = await fly(who, scene, { directions, paths });
  return byParticle(positions, directions.length / 3);
}

function points(name: string, scene: Scene, values: Float64Array, note: string): Item {
  const file = writeArray(name.replaceAll(" ", "-"), values);
  return {
    name,
    unit: "ns a point",
    scale: NS,
    repeats: 11,
    open: scene,
    flies: false,
    async run(who) {
      const { cpu, wall } = await fieldAt(who, file);
      return { cpu, wall, units: values.length / 3, note };
    },
  };
}

export async function items(kernel: Kernel, first: Contestant, quick: boolean): Promise<Item[]> {
  const directions = await pixelCentres(kernel, quick ? 2 : 4);
  const onePV = scene(1, 1000);
  const scenes: [string, (integrator: Integrator) => Scene][] = [
    ["1 PV, turbulence level 1", (integrator) => scene(1, 1000, {}, 1e-5, integrator)],
    ["1 PV, turbulence level 0.1", (integrator) => scene(0.1, 1000, {}, 1e-5, integrator)],
    ["10 TV, turbulence level 1", (integrator) => scene(1, 10, {}, 1e-5, integrator)],
  ];
  const interpolation = `rms error ${(await fieldError(kernel, onePV)).toExponential(1)} of the field`;
  const count = quick ? 20000 : 100000;
  const small = 0.5 * onePV.group.levels.at(-1)!.box_pc * (1 / 32);
  const unit = new Float64Array(count * 3).map((_, i) => ((i * 0.6180339887498949 * 7919) % 1) - 0.5);
  const list: Item[] = [
    points("field, along paths", onePV, await alongPaths(first, onePV, directions.slice(0, 64 * 3)), interpolation),
    points(
      "field, random points",
      onePV,
      unit.map((x) => 400 * x),
      interpolation,
    ),
    points(
      "field, in cache",
      onePV,
      unit.map((x) => small * x),
      interpolation,
    ),
  ];
  for (const [where, sceneOf] of scenes) {
    const errors = new Map<string, number>();
    list.push({
      name: `path, ${where}`,
      unit: "us a gyroradius",
      scale: US,
      repeats: 9,
      open: sceneOf("rk45"),
      flies: true,
      async run(who, integrator) {
        const scene = sceneOf(integrator);
        const key = `${who.name} ${integrator}`;
        if (!errors.has(key)) errors.set(key, (await thereAndBack(who, scene, directions)).median);
        const gyroradii = quick ? 20 : 80;
        const flown = await fly(who, scene, { directions, paths: [gyroradii * scene.group.gyroradius_pc] });
        const units = gyroradii * (directions.length / 3);
        const steps = `${(flown.steps / units).toFixed(2)} steps`;
        const levels = flown.levels === undefined ? "" : `, ${flown.levels} of ${scene.group.levels.length} levels`;
        const note = `${steps}${levels}, there and back ${errors.get(key)?.toExponential(1)} gyroradii`;
        const evaluated = evaluations(integrator, flown, directions.length / 3);
        return { cpu: flown.cpu, wall: flown.wall, units, evaluations: evaluated, note };
      },
    });
  }
  for (const [where, sceneOf] of [scenes[0], scenes[2]]) {
    const scene = sceneOf("rk45");
    list.push({
      name: `synthesis, ${where}`,
      unit: "ms a field",
      scale: MS,
      repeats: 11,
      open: scene,
      flies: false,
      async run(who) {
        const [cpu, wall] = await who.ask(openCommand(scene));
        return { cpu, wall, units: 1, note: `${scene.group.levels.length} levels` };
      },
    });
  }
  list.push({
    name: "realisation, 1 PV, turbulence level 1",
    unit: "ms",
    scale: MS,
    repeats: 5,
    open: onePV,
    flies: true,
    async run(who, integrator) {
      const scene = scenes[0][1](integrator);
      const { nside, path_pc } = scene.group;
      const [cpu, wall] = await who.ask(openCommand(scene));
      const sky = await pixelCentres(kernel, quick ? 2 : nside);
      const flown = await fly(who, scene, { directions: sky, paths: path_pc });
      const note = `${sky.length / 3} directions, ${path_pc.at(-1)} pc, ${flown.steps} steps`;
      return { cpu: cpu + flown.cpu, wall: wall + flown.wall, units: 1, note };
    },
  });
  return list;
}
