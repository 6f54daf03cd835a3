// The sky of one realisation in the frame of a telescope: the run's frame is turned onto the sky, and the particles that come
// from each pixel there are traced.

import { canonicalJSON, type Group, storedConfig } from "../config/config.js";
import { synthesise } from "../flight/field.js";
import { type Arrivals, backtrackSky } from "../response/arrival_maps.js";
import { gradientVector } from "../response/dipole.js";
import { directionDeg, dot, sinCosDeg, type Vector } from "../sky/directions.js";
import { icrsOf, inFrame, type SkyFrame, timesTransposed } from "../sky/frames.js";
import type { Run } from "../store/store.js";
import { applied, DENSITY_COMMENT, DIRCONV, densityCard, type MapChoice, origin } from "./arrival_map.js";
import { fitsMap, real } from "./fits.js";

/** HEALPix's value of a pixel that is not seen. */
const UNSEEN = -1.6375e30;

export interface TelescopeView {
  frame: SkyFrame;
  /** rotation matrix from the run's frame to ICRS, its rows one after the other */
  rotation: Vector[];
  /** of the regular field, in the frame of the map */
  field_deg: readonly [number, number];
  /** of the gradient, in the frame of the map; MapChoice has it in the run's */
  gradient_deg: readonly [number, number];
  /** of an observer's motion, ICRS */
  motion: Vector;
  /** the dipole that is written beside the map, arrival convention, ICRS: with the motion and the energy resolution */
  dipole: Vector;
  /** what is seen, in ICRS; null: all */
  declinations_deg: readonly [number, number] | null;
  /** what was assumed, for the header */
  comments: string[];
}

/** The FITS file; `choice.gradient` is in the run's frame. */
export async function telescopeFITS(
  run: Run,
  group: Group,
  choice: Omit<MapChoice, "convention">,
  view: TelescopeView,
): Promise<Uint8Array> {
  const { frame, rotation, motion, declinations_deg: band } = view;
  const nside = choice.nside ?? group.nside;
  const { kind, per_kpc } = applied(run, group, choice);
  const T = group.path_pc[group.path_pc.length - 1];
  /** of the pixels, ICRS */
  const centres: Vector[] = [];
  const turned = (centre: Vector): Vector => {
    const icrs = icrsOf(centre, frame);
    centres.push(icrs);
    const [x, y, z] = timesTransposed(rotation, icrs);
    // particles that come from there go the other way
    return [-x, -y, -z];
  };
  const { density } = choice.gradient;
  const field = await synthesise(run.config, choice.realisation, group);
  let arrivals: Arrivals;
  let contrasts: Float64Array | undefined;
  try {
    arrivals = await backtrackSky(field, nside, [T], { signal: choice.signal, progress: choice.progress, turned });
    // in the run's frame, as the density is: only the pixels were turned
    if (density !== undefined) contrasts = field.contrasts(density, arrivals.positions, [T]);
  } finally {
    field.dispose();
  }
  const g = gradientVector(...choice.gradient.direction_deg, per_kpc);
  const { positions } = arrivals;
  const f = centres.map(
    (_, i) =>
      1 + g[0] * positions[3 * i] + g[1] * positions[3 * i + 1] + g[2] * positions[3 * i + 2] + (contrasts?.[i] ?? 0),
  );
  const mean = f.reduce((a, b) => a + b, 0) / f.length;
  const [south, north] = band === null ? [-1, 1] : band.map((declination) => sinCosDeg(declination)[0]);
  const seen = ([, , z]: Vector) => band === null || (z >= south && z <= north);
  const map = (value: (centre: Vector, i: number) => number) =>
    centres.map((centre, i) => (seen(centre) ? value(centre, i) : UNSEEN));
  const amplitude = Math.sqrt(dot(view.dipole, view.dipole));
  const [longitude, latitude] = directionDeg(inFrame(view.dipole, frame));
  return fitsMap({
    nside,
    coordinates: frame === "icrs" ? "C" : "G",
    columns: [
      {
        name: "RELINT",
        unit: "",
        about: "relative intensity f/<f> - 1",
        values: map((centre, i) => f[i] / mean - 1 + dot(motion, centre)),
      },
      {
        name: "DIPOLE",
        unit: "",
        about: "the dipole of the run alone",
        values: map((centre) => dot(view.dipole, centre)),
      },
    ],
    cards: [
      ...origin(run, group, choice.realisation),
      ["DIRCONV", "ARRIVAL", DIRCONV.arrival],
      ["FRAME", frame === "icrs" ? "ICRS" : "GALACTIC", frame === "icrs" ? "right ascension, declination" : "l, b"],
      real("BREGLON", view.field_deg[0], "[deg] longitude of the regular field in FRAME"),
      real("BREGLAT", view.field_deg[1], "[deg] latitude of the regular field"),
      real("GRADLON", view.gradient_deg[0], "[deg] longitude of the gradient of f"),
      real("GRADLAT", view.gradient_deg[1], "[deg] latitude of the gradient of f"),
      real("GRADKPC", per_kpc, "[1/kpc] size of the gradient applied"),
      ["GRADKIND", kind.toUpperCase(), "size as given, or matched to D(T)"],
      ...densityCard(density),
      real("MOTION", Math.sqrt(dot(motion, motion)), "Compton-Getting dipole that was added"),
      real("DIPAMP", amplitude, "amplitude of the dipole in DIPOLE"),
      real("DIPLON", longitude, "[deg] its longitude in FRAME"),
      real("DIPLAT", latitude, "[deg] its latitude"),
      ["NFAILED", arrivals.failed, "particles that used up their steps"],
    ],
    comments: [
      "RELINT is f/<f> - 1 of f = 1 + g.r(-BACKT_PC), by Liouville's theorem, for particles of RIGIDITY.",
      ...(density === undefined ? [] : [DENSITY_COMMENT]),
      ...view.comments.map((text) => text.replaceAll("°", " deg").replaceAll("₁₀", "10")),
      "CFGHASH, KERNHASH: SHA-256 of the config without ensemble.realisations, and of the kernel. Config:",
      canonicalJSON(storedConfig(run.config)),
    ],
  });
}
