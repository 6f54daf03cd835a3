// npm run bench accuracy: what the approximations do to the answer. Each row is one choice of tolerance, cells per wavelength, interpolation or
// scales, on the same realisations; the last row is the reference that the others are compared with. Paths are chaotic, so that single
// positions mean nothing after some gyroradii: compared are D and the response, averaged over directions and realisations, as the mean
// of the differences, realisation by realisation, with its standard error. Another box or band ratio means other modes: there the
// two ensembles are compared.
import { type Kernel, pixelCentres } from "../src/flight/kernel.js";
import { openField } from "../src/flight/open_field.js";
import { exactField, relativeError, scattered } from "../src/validation/field_error.js";
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
import { splines } from "./contestants.js";
import { named } from "./options.js";

interface Choice {
  name: string;
  tolerance?: number;
  /** as splines() names them; that of the kernel by default */
  spline?: string;
  /** keys of the config's field */
  field?: object;
  /** L_min over that of the other rows */
  inner?: number;
  /** other modes than the reference's */
  otherModes?: boolean;
}

const CHOICES: Choice[] = [
  { name: "default: tolerance 1e-5, 4 cells" },
  { name: "tolerance 1e-3", tolerance: 1e-3 },
  { name: "tolerance 1e-4", tolerance: 1e-4 },
  { name: "tolerance 1e-6", tolerance: 1e-6 },
  { name: "2 cells a wavelength", field: { cells_per_wavelength: 2 } },
  { name: "8 cells a wavelength", field: { cells_per_wavelength: 8 } },
  { name: "no patch, f64 nodes (C++)", spline: "quadratic, f64 nodes" },
  { name: "linear, 4 cells (C++)", spline: "linear" },
  { name: "linear, 8 cells (C++)", spline: "linear", field: { cells_per_wavelength: 8 } },
  { name: "cubic, 2 cells (C++)", spline: "cubic", field: { cells_per_wavelength: 2 } },
  { name: "cubic, 4 cells (C++)", spline: "cubic" },
  { name: "inner scale x 2", inner: 2 },
  { name: "inner scale / 2", inner: 0.5 },
  { name: "box x 2", field: { box_wavelengths: 4 }, otherModes: true },
  { name: "band ratio 2", field: { band_ratio: 2 }, otherModes: true },
  { name: "reference: tolerance 1e-7, 8 cells", tolerance: 1e-7, field: { cells_per_wavelength: 8 } },
];

interface Place {
  turbulence_level: number;
  rigidity_TV: number;
  path_pc: number;
  nside: number;
  realisations: number;
}

const PLACES: Place[] = [
  { turbulence_level: 1, rigidity_TV: 1000, path_pc: 20, nside: 8, realisations: 96 },
  { turbulence_level: 0.1, rigidity_TV: 1000, path_pc: 60, nside: 8, realisations: 48 },
  { turbulence_level: 1, rigidity_TV: 10, path_pc: 2, nside: 4, realisations: 48 },
];

export interface Bias {
  /** mean over directions and realisations, pc */
  mean: number;
  /** relative difference from the reference, and its standard error */
  bias: number;
  error: number;
}

export interface AccuracyRow {
  choice: string;
  turbulence_level: number;
  rigidity_TV: number;
  field_error: number;
  there_and_back: number;
  momentum_drift: number;
  us_per_gyroradius: number;
  /** by name: D/c from displacements <r r>/2T and from the response -R/3, along B0 and across it, and the antisymmetric part */
  coefficients: Record<string, Bias>;
}

/** Where the antisymmetric part is taken, of the path: it settles early, and its noise grows with the path. */
const EARLY = 1 / 6;

/** Coefficients of one realisation, pc, from positions [early, end of the path]. At turbulence level 1 the mean of three axes. */
function coefficientsOf(positions: Float64Array, directions: Float64Array, place: Place): Record<string, number> {
  const count = directions.length / 3;
  const [early, late] = [positions.subarray(0, directions.length), positions.subarray(directions.length)];
  const square = [0, 0, 0];
  const response = [0, 0, 0];
  let turn = 0;
  for (let i = 0; i < directions.length; i += 3) {
    for (let a = 0; a < 3; a++) {
      square[a] += late[i + a] ** 2 / count;
      response[a] -= (directions[i + a] * late[i + a]) / count;
    }
    turn += (directions[i + 2] * early[i + 1] - directions[i + 1] * early[i + 2]) / (2 * count);
  }
  const displacement = square.map((value) => value / (2 * place.path_pc));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (place.turbulence_level === 1) return { D: mean(displacement), response: mean(response) };
  return {
    D_par: displacement[0],
    response_par: response[0],
    D_perp: mean(displacement.slice(1)),
    response_perp: mean(response.slice(1)),
    D_A: turn,
  };
}

interface Measured {
  choice: Choice;
  who: Contestant;
  scene: Scene;
  values: Record<string, number>[];
  cpu: number;
  drift: number;
}

function measuredBy(who: Contestant, choice: Choice, { turbulence_level, rigidity_TV }: Place): Measured {
  const { inner_scale_pc, gyroradius_pc } = scene(turbulence_level, rigidity_TV).group;
  const inner_scale_gyroradii = ((choice.inner ?? 1) * inner_scale_pc) / gyroradius_pc;
  const field = choice.inner === undefined ? choice.field : { ...choice.field, inner_scale_gyroradii };
  return {
    choice,
    who,
    scene: scene(turbulence_level, rigidity_TV, field, choice.tolerance),
    values: [],
    cpu: 0,
    drift: 0,
  };
}

export async function accuracy(
  kernel: Kernel,
  quick: boolean,
  asked: number | undefined,
  only: string,
  say: (text: string) => void,
): Promise<AccuracyRow[]> {
  const places = named(
    only,
    PLACES.map((place) => ({
      place,
      name: `turbulence level ${place.turbulence_level}, ${place.rigidity_TV} TV`,
    })),
  );
  const programs = splines();
  const rows: AccuracyRow[] = [];
  const few = await pixelCentres(kernel, 4);
  for (const { place, name } of places) {
    const count = asked ?? (quick ? 2 : place.realisations);
    const { turbulence_level, rigidity_TV, path_pc } = place;
    const directions = await pixelCentres(kernel, place.nside);
    const size = `${path_pc} pc, ${count} realisations of ${directions.length / 3} directions`;
    say(`${name}, ${size}`);
    say(
      "  field: rms error against the sum over modes; back: there and back, 20 gyroradii; drift: of |p| in one step;",
    );
    say("  coefficients in pc, and how far they are from the reference, in %");
    const measured = CHOICES.flatMap((choice) => {
      const who = programs[choice.spline ?? "quadratic"];
      return who === undefined ? [] : [measuredBy(who, choice, place)];
    });
    for (let realisation = 0; realisation < count; realisation++) {
      for (const measurement of measured) {
        await measurement.who.ask(openCommand(measurement.scene, realisation));
        const flown = await fly(measurement.who, measurement.scene, { directions, paths: [EARLY * path_pc, path_pc] });
        measurement.values.push(coefficientsOf(flown.positions, directions, place));
        measurement.cpu += flown.cpu;
        measurement.drift = Math.max(measurement.drift, flown.drift);
      }
    }
    const reference = measured.at(-1)!.values;
    for (const { choice, who, scene, values, cpu, drift } of measured) {
      await who.ask(openCommand(scene));
      const points = scattered(300, 200);
      const { field } = await fieldAt(who, writeArray("accuracy", points));
      const row: AccuracyRow = {
        choice: choice.name,
        turbulence_level,
        rigidity_TV,
        field_error: relativeError(
          field,
          exactField(await openField(kernel, scene.config, scene.group, 0), scene.group, points),
        ),
        there_and_back: (await thereAndBack(who, scene, few)).median,
        momentum_drift: drift,
        us_per_gyroradius: (cpu / (count * (directions.length / 3) * (path_pc / scene.group.gyroradius_pc))) * 1e6,
        coefficients: Object.fromEntries(
          Object.keys(values[0]).map((name) => {
            const [found, wanted] = [values, reference].map((list) => list.map((value) => value[name]));
            return [name, compared(found, wanted, choice.otherModes === true)];
          }),
        ),
      };
      rows.push(row);
      say(line(row));
    }
  }
  for (const who of Object.values(programs)) who?.stop();
  return rows;
}

/** Mean of one list, its relative distance from that of another, and the standard error of this. */
function compared(found: number[], wanted: number[], independent: boolean): Bias {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: number[]) => {
    const middle = mean(values);
    return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length * (values.length - 1));
  };
  const base = mean(wanted);
  const square = independent
    ? variance(found) + variance(wanted)
    : variance(found.map((value, i) => value - wanted[i]));
  return { mean: mean(found), bias: mean(found) / base - 1, error: Math.sqrt(square) / Math.abs(base) };
}

function line(row: AccuracyRow): string {
  const coefficients = Object.entries(row.coefficients).map(
    ([name, { mean, bias, error }]) =>
      `${name} ${mean.toPrecision(3)} (${(100 * bias).toFixed(1)} +- ${(100 * error).toFixed(1)})`,
  );
  return [
    `  ${row.choice.padEnd(36)}`,
    `field ${row.field_error.toExponential(1)}`,
    `back ${row.there_and_back.toExponential(1)}`,
    `drift ${row.momentum_drift.toExponential(0)}`,
    `${row.us_per_gyroradius.toFixed(2).padStart(5)} us/r_g`,
    ...coefficients,
  ].join("  ");
}
