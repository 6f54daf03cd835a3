// Step 5 of the story: the amplitude in each realisation against the longitude of the gradient, with what is measured. The star is
// dragged along the axis. A gradient and its opposite have equal amplitudes, so that longitudes from 0 to 180 degrees are enough.
import { type Limits, limitsAt } from "../../src/figures/measured/limits.js";
import type { Measurement } from "../../src/figures/measured/measurements.js";
import { bindDrag } from "../../src/live/drag.js";
import { dipolesFor, type Ensemble, ensembleOfSample, type LiveDipoles } from "../../src/live/ensemble.js";
import { angleToLine, medianOf, resultSentence } from "../../src/live/sentence.js";
import { COLOUR, set, starPath, svg } from "../../src/live/svg.js";
import { scientific } from "../../src/words/numbers.js";
import { gradientOf } from "../skies.js";
import type { View } from "../state.js";
import { newStarHandle } from "./handle.js";
import type { Stage } from "./stage.js";
import type { Told } from "./told_sky.js";

const LOWEST = 2e-5;
const HIGHEST = 6e-2;
/** Degrees between points of a curve. */
const STEP = 2;
const COLUMNS = Array.from({ length: 180 / STEP + 1 }, (_, i) => i * STEP);
const SUPERSCRIPT: Record<number, string> = { [-2]: "10⁻²", [-3]: "10⁻³", [-4]: "10⁻⁴" };

/** The same line of a gradient, with a longitude from 0 to 180. */
const folded = ([l, b]: readonly [number, number]): [number, number] => {
  const turned = ((l % 360) + 360) % 360;
  return turned > 180 ? [turned - 180, -b] : [turned, b];
};

export function newAmplitudes(
  stage: HTMLElement,
  measured: Measurement[],
  moved: (to: [number, number]) => void,
): Stage<Told> {
  let ensemble: Ensemble | null = null;
  let limits: Limits | null = null;
  let subject: Told | null = null;
  let drawn: ReturnType<typeof draw> | null = null;

  function put(view: View): void {
    if (subject?.sample == null) return;
    ensemble = ensembleOfSample(subject.sample, subject.regular_direction_deg);
    limits = limitsAt(measured, subject.rigidity_TV, ensemble.regular_deg !== null);
    const focused = stage.contains(document.activeElement);
    drawn = draw(stage, ensemble, limits, view, moved);
    drawn.turn(view);
    if (focused) stage.querySelector<HTMLElement>("[data-drag]")?.focus();
  }

  return {
    show(next, view) {
      subject = next;
      put(view);
    },
    resize: put,
    turned: (view) => drawn?.turn(view),
    sentence(view) {
      const dipoles = ensemble && dipolesFor(ensemble, gradientOf(view));
      if (ensemble === null || dipoles === null || limits === null) return "";
      return `${resultSentence(ensemble, dipoles, gradientOf(view))} ${countText(dipoles, limits)}`.trim();
    },
    leave() {
      subject = null;
      drawn = null;
    },
  };
}

function countText({ amplitude }: LiveDipoles, { kascade, eastop }: Limits): string {
  const count = (fits: (value: number) => boolean) => amplitude.filter(fits).length;
  const parts = [
    kascade === null ? "" : `${count((x) => x < kascade)} of ${amplitude.length} are below the limit of KASCADE`,
    eastop === null ? "" : `${count((x) => x >= eastop[0] && x <= eastop[1])} within the error bar of EAS-TOP`,
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(", ")}.` : "";
}

function draw(
  stage: HTMLElement,
  ensemble: Ensemble,
  limits: Limits,
  first: View,
  moved: (to: [number, number]) => void,
) {
  const [width, height] = [Math.max(280, stage.clientWidth), Math.max(200, stage.clientHeight)];
  const fontSize = Math.min(26, Math.max(12, 6 + Math.min(width, 2 * height) / 75));
  const left = 3.6 * fontSize;
  const right = width - 1.2 * fontSize;
  const top = 2.6 * fontSize;
  const bottom = height - 3.1 * fontSize;
  const x = (longitude: number) => left + ((right - left) * longitude) / 180;
  const log = (value: number) => Math.log(value / LOWEST) / Math.log(HIGHEST / LOWEST);
  const y = (value: number) => bottom - (bottom - top) * Math.max(0, Math.min(1, log(value)));

  const element = svg(document, "svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "group",
    "aria-label": "Amplitude of the dipole in each realisation against the longitude of the gradient",
    "font-size": fontSize,
    "text-anchor": "middle",
    fill: COLOUR.ink,
    class: "live",
  });
  const halo = { stroke: COLOUR.paper, "stroke-width": 4, "paint-order": "stroke" };
  const line = (d: string, stroke: string, more = {}) => {
    const path = svg(document, "path", { d, fill: "none", stroke, ...more });
    element.append(path);
    return path;
  };
  const words = (text: string, at_px: [number, number], more = {}) =>
    element.append(svg(document, "text", { x: at_px[0], y: at_px[1], ...halo, ...more }, text));

  element.append(
    svg(document, "rect", { x: left, y: top, width: right - left, height: bottom - top, fill: COLOUR.paper }),
  );
  if (limits.eastop !== null) {
    const [low, high] = limits.eastop;
    const band = { x: left, y: y(high), width: right - left, height: y(low) - y(high) };
    element.append(svg(document, "rect", { ...band, fill: COLOUR.muted, "fill-opacity": "0.28" }));
  }
  for (const [power, text] of Object.entries(SUPERSCRIPT)) {
    const height_px = y(10 ** Number(power));
    line(`M${left} ${height_px}H${right}`, COLOUR.grid, { "stroke-width": 0.8 });
    words(text, [left - 0.4 * fontSize, height_px + 0.35 * fontSize], { "text-anchor": "end" });
  }
  for (const l of [0, 30, 60, 90, 120, 150, 180]) {
    line(`M${x(l)} ${bottom}v6`, COLOUR.ink);
    words(`${l}°`, [x(l), bottom + 1.3 * fontSize]);
  }
  words(width < 600 ? "longitude of the gradient (B₀: 0°, 180°)" : "longitude of the gradient (B₀ at 0° and 180°)", [
    (left + right) / 2,
    bottom + 2.6 * fontSize,
  ]);
  const curves = ensemble.realisation.map(() =>
    line("", COLOUR.ink, { "stroke-opacity": "0.22", "stroke-width": Math.max(1, fontSize / 16) }),
  );
  const median = line("", COLOUR.mean, { "stroke-width": Math.max(2.4, fontSize / 6) });
  line(`M${left} ${top}V${bottom}H${right}V${top}Z`, COLOUR.ink);
  const prediction = line("", COLOUR.prediction, { "stroke-width": 2.4, "stroke-dasharray": "10 6" });
  const start = left + 0.5 * fontSize;
  const name = (text: string, value: number, down: boolean) =>
    words(text, [start, y(value) + (down ? 1.15 : -0.4) * fontSize], { "text-anchor": "start", "font-weight": 600 });
  if (limits.kascade !== null) {
    line(`M${left} ${y(limits.kascade)}H${right}`, COLOUR.regular, { "stroke-width": 3 });
    // on a phone the number would lie over the curves
    name(width < 480 ? "KASCADE limit" : `KASCADE: below ${scientific(limits.kascade)}`, limits.kascade, false);
  }
  if (limits.eastop !== null) name("EAS-TOP", limits.eastop[0], true);

  const rule = line("", COLOUR.ink, { "stroke-width": 1.6 });
  const predicted = svg(document, "text", { x: x(90), fill: COLOUR.prediction, ...halo });
  element.append(predicted);
  const dots = ensemble.realisation.map(() => {
    const dot = svg(document, "circle", { r: Math.max(2.2, fontSize / 7), fill: COLOUR.ink, class: "circle" });
    element.append(dot);
    return dot;
  });
  const star = svg(document, "path", {
    d: starPath(14),
    fill: COLOUR.gradient,
    stroke: COLOUR.ink,
    "stroke-width": 1.4,
  });
  element.append(star);
  const handle = newStarHandle(180);
  const box = document.createElement("div");
  box.className = "amplitudes";
  box.append(element, handle);
  stage.replaceChildren(box);

  let latitude = Number.NaN;
  /** The curves are those of one latitude. */
  function trace(view: View, b: number): void {
    const columns = COLUMNS.map((l) => dipolesFor(ensemble, { ...gradientOf(view), direction_deg: [l, b] }));
    const path = (value: (dipoles: LiveDipoles) => number) =>
      columns
        .map(
          (dipoles, i) =>
            `${i === 0 ? "M" : "L"}${x(COLUMNS[i]).toFixed(1)} ${dipoles ? y(value(dipoles)).toFixed(1) : bottom}`,
        )
        .join("");
    for (const [k, curve] of curves.entries())
      curve.setAttribute(
        "d",
        path(({ amplitude }) => amplitude[k]),
      );
    median.setAttribute(
      "d",
      path(({ amplitude }) => medianOf(amplitude)),
    );
    const level = columns[0]?.prediction ?? 0;
    prediction.setAttribute("d", `M${left} ${y(level)}H${right}`);
    set(predicted, { y: y(level) + 1.15 * fontSize });
    predicted.textContent = `isotropic diffusion ${scientific(level)}`;
    latitude = b;
  }

  function turn(view: View): void {
    const [l, b] = folded(view.direction_deg);
    if (b !== latitude) trace(view, b);
    const dipoles = dipolesFor(ensemble, { ...gradientOf(view), direction_deg: [l, b] });
    rule.setAttribute("d", `M${x(l)} ${top}V${bottom}`);
    for (const [k, dot] of dots.entries()) set(dot, { cx: x(l), cy: y(dipoles?.amplitude[k] ?? LOWEST) });
    star.setAttribute("transform", `translate(${x(l).toFixed(1)} ${(top - 0.2 * fontSize).toFixed(1)})`);
    Object.assign(handle.style, { left: `${x(l)}px`, top: `${top - 0.2 * fontSize}px` });
    handle.setAttribute("aria-valuenow", String(Math.round(l)));
    const angle = ensemble.regular_deg === null ? null : angleToLine([l, b], ensemble.regular_deg);
    const amplitude = dipoles === null ? "" : `; median amplitude ${medianOf(dipoles.amplitude).toPrecision(2)}`;
    handle.setAttribute(
      "aria-valuetext",
      `longitude ${Math.round(l)} degrees${angle === null ? "" : `, ${Math.round(angle)} degrees from the line of B0`}${amplitude}`,
    );
  }

  bindDrag({
    surface: element,
    handle,
    direction: () => folded(current),
    directionOf: (px) => [Math.max(0, Math.min(180, ((px - left) / (right - left)) * 180)), folded(current)[1]],
    home: [90, 0],
    growsRight: true,
    moved,
  });
  let current: [number, number] = first.direction_deg;
  return {
    turn(view: View) {
      current = view.direction_deg;
      turn(view);
    },
  };
}
