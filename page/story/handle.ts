// What is taken and has the focus lies over the star: a slider to a screen reader.
import { set } from "../../src/live/svg.js";

/** @param most longitude that it can have, degrees */
export function newStarHandle(most: number): HTMLElement {
  const handle = document.createElement("div");
  handle.dataset.drag = "gradient";
  handle.className = "along";
  handle.tabIndex = 0;
  set(handle, {
    role: "slider",
    "aria-label": "Direction of the gradient",
    "aria-valuemin": "0",
    "aria-valuemax": String(most),
  });
  return handle;
}
