// The camera of the paths: moved by sliders and keys, and on the flat drawing by dragging (the 3-D view handles dragging itself).
import { CLOSEST, FARTHEST } from "./paths_look.js";
import type { Camera } from "./state.js";

interface Given {
  figure: HTMLElement;
  /** null while no paths are shown */
  camera(): Camera | null;
  turned(camera: Camera): void;
  /** whether the 3-D view handles dragging */
  turnsItself(): boolean;
}

const KEYS: Record<string, { azimuth?: number; elevation?: number; factor?: number }> = {
  ArrowLeft: { azimuth: -5 },
  ArrowRight: { azimuth: 5 },
  ArrowUp: { elevation: 5 },
  ArrowDown: { elevation: -5 },
  "+": { factor: 1 / 1.2 },
  "=": { factor: 1 / 1.2 },
  "-": { factor: 1.2 },
};
export const CAMERA_HELP =
  "Drag, or arrow keys, to turn; + and −, a wheel after a click, or two fingers to zoom; sliders above.";

const between = (low: number, value: number, high: number) => Math.max(low, Math.min(high, value));

export function bindCamera({ figure, camera, turned, turnsItself }: Given): (camera: Camera) => void {
  const box = document.getElementById("camera") as HTMLElement;
  const slider = (name: string) => box.querySelector(`[name=${name}]`) as HTMLInputElement;
  const span = Math.log(FARTHEST / CLOSEST);

  function turn(azimuth: number, elevation: number, factor = 1): void {
    const from = camera();
    if (from === null) return;
    turned({
      azimuth: ((((from.azimuth + azimuth + 180) % 360) + 360) % 360) - 180,
      elevation: between(-90, from.elevation + elevation, 90),
      extent: between(CLOSEST, from.extent * factor, FARTHEST),
    });
  }

  box.addEventListener("input", () => {
    // closest on the right
    const extent = CLOSEST * Math.exp((span * (100 - Number(slider("zoom").value))) / 100);
    turned({ azimuth: Number(slider("azimuth").value), elevation: Number(slider("elevation").value), extent });
  });
  figure.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || camera() === null) return;
    event.preventDefault();
    turn(step.azimuth ?? 0, step.elevation ?? 0, step.factor);
  });
  let from: { x: number; y: number } | null = null;
  figure.addEventListener("pointerdown", (event) => {
    // capturing the pointer would take the click from a button
    if (turnsItself() || camera() === null || event.button !== 0 || (event.target as Element).closest("button")) return;
    from = { x: event.clientX, y: event.clientY };
    figure.setPointerCapture(event.pointerId);
  });
  figure.addEventListener("pointermove", (event) => {
    if (from === null) return;
    turn((from.x - event.clientX) / 2, (event.clientY - from.y) / 2);
    from = { x: event.clientX, y: event.clientY };
  });
  for (const end of ["pointerup", "pointercancel"]) figure.addEventListener(end, () => (from = null));

  return ({ azimuth, elevation, extent }) => {
    slider("azimuth").value = String(azimuth);
    slider("elevation").value = String(elevation);
    slider("zoom").value = String(100 - (100 * Math.log(extent / CLOSEST)) / span);
  };
}
