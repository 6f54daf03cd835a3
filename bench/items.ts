// What is timed. Each item is prepared once, then run by every contestant in turn; a run answers seconds and what it counted.
import type { Kernel } from "../src/flight/kernel.js";
import { pixelCentres } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import { byParticle, exactField, relativeError, scattered } from "../src/validation/field_error.js";
import {
  type Contestant,
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
  /** what the time is divided by: points, steps, fields, realisations */
  units: number;
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
  run(who: Contestant): Promise<Run>;
}

const NS = 1e-9;
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
    async run(who) {
      const { cpu, wall } = await fieldAt(who, file);
      return { cpu, wall, units: values.length / 3, note };
    },
  };
}

export async function items(kernel: Kernel, first: Contestant, quick: boolean): Promise<Item[]> {
  const directions = await pixelCentres(kernel, quick ? 2 : 4);
  const onePV = scene(1, 1000);
  const scenes: [string, Scene][] = [
    ["1 PV, turbulence level 1", onePV],
    ["1 PV, turbulence level 0.1", scene(0.1, 1000)],
    ["10 TV, turbulence level 1", scene(1, 10)],
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
  for (const [where, scene] of scenes) {
    const errors = new Map<Contestant, number>();
    list.push({
      name: `step, ${where}`,
      unit: "ns a step",
      scale: NS,
      repeats: 11,
      open: scene,
      async run(who) {
        if (!errors.has(who)) errors.set(who, (await thereAndBack(who, scene, directions)).median);
        const gyroradii = quick ? 20 : 100;
        const flown = await fly(who, scene, { directions, paths: [gyroradii * scene.group.gyroradius_pc] });
        const perGyroradius = (flown.cpu / (gyroradii * (directions.length / 3)) / 1e-6).toFixed(2);
        const rejected = ((100 * flown.rejected) / flown.steps).toFixed(1);
        const back = errors.get(who)?.toExponential(1);
        const note = `${perGyroradius} us a gyroradius, ${rejected} % rejected, there and back ${back} gyroradii`;
        return { cpu: flown.cpu, wall: flown.wall, units: flown.steps + flown.rejected, note };
      },
    });
  }
  for (const [where, scene] of [scenes[0], scenes[2]]) {
    list.push({
      name: `synthesis, ${where}`,
      unit: "ms a field",
      scale: MS,
      repeats: 11,
      open: scene,
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
    repeats: quick ? 3 : 7,
    open: onePV,
    async run(who) {
      const { nside, path_pc } = onePV.group;
      const [cpu, wall] = await who.ask(openCommand(onePV));
      const sky = await pixelCentres(kernel, quick ? 2 : nside);
      const flown = await fly(who, onePV, { directions: sky, paths: path_pc });
      const note = `${sky.length / 3} directions, ${path_pc.at(-1)} pc, ${flown.steps} steps`;
      return { cpu: cpu + flown.cpu, wall: wall + flown.wall, units: 1, note };
    },
  });
  return list;
}
