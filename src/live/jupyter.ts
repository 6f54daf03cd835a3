/**
 * `<larmor-sky>` as a widget of a notebook, by the interface of anywidget: what `larmor.show` of the Python package displays. The
 * model has `records` (of one group, ensemble.ts), `gradient_deg`, which follows the star and moves it, and the attributes of
 * the element.
 */

import type { EnsembleRecord } from "./ensemble.js";
import { defineLarmorSky, type LarmorSky } from "./larmor_sky.js";

/** The part of anywidget's model that is used. */
interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

/** The colours of JupyterLab's theme, where there is one. */
const COLOURS = {
  "--larmor-ink": "var(--jp-content-font-color1, #222222)",
  "--larmor-muted": "var(--jp-content-font-color2, #595959)",
  "--larmor-grid": "var(--jp-border-color1, #c9c9c9)",
  "--larmor-paper": "var(--jp-layout-color0, #ffffff)",
};

const ATTRIBUTES = ["per-kpc", "kind", "direction", "regular", "rigidity", "level"];

/** Puts the sky into a cell; what it returns is called when the cell is cleared. */
export function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  defineLarmorSky();
  const sky = document.createElement("larmor-sky") as LarmorSky;
  for (const [name, colour] of Object.entries(COLOURS)) sky.style.setProperty(name, colour);
  for (const name of ATTRIBUTES) {
    const value = model.get(name.replace("-", "_"));
    if (value !== null && value !== undefined) sky.setAttribute(name, [value].flat().join(" "));
  }
  const moved = () => {
    const [l, b] = model.get("gradient_deg") as [number, number];
    if (sky.gradient[0] !== l || sky.gradient[1] !== b) sky.gradient = [l, b];
  };
  const dragged = () => {
    model.set("gradient_deg", [...sky.gradient]);
    model.save_changes();
  };
  sky.gradient = model.get("gradient_deg") as [number, number];
  sky.records = model.get("records") as EnsembleRecord[];
  sky.addEventListener("gradient", dragged);
  model.on("change:gradient_deg", moved);
  el.append(sky);
  return () => {
    model.off("change:gradient_deg", moved);
    sky.remove();
  };
}

export default { render };
