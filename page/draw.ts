// The drawing of a state and its samples, by the same code as `larmor figure`: a script of its own, fetched when it is needed.

import type { FigureInput } from "../src/figures/input.js";
import type { Measurement } from "../src/figures/measured/measurements.js";
import { type Draw, ofPage } from "../src/figures/of_page.js";
import { selectGroup } from "../src/flight/field.js";
import type { Sample } from "../src/response/sample.js";
import { csvText } from "../src/words/csv.js";
import { rigidity } from "../src/words/numbers.js";
import { arrowsOf } from "./arrows.js";
import type { CloseUp, PathsCloseUp } from "./closeup.js";
import { drawPaths } from "./paths_view.js";
import { figureOf, type State } from "./state.js";

const draws: Record<string, Draw> = ofPage;

export interface Picture {
  svg: string;
  csv: string;
  columns: string[];
  rows: (string | number | null)[][];
  /** what a reader must also know */
  missing: string[];
}

export interface DrawnFrom {
  state: State;
  samples: Sample[];
  identity: string;
  /** the graphics processor that flew the run */
  device?: string;
  measured: Measurement[];
  closeUp?: CloseUp;
}

/** Throws FigureError where the view has nothing to show. */
export function draw(from: DrawnFrom): Picture {
  const { state, samples, identity, device, measured, closeUp } = from;
  const { config, view } = state;
  if (closeUp?.what === "paths") return paths(from, closeUp);
  const { shows, figure } = figureOf(view);
  const { turbulence_level, rigidity_TV, realisation } = view;
  const input: FigureInput = {
    config,
    samples,
    config_sha256: identity,
    ...(device === undefined ? {} : { device }),
    measured,
    gradient: { direction_deg: view.direction_deg, per_kpc: view.per_kpc, kind: view.kind },
    convention: view.convention,
    only: { run: {}, level: { turbulence_level }, group: { turbulence_level, rigidity_TV } }[shows],
    ...(closeUp ? { field: { group: selectGroup(config, view), realisation, sky: closeUp } } : {}),
  };
  const { svg, table, missing } = draws[figure](input, document);
  const failed = closeUp && closeUp.failed > 0 ? [`${closeUp.failed} particles used up their steps`] : [];
  // the choice of the group was the reader's own
  const notes = missing.filter((text) => !text.includes("which the paper shows"));
  return { svg, csv: csvText(table), columns: table.columns, rows: table.rows, missing: [...notes, ...failed] };
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
      const start = (t * closeUp.particles + p) * 3;
      rows.push([p, path, ...closeUp.positions_pc.subarray(start, start + 3)]);
    });
  }
  const about = [`Positions in pc of ${closeUp.particles} particles, back in time from the observer`];
  return { svg, csv: csvText({ about, columns, rows }), columns, rows, missing: [] };
}
