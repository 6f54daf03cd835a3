// The vertical profiles of a run, as lines beside the gradient alone: colour by the half thickness of the layer of sources, dashes
// where the observer is off its mid-plane.

import type { Density } from "../config/config.js";
import type { Sample } from "../response/sample.js";
import { angleDeg, directionVector } from "../sky/directions.js";
import type { Key } from "./drawing/plotting.js";
import type { FigureInput } from "./input.js";

export type Slab = Extract<Density, { kind: "slab" }>;
export interface Profile {
  slab: Slab;
  line: { stroke: string; strokeWidth: number; strokeDasharray?: string };
}

/** Apart from those of the measurements and of the ensemble. */
const COLOURS = ["#7a3e00", "#b30086", "#00695c", "#4b4bb8"];
const MOST = 6;

/** Slabs that share the normal of the first one, at most six; none where a density is drawn with the gradient, or there is none. */
export function profilesOf(
  { gradient, config }: Pick<FigureInput, "gradient" | "config">,
  { group }: Sample,
): Profile[] {
  if (gradient.density !== undefined || group.regular_uG === 0 || gradient.kind === "matched") return [];
  const slabs = (config.density ?? []).filter((density): density is Slab => density.kind === "slab");
  const first = slabs[0]?.normal_deg;
  const shown = slabs.filter(({ normal_deg }) => normal_deg.every((angle, i) => angle === first[i])).slice(0, MOST);
  const layers = [...new Set(shown.map(({ half_thickness_pc }) => half_thickness_pc))];
  return shown.map((slab) => ({
    slab,
    line: {
      stroke: COLOURS[layers.indexOf(slab.half_thickness_pc) % COLOURS.length],
      strokeWidth: 1.6,
      ...(slab.height_pc === 0 ? {} : { strokeDasharray: "6 2 2 2" }),
    },
  }));
}

export function profileKeys(profiles: Profile[]): Key[] {
  if (profiles.length === 0) return [];
  return [
    { text: "" },
    { text: "Median with a vertical profile", bold: true },
    ...profiles.map(({ slab, line }) => ({
      text: `h ${slab.half_thickness_pc} pc, Sun at ${slab.height_pc} pc`,
      line,
    })),
  ];
}

/** What the lines are, for a note below a figure. */
export function profileText(profiles: Profile[], { config }: Pick<FigureInput, "config">): string {
  if (profiles.length === 0) return "";
  const [{ slab }] = profiles;
  const angle = angleDeg(directionVector(...slab.normal_deg), directionVector(...config.field.regular_direction_deg));
  return `Vertical profiles beside the gradient: sources in |z| < h, density 0 at |z| = ${slab.halo_pc} pc, normal at ${angle.toFixed(0)}° to B₀. `;
}
