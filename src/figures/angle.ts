/**
 * How near to a right angle must gradient and regular field be? The fraction of realisations that agree with the measurements at
 * 1 PeV against the angle between the two, averaged over the directions around the field.
 */

import * as Plot from "@observablehq/plot";
import { dipoles } from "../response/dipole_statistics.js";
import { countWithin, firstHarmonics, KASCADE_BAND, orientation } from "../response/first_harmonic.js";
import type { Sample } from "../response/sample.js";
import { AROUND, aroundAxis } from "../sky/around_axis.js";
import { directionDeg } from "../sky/directions.js";
import { meanWithError } from "../statistics/jackknife.js";
import { percent, rigidity, scientific } from "../words/numbers.js";
import { signedRoot } from "./amplitude_panel.js";
import { BLUE, GREEN, INK, PURPLE, VERMILLION } from "./drawing/palette.js";
import { type Axis, type Key, type Mark, outlined, words } from "./drawing/plotting.js";
import { Sheet } from "./drawing/sheet.js";
import {
  available,
  closest,
  type Drawing,
  FigureError,
  type FigureInput,
  gradientOf,
  noGradient,
  whatWasComputed,
} from "./input.js";
import { agreementWith } from "./measured/beside.js";
import { type Limits, limitsAt } from "./measured/limits.js";
import { profileKeys, profilesOf, profileText } from "./profiles.js";

const ANGLES = [
  0, 10, 20, 30, 35, 40, 45, 50, 55, 60, 64, 68, 70, 72, 74, 76, 78, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90,
];
const DEBIASED = { strokeWidth: 1.2, strokeDasharray: "5 3" };

const OWN = [
  { colour: INK, symbol: "diamond" },
  { colour: GREEN, symbol: "star" },
  { colour: PURPLE, symbol: "hexagon" },
] as const;

/** What a realisation agrees with: an amplitude from `low` to below `high`. */
interface Criterion {
  name: string;
  label: string;
  colour: string;
  symbol: "circle" | "square" | "triangle" | "diamond" | "star" | "hexagon";
  low: number;
  high: number;
  /** declinations in which it was measured; absent: the projection on the equatorial plane */
  band?: readonly [number, number];
}

interface Fraction {
  angle: number;
  value: number;
  error: number;
}

/** Fractions that agree with a criterion at one angle: with the amplitudes as they are, debiased for noise, and as first harmonics. */
interface Agreement {
  raw: Fraction;
  debiased: Fraction;
  harmonics: Fraction;
}

export function drawAngle(input: FigureInput, document: Document): Drawing {
  const missing: string[] = [];
  if (input.gradient.per_kpc === 0) throw new FigureError(noGradient("angle"));
  const sample = closest(input, { turbulence_level: 0.1, rigidity_TV: 1000 }, "angle", missing);
  const { turbulence_level, rigidity_TV, regular_uG } = sample.group;
  if (regular_uG === 0) {
    throw new FigureError(
      "angle: at turbulence level 1 there is no regular field, so no angle to it; choose --turbulence-level below 1",
    );
  }
  const limits = limitsAt(input.measured, rigidity_TV, true);
  const criteria = criteriaOf(limits);
  missing.push(...limits.not_drawn.map((reason) => `angle: of your data not drawn, ${reason}`));
  const bare = limits.own.filter(({ range }) => range === null).map(({ name }) => name);
  if (bare.length > 0) missing.push(`angle: of your data not drawn, no error of the amplitude: ${bare.join("; ")}`);
  if (criteria.length === 0) {
    throw new FigureError(
      `angle: there is no measurement to compare with at ${rigidity_TV} TV; choose --rigidity-TV 1000, or give your own with --data`,
    );
  }
  const agreements = ANGLES.map((angle) => agreementsAt(input, sample, angle, criteria));
  const curves = criteria.map((criterion, c) => ({
    criterion,
    points: agreements.map((byCriterion) => byCriterion[c]),
  }));
  const seen = ({ raw, debiased }: Agreement) => raw.value > 0.005 || debiased.value > 0.005;
  const first = ANGLES.find((_, i) => curves.some(({ points }) => seen(points[i]))) ?? 0;
  const from = [70, 60, 45, 30].find((angle) => angle < first - 1) ?? 0;
  const x: Axis = {
    label: "angle between gradient and regular field [degrees]",
    domain: [from, 90],
    ticks: Array.from({ length: 19 }, (_, i) => 5 * i).filter((a) => a >= from && (from >= 45 || a % 10 === 0)),
  };
  const y: Axis = {
    label: "fraction of the realisations",
    domain: [0, 1],
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    format: percent,
  };
  const marks: Mark[] = curves.flatMap(({ criterion: { colour, symbol }, points }) => {
    const inside = points.filter(({ raw }) => raw.angle >= from);
    const raw = inside.map((point) => point.raw);
    const debiased = inside.map((point) => point.debiased);
    const place = { x: "angle", y: "value" };
    return [
      Plot.areaY(raw, {
        x: "angle",
        y1: (d: Fraction) => Math.max(0, d.value - d.error),
        y2: (d: Fraction) => Math.min(1, d.value + d.error),
        fill: colour,
        fillOpacity: 0.15,
      }),
      ...outlined(raw, { ...place, stroke: colour, strokeWidth: 2 }),
      Plot.line(debiased, { ...place, stroke: colour, ...DEBIASED }),
      Plot.dot(raw, { ...place, symbol, fill: colour, r: 3 }),
      Plot.dot(debiased, { ...place, symbol, fill: "white", fillOpacity: 0.6, stroke: colour, r: 4 }),
    ];
  });
  const text = { textAnchor: "end", dx: -6, fontSize: 11, stroke: "white", strokeWidth: 4, fill: INK } as const;
  marks.push(
    Plot.ruleX([80], { stroke: INK, strokeWidth: 1, strokeDasharray: "2 3" }),
    words("perpendicular within 10°", { x: 80, y: 0.97, ...text }),
  );
  const keys: Key[] = [
    ...criteria.map(
      ({ label, colour, symbol }): Key => ({
        text: label,
        line: { stroke: colour, strokeWidth: 2 },
        dot: { symbol, fill: colour, stroke: "none", r: 3 },
      }),
    ),
    {
      text: "the same, debiased for noise",
      line: { stroke: INK, ...DEBIASED },
      dot: { symbol: criteria[0].symbol, fill: "white", stroke: INK, r: 4 },
    },
  ];
  const profiles = profilesOf(input, sample).map((profile) => {
    const gradient = { ...input.gradient, kind: null, density: profile.slab.name };
    const points = ANGLES.map((angle) => agreementsAt({ ...input, gradient }, sample, angle, criteria.slice(0, 1))[0]);
    return { ...profile, points };
  });
  marks.push(
    ...profiles.map(({ line, points }) =>
      Plot.line(
        points.map(({ raw }) => raw).filter(({ angle }) => angle >= from),
        { x: "angle", y: "value", ...line },
      ),
    ),
  );
  keys.push(
    ...profileKeys(profiles)
      .filter(({ line }) => line)
      .map((key) => ({ ...key, text: `${criteria[0].name.replace("the KASCADE limit", "KASCADE")}; ${key.text}` })),
  );
  const { per_kpc, kind } = gradientOf(input, sample);
  const summary = curves.map(({ criterion, points }) => {
    const [right, near] = [90, 80].map((angle) => {
      const { raw, harmonics } = points[ANGLES.indexOf(angle)];
      return `${percent(raw.value)} (as first harmonics ${percent(harmonics.value)}) at ${angle}°`;
    });
    return `${criterion.name} ${right}, ${near}`;
  });
  const computed = whatWasComputed(input, sample);
  return new Sheet(input, document, {
    name: "angle",
    title: `Agreement with the measurements${limits.kascade === null ? "" : " near 1 PeV"}, η = ${turbulence_level}, ${rigidity(rigidity_TV)}`,
    subtitle: `${computed} Gradient ${per_kpc}/kpc, ${kind}; mean over ${AROUND} directions around B₀, one of which fig5 has. Bands: standard error over the realisations.`,
    notes: [`Of the realisations: ${summary.join("; ")}.`, profileText(profiles, input), limits.note ?? ""],
    description:
      "Fraction of the realisations below the KASCADE limit and within the EAS-TOP error bar, against the angle between gradient and regular field.",
    width: 700,
  })
    .chart({ width: 690, height: 380, margin: { top: 10, right: 16, bottom: 42, left: 66 }, x, y }, marks)
    .legend(keys, { x: 20, gap: 2, width: 660, columns: limits.own.length > 0 ? [40] : [40, 360], rowHeight: 18 })
    .drawing({
      missing,
      about: [
        computed,
        `Gradient ${per_kpc}/kpc, ${kind}; mean over ${AROUND} directions around the regular field.`,
        limits.note ?? "",
      ],
      rows: [
        ...curves.flatMap(({ criterion, points }) =>
          points.map((agreement) => ({ criterion, ...agreement, profile: "" })),
        ),
        ...profiles.flatMap(({ slab, points }) =>
          points.map((agreement) => ({ criterion: criteria[0], ...agreement, profile: `, with ${slab.name}` })),
        ),
      ].map(({ criterion: { name, low, high }, raw, debiased, harmonics, profile }) => ({
        criterion: `${name}${profile}`,
        low: Number.isFinite(low) ? low : null,
        high,
        angle_deg: raw.angle,
        fraction: raw.value,
        error: raw.error,
        fraction_debiased: debiased.value,
        error_debiased: debiased.error,
        fraction_first_harmonic: harmonics.value,
        error_first_harmonic: harmonics.error,
      })),
    });
}

function criteriaOf({ kascade, kascadeLower, eastop, own }: Limits): Criterion[] {
  const criteria: Criterion[] = [];
  const below = (name: string, label: string, high: number, look: Pick<Criterion, "colour" | "symbol">) =>
    criteria.push({ name, label, low: Number.NEGATIVE_INFINITY, high, band: KASCADE_BAND, ...look });
  if (kascade) {
    const label = `below the KASCADE limit, ${scientific(kascade)}`;
    below("below the KASCADE limit", label, kascade, { colour: BLUE, symbol: "circle" });
  }
  if (kascadeLower) {
    const name = `below ${scientific(kascadeLower, 1)}`;
    below(name, name, kascadeLower, { colour: "#7a7a7a", symbol: "square" });
  }
  if (eastop) {
    const [low, high] = eastop;
    const label = `within EAS-TOP, ${scientific(low)} to ${scientific(high)}`;
    criteria.push({ name: "within the EAS-TOP band", label, colour: VERMILLION, symbol: "triangle", low, high });
  }
  own.forEach((measurement, k) => {
    if (measurement.range === null) return;
    const [low, high] = measurement.range;
    const name = agreementWith(measurement);
    const ends = Number.isFinite(low) ? `${scientific(low)} to ${scientific(high)}` : scientific(high);
    criteria.push({ name, label: `${name}, ${ends}`, ...OWN[k], low, high, band: measurement.band });
  });
  return criteria;
}

/** The agreement with each criterion, over gradients around the regular field. */
function agreementsAt(input: FigureInput, sample: Sample, angle: number, criteria: Criterion[]): Agreement[] {
  const gradient = gradientOf(input, sample);
  const around = aroundAxis(input.config.field.regular_direction_deg, angle);
  const n = sample.rows.length;
  // in how many of the directions each realisation agrees
  const counts = criteria.map(() => ({
    raw: new Uint8Array(n),
    debiased: new Uint8Array(n),
    harmonics: new Float64Array(n),
  }));
  const where = orientation(input.config.field.regular_direction_deg);
  // those of KASCADE share one
  const bands = [...new Set(criteria.map(({ band }) => band))];
  for (const direction of around) {
    const direction_deg = directionDeg(direction);
    const { amplitude, debiased_square, vector } = available(
      dipoles(sample, { ...gradient, direction_deg }),
      "angle",
      sample,
      gradient,
    );
    const harmonics = new Map(bands.map((band) => [band, firstHarmonics(vector, where, band)]));
    criteria.forEach(({ low, high, band }, c) => {
      const agrees = (a: number) => a >= low && a < high;
      harmonics.get(band)?.forEach((orientations, k) => {
        counts[c].harmonics[k] += countWithin([orientations], low, high);
      });
      for (let k = 0; k < n; k++) {
        if (agrees(amplitude[k])) counts[c].raw[k] += 1;
        if (agrees(signedRoot(debiased_square[k]))) counts[c].debiased[k] += 1;
      }
    });
  }
  return counts.map(({ raw, debiased, harmonics }) => ({
    raw: fraction(angle, raw, around.length),
    debiased: fraction(angle, debiased, around.length),
    harmonics: fraction(angle, harmonics, around.length),
  }));
}

/** Mean over the realisations of how many of their `directions` agree, and its standard error; 0 for one realisation. */
function fraction(angle: number, counts: Uint8Array | Float64Array, directions: number): Fraction {
  const { value, error } = meanWithError(Float64Array.from(counts, (count) => count / directions));
  return { angle, value, error: error ?? 0 };
}
