/**
 * Amplitude and phase of the first harmonic against energy: median and bands over the realisations, each of which is one field at
 * all rigidities, and where the phase of each flips.
 */

import * as Plot from "@observablehq/plot";
import type { Config } from "../config/config.js";
import { equatorial, inAll, onSky, type Projected, phase, projectedPoints } from "../response/detector.js";
import { dipoleStatistics } from "../response/dipole_statistics.js";
import { bandsOf } from "../response/phase_bands.js";
import { type Course, courseAt, flipOf } from "../response/phase_flip.js";
import type { Sample } from "../response/sample.js";
import { directionDeg, directionVector, type Vector } from "../sky/directions.js";
import { times } from "../sky/frames.js";
import { plain, rigidity } from "../words/numbers.js";
import { LINE } from "./drawing/palette.js";
import type { Axis } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import { flipsText, type Joined } from "./flips.js";
import {
  available,
  type Drawing,
  FigureError,
  type FigureInput,
  gradientOf,
  gradientText,
  levelNearest,
  noneJoined,
  usable,
  whatAtEachRigidity,
} from "./input.js";
import { energyDomain, entries, pointKeys, pointMarks } from "./measured/experiments.js";
import { measuredRow } from "./measured/measurements.js";
import {
  AT_RIGHT_ANGLES,
  angleToLine,
  bandText,
  densityText,
  fieldText,
  ordinaryView,
  type Placed,
  placeOnSky,
  placeText,
} from "./on_sky.js";
import {
  amplitudeBands,
  FAINT,
  FAINT_LINE,
  fieldLine,
  flippedMarks,
  type Level,
  LINE_OF_ONE,
  lines,
  modelKeys,
  phaseBands,
  phaseLines,
} from "./phase_marks.js";
import { dataPhases, raAxis } from "./right_ascension.js";
import { SPECIES } from "./species.js";

/** Energies a decade at which the bands are drawn. */
const STEPS = 12;
/** The realisations that are drawn as lines. */
const DRAWN = 5;

export function drawPhase(input: FigureInput, document: Document): Drawing {
  const samples = samplesOf(input);
  const seen = { ...(input.sky ?? ordinaryView()) };
  const density = input.config.density?.find(({ name }) => name === input.gradient.density);
  const placed = placeOnSky(input.config, density, seen.field.icrs);
  if (typeof placed === "string") throw new FigureError(`phase: ${placed}`);
  const projected = projectedOf(input, samples, placed, seen);
  const joined = joinedOf(projected, seen.factor);
  const { charge, name: nucleus } = SPECIES[input.species ?? "p"];
  const energyOf = (log: number) => charge * 10 ** log;
  const energies = samples.map(({ group }) => charge * group.rigidity_TV);
  const levels = logsOf(joined[0].course.logs).map((log): Level => {
    return { log, energy_TeV: energyOf(log), ...bandsOf(joined.map(({ course }) => courseAt(course, log))) };
  });
  const domain = energyDomain([3, 1e4], energies, input.measured);
  const x: Axis = { label: `energy of ${nucleus} [TeV]`, log: true, domain, format: (E) => plain(E, 1) };
  const measured = entries(input.measured.filter((m) => m.energy_TeV >= domain[0] && m.energy_TeV <= domain[1]));
  const noise = projectedPoints(projected, seen.factor).map(({ noise_floor }, j) => ({
    E: energies[j],
    y: noise_floor,
  }));
  const amplitudes = measured.flatMap(({ rows }) => rows.map((m) => m.amplitude));
  const least = Math.min(...levels.map(({ amplitude }) => amplitude[1]), ...noise.map(({ y }) => y), ...amplitudes);
  const floor = [1e-4, 3e-5, 1e-5, 3e-6, 1e-6].find((step) => step < 0.8 * least) ?? 1e-7;
  const most = Math.max(2e-3, ...levels.map(({ amplitude }) => amplitude[4]), ...amplitudes);
  const level = samples[0].group.turbulence_level;
  const hasField = samples[0].group.regular_uG > 0;
  const statistics = dipoleStatistics(samples[0], gradientOf(input, samples[0]));
  if (statistics === null) throw new Error("there are dipoles, but no statistics of them");
  const subtitle = `Turbulence level η = ${level}. Back-tracked over (realisations × directions) ${whatAtEachRigidity(samples)}. ${gradientText(statistics, false)}${statistics.gradient.kind === "matched" ? ` That size is of ${rigidity(samples[0].group.rigidity_TV)}; each rigidity has its own.` : ""} ${sameFieldText(input.config, samples)}`;
  const flips = flipsText(joined, energyOf);
  const notes = [...flips, ...assumptionsOf(hasField, input, seen, placed, density), ...explanations(charge, nucleus)];
  const frame = { width: 640, margin: { top: 8, right: 24, bottom: 42, left: 62 }, x };
  const drawn = joined.slice(0, DRAWN);
  return new Sheet(input, document, {
    name: "phase",
    title: `Amplitude and phase of the first harmonic against energy, η = ${level}`,
    subtitle,
    notes,
    description:
      "Amplitude and right ascension of the first harmonic against energy, simulated and measured, and the fraction of the realisations whose phase has flipped.",
    width: 880,
  })
    .chart({ ...frame, height: 320, y: { label: "amplitude", log: true, domain: [floor, most * 1.4] } }, [
      ...amplitudeBands(levels, floor),
      Plot.line(noise, { x: "E", y: "y", ...LINE.noise, clip: true }),
      ...pointMarks(measured, domain, floor),
      ...lines(drawn, levels, floor),
    ])
    .chart({ ...frame, height: 320, gap: 4, y: raAxis }, [
      ...phaseLines(joined.slice(0, FAINT), levels, FAINT_LINE),
      ...phaseBands(levels),
      ...(hasField ? fieldLine(seen.field.icrs) : []),
      ...dataPhases(measured),
      ...phaseLines(drawn, levels, LINE_OF_ONE),
    ])
    .chart(
      { ...frame, height: 150, gap: 4, y: { label: "flipped", domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] } },
      flippedMarks(joined, energyOf, domain),
    )
    .side([...modelKeys(drawn.length, joined.length, hasField), ...pointKeys(measured)], {
      x: 642,
      y: 8,
      width: 236,
      rowHeight: 16,
    })
    .drawing({
      missing: [],
      about: [subtitle, ...notes],
      columns: [
        ...["what", "name", "energy_TeV", "amplitude", "q16", "q84", "q025", "q975", "phase_deg", "phase_q16_deg"],
        ...["phase_q84_deg", "phase_q025_deg", "phase_q975_deg", "turn_deg", "width_decades", "reference"],
      ],
      rows: [
        ...levels.map(bandRow),
        ...noise.map(({ E, y }) => ({ what: "noise floor", energy_TeV: E, amplitude: y })),
        ...joined.flatMap(({ realisation, course }) =>
          course.vectors.map((v, j) => ({
            ...{ what: "realisation", name: String(realisation), energy_TeV: energies[j] },
            ...{ amplitude: equatorial(v), phase_deg: phase(v) },
          })),
        ),
        ...joined.flatMap(({ realisation, flip }) =>
          flip === null
            ? []
            : [
                {
                  ...{ what: "flip", name: String(realisation), energy_TeV: energyOf(flip.log) },
                  ...{ amplitude: flip.amplitude, turn_deg: flip.turn_deg, width_decades: flip.width },
                },
              ],
        ),
        ...input.measured.map(({ phase_deg, ...m }) => {
          const { low, high, ...row } = measuredRow({ phase_deg, ...m });
          return { ...row, q16: low, q84: high, phase_deg };
        }),
      ],
    });
}

/** Those of one turbulence level, by rigidity. */
function samplesOf(input: FigureInput): Sample[] {
  const samples = levelNearest(0.1, usable(input, { turbulence_level: 0.1, rigidity_TV: 1000 }, "phase"));
  if (samples.length > 1) return samples;
  const [{ group }] = samples;
  throw new FigureError(
    `phase: found one rigidity, ${group.rigidity_TV} TV, at turbulence level ${group.turbulence_level}, expected two or more, between which the dipole is interpolated: larmor run --set 'particles.rigidity_TV=[10,100,1000]' --out NEW`,
  );
}

function projectedOf(
  input: FigureInput,
  samples: Sample[],
  { rotation }: Placed,
  { motion, factor }: NonNullable<FigureInput["sky"]>,
): Projected[] {
  return samples.map((sample) => {
    const gradient = gradientOf(input, sample);
    return available(onSky(sample, { rotation, motion: motion.vector, factor, gradient }), "phase", sample, gradient);
  });
}

/** The realisations that all rigidities have, over them. */
function joinedOf(projected: Projected[], factor: number): Joined[] {
  const logs = projected.map(({ rigidity_TV }) => Math.log10(rigidity_TV));
  const common = inAll(projected);
  if (common.length === 0) throw new FigureError(noneJoined("phase"));
  return common.map((realisation) => {
    const places = projected.map((each) => each.realisation.indexOf(realisation));
    const courseOf = (vectorOf: (each: Projected, k: number) => Vector): Course => ({
      logs,
      vectors: projected.map((each, j) => vectorOf(each, places[j]).map((component) => factor * component)),
    });
    const course = courseOf(({ vector }, k) => vector[k]);
    const halves = [0, 1].map((half) => courseOf((each, k) => each.halves[k][half])) as [Course, Course];
    return { realisation, course, halves, flip: flipOf(course) };
  });
}

/** Where the bands are drawn: at the rigidities and in between. */
function logsOf(logs: readonly number[]): number[] {
  return logs.flatMap((log, j) => {
    if (j === logs.length - 1) return [log];
    const steps = Math.max(1, Math.round(STEPS * (logs[j + 1] - log)));
    return Array.from({ length: steps }, (_, i) => log + (i / steps) * (logs[j + 1] - log));
  });
}

/** What the rigidities of a realisation have in common. */
function sameFieldText({ field }: Config, samples: Sample[]): string {
  const scales = samples.map(({ group }) => group.inner_scale_pc);
  const [finest, coarsest] = [Math.min(...scales), Math.max(...scales)];
  const same = "Realisation k is the same field at all rigidities";
  const scaled =
    field.normalisation === "realisation" ? ", but for a factor that makes its variance that of the spectrum" : "";
  if (finest === coarsest) return `${same}${scaled}.`;
  const { rigidity_TV } = samples[scales.indexOf(coarsest)].group;
  return `${same}${scaled}: the waves down to ${plain(coarsest, 2)} pc of ${rigidity(rigidity_TV)} with the same phases, and at lower rigidities more of them, down to ${plain(finest, 2)} pc.`;
}

function assumptionsOf(
  hasField: boolean,
  input: FigureInput,
  seen: NonNullable<FigureInput["sky"]>,
  placed: Placed,
  density: Parameters<typeof densityText>[0],
): string[] {
  const icrs = directionDeg(times(placed.rotation, directionVector(...input.gradient.direction_deg)));
  const across = angleToLine(icrs, seen.field.icrs) > 89.5;
  return [
    hasField
      ? fieldText(seen.field, input.gradient.per_kpc > 0 ? icrs : null, placed)
      : `There is no regular field, so that any orientation of the run would do; its gradient points towards ${placeText(icrs)}.`,
    across && hasField && input.gradient.per_kpc > 0 ? AT_RIGHT_ANGLES : "",
    densityText(density, placed),
    bandText(seen),
    seen.motion.text,
  ];
}

const explanations = (charge: number, nucleus: string): string[] => [
  `Energies are those of ${nucleus}${charge === 1 ? "" : `, ${charge} e times the rigidity`}; measured ones are as published, of all particles. Amplitudes are projections on the equatorial plane, |δ| cos(dec); directions are those that a telescope looks at (arrival convention). Where phases have no preferred direction (Rayleigh test, 1 in 20) there is no band. Measurements: data/dipoles.csv has their references.`,
];

function bandRow({ energy_TeV, amplitude: [q025, q16, median, q84, q975], phase_deg }: Level) {
  const row = { what: "median and bands", name: "", energy_TeV, amplitude: median, q16, q84, q025, q975 };
  if (phase_deg === null) return row;
  return {
    ...row,
    ...{ phase_deg: (((phase_deg[2] % 360) + 360) % 360) as number, phase_q16_deg: phase_deg[1] },
    ...{ phase_q84_deg: phase_deg[3], phase_q025_deg: phase_deg[0], phase_q975_deg: phase_deg[4] },
  };
}
