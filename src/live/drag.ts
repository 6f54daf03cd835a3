/** The star that is dragged: by mouse, touch, pen, and by the arrow keys. */

export interface Dragged {
  /** the whole drawing; places on a canvas are in px of the page */
  surface: SVGSVGElement | HTMLCanvasElement;
  /** the handle: focusable, a slider to a screen reader */
  handle: HTMLElement;
  /** where the handle is, and the direction of a place; px of the drawing */
  direction(): [number, number];
  directionOf(x: number, y: number): [number, number];
  home: [number, number];
  /** longitudes grow to the right; absent: to the left, as on the sky */
  growsRight?: boolean;
  moved(direction_deg: [number, number]): void;
}

const STEP = 5;
const FINE = 1;

const rounded = ([l, b]: [number, number]): [number, number] => [Math.round(l * 2) / 2, Math.round(b * 2) / 2];
const turned = (l: number) => ((l % 360) + 360) % 360;

export function bindDrag({ surface, handle, direction, directionOf, home, growsRight, moved }: Dragged): void {
  const view = surface.ownerDocument.defaultView as Window;
  let pointer: number | null = null;
  let wanted: [number, number] | null = null;
  let offset: [number, number] = [0, 0];
  let isAsked = false;

  /** px of the drawing for a px of the page */
  const scaleIn = (box: DOMRect) => ("viewBox" in surface ? surface.viewBox.baseVal.width / (box.width || 1) : 1);
  const place = (event: PointerEvent): [number, number] => {
    const box = surface.getBoundingClientRect();
    const scale = scaleIn(box);
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  };
  // at most one move a frame, whatever the mouse reports
  const soon = () => {
    if (isAsked) return;
    isAsked = true;
    view.requestAnimationFrame(() => {
      isAsked = false;
      if (wanted !== null) moved(rounded(directionOf(...wanted)));
      wanted = null;
    });
  };

  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const box = handle.getBoundingClientRect();
    // where it was taken, beside its middle
    const scale = scaleIn(surface.getBoundingClientRect());
    const [mx, my] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    offset = [(mx - event.clientX) * scale, (my - event.clientY) * scale];
    pointer = event.pointerId;
    handle.setPointerCapture(pointer);
    handle.focus({ preventScroll: true });
  });
  handle.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const [x, y] = place(event);
    wanted = [x + offset[0], y + offset[1]];
    soon();
  });
  for (const end of ["pointerup", "pointercancel"] as const)
    handle.addEventListener(end, (event) => {
      if (event.pointerId === pointer) pointer = null;
    });

  handle.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? FINE : STEP;
    const [l, b] = direction();
    const left = growsRight ? -step : step;
    const next: Record<string, [number, number]> = {
      ArrowLeft: [turned(l + left), b],
      ArrowRight: [turned(l - left), b],
      ArrowUp: [l, Math.min(90, b + step)],
      ArrowDown: [l, Math.max(-90, b - step)],
      Home: home,
    };
    if (next[event.key] === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moved(next[event.key]);
  });
}
