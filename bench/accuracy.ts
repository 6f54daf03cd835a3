// npm run bench accuracy: what the approximations do to the answer. Each row is one choice of tolerance and cells per wavelength, on the
// same realisations; the last row is the reference that the others are compared with. Paths are chaotic, so that single positions
// mean nothing after some gyroradii: compared are D and the response, averaged over directions and realisations, as the mean
// of the differences, realisation by realisation, with its standard error.
import { type Kernel, pixelCentres } from "../src/kernel.js";
import { type Contestant, fly, openCommand, type Scene, scene, thereAndBack, wasm } from "./contestant.js";
import { fieldError } from "./items.js";

interface Choice {
  name: string;
  tolerance: number;
  cells: number;
}

const choices: Choice[] = [
  { name: "default: tolerance 1e-5, 4 cells", tolerance: 1e-5, cells: 4 },
  { name: "tolerance 1e-3", tolerance: 1e-3, cells: 4 },
  { name: "tolerance 1e-4", tolerance: 1e-4, cells: 4 },
  { name: "tolerance 1e-6", tolerance: 1e-6, cells: 4 },
  { name: "2 cells a wavelength", tolerance: 1e-5, cells: 2 },
  { name: "8 cells a wavelength", tolerance: 1e-5, cells: 8 },
  { name: "reference: tolerance 1e-7, 8 cells", tolerance: 1e-7, cells: 8 },
];

interface Place {
  turbulence_level: number;
  rigidity_TV: number;
  path_pc: number;
}

const places: Place[] = [
  { turbulence_level: 1, rigidity_TV: 1000, path_pc: 20 },
  { turbulence_level: 0.1, rigidity_TV: 1000, path_pc: 60 },
];

export interface AccuracyRow {
  choice: string;
  turbulence_level: number;
  rigidity_TV: number;
  field_error: number;
  there_and_back: number;
  momentum_drift: number;
  us_per_gyroradius: number;
  /** D/c in pc of <r r>/2T: along B0, or the mean of three axes at turbulence level 1; and from the response, -R/3 */
  D_pc: [number, number];
  /** relative differences from the reference, and their standard errors */
  bias: [number, number];
  bias_error: [number, number];
}

/** (D from the displacements, D from the response) of one realisation at the end of the path. */
function coefficients(positions: Float64Array, directions: Float64Array, place: Place): [number, number] {
  const axes = place.turbulence_level === 1 ? [0, 1, 2] : [0];
  let square = 0;
  let response = 0;
  for (let i = 0; i < directions.length; i += 3) {
    for (const a of axes) {
      square += positions[i + a] ** 2;
      response += directions[i + a] * positions[i + a];
    }
  }
  const count = (directions.length / 3) * axes.length;
  return [square / count / (2 * place.path_pc), -response / count];
}

interface Measured {
  choice: Choice;
  scene: Scene;
  values: [number, number][];
  cpu: number;
  drift: number;
}

async function realisations(who: Contestant, place: Place, count: number, directions: Float64Array) {
  const measured: Measured[] = choices.map((choice) => {
    const field = { cells_per_wavelength: choice.cells };
    const of = scene(place.turbulence_level, place.rigidity_TV, field, choice.tolerance);
    return { choice, scene: of, values: [], cpu: 0, drift: 0 };
  });
  for (let realisation = 0; realisation < count; realisation++) {
    for (const one of measured) {
      await who.ask(openCommand(one.scene, realisation));
      const flown = await fly(who, one.scene, { directions, paths: [place.path_pc] });
      one.values.push(coefficients(flown.positions, directions, place));
      one.cpu += flown.cpu;
      one.drift = Math.max(one.drift, flown.drift);
    }
  }
  return measured;
}

export async function accuracy(kernel: Kernel, quick: boolean, say: (text: string) => void): Promise<AccuracyRow[]> {
  const who = wasm("Wasm");
  const directions = await pixelCentres(kernel, 8);
  const few = await pixelCentres(kernel, 4);
  const rows: AccuracyRow[] = [];
  for (const place of places) {
    const count = quick ? 4 : place.turbulence_level === 1 ? 96 : 48;
    const { turbulence_level, rigidity_TV, path_pc } = place;
    say(
      `turbulence level ${turbulence_level}, ${rigidity_TV} TV, ${path_pc} pc, ${count} realisations of 768 directions`,
    );
    say(
      "  field: rms error against the sum over modes; back: there and back, 20 gyroradii; drift: of |p| in one step;",
    );
    say("  D from displacements and from the response, in pc, and how far they are from the reference, in %");
    const measured = await realisations(who, place, count, directions);
    const reference = measured.at(-1)!.values;
    for (const { choice, scene: of, values, cpu, drift } of measured) {
      await who.ask(openCommand(of));
      const mean = [0, 1].map((k) => values.reduce((sum, value) => sum + value[k], 0) / count) as [number, number];
      const base = [0, 1].map((k) => reference.reduce((sum, value) => sum + value[k], 0) / count);
      const bias = [0, 1].map((k) => mean[k] / base[k] - 1) as [number, number];
      const bias_error = [0, 1].map((k) => {
        const square = values.reduce((sum, value, i) => sum + (value[k] - reference[i][k] - bias[k] * base[k]) ** 2, 0);
        return Math.sqrt(square / (count * (count - 1))) / Math.abs(base[k]);
      }) as [number, number];
      const row: AccuracyRow = {
        choice: choice.name,
        turbulence_level,
        rigidity_TV,
        field_error: await fieldError(kernel, of),
        there_and_back: (await thereAndBack(who, of, few)).median,
        momentum_drift: drift,
        us_per_gyroradius: (cpu / (count * 768 * (path_pc / of.group.gyroradius_pc))) * 1e6,
        D_pc: mean,
        bias,
        bias_error,
      };
      rows.push(row);
      say(line(row));
    }
  }
  who.stop();
  return rows;
}

function line(row: AccuracyRow): string {
  const percent = (k: number) => `${(100 * row.bias[k]).toFixed(1)} +- ${(100 * row.bias_error[k]).toFixed(1)}`;
  return [
    `  ${row.choice.padEnd(36)}`,
    `field ${row.field_error.toExponential(1)}`,
    `back ${row.there_and_back.toExponential(1)}`,
    `drift ${row.momentum_drift.toExponential(0)}`,
    `${row.us_per_gyroradius.toFixed(2).padStart(5)} us/r_g`,
    `D ${row.D_pc[0].toFixed(3)} (${percent(0)} %)`,
    `response ${row.D_pc[1].toFixed(3)} (${percent(1)} %)`,
  ].join("  ");
}
