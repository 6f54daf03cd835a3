// Particles' paths and field lines in 3-D, by WebGL. A script of its own, fetched when the view is opened first: three.js is
// larger than the rest of the page. The camera is that of paths_view.ts, so both show the same from the same side.
import {
  Color,
  ConeGeometry,
  Fog,
  Group,
  Mesh,
  MeshBasicMaterial,
  PerspectiveCamera,
  Scene,
  SphereGeometry,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { Line2 } from "three/addons/lines/Line2.js";
import { LineGeometry } from "three/addons/lines/LineGeometry.js";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { CSS2DObject, CSS2DRenderer } from "three/addons/renderers/CSS2DRenderer.js";
import { directionDeg, directionVector, type Vector } from "../src/sky/directions.js";
import type { PathsCloseUp } from "./closeup.js";
import { ARROWS, type Arrows, CLOSEST, EYE, FARTHEST, PARTICLES, reachOf, scaleBar } from "./paths_look.js";
import type { Camera } from "./state.js";

export interface PathsScene {
  element: HTMLElement;
  show(closeUp: PathsCloseUp, arrows: Arrows): void;
  look(camera: Camera): void;
}

interface Events {
  /** by pointer, wheel or fingers */
  turned(camera: Camera): void;
  /** the browser took the graphics away */
  lost(): void;
}

/** Distances from the eye in half-heights of what is seen: what is farther than the observer fades. */
const FADE = { near: EYE, far: EYE + 5 };
/** ms in which the paths of a realisation grow from the observer */
const GROW_MS = 6000;
const NEXT_FRAME = Number.POSITIVE_INFINITY;

/** Null where the browser has no WebGL. Lengths are in gyroradii. */
export function openScene(events: Events): PathsScene | null {
  if (document.createElement("canvas").getContext("webgl2") === null) return null;
  const renderer = new WebGLRenderer({ antialias: true });
  const names = new CSS2DRenderer();
  const element = document.createElement("div");
  element.className = "scene";
  element.setAttribute("role", "img");
  element.setAttribute("aria-labelledby", "figure-title");
  const scale = document.createElement("div");
  scale.className = "scale";
  const length = document.createElement("i");
  const reading = document.createElement("span");
  const legend = document.createElement("span");
  legend.className = "legend";
  legend.textContent = "coloured: particles; dashed: field lines; dot: the observer";
  scale.append(legend, reading, length);
  names.domElement.className = "names";
  Object.assign(names.domElement.style, { position: "absolute", inset: "0" });
  element.append(renderer.domElement, names.domElement, scale);

  const scene = new Scene();
  scene.fog = new Fog(0xffffff);
  const lens = new PerspectiveCamera((360 / Math.PI) * Math.atan(1 / EYE));
  lens.up.set(0, 0, 1);
  const orbit = new OrbitControls(lens, renderer.domElement);
  orbit.enablePan = false;
  orbit.minDistance = EYE * CLOSEST;
  orbit.maxDistance = EYE * FARTHEST;
  // up and down scrolls the page, the rest turns and zooms
  renderer.domElement.style.touchAction = "pan-y";

  let shown: { closeUp: PathsCloseUp; arrows: Arrows } | undefined;
  let extent = 1;
  let content = new Group();
  let pointers = new Group();
  let lines: LineMaterial[] = [];
  let frame = 0;
  let looking = false;
  /** the paths, which grow from the observer; and when they began to */
  let growing: LineGeometry[] = [];
  let begun: number | null = null;

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const style = (name: string) => new Color(getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  /** A colour of the figures, lighter on a dark sheet. */
  const onSheet = (colour: string) => new Color(colour).lerp(new Color("#ffffff"), dark.matches ? 0.15 : 0);

  function soon(): void {
    if (frame === 0) frame = requestAnimationFrame(render);
  }

  function render(): void {
    frame = 0;
    const { clientWidth: width, clientHeight: height } = element;
    if (width === 0 || height === 0) return;
    renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    renderer.setSize(width, height, false);
    names.setSize(width, height);
    lens.aspect = width / height;
    lens.near = extent / 20;
    lens.far = FADE.far * extent;
    lens.updateProjectionMatrix();
    Object.assign(scene.fog as Fog, { near: FADE.near * extent, far: FADE.far * extent });
    for (const line of lines) line.dashScale = 12 / extent;
    pointers.scale.setScalar(extent);
    grow();
    if (shown) {
      const bar = scaleBar(extent, shown.closeUp.gyroradius_pc);
      length.style.width = `${((bar.length / extent) * height) / 2}px`;
      reading.textContent = bar.text;
    }
    renderer.render(scene, lens);
    names.render(scene, lens);
  }

  function grow(): void {
    if (begun === NEXT_FRAME) begun = performance.now();
    const part = begun === null ? 1 : Math.min(1, (performance.now() - begun) / GROW_MS);
    // slowly at first: the gyrations near the observer are what can be seen
    for (const path of growing) path.instanceCount = Math.ceil(path.attributes.instanceStart.count * part ** 1.6);
    element.dataset.grown = String(Math.round(100 * part));
    if (part < 1) soon();
    else begun = null;
  }

  const line = (
    positions: Float32Array,
    look: { color: Color; linewidth: number; dashed?: boolean; fog?: boolean },
  ) => {
    const geometry = new LineGeometry();
    geometry.setPositions(positions);
    const material = new LineMaterial({ fog: true, dashSize: 0.35, gapSize: 0.2, ...look });
    lines.push(material);
    return new Line2(geometry, material).computeLineDistances();
  };

  function arrow(to: Vector, colour: Color, name: string): Group {
    const group = new Group();
    const tip = new Vector3(...to);
    const head = new Mesh(new ConeGeometry(0.028, 0.09, 16), new MeshBasicMaterial({ color: colour, fog: false }));
    head.position.copy(tip).multiplyScalar(reachOf(1) - 0.045);
    head.quaternion.setFromUnitVectors(new Vector3(0, 1, 0), tip);
    const end = tip.clone().multiplyScalar(reachOf(1) - 0.085);
    const label = document.createElement("span");
    label.textContent = name;
    const text = new CSS2DObject(label);
    text.position.copy(tip).multiplyScalar(reachOf(1) + 0.09);
    group.add(line(new Float32Array([0, 0, 0, ...end]), { color: colour, linewidth: 3, fog: false }), head, text);
    return group;
  }

  function build(): void {
    if (shown === undefined) return;
    const { closeUp, arrows } = shown;
    discard(content);
    discard(pointers);
    lines = [];
    growing = [];
    content = new Group();
    const r_g = closeUp.gyroradius_pc;
    for (let i = 0; i < closeUp.lines; i++) {
      const positions = pathOf(closeUp.line_points_pc, closeUp.lines, i, r_g);
      content.add(line(positions, { color: style("--muted"), linewidth: i === 0 ? 2 : 1.2, dashed: true }));
    }
    for (let p = 0; p < closeUp.particles; p++) {
      const color = onSheet(PARTICLES[p % PARTICLES.length]);
      const path = line(pathOf(closeUp.positions_pc, closeUp.particles, p, r_g), { color, linewidth: 2 });
      growing.push(path.geometry);
      content.add(path);
    }
    pointers = new Group();
    // seen through what is in front of it
    const observer = new MeshBasicMaterial({ color: style("--ink"), fog: false, depthTest: false });
    const dot = new Mesh(new SphereGeometry(0.028, 16, 12), observer);
    dot.renderOrder = 1;
    pointers.add(dot);
    pointers.add(
      arrow(arrows.gradient, onSheet(dark.matches ? ARROWS.gradient : ARROWS.gradient_on_white), "gradient"),
    );
    if (arrows.regular) pointers.add(arrow(arrows.regular, onSheet(ARROWS.regular), "B₀"));
    const sheet = style("--sheet");
    scene.background = sheet;
    (scene.fog as Fog).color = sheet;
    scene.add(content, pointers);
    soon();
  }

  function discard(group: Group): void {
    scene.remove(group);
    // takes the names' elements away too
    group.traverse((child) => {
      if (child instanceof CSS2DObject) child.element.remove();
      if (!(child instanceof Mesh)) return;
      child.geometry.dispose();
      child.material.dispose();
    });
  }

  orbit.addEventListener("change", () => {
    soon();
    if (looking) return;
    const [azimuth, elevation] = directionDeg(lens.position.toArray());
    extent = lens.position.length() / EYE;
    events.turned({ azimuth: azimuth > 180 ? azimuth - 360 : azimuth, elevation, extent });
  });
  // without the focus, the wheel scrolls the page
  element.addEventListener(
    "wheel",
    (event) => {
      const focused = element.parentElement?.contains(document.activeElement);
      if (!focused && !event.ctrlKey) event.stopPropagation();
    },
    { capture: true },
  );
  renderer.domElement.addEventListener("webglcontextlost", events.lost);
  dark.addEventListener("change", build);
  new ResizeObserver(soon).observe(element);

  return {
    element,
    show(closeUp, arrows) {
      if (shown?.closeUp === closeUp && JSON.stringify(shown.arrows) === JSON.stringify(arrows)) return;
      const isOther = shown?.closeUp !== closeUp;
      shown = { closeUp, arrows };
      if (isOther) begun = matchMedia("(prefers-reduced-motion: reduce)").matches ? null : NEXT_FRAME;
      build();
    },
    look({ azimuth, elevation, extent: wanted }) {
      extent = wanted;
      // not quite from a pole: there the azimuth would be lost
      const from = directionVector(azimuth, Math.max(-89.9, Math.min(89.9, elevation)));
      looking = true;
      lens.position.set(...from).multiplyScalar(EYE * extent);
      orbit.update();
      looking = false;
      soon();
    },
  };
}

/** One path of many, [point][path][3] in pc, in gyroradii. */
function pathOf(points: Float64Array, paths: number, which: number, gyroradius_pc: number): Float32Array {
  const count = points.length / (3 * paths);
  const path = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) path[3 * i + c] = points[3 * (i * paths + which) + c] / gyroradius_pc;
  }
  return path;
}
