// What the page shows: a config, whose run can be computed, and a view of its result, which costs nothing to change.

import { type Config, resolveConfig } from "../src/config/config.js";
import { catalogue, type FigureEntry } from "../src/figures/catalogue.js";
import { GRADIENT_PER_KPC } from "../src/published.js";
import { type Convention, type Gradient, PAPER_GRADIENT } from "../src/response/dipole.js";

/** The tabs by the view's name in links: the figures of the table that have one, the sky first. */
export const VIEWS: Record<string, string> = Object.fromEntries([
  ["sky", ""],
  ...Object.values<FigureEntry>(catalogue).flatMap(({ tab }) => (tab ? [[tab.view, tab.label]] : [])),
]);

/** The figure that a view shows, and its name on the command line. */
export function figureOf({ name, turbulence_level }: View): { figure: string } & FigureEntry {
  const levels = turbulence_level === 1 ? "1" : "below 1";
  const [figure, entry] = Object.entries<FigureEntry>(catalogue).find(
    ([, { tab }]) => tab?.view === name && (tab.levels ?? levels) === levels,
  ) as [string, FigureEntry];
  return { figure, ...entry };
}

/** Where the paths are seen from. */
export interface Camera {
  /** degrees */
  azimuth: number;
  elevation: number;
  /** half the height of what is seen, in gyroradii */
  extent: number;
}

export interface View {
  /** one of VIEWS */
  name: string;
  /** of the gradient: longitude, latitude */
  direction_deg: [number, number];
  per_kpc: number;
  /** null: matched at turbulence level 1, literal elsewhere */
  kind: Gradient["kind"] | null;
  convention: Convention;
  /** the group shown */
  turbulence_level: number;
  rigidity_TV: number;
  /** the one that is looked at closely */
  realisation: number;
  /** of its arrival map */
  map_nside: number;
  camera: Camera;
  /** step of the story that is told in place of the page; null: none */
  story: number | null;
  /** what flies the particles of the run */
  device: "cpu" | "gpu";
}

export const STORY_STEPS = 5;
export const MAP_NSIDES = [4, 8, 16, 32];

export interface State {
  config: Config;
  view: View;
}

/** The figures of the paper that a press of a button shows. */
export const PRESETS: Record<string, { label: string; figure: string; name: string; turbulence_level: number }> = {
  fig4: { label: "Regular field: sky", figure: "Fig. 4", name: "sky", turbulence_level: 0.1 },
  fig2: { label: "Turbulence only: sky", figure: "Fig. 2", name: "sky", turbulence_level: 1 },
  fig5: { label: "Regular field: amplitudes", figure: "Fig. 5", name: "amplitude", turbulence_level: 0.1 },
  fig3: { label: "Turbulence only: amplitudes", figure: "Fig. 3", name: "amplitude", turbulence_level: 1 },
  fig1: { label: "All energies", figure: "Fig. 1", name: "energy", turbulence_level: 0.1 },
};

export function presetView(preset: string): View {
  const { name, turbulence_level } = PRESETS[preset];
  return {
    name,
    direction_deg: [...PAPER_GRADIENT.direction_deg],
    per_kpc: GRADIENT_PER_KPC,
    kind: null,
    convention: "momentum",
    turbulence_level,
    rigidity_TV: 1000,
    realisation: 0,
    map_nside: 8,
    camera: { azimuth: 60, elevation: 25, extent: 12 },
    story: null,
    device: "cpu",
  };
}

/** What a visitor without a link sees: the sky of Fig. 4, of the published run. */
export const defaultState = (published?: Config): State => ({
  config: published ?? resolveConfig(),
  view: presetView("fig4"),
});

/** The view with a group that the config has: the nearest to the one it had. */
export function fitted(view: View, config: Config): View {
  const nearest = (value: number, among: number[]) =>
    among.reduce((best, x) => (Math.abs(Math.log(x / value)) < Math.abs(Math.log(best / value)) ? x : best));
  const levels = config.field.turbulence_level;
  return {
    ...view,
    turbulence_level: levels === undefined ? 0 : nearest(view.turbulence_level || 1, levels),
    rigidity_TV: nearest(view.rigidity_TV, config.particles.rigidity_TV),
  };
}

/** The numbers of the groups that a view shows, the chosen one first; on the sky with the other turbulence level beside it. */
export function groupsInView(config: Config, view: View): number[] {
  const levels = config.field.turbulence_level ?? [0];
  const rigidities = config.particles.rigidity_TV;
  const number = (level: number, rigidity_TV: number) =>
    levels.indexOf(level) * rigidities.length + rigidities.indexOf(rigidity_TV);
  const { turbulence_level: level, rigidity_TV } = view;
  const chosen = number(level, rigidity_TV);
  const { shows } = figureOf(view);
  const beside = levels.find((other) => other !== level && (level === 1 || other === 1));
  const shown =
    shows === "run"
      ? levels.flatMap((each) => rigidities.map((R) => number(each, R)))
      : shows === "level"
        ? rigidities.map((R) => number(level, R))
        : view.name === "sky" && beside !== undefined
          ? [number(beside, rigidity_TV)]
          : [];
  return [...new Set([chosen, ...shown])];
}
