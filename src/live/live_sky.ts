/**
 * The sky of the dipoles, alive: marks are made once and moved, so that they follow the gradient while it is dragged. The centre
 * of a circle is the direction of a dipole, its radius the amplitude, on a scale that stays.
 */

import { GRADIENT_PER_KPC, isotropicPrediction } from "../published.js";
import { directionDeg, directionVector } from "../sky/directions.js";
import { plain, scientific } from "../words/numbers.js";
import { bindDrag } from "./drag.js";
import { type ChosenGradient, dipolesFor, type Ensemble, type LiveDipoles } from "./ensemble.js";
import { fromMap, graticule, onMap } from "./mollweide.js";
import { angleToLine, medianOf } from "./sentence.js";
import { layer, type MarksOptions, skyMarks } from "./sky_marks.js";
import { COLOUR, checkPath, crossPath, set, svg } from "./svg.js";

export interface Shown {
  /** null: the gradient and the prediction alone */
  ensemble: Ensemble | null;
  /** of whose field and rigidity the prediction is, where there is no ensemble */
  about: Pick<Ensemble, "rigidity_TV" | "regular_deg">;
  gradient: ChosenGradient;
  /** `arrival`: where a telescope looks */
  sign: 1 | -1;
  /** drawn palely below, until the ensemble has the same realisations */
  ghost?: Ensemble | null;
  /** realisations that have the bytes of the published ones */
  reproduced?: ReadonlySet<number>;
  /** the realisation that is chosen */
  picked?: number | null;
}

export interface LiveSky {
  element: HTMLElement;
  /** px */
  width: number;
  /** `flow`: the circles move to their new places, where motion is not unwanted */
  show(shown: Shown, flow?: boolean): void;
  /** Another gradient for the same ensemble: the fast way. */
  move(gradient: ChosenGradient): void;
  /** The dipoles that are drawn; null: none. */
  readonly dipoles: LiveDipoles | null;
}

export interface SkyOptions extends MarksOptions {
  /** the star was moved by hand */
  moved(direction_deg: [number, number]): void;
  /** a circle was chosen; absent: they cannot be */
  picked?(realisation: number): void;
}

/** Radius of the circle of the prediction for the paper's gradient, in half-widths of the map. */
const PREDICTION = 0.1;
const FLOW_MS = 1100;
const HOME: [number, number] = [90, 0];
/** More circles are not drawn. */
const MOST = 1000;

/** Longitude in the middle: the line of B0 and that of a gradient across it lie a quarter of the map from its edges. */
const centreOf = (regular_deg: readonly number[] | null) => (regular_deg?.[0] ?? 0) + 45;

interface Circle {
  group: SVGGElement;
  ring: SVGCircleElement;
  dot: SVGCircleElement;
  check: SVGPathElement | null;
}

export function newLiveSky({ moved, picked, ...options }: SkyOptions): LiveSky {
  const { document, width } = options;
  const { cx, cy, a, b, height, small, fontSize, halo, ...marks } = skyMarks(options);
  const { element, box, handle, grid, degrees, ghosts, rings, fields, circle, diamond, predictionText } = marks;
  const { mean, meanMark, star, starText } = marks;
  /** baseline of the longitudes, which stand below the equator */
  const longitudesY = cy + fontSize + 14;
  let shown: Shown | null = null;
  let dipoles: LiveDipoles | null = null;
  let centre = 45;
  const circles: Circle[] = [];
  const ghostCircles: Circle[] = [];
  let scale = 1;
  let flow = 0;

  const px = ([x, y]: [number, number]): [number, number] => [cx + a * x, cy - b * y];
  const place = (direction: readonly number[]) => px(onMap(direction, centre));

  function newCircle(parent: Element, ghost: boolean): Circle {
    const group = layer(document, parent, ghost ? "ghost" : "circle");
    const ring = svg(document, "circle", { fill: "none", stroke: COLOUR.ink, "stroke-width": 1.1 });
    const dot = svg(document, "circle", { r: small ? 1.8 : 2.4, fill: COLOUR.ink });
    if (ghost) set(group, { opacity: "0.22" });
    else set(ring, { "stroke-opacity": "0.6", fill: COLOUR.ink, "fill-opacity": "0.02" });
    ring.style.pointerEvents = "none";
    group.append(ring, dot);
    return { group, ring, dot, check: null };
  }

  /** As many circles as there are dipoles: those that are there are kept. */
  function counted(list: Circle[], count: number, parent: Element, ghost: boolean): Circle[] {
    while (list.length > count) list.pop()?.group.remove();
    while (list.length < count) list.push(newCircle(parent, ghost));
    return list;
  }

  function put(list: Circle[], { vector, amplitude }: LiveDipoles, sign: number): void {
    for (let k = 0; k < list.length; k++) {
      const v = [0, 1, 2].map((i) => sign * vector[3 * k + i]);
      const [x, y] = place(directionDeg(v));
      list[k].group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      list[k].ring.setAttribute("r", Math.max(0.5, amplitude[k] * scale).toFixed(2));
    }
  }

  function draw(part = 1, from: LiveDipoles | null = null): void {
    if (shown === null) return;
    const { ensemble, gradient, sign, about } = shown;
    dipoles = ensemble && dipolesFor(ensemble, gradient);
    const prediction = dipoles?.prediction ?? isotropicPrediction(about.rigidity_TV, gradient.per_kpc);
    counted(circles, Math.min(MOST, dipoles?.amplitude.length ?? 0), rings, false);
    if (dipoles !== null) put(circles, from === null ? dipoles : between(from, dipoles, part), sign);
    const ghost = shown.ghost ? dipolesFor(shown.ghost, gradient) : null;
    counted(ghostCircles, ghost?.amplitude.length ?? 0, ghosts, true);
    if (ghost !== null) put(ghostCircles, ghost, sign);

    const [l, latitude] = gradient.direction_deg;
    const [sx, sy] = place([l, latitude]);
    star.setAttribute("transform", `translate(${sx.toFixed(1)} ${sy.toFixed(1)})`);
    handle.style.left = `${((100 * sx) / width).toFixed(3)}%`;
    handle.style.top = `${((100 * sy) / height).toFixed(3)}%`;
    // its words stay on the map
    starText.setAttribute("y", sy < 50 ? "36" : "-21");
    starText.setAttribute("x", String(Math.max(70 - sx, Math.min(0, width - 70 - sx)).toFixed(1)));
    const against = directionDeg(directionVector(l, latitude).map((c) => -sign * c));
    const [dx, dy] = place(against);
    const r = prediction * scale;
    set(circle, { cx: dx, cy: dy, r });
    diamond.setAttribute("transform", `translate(${dx.toFixed(1)} ${dy.toFixed(1)})`);
    const under = dy + r + fontSize + 2;
    // below the longitudes, on a phone, where the circle is as small as they are
    const clear = Math.abs(under - longitudesY) < fontSize + 2 ? longitudesY + fontSize + 3 : under;
    const y = clear < height - 6 ? clear : dy - r - 6;
    set(predictionText, { x: Math.max(7.4 * fontSize, Math.min(width - 7.4 * fontSize, dx)), y });
    predictionText.textContent = `isotropic diffusion: ${scientific(prediction)}`;
    const isMean = dipoles !== null && dipoles.amplitude.length > 1;
    for (const mark of [mean, meanMark]) mark.style.display = isMean ? "" : "none";
    if (dipoles !== null && isMean) {
      const [mx, my] = place(directionDeg(dipoles.mean.map((c) => sign * c)));
      const size = Math.sqrt(dipoles.mean.reduce((sum, c) => sum + c * c, 0));
      set(mean, { cx: mx, cy: my, r: Math.max(1, size * scale) });
      meanMark.setAttribute("transform", `translate(${mx.toFixed(1)} ${my.toFixed(1)})`);
    }
    const regular = about.regular_deg;
    const angle =
      regular === null ? "" : `, ${Math.round(angleToLine([l, latitude], regular))} degrees from the line of B0`;
    handle.setAttribute("aria-valuenow", String(Math.round(l)));
    handle.setAttribute(
      "aria-valuetext",
      `longitude ${plain(l, 4)}, latitude ${plain(latitude, 4)} degrees${angle}${dipoles === null ? "" : `; median amplitude ${medianOf(dipoles.amplitude).toPrecision(2)}`}`,
    );
  }

  /** What only changes with the ensemble: the frame, the cross, the marks of circles. */
  function dress(): void {
    if (shown === null) return;
    const { about, ensemble, reproduced } = shown;
    centre = centreOf(about.regular_deg);
    scale = (PREDICTION * a) / isotropicPrediction(about.rigidity_TV, GRADIENT_PER_KPC);
    grid.setAttribute("d", graticule(centre, cx, cy, a, b));
    degrees.replaceChildren(
      ...[0, 90, 180, 270].map((l) => {
        const [x, y] = place([l, 0]);
        return svg(
          document,
          "text",
          { x, y: y + longitudesY - cy, fill: COLOUR.muted, "font-size": Math.max(12, fontSize * 0.82), ...halo },
          `${l}°`,
        );
      }),
    );
    fields.replaceChildren();
    if (about.regular_deg !== null) {
      const [l, latitude] = about.regular_deg;
      for (const [direction, text] of [
        [[l, latitude], "B₀"],
        [[l + 180, -latitude], "−B₀"],
      ] as const) {
        const [x, y] = place(direction);
        const mark = svg(document, "g", { transform: `translate(${x} ${y})` });
        for (const [stroke, w] of [
          [COLOUR.paper, 7],
          [COLOUR.regular, 3.4],
        ] as const)
          mark.append(svg(document, "path", { d: crossPath(9), fill: "none", stroke, "stroke-width": w }));
        mark.append(svg(document, "text", { y: -16, "font-weight": 600, fill: COLOUR.regular, ...halo }, text));
        fields.append(mark);
      }
    }
    // circles that have dropped in
    const count = Math.min(MOST, ensemble?.realisation.length ?? 0);
    const before = circles.length;
    counted(circles, count, rings, false);
    circles.forEach((circle, k) => {
      const realisation = ensemble?.realisation[k] ?? k;
      circle.group.dataset.realisation = String(realisation);
      const isSame = reproduced?.has(realisation) ?? false;
      if (isSame) circle.group.dataset.reproduced = "true";
      else delete circle.group.dataset.reproduced;
      if (isSame && circle.check === null) {
        circle.check = svg(document, "path", {
          d: checkPath,
          fill: "none",
          stroke: COLOUR.prediction,
          "stroke-width": 2.2,
        });
        circle.group.append(circle.check);
      }
      circle.check?.setAttribute("visibility", isSame ? "visible" : "hidden");
      circle.group.classList.toggle("picked", shown?.picked === realisation);
    });
    if (before > 0 && count > before && motion())
      for (const { group } of circles.slice(before))
        group.animate?.([{ opacity: 0 }, { opacity: 1 }], { duration: 500 });
  }

  const view = document.defaultView as Window;
  const motion = () => !view.matchMedia?.("(prefers-reduced-motion: reduce)").matches && !document.hidden;

  if (picked) {
    rings.style.cursor = "pointer";
    rings.addEventListener("click", (event) => {
      const group = (event.target as Element).closest("[data-realisation]") as SVGGElement | null;
      if (group) picked(Number(group.dataset.realisation));
    });
    rings.addEventListener("pointerover", (event) => {
      const group = (event.target as Element).closest("[data-realisation]") as SVGGElement | null;
      if (!group || !dipoles || !shown) return;
      const k = circles.findIndex((circle) => circle.group === group);
      const [l, latitude] = directionDeg([0, 1, 2].map((i) => (shown?.sign ?? 1) * (dipoles?.vector[3 * k + i] ?? 0)));
      group.querySelector("title")?.remove();
      const title = svg(document, "title");
      group.append(title);
      title.textContent = `Realisation ${group.dataset.realisation}: ${scientific(dipoles.amplitude[k])} towards (${Math.round(l)}°, ${Math.round(latitude)}°)`;
    });
  }
  bindDrag({
    surface: element,
    handle,
    direction: () => shown?.gradient.direction_deg ?? HOME,
    directionOf: (x, y) => fromMap([(x - cx) / a, (cy - y) / b], centre),
    home: HOME,
    moved,
  });

  return {
    element: box,
    width,
    show(next, flowing = false) {
      const earlier = dipoles;
      shown = next;
      view.cancelAnimationFrame(flow);
      dress();
      const count = next.ensemble?.realisation.length;
      if (!flowing || earlier === null || earlier.amplitude.length !== count || !motion()) return draw();
      const begun = view.performance.now();
      const step = () => {
        const t = Math.min(1, (view.performance.now() - begun) / FLOW_MS);
        draw(t * t * (3 - 2 * t), earlier);
        if (t < 1) flow = view.requestAnimationFrame(step);
      };
      step();
    },
    move(gradient) {
      if (shown === null) return;
      view.cancelAnimationFrame(flow);
      shown = { ...shown, gradient };
      draw();
    },
    get dipoles() {
      return dipoles;
    },
  };
}

/** Part of the way from one set of dipoles to another: their directions turn, their amplitudes change by equal factors. */
function between(from: LiveDipoles, to: LiveDipoles, part: number): LiveDipoles {
  const n = to.amplitude.length;
  const vector = new Float64Array(3 * n);
  const amplitude = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    amplitude[k] = from.amplitude[k] ** (1 - part) * to.amplitude[k] ** part;
    for (let i = 3 * k; i < 3 * k + 3; i++)
      vector[i] = ((1 - part) * from.vector[i]) / from.amplitude[k] + (part * to.vector[i]) / to.amplitude[k];
  }
  return { ...to, vector, amplitude };
}
