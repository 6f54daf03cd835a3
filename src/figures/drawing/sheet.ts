/**
 * The sheet that a figure is drawn on: title, what was computed, the plots, notes. One self-contained SVG; text stays text.
 *
 * Coordinates are rounded to 0.01, so that the same run gives the same file whatever the engine's last bits of a logarithm.
 */

import { wrapped } from "./format.js";
import { INK, MUTED } from "./palette.js";

/** The first one there is. Without quotes: resvg takes none of a list with quoted names. */
export const FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";

/** A plot and where its upper left corner is on the sheet, below the heading. */
export interface Piece {
  x: number;
  y: number;
  width: number;
  height: number;
  plot: { outerHTML: string };
}

export interface Sheet {
  /** "fig5": also makes the ids of the sheet unlike those of another one on the same page */
  name: string;
  title: string;
  /** what was computed, below the title */
  subtitle: string;
  /** below the plots, a paragraph each */
  notes: string[];
  /** for those who cannot see it */
  description: string;
  width: number;
  /** of the plots */
  height: number;
  pieces: Piece[];
}

const MARGIN = 16;
const LINE_HEIGHT = 15;

/** The largest number of characters of 11 px that fit between the margins in a wide font. */
const perLine = (width: number) => Math.floor((width - 2 * MARGIN) / 6.2);

export function sheetSVG(sheet: Sheet): string {
  const { width } = sheet;
  const subtitle = wrapped(sheet.subtitle, perLine(width));
  const notes = sheet.notes.flatMap((note) => wrapped(note, perLine(width)));
  const top = 34 + subtitle.length * LINE_HEIGHT;
  const below = top + sheet.height + 14;
  const height = below + notes.length * LINE_HEIGHT + 6;
  const lines = (all: string[], y: number) =>
    all.map((line, i) => text(MARGIN, y + i * LINE_HEIGHT, line, `font-size="11" fill="${MUTED}"`)).join("\n");
  const plots = sheet.pieces
    .map(({ x, y, width: w, height: h, plot }) => nested(plot.outerHTML, x, top + y, w, h))
    .join("\n");
  const body = `<title>${escaped(sheet.title)}</title>
<desc>${escaped(sheet.description)}</desc>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${text(MARGIN, 24, sheet.title, `font-size="16" font-weight="bold" fill="${INK}"`)}
${lines(subtitle, 42)}
${plots}
${lines(notes, below)}`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" color="${INK}" role="img">`;
  return `${tidied(`${open}\n${body}\n</svg>`, sheet.name)}\n`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

export function escaped(content: string): string {
  return content.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** What Plot made, inside the sheet: its own font, class and style sheet left out. */
function nested(markup: string, x: number, y: number, width: number, height: number): string {
  const inner = markup
    .slice(markup.indexOf(">") + 1, markup.lastIndexOf("</svg>"))
    .replace(/<style>[\s\S]*?<\/style>/g, "");
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-size="12" fill="currentColor" text-anchor="middle">${inner}</svg>`;
}

const GEOMETRY = /\s(d|points|transform|x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|width|height)="([^"]*)"/g;
const NUMBER = /-?\d*\.?\d+(?:e[+-]?\d+)?/g;
// + 0: no negative zero
const rounded = (number: string) => String(Math.round(Number(number) * 100) / 100 + 0);

/** Rounds the coordinates, names clip paths and arrow heads after the figure, and puts elements on lines of their own. */
function tidied(markup: string, name: string): string {
  const ids = new Map<string, string>();
  return markup
    .replace(/plot-(?:clip|marker)-\d+/g, (id) => {
      if (!ids.has(id)) ids.set(id, `${name}-${ids.size + 1}`);
      return ids.get(id) as string;
    })
    .replace(GEOMETRY, (_, attribute: string, value: string) => ` ${attribute}="${value.replace(NUMBER, rounded)}"`)
    .replace(/></g, ">\n<");
}
