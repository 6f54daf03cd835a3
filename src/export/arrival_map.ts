// The sky of one realisation as a telescope sees it: its trajectories are computed again, and a gradient is applied.

import { type Config, canonicalJSON, type Group, isGroup, storedConfig } from "../config/config.js";
import { synthesise } from "../flight/field.js";
import { firstMoments } from "../flight/finite_grid.js";
import { realise } from "../flight/realisation.js";
import type { RealisationRecord } from "../flight/record.js";
import { type Arrivals, arrivalMap, backtrackSky, gradient as gradientOfDensity } from "../response/arrival_maps.js";
import { type Convention, dipole, gradientVector } from "../response/dipole.js";
import { dipoleStatistics } from "../response/dipole_statistics.js";
import { inOrder } from "../response/sample.js";
import { defaultKind, sampleOf } from "../response/summary.js";
import { directionDeg, dot, scaled, type Vector } from "../sky/directions.js";
import { antipodes } from "../sky/healpix.js";
import { FolderError, fileOf, groupName, type Run } from "../store/store.js";
import { CONVENTIONS } from "./columns.js";
import { type Card, fitsMap, real } from "./fits.js";

export interface MapChoice {
  realisation: number;
  /** default: that of the run */
  nside?: number;
  gradient: {
    direction_deg: [number, number];
    per_kpc: number;
    kind: "literal" | "matched" | null;
    /** a density of the run beside it, by name */
    density?: string;
  };
  convention: Convention;
  signal?: AbortSignal;
  /** called with the number of directions that are done, and of all */
  progress?: (done: number, total: number) => void;
}

/** Light years in a parsec. */
const YEARS_PER_PC = 3.2615637769;
/**
 * Summed in another order, the tensor differs by some 1e-13 of its largest entry; that of another field differs
 * entirely.
 */
const SAME = 1e-9;

/** The FITS file of the arrival map of one realisation of one group, at the last path length. */
export async function arrivalFITS(run: Run, group: Group, choice: MapChoice): Promise<Uint8Array> {
  const { config } = run;
  const { realisation, convention, signal, progress } = choice;
  const nside = choice.nside ?? group.nside;
  const { record, kind, per_kpc } = applied(run, group, choice);
  const last = group.path_pc.length - 1;

  // a map has the centres of its pixels: where the run rotated its directions, they are flown again to be compared
  const again = nside === group.nside && config.particles.rotate_directions === true;
  const flights = again ? 2 : 1;
  const watch = (before: number) => (done: number, total: number) => progress?.(before * total + done, flights * total);
  const field = await synthesise(config, realisation, group);
  const { density } = choice.gradient;
  let arrivals: Arrivals;
  let contrasts: Float64Array | undefined;
  try {
    // all path lengths, as the run: a step ends at each of them
    arrivals = await backtrackSky(field, nside, group.path_pc, { signal, progress: watch(0) });
    if (density !== undefined) contrasts = field.contrasts(density, arrivals.positions, group.path_pc);
  } finally {
    field.dispose();
  }
  if (again) {
    const { response_pc } = await realise(config, realisation, { ...group, signal, progress: watch(1) });
    sameAsStored(run, group, response_pc[last].flat(), record, last);
  } else if (nside === group.nside) {
    const { directions, positions } = arrivals;
    const first = last * directions.length;
    const response = firstMoments(directions, positions.subarray(first, first + directions.length), 3);
    sameAsStored(run, group, response, record, last);
  }

  const g = gradientVector(...choice.gradient.direction_deg, per_kpc);
  const linear = arrivalMap(arrivals, last, gradientOfDensity(g), convention);
  const beside = contrasts?.subarray(last * linear.length);
  const intensity =
    beside === undefined ? linear : inPixels(arrivals, convention, (i) => beside[i]).map((x, i) => x + linear[i]);
  const mean = intensity.reduce((a, b) => a + b, 0) / intensity.length;
  const delta = dipole(record.response_pc[last], g).map(
    (component, i) => component + (density === undefined ? 0 : (record.density_dipole?.[density][last][i] ?? 0)),
  ) as Vector;
  const seen = convention === "arrival" ? scaled(delta, -1) : delta;
  return fitsMap({
    nside,
    coordinates: "G",
    columns: [
      { name: "RELINT", unit: "", about: "relative intensity f/<f> - 1", values: intensity.map((f) => f / mean - 1) },
      ...["X", "Y", "Z"].map((name, j) => ({
        name,
        unit: "pc",
        about: `${name.toLowerCase()} of the particle a path BACKT_PC ago`,
        values: component(arrivals, arrivals.positions, last, convention, j),
      })),
      ...["PX", "PY", "PZ"].map((name, j) => ({
        name,
        unit: "",
        about: `${name[1].toLowerCase()} of its momentum's direction there`,
        values: component(arrivals, arrivals.momenta, last, convention, j),
      })),
    ],
    cards: [
      ...origin(run, group, realisation),
      real("BREGLON", config.field.regular_direction_deg[0], "[deg] longitude of the regular field"),
      real("BREGLAT", config.field.regular_direction_deg[1], "[deg] latitude of the regular field"),
      real("GRADLON", choice.gradient.direction_deg[0], "[deg] longitude of the gradient of f"),
      real("GRADLAT", choice.gradient.direction_deg[1], "[deg] latitude of the gradient of f"),
      real("GRADKPC", per_kpc, "[1/kpc] size of the gradient applied"),
      ["GRADKIND", kind.toUpperCase(), "size as given, or matched to D(T)"],
      ...densityCard(density),
      ["DIRCONV", convention.toUpperCase(), DIRCONV[convention]],
      ["FRAME", "PAPER", "the run's: (0,0) is +x, (90,0) +y, B0 as above"],
      real("DIPOLE", Math.sqrt(dot(delta, delta)), "amplitude of the dipole (from the run)"),
      real("DIPLON", directionDeg(seen)[0], "[deg] its longitude, in DIRCONV"),
      real("DIPLAT", directionDeg(seen)[1], "[deg] its latitude, in DIRCONV"),
      ["NFAILED", arrivals.failed, "particles that used up their steps"],
    ],
    comments: comments(config, density),
  });
}

/** The line of the header that names the density beside the gradient. */
export const densityCard = (density: string | undefined): Card[] =>
  density === undefined ? [] : [["DENSITY", density, "density of the config beside the gradient"]];

/** A map may have a density of its config. */
export const DENSITY_COMMENT = "With DENSITY f is more by f_D(r(-BACKT_PC))/f_D(0) - 1 of that density of the config.";

/** Values of the keyword DIRCONV: the meaning of a pixel's direction. */
export const DIRCONV = { arrival: "pixel: where particles come from", momentum: "pixel: where particles go" } as const;

/** The lines of the header that name the run, the realisation and its field. */
export function origin({ config, provenance }: Run, group: Group, realisation: number): Card[] {
  const T = group.path_pc[group.path_pc.length - 1];
  return [
    ["CREATOR", "larmor", "program"],
    ["VERSION", provenance.larmor, "of the program that made the run"],
    ["NUMERICS", provenance.numerics, "version of the bits of the results"],
    ["CFGHASH", provenance.config_sha256, ""],
    ["KERNHASH", provenance.kernel_sha256, ""],
    ["SEED", config.ensemble.seed, "ensemble.seed of the config"],
    ["REALIZ", realisation, "number of the realisation, from 0"],
    real("RIGIDITY", group.rigidity_TV, "[TV] rigidity of the particles"),
    real("ETA", group.turbulence_level, "turbulence level dB^2/(dB^2 + B0^2)"),
    real("BREG", group.regular_uG, "[uG] regular field"),
    real("BTURB", group.turbulent_uG, "[uG] rms turbulent field"),
    real("BACKT_PC", T, "[pc] path length traced back, c times the time"),
    real("BACKT_YR", T * YEARS_PER_PC, "[yr] the same as time"),
  ];
}

const comments = (config: Config, density: string | undefined): string[] => [
  "RELINT is f/<f> - 1 of f = 1 + g.r(-BACKT_PC), by Liouville's theorem; X, Y, Z are r(-BACKT_PC).",
  ...(density === undefined ? [] : [DENSITY_COMMENT]),
  "PX, PY, PZ are the unit vector p(-BACKT_PC): any f(r, p) of the past is a map today. They do not turn with DIRCONV.",
  "With DIRCONV = ARRIVAL a pixel is the point of the sky that is looked at, -p/p.",
  "COORDSYS = G is the paper's use of longitude and latitude; the field's real direction on the sky is another.",
  ...CONVENTIONS.filter((line) => !line.startsWith("Direction")),
  "CFGHASH, KERNHASH: SHA-256 of the config without ensemble.realisations, and of the kernel. Config:",
  canonicalJSON(storedConfig(config)),
];

/** The stored record of the realisation, and the gradient that its ensemble applies to it. */
export function applied(
  run: Run,
  group: Group,
  { realisation, gradient }: Pick<MapChoice, "realisation" | "gradient">,
): { record: RealisationRecord; kind: "literal" | "matched"; per_kpc: number } {
  const kind = gradient.density === undefined ? (gradient.kind ?? defaultKind(group.turbulence_level)) : "literal";
  let record: RealisationRecord | undefined;
  function* noting(): Generator<RealisationRecord> {
    for (const candidate of run.records()) {
      if (isGroup(group, candidate) && candidate.realisation === realisation) record = candidate;
      yield candidate;
    }
  }
  const sample = sampleOf(group, noting());
  if (record === undefined) {
    throw new FolderError(run.dir, `${groupName(group)}: realisation ${realisation} is not there`);
  }
  if (kind === "literal") return { record, kind, per_kpc: gradient.per_kpc };
  const halves = dipoleStatistics(sample, { ...gradient, kind })?.gradient.per_kpc_halves;
  if (halves === undefined) {
    const why =
      "a matched gradient takes D(T) from the other realisations, and there are too few; add --gradient literal";
    throw new FolderError(run.dir, `${groupName(group)}: ${why}`);
  }
  const rank = inOrder(sample).findIndex((row) => row.realisation === realisation);
  return { record, kind, per_kpc: halves[rank & 1] };
}

/** Throws unless the response tensor that was computed again is the one that the run stored. */
function sameAsStored(run: Run, group: Group, computed: number[], record: RealisationRecord, last: number): void {
  const stored = record.response_pc[last];
  const largest = Math.max(...stored.flat().map(Math.abs));
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const found = computed[3 * i + j];
      if (!(Math.abs(found - stored[i][j]) <= SAME * largest)) {
        const where = `${groupName(group)}, realisation ${record.realisation}`;
        const what = `response ${i}${j} is ${stored[i][j]} pc in the run, ${found} pc computed again`;
        throw new FolderError(fileOf(run.dir, "lines"), `${where}: ${what}; this larmor does not reproduce the run`);
      }
    }
  }
}

/** One component of r(-T) or p(-T), [12 nside^2], in the pixels of the convention. */
const component = (
  arrivals: Arrivals,
  vectors: Float64Array,
  path: number,
  convention: Convention,
  j: number,
): Float64Array =>
  inPixels(arrivals, convention, (i) => vectors[3 * ((path * arrivals.directions.length) / 3 + i) + j]);

/** Values of the directions, in the pixels of the convention: [12 nside^2]. */
function inPixels({ nside }: Arrivals, convention: Convention, value: (direction: number) => number): Float64Array {
  const opposite = convention === "arrival" ? antipodes(nside) : undefined;
  const values = new Float64Array(12 * nside * nside);
  for (let i = 0; i < values.length; i++) values[opposite ? opposite[i] : i] = value(i);
  return values;
}

/** File name of a map that is one of several. */
export const mapName = (group: Group, realisation: number): string =>
  `sky_level${group.turbulence_level}_${group.rigidity_TV}TV_${String(realisation).padStart(4, "0")}.fits`;
