// What the flight draws on its canvas.
import { EYE } from "../paths_look.js";

/** Points of a path drawn in one stroke. */
const PIECE = 8;

type Context = CanvasRenderingContext2D;

/** A path in pieces, paler where it is far from the eye. */
export function strokes(
  context: Context,
  count: number,
  point: (i: number) => [number, number, number],
  colour: string,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  for (let first = 0; first < count - 1; first += PIECE) {
    context.beginPath();
    let depth = 0;
    const end = Math.min(count - 1, first + PIECE);
    for (let i = first; i <= end; i++) {
      const [x, y, d] = point(i);
      if (i === first) context.moveTo(x, y);
      else context.lineTo(x, y);
      depth = d;
    }
    if (depth > 0.8 * EYE) continue;
    context.globalAlpha = Math.max(0.25, Math.min(1, 0.75 + 0.35 * depth));
    context.stroke();
  }
  context.globalAlpha = 1;
}

export function disc(context: Context, x: number, y: number, radius: number, fill: string, edge: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = edge;
  context.stroke();
}

export function starAt(context: Context, x: number, y: number, radius: number, edge: string): void {
  context.beginPath();
  for (let i = 0; i < 10; i++) {
    const r = i % 2 === 0 ? radius : 0.45 * radius;
    context.lineTo(x + r * Math.sin((Math.PI * i) / 5), y - r * Math.cos((Math.PI * i) / 5));
  }
  context.closePath();
  context.fill();
  context.lineWidth = 1.4;
  context.strokeStyle = edge;
  context.stroke();
}
