// Step 2 of the story: particles followed back by the kernel, one after the other, in a drawing that turns slowly and steps back
// as the particle goes away. Drawn by hand on a canvas: three.js is larger than the rest of the story.
import { bindDrag } from "../../src/live/drag.js";
import { gradientVector } from "../../src/response/dipole.js";
import { directionVector, type Vector } from "../../src/sky/directions.js";
import { duration, plain } from "../../src/words/numbers.js";
import type { CloseUpRequest, CloseUps, PathsCloseUp } from "../closeup.js";
import { PARTICLES } from "../paths_look.js";
import type { View } from "../state.js";
import { newStarHandle } from "./handle.js";
import { disc, starAt, strokes } from "./pen.js";
import { newProjection, type Projection, rimOf } from "./projection.js";
import type { Stage } from "./stage.js";

/** s that a flight takes, and a turn of the camera */
const FLIGHT_S = 14;
const TURN_S = 90;

const HOME: [number, number] = [90, 0];
/** Distance of the star in half-heights of what is seen. */
const STAR = 0.82;

/** `hear`: the sentence has changed; `moved`: the star was, by hand. */
export function newFlight(
  stage: HTMLElement,
  closeUps: CloseUps,
  moved: (to: [number, number]) => void,
  hear: () => void,
): Stage<CloseUpRequest> {
  const canvas = document.createElement("canvas");
  const button = document.createElement("button");
  button.type = "button";
  button.id = "story-follow";
  button.className = "main";
  const box = document.createElement("div");
  box.className = "flight";
  const handle = newStarHandle(360);
  box.append(canvas, handle, button);
  canvas.tabIndex = 0;
  for (const [name, value] of Object.entries({
    role: "slider",
    "aria-label": "Azimuth from which the path is seen",
    "aria-valuemin": "0",
    "aria-valuemax": "359",
  }))
    canvas.setAttribute(name, value);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let request: CloseUpRequest | null = null;
  let flown: PathsCloseUp | null = null;
  let view: View | null = null;
  let particle = 0;
  let part = 0;
  let azimuth = 40;
  let extent = 0;
  let before = 0;
  let frame = 0;
  let turnsItself = true;
  let projection: Projection | null = null;
  let starIsBehind = false;

  button.addEventListener("click", () => {
    if (request === null) return;
    if (flown === null) {
      closeUps.start(request);
      put();
      return;
    }
    particle = (particle + 5) % flown.particles;
    begin();
  });

  /** What there is of the close-up that was asked for. */
  function put(): void {
    if (request === null) return;
    const { closeUp, problem, running } = closeUps.get(request);
    const { seconds, refused } = closeUps.plan(request);
    button.disabled = running || refused !== null;
    if (closeUp?.what === "paths" && closeUp !== flown) {
      flown = closeUp;
      begin();
    }
    button.textContent =
      flown !== null
        ? "Another particle"
        : running
          ? "Making the field …"
          : `Follow one particle (about ${duration(seconds)})`;
    box.dataset.problem = problem ?? "";
    hear();
  }

  function begin(): void {
    part = still.matches ? 1 : 0;
    extent = 0;
    before = 0;
    soon();
  }

  function soon(): void {
    if (frame === 0 && !document.hidden) frame = requestAnimationFrame(step);
  }

  function step(now: number): void {
    frame = 0;
    if (!canvas.isConnected) return;
    const seconds = before === 0 ? 0 : Math.min(0.1, (now - before) / 1000);
    before = now;
    if (!still.matches) {
      if (flown !== null) part = Math.min(1, part + seconds / FLIGHT_S);
      if (turnsItself) azimuth = (azimuth + (360 * seconds) / TURN_S) % 360;
    }
    paint();
    hear();
    if (!still.matches) soon();
  }

  /** Index of the last point that is reached: slowly at first, while single gyrations can be seen. */
  const reached = () => (flown === null ? 0 : Math.floor(part ** 1.6 * (flown.path_pc.length - 1)));
  const place = (which: number, point: number): Vector => {
    const start = (point * (flown?.particles ?? 1) + which) * 3;
    const p = flown?.positions_pc;
    return p === undefined ? [0, 0, 0] : [p[start], p[start + 1], p[start + 2]];
  };

  function paint(): void {
    const context = canvas.getContext("2d");
    const { clientWidth: width, clientHeight: height } = canvas;
    if (context === null || width === 0 || view === null) return;
    const ratio = Math.min(2, devicePixelRatio);
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const colour = (name: string) => getComputedStyle(canvas).getPropertyValue(name).trim();
    const [ink, muted, paper] = ["--ink", "--muted", "--sheet"].map(colour);
    const last = reached();
    let farthest = 2.5 * (flown?.gyroradius_pc ?? 0.3);
    for (let i = 0; i <= last && flown !== null; i++)
      farthest = Math.max(farthest, 1.25 * Math.hypot(...place(particle, i)));
    extent = extent === 0 ? farthest : extent + 0.06 * (farthest - extent);
    if (still.matches) extent = farthest;
    projection = newProjection({ azimuth, elevation: 18, extent_pc: extent, width, height });
    const project = projection.onScreen;
    const size = Math.max(13, Math.min(26, height / 26, width / 40));
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.lineJoin = context.lineCap = "round";
    const words = (text: string, x: number, y: number, fill: string) => {
      const inside = Math.max(4, Math.min(width - 4 - context.measureText(text).width, x));
      context.lineWidth = 4;
      context.strokeStyle = paper;
      context.strokeText(text, inside, y);
      context.fillStyle = fill;
      context.fillText(text, inside, y);
    };

    // the field line through the observer
    if (flown !== null) {
      context.setLineDash([6, 6]);
      const points = flown.line_points_pc;
      strokes(
        context,
        points.length / (3 * flown.lines),
        (i) => {
          const start = 3 * i * (flown?.lines ?? 1);
          return project([points[start], points[start + 1], points[start + 2]]);
        },
        muted,
        1.6,
      );
      context.setLineDash([]);
    }
    const arrow = directionVector(...view.direction_deg).map((c) => STAR * extent * c) as Vector;
    const [ox, oy] = project([0, 0, 0]);
    const [ax, ay, depth] = project(arrow);
    // at the rim it is in front
    if (!isDragged) starIsBehind = depth < rimOf(STAR).depth - 1e-3;
    const [l, b] = view.direction_deg;
    Object.assign(handle.style, { left: `${ax}px`, top: `${ay}px` });
    handle.setAttribute("aria-valuenow", String(Math.round(((l % 360) + 360) % 360)));
    handle.setAttribute("aria-valuetext", `longitude ${Math.round(l)}, latitude ${Math.round(b)} degrees`);
    context.strokeStyle = ink;
    context.lineWidth = 5;
    context.beginPath();
    context.moveTo(ox, oy);
    context.lineTo(ax, ay);
    context.stroke();
    context.strokeStyle = context.fillStyle = "#f0e442";
    context.lineWidth = 3;
    context.stroke();
    starAt(context, ax, ay, 0.6 * size, ink);
    const name = "more cosmic rays: drag me";
    // beside the star where there is room, else below it
    const fits = ax + 0.8 * size + context.measureText(name).width < width;
    words(name, ax + size * 0.8, fits ? ay - 0.5 * size : ay + 1.8 * size, ink);

    if (flown !== null) {
      strokes(context, last + 1, (i) => project(place(particle, i)), PARTICLES[particle % PARTICLES.length], size / 8);
      const [x, y] = project(place(particle, last));
      disc(context, x, y, size * 0.36, PARTICLES[particle % PARTICLES.length], paper);
    }
    disc(context, ox, oy, size * 0.36, ink, paper);
    words("we", ox + size * 0.6, oy + size * 1.1, ink);
    const unit = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find((pc) => pc > extent / 4) ?? 100;
    const length = (unit / extent) * (height / 2);
    context.fillStyle = ink;
    context.fillRect(size, height - size, length, 3);
    words(`${unit} pc`, size, height - 1.5 * size, ink);
    canvas.setAttribute("aria-valuenow", String(Math.round(azimuth) % 360));
  }

  let from: number | null = null;
  canvas.addEventListener("pointerdown", (event) => {
    from = event.clientX;
    turnsItself = false;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (from === null) return;
    turn((from - event.clientX) / 3);
    from = event.clientX;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (from = null));
  canvas.addEventListener("keydown", (event) => {
    const angle = { ArrowLeft: -5, ArrowRight: 5 }[event.key];
    if (angle === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    turnsItself = false;
    turn(angle);
  });
  function turn(degrees: number): void {
    azimuth = (((azimuth + degrees) % 360) + 360) % 360;
    soon();
  }
  document.addEventListener("visibilitychange", soon);
  let isDragged = false;
  handle.addEventListener("pointerdown", () => {
    isDragged = true;
    turnsItself = false;
  });
  for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => (isDragged = false));
  bindDrag({
    surface: canvas,
    handle,
    direction: () => view?.direction_deg ?? HOME,
    directionOf: (x, y) => projection?.directionAt(x, y, STAR, starIsBehind) ?? HOME,
    home: HOME,
    growsRight: true,
    moved,
  });

  return {
    show(next, now) {
      view = now;
      request = next;
      if (!box.isConnected) stage.replaceChildren(box);
      put();
      soon();
    },
    resize: soon,
    turned(now) {
      view = now;
      soon();
    },
    sentence() {
      if (box.dataset.problem) return `The particle was not followed: ${box.dataset.problem}.`;
      if (flown === null || view === null)
        return "The kernel of this page makes a field and follows a particle through it when you say so.";
      const last = reached();
      const r = place(particle, last);
      const g = gradientVector(...view.direction_deg, view.per_kpc);
      const up = g.reduce((sum, c, i) => sum + c * r[i], 0);
      const far = plain(Math.hypot(...r), 2);
      const [higher, more] = up < 0 ? ["lower", "less"] : ["higher", "more"];
      const excess = `${plain(Math.abs(100 * up), 2)} % ${higher} than ours`;
      const path = plain(last === 0 ? 0 : flown.path_pc[last], 3);
      return `After ${path} pc of its path it is ${far} pc away, where the density is ${excess}: so much ${more} arrives from its direction.`;
    },
    leave() {
      cancelAnimationFrame(frame);
      frame = 0;
      box.remove();
    },
  };
}
