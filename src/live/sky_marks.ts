// The marks of the sky of the dipoles that are made once: the map, its layers, the star that is dragged. What moves them is
// live_sky.ts.

import { COLOUR, diamondPath, set, starPath, svg } from "./svg.js";

export interface MarksOptions {
  document: Document;
  /** px */
  width: number;
  name: string;
  /** px of the words; absent: by the width */
  fontSize?: number;
}

/** Skies made so far: their clip paths have names of their own. */
let made = 0;

/** A group in `parent`, of a class if it has a label. */
export function layer(document: Document, parent: Element, label = ""): SVGGElement {
  const g = svg(document, "g", label === "" ? {} : { class: label });
  parent.append(g);
  return g;
}

/** What is made once. `box` holds all of it; the map is an ellipse about (cx, cy) with half-axes a and b, px. */
export function skyMarks({ document, width, name, fontSize: wanted }: MarksOptions) {
  const cx = width / 2;
  const a = width / 2 - 10;
  const b = a / 2;
  const height = 2 * b + 20;
  const cy = height / 2;
  const small = width < 480;
  const fontSize = wanted ?? (small ? 12 : Math.min(18, 12 + width / 200));
  const element = svg(document, "svg", {
    viewBox: `0 0 ${width} ${height}`,
    width: "100%",
    role: "group",
    "font-size": fontSize,
    "text-anchor": "middle",
    "font-family": "inherit",
    fill: COLOUR.ink,
    class: "live",
  });
  element.setAttribute("aria-label", name);
  element.style.overflow = "visible";
  element.append(svg(document, "ellipse", { cx, cy, rx: a, ry: b, fill: COLOUR.paper, stroke: COLOUR.ink }));
  // large circles end at the edge of the sky
  const clip = svg(document, "clipPath", { id: `larmor-sky-${++made}` });
  clip.append(svg(document, "ellipse", { cx, cy, rx: a, ry: b }));
  element.append(clip);
  const grid = svg(document, "path", { fill: "none", stroke: COLOUR.grid, "stroke-width": 0.8 });
  const degrees = layer(document, element);
  element.append(grid, degrees);
  const circle = svg(document, "circle", {
    fill: "none",
    stroke: COLOUR.prediction,
    "stroke-width": 2.4,
    "stroke-dasharray": "8 5",
    class: "prediction",
  });
  const ghosts = layer(document, element, "ghosts");
  const rings = layer(document, element, "dipoles");
  for (const part of [ghosts, rings]) part.setAttribute("clip-path", `url(#larmor-sky-${made})`);
  const halo = { stroke: COLOUR.paper, "stroke-width": 4, "paint-order": "stroke" };
  const mean = svg(document, "circle", { fill: "none", stroke: COLOUR.mean, "stroke-width": 2.4 });
  const meanMark = svg(document, "path", { d: "M-5 -5H5V5H-5Z", fill: COLOUR.mean, stroke: COLOUR.paper });
  const fields = layer(document, element);
  const diamond = svg(document, "path", { d: diamondPath(9), fill: COLOUR.prediction, stroke: COLOUR.paper });
  const predictionText = svg(document, "text", { fill: COLOUR.prediction, ...halo });
  const star = svg(document, "g", { class: "star" });
  star.style.pointerEvents = "none";
  const starText = svg(
    document,
    "text",
    { y: -21, "font-weight": 600, ...halo },
    small ? "drag me" : "gradient: drag me",
  );
  star.append(
    svg(document, "path", { d: starPath(14), fill: COLOUR.gradient, stroke: COLOUR.ink, "stroke-width": 1.4 }),
    starText,
  );
  // what is taken and has the focus lies over the star
  const handle = document.createElement("div");
  handle.dataset.drag = "gradient";
  handle.tabIndex = 0;
  set(handle, {
    role: "slider",
    "aria-label": "Direction of the gradient",
    "aria-valuemin": "0",
    "aria-valuemax": "360",
  });
  Object.assign(handle.style, { position: "absolute", width: "48px", height: "48px", margin: "-24px 0 0 -24px" });
  Object.assign(handle.style, { borderRadius: "50%", cursor: "grab", touchAction: "none" });
  const box = document.createElement("div");
  box.style.position = "relative";
  box.append(element, handle);
  element.append(circle, mean, meanMark, diamond, predictionText, star);
  const map = { cx, cy, a, b, height, small, fontSize, halo };
  const layers = { element, box, handle, grid, degrees, ghosts, rings, fields };
  return { ...map, ...layers, circle, diamond, predictionText, mean, meanMark, star, starText };
}
