// From the state and the samples to a drawing, by the same code as `larmor figure`.

import { rigidity } from "../src/figures/drawing/format.js";
import { csvText } from "../src/figures/drawing/table.js";
import { figures } from "../src/figures/index.js";
import { FigureError, type FigureInput } from "../src/figures/input.js";
import type { Measurement } from "../src/figures/measured/measurements.js";
import { selectGroup } from "../src/flight/field.js";
import type { Sample } from "../src/response/sample.js";
import { directionVector } from "../src/sky/directions.js";
import type { CloseUp, PathsCloseUp } from "./closeup.js";
import type { Arrows } from "./paths_look.js";
import { drawPaths } from "./paths_view.js";
import type { State } from "./state.js";

export interface Picture {
  svg: string;
  csv: string;
  columns: string[];
  rows: (string | number | null)[][];
  /** what a reader must know beside */
  missing: string[];
}

/** The name of the figure on the command line. */
export function figureName({ view }: State): string {
  const pure = view.turbulence_level === 1;
  const names = {
    sky: pure ? "fig2" : "fig4",
    amplitude: pure ? "fig3" : "fig5",
    arrival: "sky",
    convergence: "convergence",
    paths: "trajectory",
    angle: "angle",
    energy: "fig1",
  };
  return names[view.name];
}

export interface DrawnFrom {
  state: State;
  samples: Sample[];
  identity: string;
  measured: Measurement[];
  closeUp?: CloseUp;
}

/** Throws FigureError where the view has nothing to show. */
export function draw(from: DrawnFrom): Picture {
  const { state, samples, identity, measured, closeUp } = from;
  const { config, view } = state;
  const group = selectGroup(config, view);
  if (view.name === "paths") return paths(from, closeUp as PathsCloseUp);
  const all = view.name === "convergence";
  const input: FigureInput = {
    config,
    samples,
    config_sha256: identity,
    measured,
    gradient: { direction_deg: view.direction_deg, per_kpc: view.per_kpc, kind: view.kind },
    convention: view.convention,
    only: all
      ? {}
      : view.name === "energy"
        ? { turbulence_level: view.turbulence_level }
        : { turbulence_level: view.turbulence_level, rigidity_TV: view.rigidity_TV },
    ...(closeUp?.what === "sky" ? { field: { group, realisation: view.realisation, sky: closeUp } } : {}),
  };
  const { svg, table, missing } = figures[figureName(state)].draw(input, document);
  const failed =
    closeUp?.what === "sky" && closeUp.failed > 0 ? [`${closeUp.failed} particles used up their steps`] : [];
  // the choice of the group was the reader's own
  const said = missing.filter((text) => !text.includes("which the paper shows"));
  return { svg, csv: csvText(table), columns: table.columns, rows: table.rows, missing: [...said, ...failed] };
}

/** What the view of the paths points to. */
export function arrowsOf({ config, view }: State, closeUp: PathsCloseUp): Arrows {
  return {
    gradient: directionVector(...view.direction_deg),
    regular: closeUp.regular_uG > 0 ? directionVector(...config.field.regular_direction_deg) : null,
  };
}

function paths({ state, identity }: DrawnFrom, closeUp: PathsCloseUp): Picture {
  const { config, view } = state;
  const level = view.turbulence_level === 0 ? "uniform field" : `η = ${view.turbulence_level}`;
  const svg = drawPaths(closeUp, view.camera, {
    title: `Paths of ${closeUp.particles} particles, ${level}, ${rigidity(view.rigidity_TV)}, realisation ${view.realisation}`,
    subtitle:
      "Back in time from the observer (dot in the middle). B₀ and gradient as arrows, in the paper's frame; north is up.",
    identity: `Run ${identity.slice(0, 12)}, seed ${config.ensemble.seed}.`,
    ...arrowsOf(state, closeUp),
  });
  const columns = ["particle", "path_pc", "x_pc", "y_pc", "z_pc"];
  const rows: number[][] = [];
  for (let p = 0; p < closeUp.particles; p++) {
    closeUp.path_pc.forEach((path, t) => {
      const at = (t * closeUp.particles + p) * 3;
      rows.push([p, path, ...closeUp.positions_pc.subarray(at, at + 3)]);
    });
  }
  const about = [`Positions in pc of ${closeUp.particles} particles, back in time from the observer`];
  return { svg, csv: csvText({ about, columns, rows }), columns, rows, missing: [] };
}

export { FigureError };
